internal import Corpora
internal import Indexing
internal import QueryLanguage
internal import Records
internal import Searching
internal import Segments
internal import Storage

/// Searches one or several snapshots as if they were one big index.
///
/// Statistics (records, document frequencies, lengths) are summed over everything searched, so
/// scores do not depend on how records are spread.
public struct CorpusSearcher: Sendable {
  let searcher: Searcher

  /// `corpora`: snapshots under the names that hits carry, in the order of ties.
  public init(_ corpora: [(name: String, snapshot: IndexSnapshot)]) throws {
    searcher = Searcher(
      corpora.map {
        Searcher.Corpus(name: $0.name, reader: $0.snapshot.reader, base: $0.snapshot.base)
      })
  }

  private init(_ searcher: Searcher) { self.searcher = searcher }

  /// Parses once; running it is what benchmarks time.
  ///
  /// - Throws: ``IndexFailure`` with code `badQuery` and the column.
  public func prepare(
    _ query: String, options: SearchOptions = SearchOptions()
  ) throws
    -> PreparedQuery
  {
    try IndexFailure.folding { PreparedQuery(prepared: try prepared(query, options)) }
  }

  func prepared(_ query: String, _ options: SearchOptions) throws -> PreparedSearch {
    try searcher.prepare(
      query, requiresAll: options.all, boostsPhrases: options.boostPhrases,
      condition: options.condition, formula: BM25(k1: options.k1, b: options.b),
      deadline: options.timeout.map { SearchDeadline(seconds: $0) })
  }

  /// Ranked hits.
  ///
  /// A corpus whose bytes are damaged is left out and named in the coverage; when it is the only
  /// one, the damage is thrown.
  public func search(
    _ query: String, options: SearchOptions = SearchOptions()
  ) throws
    -> SearchAnswer
  {
    try IndexFailure.folding {
      try withoutDamaged { searcher, failed in
        let begin = SystemCall.monotonicSeconds
        var answer = try CorpusSearcher(searcher).answer(query, options)
        answer.coverage.failed = failed
        answer.coverage.corpora += failed.count
        answer.seconds = SystemCall.monotonicSeconds - begin
        return answer
      }
    }
  }

  /// Exact numbers without ranking.
  public func count(
    _ query: String, where condition: String? = nil, by fields: [String] = []
  ) throws -> CountAnswer {
    var options = SearchOptions()
    options.condition = condition
    return try count(query, options: options, by: fields)
  }

  /// Exact numbers without ranking, with the options that decide what matches.
  public func count(
    _ query: String, options: SearchOptions, by fields: [String] = []
  ) throws
    -> CountAnswer
  {
    try IndexFailure.folding {
      try withoutDamaged { searcher, failed in
        let inner = CorpusSearcher(searcher)
        let prepared = try inner.prepared(query, options)
        // Coverage comes last: it tells what the others could not finish.
        let records = try prepared.count()
        let occurrences = try prepared.occurrences()
        let facets = try inner.facets(prepared, fields)
        var answer = CountAnswer(
          records: records, occurrences: occurrences, by: facets,
          coverage: inner.coverage(prepared))
        answer.coverage.failed = failed
        answer.coverage.corpora += failed.count
        return answer
      }
    }
  }

  /// Calls `body` for every match, corpus by corpus, segment by segment; `false` stops.
  public func forEachMatch(
    _ query: String, where condition: String? = nil,
    _ body: (RecordReference) throws -> Bool
  ) throws {
    try IndexFailure.folding {
      var options = SearchOptions()
      options.condition = condition
      let prepared = try prepared(query, options)
      var failure: (any Error)?
      try prepared.forEachMatch { (part, document) throws(StorageError) in
        let reference = try self.reference(part: part, document: document)
        do { return try body(reference) } catch {
          failure = error
          return false
        }
      }
      if let failure { throw failure }
    }
  }

  /// Runs something, leaving out corpora that turn out damaged.
  private func withoutDamaged<Answer>(
    _ body: (Searcher, _ failed: [(name: String, message: String)]) throws -> Answer
  ) throws -> Answer {
    var left = searcher.corpora
    var failed: [(name: String, message: String)] = []
    while true {
      let current = failed.isEmpty ? searcher : Searcher(left)
      do {
        return try body(current, failed)
      } catch let error as StorageError {
        guard let path = error.path, left.count > 1,
          let index = left.firstIndex(where: { path.hasPrefix($0.reader.path + "/") })
        else { throw error }
        failed.append((left[index].name, IndexFailure(error).message))
        left.remove(at: index)
      }
    }
  }

  // MARK: - Answers

  private func answer(_ query: String, _ options: SearchOptions) throws -> SearchAnswer {
    let prepared = try prepared(query, options)
    let after = try options.cursor.map { try PageCursor($0).position }
    var found: [ScoredDocument]
    if let sort = options.sort {
      found = try SortedHits(searcher, sort: sort).top(options.limit, of: prepared, after: after)
    } else {
      found = try prepared.top(options.limit, after: after)
    }
    let total = options.exactTotal ? try prepared.count() : UInt64(found.count)
    let snippets = options.snippets ? SnippetSource(prepared, options) : nil
    let facets = try facets(prepared, options.facets)
    var hits: [Hit] = []
    for hit in found { hits.append(try self.hit(hit, prepared, snippets, options)) }
    return SearchAnswer(
      hits: hits, total: total, totalIsExact: options.exactTotal && !prepared.notes.isPartial,
      coverage: coverage(prepared), facets: facets,
      next: found.count == options.limit && UInt64(found.count) < total
        ? found.last.map { PageCursor($0).text } : nil,
      plan: options.explain ? explanation(prepared) : nil, seconds: 0)
  }

