internal import Indexing
internal import QueryLanguage
internal import Records
internal import Searching
internal import Storage

/// Searches one or several snapshots as if they were one big index.
///
/// Statistics (records, document frequencies, lengths) are summed over everything searched, so
/// scores do not depend on how records are spread.
public struct CorpusSearcher: Sendable {
  let searcher: Searcher
  /// The name in options and answers for counts by corpus, which hides a column of that name.
  public let corpusFacet: String

  /// A searcher over some corpora.
  ///
  /// - Parameters:
  ///   - corpora: In the order that breaks ties.
  ///   - corpusFacet: The name under which matches are counted by corpus.
  ///   - segments: Segments that are asked, counted through all corpora; all when `nil`. Scores are
  ///     those of a search of everything, so answers of several such searchers are one answer
  ///     when they are put together.
  public init(
    _ corpora: [SearchedCorpus], corpusFacet: String = "corpus", segments: Range<Int>? = nil
  ) {
    self.init(
      Searcher(
        corpora.map {
          Searcher.Corpus(
            name: $0.name, reader: $0.snapshot.reader, base: $0.snapshot.base,
            formats: $0.snapshot.formats)
        }, asking: segments), corpusFacet: corpusFacet)
  }

  private init(_ searcher: Searcher, corpusFacet: String) {
    self.searcher = searcher
    self.corpusFacet = corpusFacet
  }

  /// It searches these corpora, in this order, under these names.
  package func isMade(of corpora: [SearchedCorpus]) -> Bool {
    searcher.corpora.count == corpora.count
      && zip(searcher.corpora, corpora).allSatisfy {
        $0.name == $1.name && $0.reader === $1.snapshot.reader
      }
  }

  /// Live records of the segments that are asked.
  public var records: UInt64 { searcher.liveCount }

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

  private func prepared(_ query: String, _ options: SearchOptions) throws -> PreparedSearch {
    try searcher.prepare(
      query, requiresAll: options.all, boostsPhrases: options.boostPhrases,
      condition: options.condition, formula: BM25(k1: options.k1, b: options.b),
      deadline: SearchDeadline.of(options.timeout),
      threads: SearchThreads(
        most: options.threads.map { max(1, $0) }, leastSeconds: options.secondsWorthSharing,
        leastWindows: options.windowsWorthSharing))
  }

  /// What is odd about a query, without running it: a name that is no field, notation that is none,
  /// values that do not compare with what they are compared with.
  ///
  /// - Throws: ``IndexFailure`` when it cannot be parsed.
  public func notices(
    on query: String, options: SearchOptions = SearchOptions()
  ) throws -> [Notice] {
    try IndexFailure.folding {
      let prepared = try prepared(query, options)
      return prepared.parsed.hints.map { Notice($0) } + prepared.notes.all.map { Notice($0) }
    }
  }

  /// Why a query may not mean what it finds; `nil` where it surely does.
  ///
  /// That no record has a value is no doubt as long as nothing is found for it.
  ///
  /// - Throws: ``IndexFailure`` when it cannot be parsed or the index is damaged.
  package func doubt(on query: String) throws -> Notice? {
    try IndexFailure.folding {
      let prepared = try prepared(query, SearchOptions())
      let hints = prepared.parsed.hints
      if let hint = hints.first(where: { !$0.isAbsence }) { return Notice(hint) }
      if let note = prepared.notes.all.first { return Notice(note) }
      guard let absence = hints.first else { return nil }
      let count = try prepared.count()
      try Cancellation.check()
      return count > 0 ? Notice(absence) : nil
    }
  }

