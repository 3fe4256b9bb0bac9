import CorpusIndex
import TestSupport
import Testing

/// A corpus of the oracle with the engine's index over the same records.
struct IndexedCorpus {
  var naive: NaiveIndex.Corpus
  let index: CorpusIndex
  let folder: ScratchFolder
  /// The files, each with the number of its records; the records follow each other.
  private var files: [(path: String, records: Int)] = []
  private let options: IngestOptions
  /// Bytes that a merge may hold in memory; with 1 all it makes lies on the disk on the way.
  private let mergeMemory: UInt64

  /// Writes the records as files and indexes them, one ingest a file.
  ///
  /// `files`: how many files: each becomes a segment of its own, until enough of them
  /// are merged.
  init(
    _ naive: NaiveIndex.Corpus, files: Int, store: TextStore = .lz4, jobs: Int = 1,
    generator: inout SeededGenerator
  ) throws {
    self.naive = naive
    folder = ScratchFolder()
    index = try CorpusIndex(at: folder.path + "/" + naive.name)
    var options = IngestOptions()
    options.fields = FieldPlan(
      textFields: naive.fields, recordID: "id",
      columns: [
        .init(name: "lang", path: "lang", type: .string),
        .init(name: "n", path: "n", type: .integer),
      ])
    options.method.analyzer = try #require(AnalyzerKind(rawValue: naive.analyzer.rawValue))
    options.method.stopWords = naive.stopWords.sorted()
    options.method.stemming = naive.stemLanguage
    options.method.store = store
    options.memory = 32 << 20
    options.jobs = jobs
    options.method.reordering = generator.pick([.on, .off])
    mergeMemory = generator.pick([1, 1 << 30])
    // At least ten records a file, so that deleting a few never rewrites a segment.
    let places = stride(from: 10, to: naive.records.count - 10, by: 10)
    var cuts = places.shuffled(using: &generator).prefix(max(0, files - 1)).sorted()
    cuts.append(naive.records.count)
    self.options = options
    var start = 0
    for cut in cuts where cut > start {
      let lines = naive.records[start..<cut].map(\.json).joined()
      let path = folder.write(lines, to: "\(naive.name)-\(start).jsonl")
      let report = try index.ingest([path], options: options)
      try #require(report.records == UInt64(cut - start))
      self.files.append((path, cut - start))
      start = cut
    }
  }

  func snapshot() throws -> IndexSnapshot { try #require(try index.snapshot()) }

  /// Deletes every `part`-th record by id.
  mutating func deleteSome(oneIn part: Int) throws {
    var ids: [String] = []
    for record in stride(from: part / 2, to: naive.records.count, by: part) {
      naive.records[record].isDeleted = true
      ids.append(naive.records[record].id)
    }
    #expect(try index.delete(records: ids + ["no such record"]).deleted == UInt64(ids.count))
    #expect(try snapshot().deletedRecords == UInt64(ids.count))
  }

  /// Merges all segments without the records of the first file, when it is one of several.
  ///
  /// They are then in no statistics; those that were deleted stay in them.
  mutating func merge() throws {
    if files.count > 1 {
      var without = options
      without.removesMissing = true
      _ = try index.ingest(files.dropFirst().map(\.path), options: without)
      naive.records.removeFirst(files.removeFirst().records)
    }
    try index.merge(memory: mergeMemory, jobs: options.jobs + 1)
    let live = naive.records.count { !$0.isDeleted }
    #expect(try snapshot().deletedRecords == UInt64(naive.records.count - live))
    #expect(try snapshot().records == UInt64(live))
  }
}

/// An oracle and an engine that must never disagree.
struct Comparison {
  let naive: NaiveIndex
  let searcher: CorpusSearcher

  init(_ corpora: [IndexedCorpus]) throws {
    naive = NaiveIndex(corpora.map(\.naive))
    searcher = CorpusSearcher(
      try corpora.map { SearchedCorpus(name: $0.naive.name, snapshot: try $0.snapshot()) })
  }

  /// How one query is asked.
  struct Settings {
    var limit = 10
    var k1 = 1.2
    var b = 0.75
    var all = false
    var condition: (text: String, passes: @Sendable ([String: String]) -> Bool)?
    var pages = false
    var boostsPhrases = false
    /// A column, and `:desc` behind it where values fall.
    var sort: String?
  }

  static let conditions: [(text: String, passes: @Sendable ([String: String]) -> Bool)] = [
    ("lang = en", { $0["lang"] == "en" }),
    ("lang != en", { $0["lang"] != nil && $0["lang"] != "en" }),
    ("n >= 3", { Int($0["n"] ?? "-9") ?? -9 >= 3 }),
    (
      "n < 2 or lang in (zh, de)",
      {
        ($0["n"].flatMap(Int.init) ?? 9) < 2
          || $0["lang"] == "zh" || $0["lang"] == "de"
      }
    ),
    ("lang is unknown", { $0["lang"] == nil }),
    (
      "not (lang = zh and n > 0)",
      {
        ($0["lang"] != nil && $0["lang"] != "zh") || ($0["n"].flatMap(Int.init) ?? 9) <= 0
      }
    ),
  ]

