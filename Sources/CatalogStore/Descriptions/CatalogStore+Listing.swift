internal import Datasets
internal import GRDB

// Listing: filters, conditions, facets, order, pages.
extension CatalogStore {
  /// The datasets that a query describes, with facets counted over all of them.
  package func list(_ query: DatasetQuery = DatasetQuery()) throws -> DatasetPage {
    let condition = try query.condition.map { try ConditionParser.parse($0) }
    return try translating {
      try pool.read { db in try Listing(query, condition: condition, db: db).page() }
    }
  }
}
