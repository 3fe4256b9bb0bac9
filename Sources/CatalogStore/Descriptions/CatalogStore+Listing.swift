internal import Datasets
internal import GRDB
internal import QueryLanguage

// Listing: filters, conditions, facets, order, pages.
extension CatalogStore {
  /// The datasets that a query describes, with facets counted over all of them.
  ///
  /// - Throws: ``StoreError/badQuery(_:)`` for a text or a condition that cannot be read, or asks
  ///   for what descriptions are not searched by.
  package func list(_ query: DatasetQuery = DatasetQuery()) throws -> DatasetPage {
    try listing(query) { try $0.page() }
  }

  /// The clusters of the datasets that a query describes, by name, each with what its datasets come
  /// to.
  ///
  /// - Throws: ``StoreError/badQuery(_:)`` as ``list(_:)`` does.
  package func clusters(of query: DatasetQuery = DatasetQuery()) throws -> ClusterPage {
    try listing(query) { try $0.clusters() }
  }

  /// Reads the texts of a query and works on them in one snapshot.
  private func listing<Result>(
    _ query: DatasetQuery, _ body: (Listing) throws -> Result
  ) throws -> Result {
    let condition: ParsedCondition?
    let text: ParsedQuery?
    do throws(QueryProblem) {
      condition = try query.condition.map { written throws(QueryProblem) in
        try ColumnConditionParser(schema: DatasetField.schema).parse(written)
      }
      text = try query.text?.parsed
    } catch {
      throw StoreError.badQuery(error)
    }
    return try translating {
      try pool.read { db in
        try body(Listing(query, condition: condition, text: text, db: db))
      }
    }
  }
}

extension DatasetQuery.Text {
  /// The query that the text says; words ask for any of them.
  fileprivate var parsed: ParsedQuery? {
    get throws(QueryProblem) {
      switch self {
      case .query(let text):
        try QueryParser(schema: DatasetField.schema, requiresAll: true).parse(text)
      case .anyOf(let words):
        words.isEmpty
          ? nil
          : ParsedQuery(
            text: words.joined(separator: " "),
            query: .boolean(words.map { Query.Clause(.should, .leaf(QueryLeaf(.text($0)))) }))
      }
    }
  }
}