  /// Ranked hits.
  ///
  /// A corpus whose bytes are damaged, or whose source cannot be read where it is needed, is left
  /// out and named in the coverage; when it is the only one, the failure is thrown.
  public func search(
    _ query: String, options: SearchOptions = SearchOptions()
  ) throws
    -> SearchAnswer
  {
    try withoutDamaged { searcher, failed in
      let begin = SystemCall.monotonicSeconds
      let prepared = try searcher.prepared(query, options)
      var answer = SearchAnswer()
      let found = try searcher.best(prepared, query, options)
      let counts = try options.exactTotal ? prepared.countsByCorpus() : []
      answer.total = options.exactTotal ? counts.reduce(0, +) : UInt64(found.count)
      answer.facets = try searcher.facets(prepared, options, counts)
      answer.hits = try searcher.hits(found, prepared, options)
      answer.totalIsExact = options.exactTotal && !prepared.notes.isPartial
      if found.count == options.limit, UInt64(found.count) < answer.total {
        answer.next = found.last.map {
          PageCursor($0, of: searcher.question(query, options), in: searcher.commits).text
        }
      }
      if options.explain { answer.plan = Self.plan(prepared) }
      answer.notices = prepared.parsed.hints.map { Notice($0) }
      if let note = options.sort.flatMap({ searcher.searcher.clockNote(sortedBy: $0) }) {
        answer.notices.append(Notice(note))
      }
      if let cursor = try searcher.cursor(query, options), cursor.commits != searcher.commits {
        answer.notices.append(
          Notice(
            "the index has changed since the page before, so hits may be there twice or be missing")
        )
      }
      // Coverage comes last: it tells what the others could not finish.
      answer.coverage = searcher.coverage(prepared, failed)
      try Cancellation.check()
      answer.seconds = SystemCall.monotonicSeconds - begin
      return answer
    }
  }

  /// Exact numbers without ranking, of all matches and by the values of fields.
  public func count(
    _ query: String, where condition: String? = nil, by fields: [String] = []
  ) throws -> CountAnswer {
    var options = SearchOptions()
    options.condition = condition
    options.facets = fields
    return try count(query, options: options)
  }

  /// Exact numbers without ranking, with the options that decide what matches and what is counted.
  public func count(_ query: String, options: SearchOptions) throws -> CountAnswer {
    try withoutDamaged { searcher, failed in
      let prepared = try searcher.prepared(query, options)
      let counts = try prepared.countsByCorpus()
      var answer = CountAnswer()
      answer.records = counts.reduce(0, +)
      answer.occurrences = try prepared.occurrences()
      answer.facets = try searcher.facets(prepared, options, counts)
      answer.notices = prepared.parsed.hints.map { Notice($0) }
      answer.coverage = searcher.coverage(prepared, failed)
      try Cancellation.check()
      return answer
    }
  }

  /// Calls `body` for every match, corpus by corpus, segment by segment; `false` stops.
  public func forEachMatch(
    _ query: String, where condition: String? = nil,
    _ body: (RecordReference) throws -> Bool
  ) throws {
    var choice = RecordChoice(matching: query, where: condition)
    choice.parts = []
    try walk(choice) { part, document, reader in
      try body(try reader.reference(part, document))
    }
  }

  /// Runs something, leaving out corpora that turn out damaged.
  private func withoutDamaged<Answer>(
    _ body: (CorpusSearcher, _ failed: [CorpusFailure]) throws -> Answer
  ) throws -> Answer {
    var left = searcher.corpora
    var failed: [CorpusFailure] = []
    return try IndexFailure.folding {
      while true {
        let current =
          failed.isEmpty ? self : CorpusSearcher(Searcher(left), corpusFacet: corpusFacet)
        do {
          return try body(current, failed)
        } catch let error as StorageError {
          guard let path = error.path, left.count > 1, searcher.asksAll,
            let index = left.firstIndex(where: { $0.owns(path) })
          else { throw error }
          failed.append(CorpusFailure(corpus: left[index].name, failure: IndexFailure(error)))
          left.remove(at: index)
        }
      }
    }
  }
}

// MARK: - Parts of an answer

extension CorpusSearcher {
  /// The best documents of a page, in the order asked for.
  private func best(
    _ prepared: PreparedSearch, _ query: String, _ options: SearchOptions
  ) throws -> [ScoredDocument] {
    let after = try cursor(query, options)?.position
    guard let sort = options.sort else { return try prepared.top(options.limit, after: after) }
    return try SortedHits(searcher, sort: sort).top(options.limit, of: prepared, after: after)
  }

  /// Where the page before ended; `nil` for the first.
  private func cursor(_ query: String, _ options: SearchOptions) throws -> PageCursor? {
    try options.cursor.map { try PageCursor($0, of: question(query, options)) }
  }

  /// What scores and running numbers of a page depend on besides its question.
  private var commits: QuestionFingerprint {
    QuestionFingerprint(searcher.corpora.map { "\($0.reader.commit.generation)" })
  }

  /// What a cursor belongs to: everything that decides about hits and their order.
  private func question(_ query: String, _ options: SearchOptions) -> QuestionFingerprint {
    QuestionFingerprint(
      [
        query, options.condition, options.sort, "\(options.all) \(options.boostPhrases)",
        "\(options.k1) \(options.b)",
      ] + searcher.corpora.map(\.name))
  }

