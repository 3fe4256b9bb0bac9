internal import Corpora
internal import Indexing
internal import Storage

/// A unit that was made.
public struct MadeUnit: Sendable, Equatable {
  /// The unit's id.
  public var id: String
  /// Its folder.
  public var path: String
  /// It was there already, and nothing was read.
  public var wasThere: Bool
  /// What was read; of a unit that was there, nothing.
  public var report: IngestReport
}

extension CorpusIndex {
  /// Indexes one unit of a plan into a folder of its own: an index of one segment, which can be
  /// searched, checked and copied as any other.
  ///
  /// The folder is called by the unit's id and appears when it is whole; until then it has a name of its
  /// own, so the same unit may be made twice at a time, by a task that is repeated or doubled. What is
  /// there already is not made again.
  ///
  /// - Parameters:
  ///   - number: Of the unit in the plan, from 0.
  ///   - plan: The same as that of all other units.
  ///   - folder: Where the folders of units are; made when missing.
  ///   - progress: As of ``ingest(_:base:options:progress:)``; after `false` nothing is left.
  /// - Returns: The unit's folder, and what was read.
  /// - Throws: ``IndexFailure``, with code `noInput` when a file is not the one that was planned.
  public static func make(
    _ number: Int, of plan: WorkPlan, in folder: String,
    progress: (IngestProgress) -> Bool = { _ in true }
  ) throws -> MadeUnit {
    try IndexFailure.folding {
      let id = plan.ids[number]
      let target = folder + "/" + id
      if try UnitManifest(in: target) != nil {
        return MadeUnit(id: id, path: target, wasThere: true, report: IngestReport())
      }
      _ = try FileSystemDirectory(creating: folder)
      let attempt = String(UInt64.random(in: .min ... .max), radix: 16)
      let growing = folder + "/" + TemporaryName.of(id + "-" + attempt)
      do {
        let report = try make(plan.units[number], id: id, of: plan, at: growing, progress)
        let isFirst = try moveUnlessThere(growing, to: target)
        return MadeUnit(id: id, path: target, wasThere: !isFirst, report: report)
      } catch {
        try? removeIndex(growing)
        throw error
      }
    }
  }

  private static func make(
    _ unit: WorkUnit, id: String, of plan: WorkPlan, at path: String,
    _ progress: (IngestProgress) -> Bool
  ) throws -> IngestReport {
    let entries = unit.entries
    for entry in entries {
      guard let change = entry.file.changeSinceListed() else { continue }
      throw IndexFailure(
        code: .noInput, message: "the file is not the one that was planned: \(change)",
        at: .file(entry.file.path), remedy: .advice("plan again"))
    }
    let sources = SourceListing(
      entries, formats: .builtIn, openFiles: OpenFiles(memory: plan.memory))
    let index = try CorpusIndex(at: path)
    let report = try index.ingest(sources, options: plan.options, progress: progress)
    let directory = FileSystemDirectory(existing: path)
    let writer = try IndexWriter(
      directory, settings: try index.settings(for: sources, options: plan.options),
      memory: plan.memory, jobs: plan.jobs, for: .maintaining)
    // Memory may have been too small for one segment at once.
    try writer.mergeAll()
    try writer.forgetFormerCommits()
    let whole = sources.filtered { $0.file.endOffset == .max }
    try UnitManifest(
      unit: id, options: plan.optionsID, leftOutValues: report.leftOutColumns.values ?? 0,
      fingerprints: Dictionary(
        zip(whole.paths, try whole.fingerprints()), uniquingKeysWith: { first, _ in first })
    ).write(in: path)
    return report
  }

  /// Gives a folder its name; where another process was quicker, its folder stays and this one goes.
  private static func moveUnlessThere(
    _ growing: String, to target: String
  ) throws(StorageError) -> Bool {
    do throws(StorageError) {
      try SystemCall.rename(growing, target)
      try SystemCall.synchronizeFolder(above: target)
      return true
    } catch {
      guard SystemCall.status(target + "/" + UnitManifest.name) != nil else { throw error }
      try removeIndex(growing)
      return false
    }
  }

  /// Removes a folder that holds nothing but files.
  private static func removeIndex(_ path: String) throws(StorageError) {
    let directory = FileSystemDirectory(existing: path)
    for name in try directory.list() { try directory.remove(name) }
    try SystemCall.removeFolder(path)
  }
}
