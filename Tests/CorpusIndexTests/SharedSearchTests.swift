import TestSupport
import Testing

@testable import CorpusIndex

/// A large segment is cut into ranges that threads share; what one thread finds alone is found.
@Suite struct SharedSearchTests {
  private let folder = ScratchFolder()

  @Test func `threads that share one segment find what one thread finds`() throws {
    var corpus = RandomCorpus(generator: .announced("SharedSearchTests"), isLong: false)
    let records = corpus.records(4 * 4096 + 17, body: "text", language: .mixed)
    let index = try indexed(records)
    let whole = try #require(try index.snapshot())
    #expect(whole.segments == 1)
    try compare(index, records, queries: 40, corpus.generator)
    // Deleted records are left out by a bitmap, which ranges read from their beginnings.
    #expect(try index.delete(matching: "ship") > 0)
    try compare(index, records, queries: 20, corpus.generator)
  }

  private func indexed(_ records: [NaiveIndex.Record]) throws -> CorpusIndex {
    let index = try CorpusIndex(at: folder.path + "/index")
    var options = IngestOptions()
    options.fields = FieldPlan(textFields: ["text", "title"], recordID: "id")
    options.jobs = 1
    let file = folder.write(records.map(\.json).joined(), to: "records.jsonl")
    _ = try index.ingest([file], options: options)
    try index.merge()
    return index
  }

  private func compare(
    _ index: CorpusIndex, _ records: [NaiveIndex.Record], queries count: Int,
    _ generator: SeededGenerator
  ) throws {
    let snapshot = try #require(try index.snapshot())
    let searcher = CorpusSearcher([SearchedCorpus(name: "shared", snapshot: snapshot)])
    var queries = RandomQueries(
      generator: generator, records: Array(records.prefix(2000)), body: "text")
    for _ in 0..<count {
      let query = queries.query().text
      var alone = SearchOptions()
      alone.threads = 1
      alone.limit = queries.generator.pick([1, 10, 100])
      alone.snippets = false
      alone.facets = ["lang", "n"]
      if queries.generator.once(in: 4) { alone.condition = "n >= 2" }
      if queries.generator.once(in: 4) {
        alone.sort = queries.generator.pick(["n", "n:desc", "lang"])
      }
      var shared = alone
      shared.threads = 3
      shared.secondsWorthSharing = 0
      shared.windowsWorthSharing = queries.generator.number(1..<4)
      let note: Comment = "\(query) \(alone)"
      var pages = 0
      repeat {
        let (one, many) = (
          try searcher.search(query, options: alone), try searcher.search(query, options: shared)
        )
        #expect(one.hits == many.hits, note)
        #expect(one.total == many.total && many.totalIsExact, note)
        #expect(one.facets == many.facets, note)
        #expect(one.next == many.next, note)
        (alone.cursor, shared.cursor) = (one.next, many.next)
        pages += 1
      } while alone.cursor != nil && pages < 2
      (alone.cursor, shared.cursor) = (nil, nil)
      #expect(
        try searcher.count(query, options: alone) == searcher.count(query, options: shared), note)
    }
  }
}