  func hits(
    _ found: [ScoredDocument], _ prepared: PreparedSearch, _ options: SearchOptions
  ) throws -> [Hit] {
    let snippets = options.snippets ? SnippetFinder(prepared, context: options.context) : nil
    var reader = RecordReader(searcher)
    var hits: [Hit] = []
    var bare = 0
    for document in found {
      let isOverdue = snippets != nil && prepared.deadline?.isOverdue == true
      if isOverdue { bare += 1 }
      let snippet = isOverdue ? nil : try snippets?.snippet(of: document)
      hits.append(
        Hit(
          reference: try reader.reference(document.part, document.document),
          score: options.sort == nil ? document.score : nil, title: nil,
          snippet: snippet?.text ?? "",
          highlights: snippet?.highlights ?? [],
          occurrences: (snippet?.occurrences ?? []).map {
            Hit.Occurrence(before: $0.before, match: $0.match, after: $0.after)
          }, occurrencesRemark: snippet?.remark,
          fields: options.fields ? try reader.fields(document.part, document.document) : [],
          explanation: options.explain ? try Self.explanation(of: document, prepared) : nil))
    }
    if bare > 0 { prepared.notes.add("no time was left for the passages of \(bare) hits") }
    return hits
  }

  private static func explanation(
    of found: ScoredDocument, _ prepared: PreparedSearch
  ) throws -> [String] {
    let names = prepared.leaves[found.corpus]
    return try prepared.explain(found).map { line in
      let name = names.indices.contains(line.leaf) ? names[line.leaf] : "?"
      // Patterns score the same for each of their terms.
      if line.frequency == 0 { return "\(name): \(line.score) for any of its terms" }
      return "\(name): \(line.score) = idf \(line.idf), \(line.frequency) times in "
        + "\(line.length) positions"
    }
  }

  private static func plan(_ prepared: PreparedSearch) -> [String] {
    var lines = ["query: \(prepared.parsed.query)", "plan: \(prepared.strategy)"]
    if let condition = prepared.condition { lines.append("where: \(condition)") }
    return lines
  }

  private func coverage(_ prepared: PreparedSearch, _ failed: [CorpusFailure]) -> Coverage {
    var coverage = Coverage()
    coverage.corpora = searcher.corpora.count + failed.count
    coverage.searched = searcher.corpora.count
    coverage.failed = failed
    coverage.documents = searcher.liveCount
    coverage.notes = prepared.notes.all + notesOfParts
    return coverage
  }

  /// What to say of corpora whose first run has not ended.
  package var notesOfParts: [String] {
    searcher.corpora.filter(\.reader.isPartial).map {
      "\($0.name): the first run has not ended, this is what it has read so far"
    }
  }

  /// Facets in the order asked for, each once: columns in one walk over the matches, corpora from
  /// the counts that the total was made of.
  private func facets(
    _ prepared: PreparedSearch, _ options: SearchOptions, _ counts: [UInt64]
  ) throws -> [FieldFacet] {
    var names: [String] = []
    for name in options.facets where !names.containsExactly(name) { names.append(name) }
    let columns = try prepared.facets(
      names.filter { $0 != corpusFacet }, besides: [corpusFacet], limit: options.facetLimit
    ).map { facet in
      FieldFacet(
        field: facet.field,
        values: facet.values.map { FacetCount(value: FieldValue($0.value), count: $0.count) },
        more: facet.more)
    }
    guard names.contains(corpusFacet) else { return columns }
    let byCorpus = try counts.isEmpty ? prepared.countsByCorpus() : counts
    var rest = columns[...]
    return names.compactMap { name in
      name == corpusFacet ? corpora(byCorpus) : rest.popFirst()
    }
  }

  /// Corpora with matches, most matches first, ties in the searcher's order.
  private func corpora(_ counts: [UInt64]) -> FieldFacet {
    let ranked = counts.indices.filter { counts[$0] > 0 }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
    return FieldFacet(
      field: corpusFacet,
      values: ranked.map {
        FacetCount(value: .string(searcher.corpora[$0].name), count: counts[$0])
      })
  }
}

extension StorageError {
  /// The file concerned.
  fileprivate var path: String? {
    switch self {
    case .notOurs(let path, _), .otherVersion(let path, _, _), .damaged(let path, _, _),
      .system(_, let path, _), .diskFull(let path, _), .unsupported(let path, _),
      .stale(let path, _):
      path
    case .windowTooLarge(let path, _, _, _): path
    case .compression, .cancelled: nil
    }
  }
}
