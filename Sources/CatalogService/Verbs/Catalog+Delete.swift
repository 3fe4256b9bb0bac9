internal import CatalogStore
internal import CorpusIndex

extension Catalog {
  /// Takes the records that match a query out of an index, until they are added again.
  ///
  /// - Throws: ``CatalogError`` `badQuery`, `notFound`, or `locked` when another process writes.
  public func delete(matching query: String, from id: String) throws -> DeletedAnswer {
    try deleting(from: id) { index in
      try CatalogError.folding { try index.delete(matching: query) }
    }
  }

  /// Takes records out of an index by their ids; unknown ids are passed over.
  public func delete(records: [String], from id: String) throws -> DeletedAnswer {
    try deleting(from: id) { index in
      try CatalogError.folding { try index.delete(records: records) }
    }
  }

  private func deleting(
    from id: String, _ work: (CorpusIndex) throws -> UInt64
  ) throws
    -> DeletedAnswer
  {
    let known = try CatalogError.folding { try store.dataset(id).id }
    guard try registeredIDs().contains(known) else { throw try missingData(known) }
    let deleted = try work(try corpus(known))
    try learnIndexState(of: known, failure: nil)
    return DeletedAnswer(dataset: known, deleted: deleted)
  }
}
