internal import CatalogStore
public import CorpusIndex
internal import Datasets
internal import JSONText

extension Catalog {
  /// What is in the data of an indexed dataset, measured in one pass over its records and kept in
  /// its description.
  ///
  /// A profile of the same commit is not measured again unless that is asked for.
  ///
  /// - Parameters:
  ///   - id: The dataset.
  ///   - again: Measures although a profile of this commit is there.
  ///   - observe: Called about ten times a second.
  /// - Returns: The profile.
  /// - Throws: ``CatalogError`` `notFound` for a dataset without an index.
  public func profile(
    _ id: String, again: Bool = false, observe: (IngestProgress) -> Void = { _ in }
  ) throws -> ProfileAnswer {
    let corpus = try only(id)
    let (name, snapshot) = (corpus.name, corpus.snapshot)
    let known = try CatalogError.folding { try store.dataset(name).dataset }
    if !again, let profile = known.profile, Self.describes(profile, snapshot) {
      return ProfileAnswer(id: name, name: known.name, profile: profile, isFresh: false)
    }
    var measured = DataProfile(snapshot)
    var progress = StepClock(total: snapshot.records, phase: .reading)
    try CatalogError.folding {
      var choice = RecordChoice()
      choice.parts = [.texts, .fields]
      try CorpusSearcher([corpus]).forEachRecord(choice) { record in
        if Task.isCancelled { throw CatalogError(.interrupted, "interrupted; nothing was kept") }
        measured.add(record)
        progress.pass(bytes: record.texts.first?.text.utf8.count ?? 0, tell: observe)
        return true
      }
    }
    let profile = measured.tree(
      asOf: CatalogStore.currentTime(), program: "catalog \(Self.version)")
    try CatalogError.folding {
      _ = try store.edit(name, [DatasetEdit("profile", .set, profile.text)])
    }
    return ProfileAnswer(id: name, name: known.name, profile: profile, isFresh: true)
  }

  /// The profile was measured on this commit.
  private static func describes(_ profile: JSON, _ snapshot: IndexSnapshot) -> Bool {
    profile["generation"]?.integer == Int64(exactly: snapshot.generation)
      && profile["records"]?.integer == Int64(exactly: snapshot.records)
      && (snapshot.holdsDeleted
        || profile["tokens"]?.integer == Int64(exactly: snapshot.tokens))
  }

  /// The snapshot of one dataset; what stands in its way is thrown.
  func only(_ id: String) throws -> SearchedCorpus {
    let scope = try scope([id])
    guard let corpus = scope.corpora.first else {
      throw scope.coverage.failures.first?.error
        ?? CatalogError(
          .system, "the index cannot be opened", at: .dataset(id), remedy: .check(id))
    }
    return corpus
  }
}

/// Tells of progress about ten times a second.
struct StepClock {
  private let total: UInt64
  private let phase: IngestProgress.Phase
  private var records: UInt64 = 0
  private var bytes: UInt64 = 0
  private var last = ContinuousClock.now

  init(total: UInt64, phase: IngestProgress.Phase) {
    self.total = total
    self.phase = phase
  }

  /// Counts one record.
  mutating func pass(bytes: Int, tell: (IngestProgress) -> Void) {
    records += 1
    self.bytes += UInt64(bytes)
    // The clock is looked at now and then only.
    guard records.isMultiple(of: 256) else { return }
    let now = ContinuousClock.now
    if now - last < .milliseconds(100) { return }
    last = now
    tell(
      IngestProgress(
        phase: phase, fraction: total > 0 ? Double(records) / Double(total) : nil,
        records: records, textBytes: self.bytes))
  }
}
