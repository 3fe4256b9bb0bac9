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
  /// changed file's records are replaced. Searches see the index as it was until the run ends. After
  /// a kill, files that had been read to their end are not read again.
  ///
  /// - Parameters:
  ///   - files: Data files in source order, under the paths that shall be remembered.
  ///   - base: Folder that relative paths start from; the working directory when empty.
  ///   - options: Fields, analyzer, store, memory, threads.
  ///   - progress: Called a few times a second; returning `false` stops after keeping
  ///     what was read for the next run, with ``IndexFailure/Code/cancelled``.
  /// - Returns: What was read, and the problems met.
  /// - Throws: ``IndexFailure``; nothing indexed before is lost.
  public func ingest(
    _ files: [String], base: String = "", options: IngestOptions = IngestOptions(),
    progress: (IngestProgress) -> Bool = { _ in true }
  ) throws -> IngestReport {
    try IndexFailure.folding {
      try ingest(
        SourceListing(files: files, base: base, formats: formats, memory: options.memory),
        options: options,
        progress: progress)
    }
  }

  /// Reads the records of files that were listed, without opening them again; else as
  /// ``ingest(_:base:options:progress:)``.
  public func ingest(
    _ sources: SourceListing, options: IngestOptions = IngestOptions(),
    progress: (IngestProgress) -> Bool = { _ in true }
  ) throws -> IngestReport {
    try IndexFailure.folding {
      let begin = SystemCall.monotonicSeconds
      let directory = disk(try FileSystemDirectory(creating: path))
      let settings = try settings(for: sources, options: options)
      let writer = try IndexWriter(
        directory, settings: settings,
        memory: options.memory, jobs: options.jobs,
        for: options.rebuild ? .startingOver : .adding)
      let standing = SourceStanding(writer.commit, sources)
      let former = writer.replaced.map { SourceStanding($0, sources) } ?? standing
      let unread = sources.unread(standing, of: writer.commit, replacing: writer.replaced)
      let wanted = sources.with(unread.map(\.entry))
      var report = IngestReport()
      report.count(former, read: wanted)
      report.deletesLost = try writer.numberedDeletes(
        of: former.replaced, in: writer.replaced ?? writer.commit)
      writer.retireUnfinishedRecords()
      writer.follow(standing, sources, removesMissing: options.removesMissing)
      report.earlierProblems = SourceProblems(writer.commit)
      report.repeatedID = RepeatedRecordID(writer.commit)
      if wanted.entries.isEmpty, !writer.hasChanges { return report }
      let source = source(
        wanted, firstOrdinals: unread.map(\.firstOrdinal), writer: writer, settings: settings,
        options: options)
      let paths = wanted.entries.map(\.remembered)
      defer { report.take(source.problems, files: paths) }
      let locator = RecordLocator(sources, files: writer.commit.files)
      try Self.read(
        source, wanted, locator, writer: writer, options: options, report: &report, progress)
      report.take(source.problems, files: paths)
      report.leftOutColumns = LeftOutColumns(
        writer.commit.columns, values: writer.leftOutValueCount)
      report.problems += Self.problems(ofUnread: writer.unreadDeletes)
      try report.takeColumns(of: self)
      report.seconds = SystemCall.monotonicSeconds - begin
      return report
    }
  }

  /// What to say of deletes that a run could not take over from the index whose place it took.
  static func problems(ofUnread deletes: [StorageError]) -> [IngestProblem] {
    deletes.map(IndexFailure.init).map { failure in
      IngestProblem(
        location: failure.location ?? .value("deletes"),
        message: "records that were deleted may be there again, since their list cannot be read: "
          + failure.message)
    }
  }

  static func resolve(_ path: String, base: String) -> String {
    path.hasPrefix("/") || base.isEmpty ? path : base + "/" + path
  }

  /// `sources`: what fields are detected in when nobody names them.
  func settings(
    for sources: SourceListing?, options: IngestOptions
  ) throws -> IndexSettings {
    var method = options.method
    var schema = options.fields?.schema
    if !options.rebuild, let known = try settingsToGoOnWith() {
      // What is not said again stays as it is.
      schema = schema ?? known.schema
      if method.stemming == nil, method.stopWords.isEmpty {
        method.stemming = known.analyzerOptions.stemLanguage
        method.stopWords = known.analyzerOptions.stopWords
      }
    }
    return method.settings(for: try schema ?? Self.detectedSchema(sources))
  }

  /// Which fields of a record are what to a run that adds records; `nil` for an index that is to be
  /// made.
  ///
  /// Those of the index, or of a run that was indexing everything again when it was cut short.
  package func fieldsToGoOnWith() throws -> FieldPlan? {
    try IndexFailure.folding { try settingsToGoOnWith().map { FieldPlan($0.schema) } }
  }

  /// The settings that a run adding records must have; `nil` for an index that is to be made.
  func settingsToGoOnWith() throws -> IndexSettings? {
    let directory = FileSystemDirectory(existing: path)
    guard SystemCall.status(path) != nil else { return nil }
    let newest = try Commit.newest(in: directory)
    if let run = try UnfinishedRun.pending(in: directory, after: newest), run.startsOver {
      return run.settings
    }
    return try newest?.settings ?? IndexReader.open(path)?.commit.settings
  }

  /// Whether a run that was indexing everything again was cut short, and left something to go on with.
  package func isStartingOver() throws -> Bool {
    try IndexFailure.folding {
      guard SystemCall.status(path) != nil else { return false }
      let directory = FileSystemDirectory(existing: path)
      let newest = try Commit.newest(in: directory)
      return try UnfinishedRun.pending(in: directory, after: newest)?.startsOver ?? false
    }
  }

  private static func detectedSchema(_ sources: SourceListing?) throws -> RecordSchema {
    guard let sources, !sources.entries.isEmpty else {
      throw IndexFailure(
        code: .noText, message: "an index needs to know its text fields",
        remedy: .advice("set fields in the options"))
    }
    return try FieldDetection(
      files: sources.entries.map(\.file), formats: sources.formats, openFiles: sources.openFiles
    ).schema
  }

  private func source(
    _ sources: SourceListing, firstOrdinals: [UInt64], writer: IndexWriter,
    settings: IndexSettings, options: IngestOptions
  ) -> FileSource {
    let first = writer.commit.files.count
    for entry in sources.entries {
      var file = Commit.SourceFile(
        path: entry.remembered, byteCount: entry.file.byteCount,
        modifiedNanoseconds: entry.file.modifiedNanoseconds, format: entry.file.format)
      file.start = entry.file.start
      writer.commit.files.append(file)
    }
    return FileSource(
      sources, schema: settings.schema, reading: reading, firstFile: first,
      readsSourcesLater: settings.store == .none,
      firstOrdinal: writer.commit.nextOrdinal,
      firstOrdinals: firstOrdinals,
      slotCount: writer.slotCount, jobs: options.jobs)
  }

  private static func read(
    _ source: FileSource, _ sources: SourceListing, _ locator: RecordLocator, writer: IndexWriter,
    options: IngestOptions, report: inout IngestReport, _ progress: (IngestProgress) -> Bool
  ) throws {
    let total = sources.entries.reduce(UInt64(0)) { $0 + $1.file.byteCount }
    var records: UInt64 = 0
    var textBytes: UInt64 = 0
    func step(_ phase: IngestProgress.Phase) -> Bool {
      progress(
        IngestProgress(
          phase: phase,
          fraction: total > 0 ? min(1, Double(source.takenBytes) / Double(total)) : nil,
          records: records, textBytes: textBytes))
    }
    var tooMany: IndexFailure?
    let files = options.maximumErrors == nil ? [] : sources.entries.map(\.remembered)
    let isWhole = try writer.run(source) { doneRecords, doneBytes in
      records = doneRecords
      textBytes = doneBytes
      tooMany = IndexFailure(
        source.problems, allowing: options.maximumErrors, files: files)
      return tooMany == nil && step(.reading)
    }
    if let tooMany { throw tooMany }
    if !isWhole { throw IndexError.cancelled }
    report.records = records
    report.textBytes = textBytes
    _ = step(.writing)
    try source.noteEnd(in: &writer.commit, directory: writer.directory)
    source.noteProblems(in: &writer.commit)
    try sources.noteChecksums(in: &writer.commit, from: source.firstFile)
    report.recordsKeptOut = try writer.finish(locating: locator.line) {
      _ = step(.merging)
    }
    report.repeatedID = RepeatedRecordID(writer.commit)
    _ = step(.committing)
  }
}