  /// Compares hits, order, scores, totals, counts and facets.
  func check(_ query: NaiveQuery, _ settings: Settings) throws {
    naive.k1 = settings.k1
    naive.b = settings.b
    naive.requiresAll = settings.all
    naive.boostsPhrases = settings.boostsPhrases
    let expected = naive.search(query, where: settings.condition?.passes ?? { _ in true })
    var options = SearchOptions()
    options.limit = settings.limit
    options.k1 = settings.k1
    options.b = settings.b
    options.all = settings.all
    options.boostPhrases = settings.boostsPhrases
    options.condition = settings.condition?.text
    options.snippets = false
    options.facets = ["lang", "corpus"]
    // Segments shared among threads give what one thread gives.
    options.threads = query.text.utf8.count % 2 == 0 ? 1 : 3
    options.secondsWorthSharing = 0
    let answer = try searcher.search(query.text, options: options)
    let note: Comment = "\(query.text) \(settings)"
    #expect(answer.total == UInt64(expected.count), note)
    #expect(answer.totalIsExact, note)
    #expect(
      Self.difference(answer.hits, Array(expected.prefix(settings.limit))) == nil, note)
    try checkFacets(answer.facets, expected, note)
    if settings.pages { try checkPages(query, options, expected, note) }
    if let sort = settings.sort { try checkSorted(query, options, expected, by: sort, note) }
    try checkCounts(query, options, expected, settings, note)
  }

  /// The first place where hits differ, for messages.
  private static func difference(_ hits: [Hit], _ expected: [NaiveIndex.Hit]) -> String? {
    for (index, pair) in zip(hits, expected).enumerated() {
      let hit = NaiveIndex.Hit(
        corpus: pair.0.reference.corpus, id: pair.0.reference.record, score: pair.0.score ?? .nan)
      if hit != pair.1 { return "hit \(index): \(hit), not \(pair.1)" }
    }
    return hits.count == expected.count ? nil : "\(hits.count) hits, not \(expected.count)"
  }

  private func checkFacets(
    _ facets: [FieldFacet], _ expected: [NaiveIndex.Hit], _ note: Comment
  ) throws {
    #expect(facets.map(\.field) == ["lang", "corpus"], note)
    var sums: [String?: UInt64] = [:]
    for hit in expected { sums[columns(of: hit)["lang"], default: 0] += 1 }
    let facet = try #require(facets.first)
    var found: [String?: UInt64] = [:]
    for value in facet.values {
      if case .string(let text) = value.value {
        found[text] = value.count
      } else {
        found[nil] = value.count
      }
    }
    #expect(found == sums, note)
    // The most matches first, ties in the order of the searcher.
    let corpora = naive.corpora.map(\.name).enumerated().map { place, name in
      (name: name, place: place, count: expected.count { $0.corpus == name })
    }.filter { $0.count > 0 }.sorted { ($1.count, $0.place) < ($0.count, $1.place) }
    #expect(
      facets.last?.values
        == corpora.map { FacetCount(value: .string($0.name), count: UInt64($0.count)) }, note)
  }

  private func columns(of hit: NaiveIndex.Hit) -> [String: String] {
    naive.columns(of: hit)
  }

  private func checkPages(
    _ query: NaiveQuery, _ first: SearchOptions, _ expected: [NaiveIndex.Hit], _ note: Comment
  ) throws {
    var options = first
    options.limit = max(1, min(37, expected.count / 3))
    options.facets = []
    var hits: [Hit] = []
    while true {
      let page = try searcher.search(query.text, options: options)
      hits += page.hits
      guard let next = page.next, hits.count <= expected.count else { break }
      options.cursor = next
    }
    #expect(Self.difference(hits, expected) == nil, "in pages: \(note)")
  }

  private func checkSorted(
    _ query: NaiveQuery, _ first: SearchOptions, _ hits: [NaiveIndex.Hit], by sort: String,
    _ note: Comment
  ) throws {
    let column = String(sort.prefix { $0 != ":" })
    let expected = naive.sorted(hits, by: column, descending: sort.hasSuffix(":desc")) {
      if let first = Int($0), let second = Int($1) { return first < second }
      return $0 < $1
    }
    var options = first
    options.sort = sort
    options.facets = []
    options.limit = max(1, min(23, expected.count / 2))
    var found: [String] = []
    while true {
      let page = try searcher.search(query.text, options: options)
      found += page.hits.map { "\($0.reference.corpus):\($0.reference.record)" }
      guard let next = page.next, found.count <= expected.count else { break }
      options.cursor = next
    }
    #expect(found == expected.map { "\($0.corpus):\($0.id)" }, "by \(sort): \(note)")
  }

  private func checkCounts(
    _ query: NaiveQuery, _ options: SearchOptions, _ expected: [NaiveIndex.Hit],
    _ settings: Settings, _ note: Comment
  ) throws {
    let count = try searcher.count(query.text, options: options)
    #expect(count.records == UInt64(expected.count), note)
    try checkFacets(count.facets, expected, note)
    guard case .leaf(let leaf) = query else { return }
    switch leaf.kind {
    case .piece, .phrase, .exact:
      if let occurrences = count.occurrences {
        #expect(
          occurrences
            == UInt64(
              naive.occurrences(leaf, where: settings.condition?.passes ?? { _ in true })), note)
      }
    default: break
    }
  }
}