  private func reference(part: Int, document: UInt32) throws(StorageError) -> RecordReference {
    let segment = searcher.segment(part)
    return RecordReference(
      corpus: searcher.corpora[searcher.corpus(of: part)].name,
      record: try segment.recordID(of: document))
  }

  private func hit(
    _ found: ScoredDocument, _ prepared: PreparedSearch, _ snippets: SnippetSource?,
    _ options: SearchOptions
  ) throws -> Hit {
    var hit = Hit(
      reference: try reference(part: found.part, document: found.document), score: found.score,
      title: nil, snippet: "", highlights: [],
      fields: try searcher.columns(of: found.part, document: found.document).map {
        (name: $0.name, value: FieldValue($0.value))
      }, explanation: nil)
    try snippets?.fill(&hit, from: found)
    if options.explain {
      let names = prepared.leaves[found.corpus]
      hit.explanation = try prepared.explain(found).map { line in
        let name = names.indices.contains(line.leaf) ? names[line.leaf] : "?"
        // Patterns score the same for each of their terms.
        if line.frequency == 0 { return "\(name): \(line.score) for any of its terms" }
        return "\(name): \(line.score) = idf \(line.idf), \(line.frequency) times in "
          + "\(line.length) positions"
      }
    }
    return hit
  }

  private func coverage(_ prepared: PreparedSearch) -> Coverage {
    Coverage(
      corpora: searcher.corpora.count, searched: searcher.corpora.count, failed: [],
      documents: searcher.liveCount,
      notes: prepared.notes.all
        + searcher.corpora.flatMap { corpus in
          corpus.reader.problems.map { "\(corpus.name): a newer commit is damaged: \($0)" }
        })
  }

  private func explanation(_ prepared: PreparedSearch) -> [String] {
    var lines = ["query: \(prepared.parsed.query)", "plan: \(prepared.strategy)"]
    if let condition = prepared.condition { lines.append("where: \(condition)") }
    return lines + prepared.parsed.hints.map { "hint: \($0.message)" }
  }

  private func facets(
    _ prepared: PreparedSearch, _ fields: [String]
  ) throws -> [(
    field: String, values: [FacetCount]
  )] {
    try prepared.facets(fields).map { facet in
      (
        field: facet.field,
        values: facet.values.map { FacetCount(value: FieldValue(known: $0.value), count: $0.count) }
      )
    }
  }

  // MARK: - Records

  /// One whole record, `nil` when there is none with the id.
  public func record(_ id: String, in name: String) throws -> StoredRecord? {
    try IndexFailure.folding {
      guard let corpus = searcher.corpora.firstIndex(where: { $0.name == name }) else {
        return nil
      }
      guard let place = try searcher.corpora[corpus].reader.documents(withID: id).first else {
        return nil
      }
      let part = searcher.part(corpus: corpus, segment: place.part)
      return try record(part: part, document: place.document, corpus: corpus)
    }
  }

  private func record(part: Int, document: UInt32, corpus: Int) throws -> StoredRecord {
    let segment = searcher.segment(part)
    let names = segment.settings.schema.textFields
    var texts: [(field: String, text: String)] = []
    try searcher.texts.read(part: part, document: document) { field, text in
      if let text { texts.append((names[field], text.text)) }
    }
    let place = segment.place(of: document)
    let files = searcher.corpora[corpus].reader.commit.files
    return StoredRecord(
      reference: try reference(part: part, document: document), texts: texts,
      fields: try searcher.columns(of: part, document: document).map {
        (name: $0.name, value: FieldValue($0.value))
      },
      file: files.indices.contains(Int(place.file)) ? files[Int(place.file)].path : "",
      offset: place.offset)
  }
}

/// A parsed query bound to a searcher.
public struct PreparedQuery: Sendable {
  let prepared: PreparedSearch

  /// Ranked record references and scores; no snippets.
  ///
  /// - Returns: How many came back.
  public func run(limit: Int) throws -> Int {
    try IndexFailure.folding { try prepared.withEmptyCache.top(limit).count }
  }

  /// Ranked records with their scores.
  public func hits(limit: Int) throws -> [(reference: RecordReference, score: Float)] {
    try IndexFailure.folding {
      try prepared.top(limit).map { hit in
        let segment = prepared.searcher.segment(hit.part)
        return (
          RecordReference(
            corpus: prepared.searcher.corpora[hit.corpus].name,
            record: try segment.recordID(of: hit.document)), hit.score
        )
      }
    }
  }

  /// The exact number of matching records.
  public func count() throws -> UInt64 {
    try IndexFailure.folding { try prepared.withEmptyCache.count() }
  }
}

extension StorageError {
  /// The file concerned.
  var path: String? {
    switch self {
    case .notOurs(let path, _), .otherVersion(let path, _, _), .damaged(let path, _, _),
      .system(_, let path, _), .diskFull(let path, _):
      path
    case .compression: nil
    }
  }
}

extension FieldValue {
  init(_ value: ColumnValue) { self = FieldValue(known: value) ?? .string("") }

  /// `nil` for a missing value.
  init?(known value: ColumnValue?) {
    switch value {
    case .integer(let value): self = .integer(value)
    case .real(let value): self = .real(value)
    case .boolean(let value): self = .boolean(value)
    case .string(let value): self = .string(value)
    case .missing, nil: return nil
    }
  }
}