extension ProblemLog {
  /// Records and files that are missing from the index.
  var badCount: UInt64 { lostRecordCount + damagedFileCount }
}

extension IndexFailure {
  /// What ends a run with more bad records than it may have, named by the first beyond; `nil` while there
  /// are no more.
  ///
  /// - Parameters:
  ///   - log: The problems of the run so far.
  ///   - limit: Bad records that it may have; `nil` for any number.
  ///   - files: Their names; none for rows that a program appended.
  init?(_ log: ProblemLog, allowing limit: Int?, files: [String]) {
    guard let limit = limit.map({ UInt64(max(0, $0)) }), log.badCount > limit else { return nil }
    var count: UInt64 = 0
    let beyond = log.losses.first { problem in
      count += problem.count
      return count > limit
    }.map { IngestProblem($0, files: files) }
    self.init(
      code: .badRecords,
      message: "more than \(limit) bad \(limit == 1 ? "record" : "records")"
        + (beyond.map { ", the next of them: \($0.message)" } ?? ""),
      at: beyond?.location, remedy: .raiseErrorLimit)
  }
}

extension IngestProblem {
  /// What is wrong with a record or the end of a file, where rows that a program appended belong to none.
  fileprivate init(_ problem: RecordProblem, files: [String]) {
    guard files.indices.contains(problem.file) else {
      self.init(
        location: .value("\(problem.unit.rawValue) \(problem.number)"), message: problem.message)
      return
    }
    self.init(
      location: .file(
        files[problem.file],
        line: problem.unit == .line && problem.isCounted ? problem.number : nil,
        row: problem.unit == .row ? problem.number : nil,
        record: problem.unit == .record ? problem.number : nil,
        byte: problem.unit == .row ? nil : problem.offset), message: problem.message)
  }
}

