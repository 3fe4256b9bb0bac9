internal import Analysis
internal import Corpora
internal import Indexing
internal import Records
internal import Segments
internal import Storage

extension CorpusIndex {
  /// Reads the records of files, indexes them and commits.
  ///
  /// Files already indexed with the same identity (path, size, modification time) are skipped; a
  /// changed file's records are replaced. After a kill, what was committed stays, and files that
  /// had not been finished are read again.
  ///
  /// - Parameters:
  ///   - files: Data files in source order, under the paths that shall be remembered.
  ///   - base: Folder that relative paths start from; the working directory when empty.
  ///   - options: Fields, analyzer, store, memory, threads.
  ///   - progress: Called a few times a second; returning `false` stops after committing what is
  ///     there, with ``IndexFailure/Code/cancelled``.
  /// - Returns: What was read, and the problems met.
  /// - Throws: ``IndexFailure``; nothing indexed before is lost.
  public func ingest(
    _ files: [String], base: String = "", options: IngestOptions = IngestOptions(),
    progress: (IngestProgress) -> Bool = { _ in true }
  ) throws -> IngestReport {
    try IndexFailure.folding {
      let begin = SystemCall.monotonicSeconds
      let listed = try Self.list(files, base: base)
      let directory = disk(try FileSystemDirectory(creating: path))
      let settings = try settings(for: listed.map(\.file), options: options)
      let writer = try IndexWriter(
        directory, settings: settings,
        memory: options.memory, jobs: options.jobs,
        startsOver: options.rebuild)
      let unchanged = try Self.retire(listed, writer: writer, options: options)
      let wanted = listed.filter { !unchanged.contains($0.remembered) }
      var report = IngestReport()
      report.filesRead = wanted.count
      report.filesUnchanged = unchanged.count
      if wanted.isEmpty, !writer.hasChanges { return report }
      let source = Self.source(wanted, writer: writer, settings: settings, options: options)
      defer { report.take(source.problems, files: wanted.map(\.remembered)) }
      try Self.read(source, wanted, writer: writer, options: options, report: &report, progress)
      report.take(source.problems, files: wanted.map(\.remembered))
      report.seconds = SystemCall.monotonicSeconds - begin
      return report
    }
  }

  /// A file to index.
  private struct Listed {
    /// The path as it is remembered.
    var remembered: String
    var file: CorpusFile
  }

  private static func list(_ paths: [String], base: String) throws -> [Listed] {
    var listed: [Listed] = []
    for path in paths {
      let resolved = resolve(path, base: base)
      for file in try CorpusFiles([resolved]).files {
        // A folder or a pattern gives files under its own resolved path.
        let isItself = file.path == resolved
        listed.append(Listed(remembered: isItself ? path : file.path, file: file))
      }
    }
    return listed
  }

  static func resolve(_ path: String, base: String) -> String {
    path.hasPrefix("/") || base.isEmpty ? path : base + "/" + path
  }

  func settings(for files: [CorpusFile], options: IngestOptions) throws -> IndexSettings {
    var method = options.method
    var schema = options.fields?.schema
    if !options.rebuild, let known = try IndexReader.open(path)?.commit.settings {
      // What is not said again stays as it is.
      schema = schema ?? known.schema
      if method.stemming == nil, method.stopWords.isEmpty {
        method.stemming = known.analyzerOptions.stemLanguage
        method.stopWords = known.analyzerOptions.stopWords
      }
    }
    return method.settings(for: try schema ?? Self.detectedSchema(files))
  }

  private static func detectedSchema(_ files: [CorpusFile]) throws -> RecordSchema {
    if files.isEmpty {
      throw IndexFailure(
        code: .noText, message: "an index needs to know its text fields",
        remedy: .advice("set fields in the options"))
    }
    return try FieldDetection(files: files).schema
  }

  /// Deletes the records of files that changed, were never finished or are gone.
  ///
  /// - Returns: The remembered paths that need no reading.
  private static func retire(
    _ listed: [Listed], writer: IndexWriter, options: IngestOptions
  ) throws -> Set<String> {
    var unchanged: Set<String> = []
    var retired: Set<UInt32> = []
    let wanted = Dictionary(listed.map { ($0.remembered, $0.file) }) { first, _ in first }
    for (number, file) in writer.commit.files.enumerated()
    where !file.isRetired && file.path != written {
      if let now = wanted[file.path] {
        if file.isComplete, now.byteCount == file.byteCount,
          now.modifiedNanoseconds == file.modifiedNanoseconds
        {
          unchanged.insert(file.path)
          continue
        }
      } else if !options.removesMissing {
        continue
      }
      writer.commit.files[number].isRetired = true
      retired.insert(UInt32(number))
    }
    try writer.delete(recordsOf: retired)
    return unchanged
  }

  private static func source(
    _ listed: [Listed], writer: IndexWriter, settings: IndexSettings, options: IngestOptions
  ) -> FileSource {
    let first = writer.commit.files.count
    for entry in listed {
      writer.commit.files.append(
        Commit.SourceFile(
          path: entry.remembered, byteCount: entry.file.byteCount,
          modifiedNanoseconds: entry.file.modifiedNanoseconds))
    }
    return FileSource(
      listed.map(\.file), schema: settings.schema, firstFile: first,
      firstOrdinal: writer.commit.nextOrdinal, slotCount: writer.slotCount, jobs: options.jobs)
  }

  private static func read(
    _ source: FileSource, _ listed: [Listed], writer: IndexWriter, options: IngestOptions,
    report: inout IngestReport, _ progress: (IngestProgress) -> Bool
  ) throws {
    let total = listed.reduce(UInt64(0)) { $0 + $1.file.byteCount }
    var records: UInt64 = 0
    var textBytes: UInt64 = 0
    func step(_ phase: IngestProgress.Phase) -> Bool {
      progress(
        IngestProgress(
          phase: phase,
          fraction: total > 0 ? min(1, Double(source.consumedBytes) / Double(total)) : nil,
          records: records, textBytes: textBytes))
    }
    var tooMany: IndexError?
    let badBefore = writer.commit.badRecords
    let isWhole = try writer.run(source) { doneRecords, doneBytes in
      records = doneRecords
      textBytes = doneBytes
      let bad = source.problems.badCount
      // A run that stops here still says how many it has met.
      writer.commit.badRecords = badBefore + bad
      if let limit = options.maximumErrors, bad > UInt64(max(0, limit)) {
        tooMany = .tooManyProblems(count: bad, limit: limit)
        return false
      }
      return step(.reading)
    }
    if !isWhole { throw tooMany ?? .cancelled }
    report.records = records
    report.textBytes = textBytes
    _ = step(.writing)
    source.noteEnd(in: &writer.commit)
    writer.commit.badRecords = badBefore + source.problems.badCount
    try writer.finish()
    _ = step(.committing)
  }
}

extension ProblemLog {
  /// Records and files that are missing from the index.
  var badCount: UInt64 { lostRecordCount + damagedFileCount }
}

extension IngestReport {
  /// Takes over the problems of a run.
  mutating func take(_ log: ProblemLog, files: [String]) {
    badRecords = log.badCount
    problems = (log.losses + log.repairs).prefix(100).map { problem in
      IngestProblem(
        location: .file(
          files.indices.contains(problem.file) ? files[problem.file] : "?", line: problem.line,
          byte: problem.offset), message: problem.message)
    }
  }
}
