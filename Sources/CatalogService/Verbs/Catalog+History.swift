internal import CatalogStore
internal import Datasets

extension Catalog {
  /// Who changed what, newest first.
  ///
  /// - Parameters:
  ///   - id: Only this dataset.
  ///   - limit: Entries at most.
  /// - Returns: The changes.
  /// - Throws: ``CatalogError`` `notFound` for a dataset that never was.
  public func log(_ id: String? = nil, limit: Int? = nil) throws -> HistoryAnswer {
    HistoryAnswer(
      entries: try CatalogError.folding {
        try store.log(id, limit: limit).map(HistoryAnswer.Entry.init)
      })
  }

  /// Takes one change back, when nothing newer stands on it.
  ///
  /// - Parameter number: The entry's number.
  /// - Returns: The dataset as it is now.
  /// - Throws: ``CatalogError`` `exists` when the dataset has changed since.
  public func undo(_ number: Int64) throws -> PageAnswer {
    let stored = try CatalogError.folding { try store.undo(number) }
    return try page(stored)
  }
}