extension IngestReport {
  /// Counts the files of a run by what became of them.
  fileprivate mutating func count(_ standing: SourceStanding, read: SourceListing) {
    let paths = Set(read.entries.map { ExactText($0.remembered) })
    filesRead = paths.count
    for (path, known) in standing.files {
      switch known.change {
      case .none: if !paths.contains(path) { filesUnchanged += 1 }
      case .grown: filesGrown += 1
      case .replaced: filesReplaced += 1
      case .gone: filesGone += 1
      }
    }
  }

  /// Takes over which columns an index has after the run.
  mutating func takeColumns(of index: CorpusIndex) throws {
    guard let snapshot = try index.snapshot() else { return }
    columns = snapshot.columns
    let taken = snapshot.fields.schema.pathsWithoutColumn
    let declared = snapshot.fields.columns.map(\.path)
    otherSpellings = columns.map(\.path).filter { taken.contains($0) && !declared.contains($0) }
    emptyColumns = snapshot.reader.columns.filter(\.types.isEmpty).map(\.name)
  }

  /// Takes over the problems of a run; rows that a program appended belong to no file.
  mutating func take(_ log: ProblemLog, files: [String]) {
    badRecords = log.badCount
    repairedRecords = log.repairedRecordCount
    recordsWithoutText = log.withoutTextCount
    ownValues = log.ownValueCounts.sorted { $0.key < $1.key }
      .map { OwnValues(column: $0.key, records: $0.value) }
    leftOutValues = log.leftOutValueCounts.sorted { $0.key < $1.key }
      .map { LeftOutValues(column: $0.key, values: $0.value) }
    passedOver = log.passedOverCounts.sorted { $0.key < $1.key }
      .map { PassedOver(kind: $0.key, count: $0.value) }
    // A file that is cut must not hide behind records of others.
    let losses = log.losses.filter { !log.damages.contains($0) }
    problems = (log.damages + losses + log.repairs).prefix(100).map {
      IngestProblem($0, files: files)
    }
  }
}
