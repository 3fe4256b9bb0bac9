internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import FoundationEssentials

extension Catalog {
  /// Verifies every checksum and invariant, and compares store and indexes both ways.
  ///
  /// - Parameters:
  ///   - id: The dataset to check; all when `nil`.
  ///   - repair: Mends what follows from sound files, goes back to the commit before where the
  ///     newest is lost, keeping what was deleted, removes what nothing refers to, and corrects what the store says of an index.
  /// - Returns: What was verified, what is wrong, and what was mended.
  /// - Throws: ``CatalogError`` `notFound` for a dataset without data, `locked` under repair.
  public func check(_ id: String? = nil, repair: Bool = false) throws -> CheckAnswer {
    var answer = CheckAnswer()
    var ids = try registeredIDs()
    if let id {
      let known = try CatalogError.folding { try store.dataset(id).id }
      guard ids.contains(known) else { throw try missingData(known) }
      ids = [known]
    }
    for id in ids { try check(id, repair: repair, into: &answer) }
    if id == nil { try checkStore(indexed: Set(ids), repair: repair, into: &answer) }
    return answer
  }

  private func check(_ id: String, repair: Bool, into answer: inout CheckAnswer) throws {
    answer.datasets += 1
    do {
      _ = try registration(id)
    } catch {
      answer.problems.append(.init(dataset: id, error: CatalogError(folding: error)))
    }
    if FileManager.default.fileExists(atPath: home.index(of: id)) {
      do {
        let report = try corpus(id).check(repair: repair)
        answer.files += report.filesChecked
        answer.bytes += report.bytesChecked
        answer.problems += report.problems.map { .init(dataset: id, message: $0) }
        answer.repaired += report.repaired.map { .init(dataset: id, message: $0) }
      } catch {
        let failure = CatalogError(folding: error).about(id)
        if failure.code == .locked { throw failure }
        answer.problems.append(.init(dataset: id, error: failure))
      }
    }
    try compareWithStore(id, repair: repair, into: &answer)
  }

  /// The store must know the dataset, and the commit that its index stands at.
  private func compareWithStore(_ id: String, repair: Bool, into answer: inout CheckAnswer) throws {
    guard let known = try known(id) else {
      answer.problems.append(
        .init(dataset: id, message: "indexed and not described", remedy: .addData(dataset: id)))
      return
    }
    guard let snapshot = try? corpus(id).snapshotIfAny(in: home) else { return }
    if known.index.generation != Int64(clamping: snapshot.generation)
      || known.index.records != Int64(clamping: snapshot.records)
    {
      let message =
        "the store says commit \(known.index.generation) with \(known.index.records) records, the "
        + "index holds commit \(snapshot.generation) with \(snapshot.records)"
      if repair {
        try learnIndexState(of: id, failure: nil)
        answer.repaired.append(.init(dataset: id, message: message))
      } else {
        answer.problems.append(.init(dataset: id, message: message))
      }
    }
  }

  /// What the store calls indexed must be there.
  private func checkStore(indexed: Set<String>, repair: Bool, into answer: inout CheckAnswer) throws
  {
    try CatalogError.folding {
      for (id, state) in try store.indexStates()
      where state.state != .none && !indexed.contains(id) {
        if repair {
          try store.setIndexState(id, IndexState())
          answer.repaired.append(.init(dataset: id, message: "the index is gone, noted"))
        } else {
          answer.problems.append(
            .init(dataset: id, message: "the store says indexed, and there is no index"))
        }
      }
    }
  }
}

extension CheckAnswer.Finding {
  fileprivate init(dataset: String, error: CatalogError) {
    self.init(dataset: dataset, message: error.statement, remedy: error.remedy)
  }
}
