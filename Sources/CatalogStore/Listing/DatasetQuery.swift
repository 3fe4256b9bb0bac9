internal import Datasets
package import QueryLanguage

/// Which datasets to list, in which order, with which counts beside them.
package struct DatasetQuery: Sendable, Hashable {
  /// What descriptions must say.
  package var text: Text?
  /// Fields with the values wanted: any value of a field, every field.
  package var filters: [Filter] = []
  /// Conditions on the fields, as `--where` takes them.
  package var condition: String?
  package var visibility: Visibility = .live
  package var facets: [String] = []
  /// Values shown per facet; nil is all.
  package var facetLimit: Int?
  /// Keys by weight; datasets without a value come last.
  ///
  /// Empty: by score when there is a text, else by id.
  package var sort: [SortKey] = []
  /// Nil is all.
  package var limit: Int?
  /// The `next` of the page before.
  package var cursor: String?
  /// Seconds that the answer may take; nil is as long as it takes.
  package var timeout: Double?

  /// What descriptions are searched for.
  package enum Text: Sendable, Hashable {
    /// A query in the language of records, of which every word must occur.
    case query(String)
    /// Words of which one must occur, as they are.
    case anyOf([String])
  }

  /// One field and the values that pass.
  package struct Filter: Sendable, Hashable {
    package var field: String
    package var values: [String]

    package init(_ field: String, _ values: [String]) {
      self.field = field
      self.values = values
    }
  }

  /// Which of the removed and the present datasets to show.
  package enum Visibility: String, Sendable {
    case live, removed, all
  }

  package init() {}
}

/// A page of datasets.
package struct DatasetPage: Sendable {
  /// All that match, not only those on the page.
  package var total: Int
  package var datasets: [StoredDataset]
  package var facets: [Facet]
  /// The cursor of the next page, when there is one.
  package var next: String?
  /// Datasets on the pages before are others than when the cursor was made, so that some may be there twice
  /// or be missing.
  package var isChanged: Bool
  /// Pieces of the text that mean something else than they seem to.
  package var hints: [QueryProblem]

  package init(
    total: Int, datasets: [StoredDataset], facets: [Facet], next: String?,
    isChanged: Bool = false, hints: [QueryProblem] = []
  ) {
    self.total = total
    self.datasets = datasets
    self.facets = facets
    self.next = next
    self.isChanged = isChanged
    self.hints = hints
  }
}

/// The values of one field among the matching datasets, most frequent first.
package struct Facet: Sendable, Hashable {
  package var field: String
  package var values: [Value]

  /// One value with its count; a nil value counts the datasets that have none.
  package struct Value: Sendable, Hashable {
    package var value: String?
    package var count: Int

    package init(value: String?, count: Int) {
      self.value = value
      self.count = count
    }
  }

  package init(field: String, values: [Value]) {
    self.field = field
    self.values = values
  }
}
