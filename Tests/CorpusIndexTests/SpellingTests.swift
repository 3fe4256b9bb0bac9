import TestSupport
import Testing

@testable import CorpusIndex

/// Keys and ids that look the same and have other code points are different keys and ids.
@Suite struct SpellingTests {
  private let folder = ScratchFolder()
  /// é as one code point, and as a letter with an accent behind it.
  private static let spellings = ["\u{E9}", "e\u{301}"]

  private func index(_ lines: [String]) throws -> CorpusIndex {
    let index = try CorpusIndex(at: folder.path + "/index")
    let file = folder.write(lines.joined(separator: "\n") + "\n", to: "a.jsonl")
    _ = try index.ingest([file])
    return index
  }

  @Test func `keys of other code points are other columns, whichever came first`() throws {
    let (one, two) = (Self.spellings[0], Self.spellings[1])
    let index = try index([
      #"{"id":"1","text":"whale one","\#(two)":"x"}"#,
      #"{"id":"2","text":"whale two","\#(one)":"y"}"#,
      #"{"id":"3","text":"whale three","\#(one)":"p","\#(two)":"q"}"#,
    ])
    let columns = try #require(try index.snapshot()).columns
    #expect(columns.map { Array($0.name.utf8) } == [Array(two.utf8), Array(one.utf8)])
    #expect(columns.allSatisfy { !$0.isList })
    let searcher = try index.searcher()
    for (name, values) in [(one, ["y", "p"]), (two, ["x", "q"])] {
      let facet = try #require(try searcher.count("*", by: [name]).facets.first)
      #expect(facet.values.compactMap(\.value) == values.sorted().map { .string($0) })
      for value in ["x", "y", "p", "q"] {
        let count: UInt64 = values.contains(value) ? 1 : 0
        #expect(try searcher.count("\(name):\(value)").records == count)
        #expect(try searcher.count("*", where: "\(name)=\(value)").records == count)
      }
    }
    let both = try searcher.count("*", by: [one, two, one]).facets
    #expect(both.map { Array($0.field.utf8) } == [Array(one.utf8), Array(two.utf8)])
    let record = try #require(try searcher.record("3", in: "index"))
    #expect(record.fields.map { Array($0.name.utf8) } == columns.map { Array($0.name.utf8) })
  }

  @Test func `a condition on a spelling that no column has names the other`() throws {
    let index = try index([#"{"id":"1","text":"whale","caf\#(Self.spellings[0])":"x"}"#])
    let failure = #expect(throws: IndexFailure.self) {
      try index.searcher().count("*", where: "caf\(Self.spellings[1])=x")
    }
    #expect(failure?.message.contains("cafe U+0301") == true)
    #expect(failure?.query?.expected?.contains("caf U+00E9") == true)
    let notices = try index.searcher().notices(on: "caf\(Self.spellings[1]):x")
    #expect(notices.first?.message.contains("cafe U+0301") == true)
  }

  @Test(arguments: [TextStore.lz4, .none])
  func `files of other code points are two files, and grow apart`(store: TextStore) throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    var options = IngestOptions()
    options.method.store = store
    func write(_ texts: [[String]]) {
      for (spelling, texts) in zip(Self.spellings, texts) {
        let lines = texts.map { #"{"text":"\#($0)"}"# + "\n" }
        folder.write(lines.joined(), to: "files/\(spelling).jsonl")
      }
    }
    func expect(_ texts: [String]) throws {
      let hits = try index.searcher().search("*").hits
      #expect(hits.map(\.snippet).sorted() == texts.sorted())
      #expect(try index.check().problems.isEmpty)
    }
    write([["one"], ["two", "too"]])
    #expect(try index.ingest([folder.path + "/files"], options: options).filesRead == 2)
    try expect(["one", "two", "too"])
    #expect(try #require(try index.snapshot()).files.map(\.records) == [2, 1])
    write([["one", "first"], ["two", "too"]])
    let grown = try index.ingest([folder.path + "/files"], options: options)
    #expect(grown.filesGrown == 1 && grown.filesUnchanged == 1)
    try expect(["one", "first", "two", "too"])
    write([["one", "first"], ["other"]])
    #expect(try index.ingest([folder.path + "/files"], options: options).filesReplaced == 1)
    try expect(["one", "first", "other"])
  }

  @Test func `ids of other code points are two ids`() throws {
    let index = try index(Self.spellings.map { #"{"id":"\#($0)","text":"whale \#($0)"}"# })
    let snapshot = try #require(try index.snapshot())
    #expect(snapshot.fields.recordID == "id")
    #expect(snapshot.repeatedID == nil)
    for id in Self.spellings {
      let record = try #require(try index.searcher().record(id, in: "index"))
      #expect(Array(record.texts[0].text.utf8) == Array("whale \(id)".utf8))
    }
  }
}
