internal import CatalogStore
public import CorpusIndex
internal import Datasets

extension Catalog {
  /// Searches the records of indexed datasets, and the descriptions of all.
  ///
  /// Statistics are summed over everything searched, so scores do not depend on how records are
  /// spread over datasets. A dataset that cannot be opened is left out and named in the coverage.
  ///
  /// - Parameters:
  ///   - query: The query language of `cli.md`.
  ///   - ids: Datasets to search; all indexed ones when empty.
  ///   - options: What to return; the facet `dataset` counts by dataset.
  /// - Returns: Ranked records with their snippets, described datasets, facets and coverage.
  /// - Throws: ``CatalogError`` `badQuery` with the column where the query stopped making sense;
  ///   `notFound` for ids without an index.
  public func find(
    _ query: String, in ids: [String] = [], options: SearchOptions = SearchOptions()
  ) throws -> FindAnswer {
    let start = ContinuousClock.now
    let scope = try scope(ids)
    var answer = FindAnswer(query: query, coverage: scope.coverage)
    if scope.corpora.isEmpty {
      answer.records.notices = [try scope.noticeOfNothing(for: query)]
    } else {
      answer.records = try CatalogError.folding(about: scope.only) {
        try scope.searcher.search(query, options: options)
      }
      answer.coverage.take(answer.records.coverage)
      if let notice = scope.noticeOfHiddenColumn(among: options.facets) {
        answer.records.notices.append(notice)
      }
    }
    if ids.isEmpty, let notice = try noticeOfUnknownFolders() {
      answer.records.notices.append(notice)
    }
    if options.cursor == nil {
      answer.datasets = try atOneMoment { try described(query, among: ids) }
    }
    answer.milliseconds = (ContinuousClock.now - start).milliseconds
    return answer
  }

  /// Counts matching records exactly, and the occurrences of a term or phrase.
  ///
  /// - Parameters:
  ///   - query: The query language of `cli.md`.
  ///   - ids: Datasets to count in; all indexed ones when empty.
  ///   - condition: Column conditions.
  ///   - all: Every word must occur.
  ///   - fields: Columns to count by; `dataset` stands for the dataset.
  ///   - timeout: Stop after so many seconds with what was found; the coverage says so.
  /// - Returns: The numbers, and what they rest on.
  /// - Throws: ``CatalogError`` `badQuery`, or `notFound` for ids without an index.
  public func count(
    _ query: String, in ids: [String] = [], where condition: String? = nil, all: Bool = false,
    by fields: [String] = [], timeout: Double? = nil
  ) throws -> CountedAnswer {
    var options = SearchOptions()
    options.condition = condition
    options.all = all
    options.facets = fields
    options.timeout = timeout
    let scope = try scope(ids)
    var answer = CountedAnswer(coverage: scope.coverage)
    guard !scope.corpora.isEmpty else {
      answer.count.notices = [try scope.noticeOfNothing(for: query)]
      return answer
    }
    answer.count = try CatalogError.folding(about: scope.only) {
      try scope.searcher.count(query, options: options)
    }
    answer.coverage.take(answer.count.coverage)
    if let notice = scope.noticeOfHiddenColumn(among: fields) {
      answer.count.notices.append(notice)
    }
    if ids.isEmpty, let notice = try noticeOfUnknownFolders() {
      answer.count.notices.append(notice)
    }
    return answer
  }

  /// One whole record.
  ///
  /// - Throws: ``CatalogError`` `notFound` when the dataset has no such record.
  public func record(_ record: String, in dataset: String) throws -> StoredRecord {
    let corpus = try only(dataset)
    let found = try CatalogError.folding(about: corpus.name) {
      try CorpusSearcher([corpus]).record(record, in: corpus.name)
    }
    guard let found else {
      let reason =
        corpus.snapshot.repeatedID == nil
        ? "" : ": its records go by running numbers, since two share an id"
      throw CatalogError(
        .notFound, "\(corpus.name) has no record \"\(record)\"\(reason)",
        remedy: .listRecords(corpus.name))
    }
    return found
  }

  /// The terms that a text becomes.
  public func tokens(of text: String, analyzer: AnalyzerKind = .standard) throws -> TokensAnswer {
    TokensAnswer(
      analyzer: analyzer,
      tokens: try CatalogError.folding { try CorpusIndex.tokens(of: text, analyzer: analyzer) })
  }
}

extension Duration {
  /// The length in milliseconds.
  var milliseconds: Double {
    Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
  }
}
