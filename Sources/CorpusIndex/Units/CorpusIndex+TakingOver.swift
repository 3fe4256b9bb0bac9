internal import Corpora
internal import Indexing
internal import Segments
internal import Storage

/// An index that another one takes over.
public struct OtherCorpusIndex: Sendable, Equatable {
  /// Its folder.
  public var path: String
  /// By what it is known again: an index that was taken over is not taken over twice.
  public var name: String

  /// An index from its parts; `name` must differ from those of others.
  public init(path: String, name: String) {
    self.path = path
    self.name = name
  }
}

extension CorpusIndex {
  /// Takes over what other indexes hold, in one commit: afterwards this index answers as if it had read all
  /// of their records itself, one index after the other.
  ///
  /// Every byte is verified. The files of segments are linked, or copied where they lie on another disk;
  /// the other indexes stay what they are and may be removed. Records without ids go by running
  /// numbers that go on behind those before.
  ///
  /// - Parameters:
  ///   - others: In the order of their records; those that were taken over before are passed by.
  ///   - replacing: All other records go.
  ///   - sources: Where the records' files lie, to tell the line of an id that is repeated.
  ///   - paths: What source files are called here, by what they are called there.
  ///   - options: Memory and threads; fields and method of an index that is to be made, else those of
  ///     the others.
  ///   - progress: Called with what is being done; after `false` while the indexes are verified nothing
  ///     has changed.
  /// - Returns: What came. ``IngestReport/earlierProblems`` tells what could not be used of all source
  ///   files.
  /// - Throws: ``IndexFailure``, with code `otherSettings` when an index was made in another way, with
  ///   code `exists` when one is this index; then nothing has changed.
  public func takeOver(
    _ others: [OtherCorpusIndex], replacing: Bool = false, sources: SourceListing? = nil,
    renaming paths: [String: String] = [:], options: IngestOptions = IngestOptions(),
    progress: (IngestProgress) -> Bool = { _ in true }
  ) throws -> IngestReport {
    try IndexFailure.folding {
      let begin = SystemCall.monotonicSeconds
      try refuseItself(among: others)
      let settings = try settings(toTakeOver: others, options: options)
      let writer = try IndexWriter(
        disk(FileSystemDirectory(creating: path)), settings: settings, memory: options.memory,
        jobs: options.jobs, for: .adding)
      if let most = options.mostSegments { writer.mostSegments = most }
      var report = IngestReport()
      func step(_ phase: IngestProgress.Phase, _ fraction: Double? = nil) -> Bool {
        progress(
          IngestProgress(
            phase: phase, fraction: fraction, records: report.records, textBytes: report.textBytes))
      }
      do {
        let known = writer.takenOver
        let added = others.filter { !known.contains($0.name) }
        let opened = try OtherIndex.open(added.map(\.path), jobs: options.jobs) { done in
          step(.reading, Double(done) / Double(max(1, added.count)))
        }
        // What an index read by itself since the same indexes were taken over stays.
        var gone = Set<String>()
        if replacing, known != Set(others.map(\.name)) {
          gone = try writer.retire(except: Set(others.map(\.name)), noting: &report)
        }
        try writer.takeOver(opened, of: added, renaming: paths, gone: gone, noting: &report)
        if writer.hasChanges {
          let locator = sources.map { RecordLocator($0, files: writer.commit.files) }
          _ = step(.writing)
          report.recordsKeptOut = try writer.finish(
            locating: { locator?.line(of: $0) ?? 0 }, willMerge: { _ = step(.merging) })
        }
      } catch {
        writer.discard()
        throw error
      }
      report.earlierProblems = SourceProblems(writer.commit)
      report.repeatedID = RepeatedRecordID(writer.commit)
      let leftOut = report.leftOutColumns.values
      report.leftOutColumns = LeftOutColumns(writer.commit.columns, values: leftOut)
      try report.takeColumns(of: self)
      report.seconds = SystemCall.monotonicSeconds - begin
      return report
    }
  }

  private func refuseItself(among others: [OtherCorpusIndex]) throws {
    func identity(_ path: String) throws -> [UInt64]? {
      try FileStatus.of(path).map { [$0.device, $0.inode] }
    }
    guard let own = try identity(path),
      let other = try others.first(where: { try identity($0.path) == own })
    else { return }
    throw IndexFailure(
      code: .exists, message: "the index would take over itself, and have its records twice",
      at: .file(other.path), remedy: .advice("name the folders of other indexes"))
  }

  /// Those of this index, or of the first that it is made of.
  private func settings(
    toTakeOver others: [OtherCorpusIndex], options: IngestOptions
  ) throws -> IndexSettings {
    if let known = try settingsToGoOnWith() { return known }
    if options.fields != nil { return try settings(for: nil, options: options) }
    for other in others {
      let commit = try Commit.newest(in: FileSystemDirectory(existing: other.path))
      guard let commit else { throw IndexError.notFound(path: other.path) }
      return commit.settings
    }
    return try settings(for: nil, options: options)
  }
}

extension IndexWriter {
  /// Takes indexes over one after the other; `gone`: paths of files that were given up for them.
  fileprivate func takeOver(
    _ opened: [OtherIndex], of others: [OtherCorpusIndex], renaming paths: [String: String],
    gone: Set<String>, noting report: inout IngestReport
  ) throws {
    var missing: [String: Int] = [:]
    for (index, other) in zip(opened, others) {
      let unheld = try takeOver(index, as: other.name, renaming: paths)
      for column in unheld.columns { missing[column, default: 0] += 1 }
      let leftOut = try unheld.values + (UnitManifest(in: other.path)?.leftOutValues ?? 0)
      report.leftOutColumns.values = (report.leftOutColumns.values ?? 0) + leftOut
      for segment in index.commit.segments {
        report.records += UInt64(segment.summary.documents)
        report.textBytes += segment.summary.textBytes
      }
    }
    let read = Set(opened.flatMap { $0.commit.files.map { paths[$0.path] ?? $0.path } })
    report.filesRead = read.count
    // What takes the place of a file that was here before is not gone.
    report.filesReplaced = read.intersection(gone).count
    report.filesGone = gone.count - report.filesReplaced
    for (column, count) in missing.sorted(by: { $0.key < $1.key }) {
      report.problems.append(
        IngestProblem(
          location: .value(column),
          message: "\(count) of \(opened.count) parts had no room for the column, which has no "
            + "values of their records; declare it, or take more columns"))
    }
  }

  /// Gives up the records of all files but those of some indexes that were taken over.
  ///
  /// - Returns: The paths of these files.
  fileprivate func retire(
    except kept: Set<String>, noting report: inout IngestReport
  ) throws(IndexError) -> Set<String> {
    let gone = commit.files.indices.filter {
      !commit.files[$0].isRetired && !kept.contains(commit.files[$0].origin)
    }
    report.deletesLost = try numberedDeletes(of: Set(gone.map { UInt32($0) }), in: commit)
    for file in gone { retire(file) }
    return Set(gone.map { commit.files[$0].path })
  }
}
