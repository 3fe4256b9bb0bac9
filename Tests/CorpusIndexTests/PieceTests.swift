import TestSupport
import Testing

@testable import CorpusIndex

/// A text of several pieces is searched as one, and no phrase reaches from one piece into the next.
@Suite struct PieceTests {
  private let folder = ScratchFolder()

  private func index(_ lines: String, texts: [String]) throws -> CorpusIndex {
    let index = try CorpusIndex(at: folder.path + "/index")
    var options = SmallIndex.options
    options.fields = FieldPlan(textFields: texts)
    _ = try index.ingest([folder.write(lines, to: "a.jsonl")], options: options)
    return index
  }

  @Test(arguments: [TextStore.lz4, .none])
  func `a phrase stays within a turn`(store: TextStore) throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    var options = SmallIndex.options
    options.fields = FieldPlan(textFields: ["messages.content"])
    options.method.store = store
    let line =
      "{\"messages\":[{\"content\":\"the white\"},{\"content\":\"whale swam\"},{\"content\":\"北京\"},"
      + "{\"content\":\"大学 whale\"}]}\n"
    _ = try index.ingest([folder.write(line, to: "a.jsonl")], options: options)
    #expect(try index.count("white whale").records == 1)
    #expect(try index.count("\"the white\"").records == 1)
    #expect(try index.count("\"white whale\"").records == 0)
    #expect(try index.count("\"white whale\"~2").records == 1)
    #expect(try index.count("北京大学").records == 0)
    #expect(try index.count("exact:\"whale swam\"").records == 1)
    let answer = try index.search("\"whale swam\"")
    let snippet = try #require(answer.hits.first?.snippet)
    #expect(!snippet.unicodeScalars.contains("\u{1e}"))
    #expect(answer.hits[0].highlights.count == 1)
    let searcher = try index.searcher()
    let reference = answer.hits[0].reference
    let record = try #require(try searcher.record(reference.record, in: reference.corpus))
    #expect(record.texts[0].text == "the white\nwhale swam\n北京\n大学 whale")
  }

  @Test func `fields that are searched together are pieces too`() throws {
    let index = try index(
      "{\"question\":\"the white\",\"answer\":\"whale\"}\n", texts: ["question+answer"])
    #expect(try index.count("\"white whale\"").records == 0)
    #expect(try index.count("+white +whale").records == 1)
  }
}
