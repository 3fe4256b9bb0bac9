internal import CatalogStore
public import CorpusIndex
internal import Datasets
internal import FoundationEssentials
internal import JSONText
internal import Tokenizing

extension Catalog {
  /// What is in the data of an indexed dataset, as it was counted while it was indexed or measured in
  /// all of its records, kept in its description.
  ///
  /// The description's profile of the same commit is returned as it stands, unless records shall be
  /// read. Where the description cannot be changed, what was measured is returned and not kept.
  ///
  /// - Parameters:
  ///   - id: The dataset.
  ///   - again: Reads every record, for what indexing looks at in a sample only or not at all.
  ///   - isKept: What was measured is kept in the description.
  ///   - tokenizer: A `tokenizer.json`, whose tokens are counted in every record.
  ///   - observe: Called about ten times a second.
  /// - Returns: The profile.
  /// - Throws: ``CatalogError`` `notFound` for a dataset without an index, `badFormat` for a file
  ///   that is no tokenizer or one with parts that are not known.
  public func profile(
    _ id: String, again: Bool = false, isKept: Bool = true, tokenizer: String? = nil,
    observe: (IngestProgress) -> Void = { _ in }
  ) throws -> ProfileAnswer {
    let tokenizer = try tokenizer.map(Self.tokenizer)
    let again = again || tokenizer != nil
    let corpus = try only(id)
    let (name, snapshot) = (corpus.name, corpus.snapshot)
    let known = try CatalogError.folding { try store.dataset(id: name).dataset }
    if !again, let profile = known.profile, Self.describes(profile, snapshot) {
      return ProfileAnswer(
        id: name, name: known.name, profile: profile, isFresh: false, isKept: true)
    }
    let tree =
      again
      ? ProfileTree(
        try recordsProfile(of: corpus, tokenizer: tokenizer, observe: observe), snapshot)
      : ProfileTree(whileIndexing: try snapshot.profile(), snapshot)
    let profile = tree.json(
      asOf: CatalogStore.currentTime(), program: "catalog \(Self.version)")
    let isKept = try isKept && store.isWritable
    if isKept {
      try CatalogError.folding {
        _ = try store.edit(name, [DatasetEdit("profile", .set, profile.text)])
      }
    }
    return ProfileAnswer(
      id: name, name: known.name, profile: profile, isFresh: again, isKept: isKept)
  }

  private func recordsProfile(
    of corpus: SearchedCorpus, tokenizer: (name: String, tokenizer: Tokenizer)?,
    observe: (IngestProgress) -> Void
  ) throws -> RecordsProfile {
    let snapshot = corpus.snapshot
    var measured = RecordsProfile(snapshot, tokenizer: tokenizer)
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
    return measured
  }

  /// Reads a file that describes a tokenizer.
  private static func tokenizer(
    _ path: String
  ) throws -> (name: String, tokenizer: Tokenizer) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CatalogError(.notFound, "no such file", at: .file(path))
    }
    let tree: JSON
    do { tree = try JSONReader.read(Array(data)) } catch {
      throw CatalogError(
        .badFormat, "not JSON: \(error.message)",
        at: .file(path, line: UInt64(error.position.line)),
        remedy: .advice("give the tokenizer.json of a model"))
    }
    do {
      return (path.split(separator: "/").last.map(String.init) ?? path, try Tokenizer(tree))
    } catch {
      throw CatalogError(
        .badFormat, error.sentence, at: .file(path),
        remedy: .advice("leave the tokenizer out: tokens are then estimated from characters"))
    }
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
