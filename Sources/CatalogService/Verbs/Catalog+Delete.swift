internal import CatalogStore
internal import CorpusIndex

extension Catalog {
  /// Takes the records that match a query out of an index; they stay out however often they are
  /// indexed again, until ``undoDelete(_:of:)``.
  ///
  /// - Throws: ``CatalogError`` `badQuery` also for a query that a search would only remark on, such
  ///   as one with a misspelt column: what it means is not certain, and nothing is deleted. `notFound`,
  ///   or `locked` when another process writes.
  public func delete(matching query: String, from id: String) throws -> DeletedAnswer {
    try changing(id) { index, known, note in
      try index.delete(surelyMatching: query, of: known, note: note)
    }
  }

  /// Takes records out of an index by their ids, as ``delete(matching:from:)`` does.
  ///
  /// - Returns: How many were deleted, and the ids that no record has.
  public func delete(records: [String], from id: String) throws -> DeletedAnswer {
    try changing(id) { index, known, note in
      let (deleted, missing) = try index.delete(records: records, note: note)
      return DeletedAnswer(dataset: known, deleted: deleted, missing: missing)
    }
  }

  /// Takes a delete back.
  ///
  /// - Parameters:
  ///   - number: Of the delete among those of the dataset, as ``log(_:limit:)`` shows it.
  ///   - id: The dataset.
  /// - Returns: The delete, and how many records are there again.
  /// - Throws: ``CatalogError`` `notFound` when there was no such delete, `exists` when it was taken
  ///   back already.
  public func undoDelete(_ number: UInt64, of id: String) throws -> UndoneDeleteAnswer {
    try changing(id) { index, known, note in
      let before = try index.snapshot()?.records ?? 0
      guard let delete = try index.undoDelete(number, note: note) else {
        let isKnown = try index.deletes().contains { $0.number == number }
        throw CatalogError(
          isKnown ? .exists : .notFound,
          isKnown
            ? "delete \(number) of \(known) was taken back already"
            : "\(known) has no delete \(number)", remedy: .readHistory)
      }
      let after = try index.snapshot()?.records ?? 0
      return UndoneDeleteAnswer(dataset: known, delete: delete, restored: after - before)
    }
  }

  private func changing<Answer>(
    _ id: String, _ work: (CorpusIndex, String, DeleteNote) throws -> Answer
  ) throws -> Answer {
    let known = try steady {
      // Data whose description is lost goes by the name of its folder alone.
      if try self.known(id) == nil, try ownsFolder(id) {
        throw CatalogError(
          .notFound, "\(id): \(Self.undescribed)", remedy: .index(id))
      }
      let known = try store.dataset(id).id
      guard try folderIDs().contains(known) else { throw try missingData(known) }
      try Registration.refuseAnother(in: home.index(of: known))
      return known
    }
    let claim = try claim(known)
    defer { withExtendedLifetime(claim) {} }
    try CatalogError.folding { try store.beginLearning(of: known) }
    let answer: Answer
    do {
      answer = try work(
        try corpus(known), known, DeleteNote(at: CatalogStore.currentTime(), who: Host.userName))
    } catch {
      // Whatever became of the index, the store owes it nothing more.
      try? learnIndexState(of: known, failure: nil)
      throw CatalogError(folding: error).about(known)
    }
    try learnIndexState(of: known, failure: nil)
    return answer
  }
}

extension CorpusIndex {
  /// Takes out the records that match a query which means what it says: a search would only remark on
  /// a misspelt column, and here the wrong records would be gone.
  ///
  /// - Parameters:
  ///   - query: What chooses them.
  ///   - dataset: Whose index this is, for the answer.
  ///   - note: When and by whom.
  /// - Returns: How many were deleted and, where there is none, what a search remarks on.
  /// - Throws: ``CatalogError`` `badQuery` for a query that is remarked on; then nothing is deleted.
  package func delete(
    surelyMatching query: String, of dataset: String, note: DeleteNote = DeleteNote()
  ) throws -> DeletedAnswer {
    let searcher = try searcher()
    if let doubt = try searcher.doubt(on: query) {
      throw CatalogError(.badQuery, "nothing is deleted: \(doubt.message)", query: doubt.query)
    }
    var answer = DeletedAnswer(dataset: dataset, deleted: try delete(matching: query, note: note))
    if answer.deleted == 0 { answer.notices = try searcher.notices(on: query) }
    return answer
  }
}
