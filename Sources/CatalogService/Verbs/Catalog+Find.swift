internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import Foundation

extension Catalog {
  /// Searches the records of indexed datasets, and the descriptions of all.
  ///
  /// Statistics are summed over everything searched, so scores do not depend on how records are
  /// spread over datasets. A dataset that cannot be opened is left out and named in the coverage.
  ///
  /// - Parameters:
  ///   - query: The query language of `cli.md`.
  ///   - ids: Datasets to search; all indexed ones when empty.
  ///   - options: What to return.
  /// - Returns: Ranked records with their snippets, described datasets, facets and coverage.
  /// - Throws: ``CatalogError`` `badQuery` with the column where the query stopped making sense;
  ///   `notFound` for ids without an index.
  public func find(
    _ query: String, in ids: [String] = [], options: FindOptions = FindOptions()
  ) throws -> FindAnswer {
    let start = ContinuousClock.now
    let scope = try scope(ids)
    var answer = FindAnswer(
      query: query, total: 0, totalIsExact: true, milliseconds: 0, coverage: scope.coverage,
      hits: [], datasets: [], facets: [], next: nil, plan: nil)
    if !scope.corpora.isEmpty {
      try CatalogError.folding {
        let searcher = try CorpusSearcher(scope.corpora)
        answer.take(try searcher.search(query, options: SearchOptions(options)))
        if let place = options.facets.firstIndex(of: FacetAnswer.dataset) {
          let facet = try countByDataset(
            query, scope, where: options.condition, all: options.all,
            timeout: options.timeout)
          answer.facets.insert(facet, at: min(place, answer.facets.count))
        }
      }
    }
    if options.cursor == nil {
      answer.datasets = try described(query, among: ids)
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
    let scope = try scope(ids)
    var answer = CountedAnswer(records: 0, occurrences: nil, by: [], coverage: scope.coverage)
    guard !scope.corpora.isEmpty else { return answer }
    try CatalogError.folding {
      let searcher = try CorpusSearcher(scope.corpora)
      let columns = fields.filter { $0 != FacetAnswer.dataset }
      if all {
        let found = try searcher.search(
          query, options: .countingAll(condition, by: columns, timeout: timeout))
        answer.records = found.total
        answer.coverage.take(found.coverage)
        answer.by = found.facets.map { FacetAnswer($0.field, $0.values) }
      } else {
        var options = SearchOptions()
        options.condition = condition
        options.timeout = timeout
        let counted = try searcher.count(query, options: options, by: columns)
        answer.records = counted.records
        answer.occurrences = counted.occurrences
        answer.coverage.take(counted.coverage)
        answer.by = counted.by.map { FacetAnswer($0.field, $0.values) }
      }
      if let place = fields.firstIndex(of: FacetAnswer.dataset) {
        let facet = try countByDataset(
          query, scope, where: condition, all: all, timeout: timeout)
        answer.by.insert(facet, at: min(place, answer.by.count))
      }
    }
    return answer
  }

  private func countByDataset(
    _ query: String, _ scope: SearchScope, where condition: String?, all: Bool,
    timeout: Double?
  ) throws -> FacetAnswer {
    var options = SearchOptions()
    options.condition = condition
    options.timeout = timeout
    var values: [(value: RecordValue?, count: UInt64)] = []
    for corpus in scope.corpora {
      let searcher = try CorpusSearcher([corpus])
      let records =
        try all
        ? searcher.search(query, options: .countingAll(condition, timeout: timeout)).total
        : searcher.count(query, options: options, by: []).records
      if records > 0 { values.append((.string(corpus.name), records)) }
    }
    values.sort { $0.count > $1.count }
    return FacetAnswer(field: FacetAnswer.dataset, values: values)
  }

  /// One whole record.
  ///
  /// - Throws: ``CatalogError`` `notFound` when the dataset has no such record.
  public func record(_ record: String, in dataset: String) throws -> RecordAnswer {
    let scope = try scope([dataset])
    if let failure = scope.coverage.failures.first {
      throw CatalogError(
        .system, failure.message, place: dataset, remedy: "catalog check \(dataset)")
    }
    let found = try CatalogError.folding {
      try CorpusSearcher(scope.corpora).record(record, in: scope.corpora[0].name)
    }
    guard let found else {
      throw CatalogError(
        .notFound, "\(scope.corpora[0].name) has no record \"\(record)\"",
        remedy: "catalog find … --in \(scope.corpora[0].name) --format ids")
    }
    return RecordAnswer(
      dataset: found.reference.corpus, record: found.reference.record, texts: found.texts,
      fields: found.fields.map { ($0.name, RecordValue($0.value)) }, file: found.file,
      offset: found.offset)
  }

  /// The terms that a text becomes.
  public func tokens(of text: String, analyzer: AnalyzerChoice = .standard) throws -> TokensAnswer {
    let terms = try CatalogError.folding {
      try CorpusIndex.tokens(of: text, analyzer: analyzer.engineName)
    }
    return TokensAnswer(
      analyzer: analyzer,
      tokens: terms.map {
        .init(term: $0.term, kind: $0.kind, position: $0.position, bytes: $0.bytes)
      })
  }
}

extension SearchOptions {
  fileprivate init(_ options: FindOptions) {
    self.init()
    limit = options.limit
    condition = options.condition
    all = options.all
    boostPhrases = options.boostPhrases
    k1 = options.k1
    b = options.b
    context = options.context
    explain = options.explain
    timeout = options.timeout
    cursor = options.cursor
    sort = options.sort
    facets = options.facets.filter { $0 != FacetAnswer.dataset }
  }

  /// Counts the records that hold every word, and ranks none.
  fileprivate static func countingAll(
    _ condition: String?, by columns: [String] = [], timeout: Double?
  ) -> Self {
    var options = SearchOptions()
    options.timeout = timeout
    options.limit = 0
    options.all = true
    options.snippets = false
    options.condition = condition
    options.facets = columns
    return options
  }
}

extension FacetAnswer {
  /// The name under which records are counted by their dataset.
  static let dataset = "dataset"
}

extension FindAnswer {
  fileprivate mutating func take(_ found: SearchAnswer) {
    total = found.total
    totalIsExact = found.totalIsExact
    coverage.take(found.coverage)
    hits = found.hits.map(FoundRecord.init)
    facets = found.facets.map { FacetAnswer($0.field, $0.values) }
    next = found.next
    plan = found.plan
  }
}

extension FoundRecord {
  fileprivate init(_ hit: Hit) {
    dataset = hit.reference.corpus
    record = hit.reference.record
    score = hit.score
    title = hit.title
    snippet = hit.snippet
    highlights = hit.highlights
    fields = hit.fields.map { ($0.name, RecordValue($0.value)) }
    explanation = hit.explanation
  }
}

extension AnswerCoverage {
  /// Adds what the engine saw to what opening the indexes showed.
  fileprivate mutating func take(_ engine: Coverage) {
    searched = engine.searched
    documents = engine.documents
    notes += engine.notes
    let known = Set(failures.map(\.dataset))
    failures += engine.failed.filter { !known.contains($0.name) }.map { ($0.name, $0.message) }
  }
}

extension Duration {
  /// The length in milliseconds.
  var milliseconds: Double {
    Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
  }
}
