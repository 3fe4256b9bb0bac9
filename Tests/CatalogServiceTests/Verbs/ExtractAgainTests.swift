import CorpusIndex
import Datasets
import Foundation
import JSONText
import TestSupport
import Testing

@testable import CatalogService

/// What an extract writes is the records themselves, so adding it again gives the same corpus.
@Suite struct ExtractAgainTests {
  private static let samples = ["conversations", "preferences", "instructions", "tea-and-tide"]

  private static func lines(_ path: String) throws -> [JSON] {
    try String(contentsOfFile: path, encoding: .utf8).utf8.split(separator: 0x0A)
      .map { try JSONReader.read(Array($0), options: .records) }
  }

  @Test(arguments: samples, TextStore.allCases)
  func `an extract added again has the same records, ids, columns and answers`(
    name: String, store: TextStore
  ) async throws {
    let fixture = CorpusFixture()
    let source = Project.path("Samples/\(name).jsonl")
    var options = AddOptions()
    options.indexing.store = store
    _ = try await fixture.catalog.add([source], id: "first", options: options)
    let path = fixture.scratch.path + "/out.jsonl"
    let answer = try fixture.catalog.extract("*", in: ["first"], to: path)
    #expect(try Self.lines(path) == Self.lines(source))
    #expect(answer.plan != nil)
    // The card beside it says how.
    _ = try await fixture.catalog.add([path], id: "again")
    let (first, again) = (try fixture.catalog.only("first"), try fixture.catalog.only("again"))
    #expect(first.snapshot.fields == again.snapshot.fields)
    let heads = try ["first", "again"].map { try fixture.catalog.head($0, count: 1000).records }
    #expect(heads[0].map(\.reference.record) == heads[1].map(\.reference.record))
    #expect(heads[0].map(\.value) == heads[1].map(\.value))
    #expect(heads[0].map(\.texts) == heads[1].map(\.texts))
    #expect(heads[0].map(\.fields) == heads[1].map(\.fields))
    for query in ["the", "的", "water OR 水", "\"of the\""] {
      let hits = try ["first", "again"].map { id in
        try fixture.catalog.find(query, in: [id]).records.hits.map {
          "\($0.reference.record) \($0.score ?? 0)"
        }
      }
      #expect(hits[0] == hits[1], "\(query)")
    }
  }

  @Test func `a key without a letter can be asked for, and extracted and added again`()
    async throws
  {
    let fixture = CorpusFixture()
    let source = fixture.scratch.write(
      Array(#"{"id":"a","text":"whale","":"e"}"#.utf8), to: "whales.jsonl")
    var options = AddOptions()
    options.edits = ["license=MIT"]
    _ = try await fixture.catalog.add([source], id: "first", options: options)
    let path = fixture.scratch.path + "/out.jsonl"
    _ = try fixture.catalog.extract("*", in: ["first"], to: path)
    _ = try await fixture.catalog.add([path], id: "again")
    var search = SearchOptions()
    search.condition = #"""=e"#
    for id in ["first", "again"] {
      let found = try fixture.catalog.find("whale", in: [id], options: search)
      #expect(found.records.hits.map(\.reference.record) == ["a"])
    }
  }

  @Test func `a number that JSON has not is written as in its source, or named where it is a text`()
    async throws
  {
    let fixture = CorpusFixture()
    let line = #"{"id":"a","text":"whale","n":NaN,"l":[1,{"y":-Infinity}]}"#
    let source = fixture.scratch.write(Array(line.utf8), to: "whales.jsonl")
    _ = try await fixture.catalog.add([source], id: "first")
    let path = fixture.scratch.path + "/out.jsonl"
    _ = try fixture.catalog.extract("*", in: ["first"], to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == line + "\n")
    let records =
      [try fixture.catalog.record("a", in: "first")]
      + (try fixture.catalog.head("first", count: 1).records)
      + (try fixture.catalog.sample("first", count: 1, seed: 7).records)
    #expect(records.count == 3)
    for record in records {
      #expect(record.value == Array(line.utf8))
      #expect(record.tree["quoted"] == .strings(["n", "l.y"]))
    }
  }

  @Test func `fields of other code points are extracted apart`() async throws {
    let fixture = CorpusFixture()
    let line = "{\"id\":\"a\",\"text\":\"whale\",\"\u{E9}\":\"p\",\"e\u{301}\":\"q\"}"
    let source = fixture.scratch.write(Array(line.utf8), to: "whales.jsonl")
    _ = try await fixture.catalog.add([source], id: "first")
    for (key, value) in [("\u{E9}", "p"), ("e\u{301}", "q")] {
      let path = fixture.scratch.path + "/out-\(value).jsonl"
      var options = ExtractOptions()
      options.fields = [key]
      _ = try fixture.catalog.extract("*", in: ["first"], to: path, options: options)
      let copy = try Self.lines(path)
      #expect(copy == [.object([.init("id", .string("a")), .init(key, .string(value))])])
    }
  }

  @Test(arguments: [nil, "id"] as [String?])
  func `an extract of records with a repeated id ends as its source did`(
    recordID: String?
  ) async throws {
    let fixture = CorpusFixture()
    // The repeat stands behind what fields are told by.
    let sea = String(repeating: "sea ", count: 20)
    let lines = (0..<6_000).map { number in
      "{\"id\":\"\(number == 5_999 ? 3 : number)\",\"text\":\"whale \(number) \(sea)\"}\n"
    }
    var options = AddOptions()
    options.recordID = recordID
    let source = fixture.scratch.write(lines.joined(), to: "late.jsonl")
    let first = try await fixture.catalog.add([source], id: "late", options: options)
    let path = fixture.scratch.path + "/copy.jsonl"
    _ = try fixture.catalog.extract("*", in: ["late"], to: path)
    let again = try await fixture.catalog.add([path], id: "copy")
    #expect(first.report.repeatedID != nil && again.report.repeatedID != nil)
    #expect(first.recordIDWasGiven == (recordID != nil))
    #expect(again.recordIDWasGiven == first.recordIDWasGiven)
  }

  /// Records, columns and answers of a dataset and of its extract, which is added again.
  private func expectSame(
    _ fixture: CorpusFixture, _ id: String, conditions: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let path = fixture.scratch.path + "/\(id)-copy.jsonl"
    _ = try fixture.catalog.extract("*", in: [id], to: path)
    let added = try await fixture.catalog.add([path], id: id + "-copy")
    #expect(added.report.problems == [] && added.report.leftOutValues == [])
    let ids = [id, id + "-copy"]
    let columns = try ids.map { id in
      try fixture.catalog.only(id).snapshot.columns.sorted { $0.name < $1.name }
    }
    #expect(columns[0] == columns[1], sourceLocation: sourceLocation)
    let heads = try ids.map { try fixture.catalog.head($0, count: 1000).records }
    #expect(heads[0].map(\.value) == heads[1].map(\.value), sourceLocation: sourceLocation)
    #expect(heads[0].map(\.texts) == heads[1].map(\.texts), sourceLocation: sourceLocation)
    for condition in conditions {
      let found = try ids.map {
        try fixture.catalog.count("*", in: [$0], where: condition).count.records
      }
      #expect(found[0] == found[1], "\(condition)", sourceLocation: sourceLocation)
    }
  }

  /// No value, an empty text, numbers beside text, codes, rows cut short and a record without text.
  @Test func `the copy of a table has its values, columns and types`() async throws {
    let fixture = CorpusFixture()
    let table = """
      id,text,n,mixed,code,note
      1,a white whale,5,5,007,
      2,"",,n/a,010,""
      3,,1e2,-3,11,x
      4,more of it,7,,,
      5,the end,8
      """
    let source = fixture.scratch.write(table, to: "table.csv")
    let answer = try await fixture.catalog.add([source], id: "table")
    #expect(answer.report.records == 5 && answer.report.recordsWithoutText == 2)
    let values = try fixture.catalog.head("table", count: 5).records.map {
      String(decoding: $0.value, as: UTF8.self)
    }
    #expect(
      values[1] == #"{"id":"2","text":"","n":null,"mixed":"n/a","code":"010","note":""}"#)
    #expect(values[2].hasPrefix(#"{"id":"3","text":null,"n":"1e2""#))
    try await expectSame(
      fixture, "table",
      conditions: [
        "n is unknown", "n>=7", "n=100", "mixed>0", "mixed<0", "mixed=\"n/a\"", "mixed is unknown",
        "code=\"007\"", "code is unknown", "note=\"\"", "note is unknown",
      ])
  }

  @Test func `the copy of a crawl has its columns`() async throws {
    let fixture = CorpusFixture()
    let pages = (0..<3).map { number in
      let body = "a white whale, page \(number)"
      let http =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Page: \(number)\r\n\r\n" + body
      return "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:page:\(number)>\r\n"
        + "WARC-Target-URI: http://example.org/\(number)\r\nWARC-Date: 2024-01-02T03:04:05Z\r\n"
        + "Content-Type: application/http; msgtype=response\r\n"
        + "Content-Length: \(http.utf8.count)\r\n\r\n\(http)\r\n\r\n"
    }
    let source = fixture.scratch.write(pages.joined(), to: "crawl.warc")
    _ = try await fixture.catalog.add([source], id: "crawl")
    try await expectSame(fixture, "crawl", conditions: ["status=200", "date=2024-01"])
  }

  @Test func `an extract of datasets with other fields and types is indexed as they were`()
    async throws
  {
    let fixture = CorpusFixture()
    let letters = fixture.scratch.write(
      #"{"no":"a1","content":"white whale","price":"2.50"}"# + "\n"
        + #"{"no":"a2","content":"red tea","price":"10.00"}"# + "\n", to: "letters.jsonl")
    let songs = fixture.scratch.write(
      #"{"no":"b1","text":"a whale song","title":"Tide"}"# + "\n"
        + #"{"no":"b2","text":"nothing","title":"whales"}"# + "\n", to: "songs.jsonl")
    var options = AddOptions()
    options.recordID = "no"
    options.indexing.columns = [.init(name: "price", path: "price", type: .real)]
    options.indexing.analyzer = .plain
    _ = try await fixture.catalog.add([letters], id: "letters", options: options)
    options.indexing.columns = []
    options.textFields = ["text", "title"]
    _ = try await fixture.catalog.add([songs], id: "songs", options: options)
    let path = fixture.scratch.path + "/both.jsonl"
    let notices = try fixture.catalog.extract("*", to: path).notices
    #expect(notices.map(\.message).joined().contains("searched in other fields"))
    let answer = try await fixture.catalog.add([path])
    #expect(answer.id == "both" && answer.report.problems == [])
    func found(_ query: String, _ ids: [String]) throws -> Set<String> {
      Set(try fixture.catalog.find(query, in: ids).records.hits.map(\.reference.record))
    }
    for query in ["whale", "whales", "title:whales", "price:>5", "tea OR song"] {
      #expect(try found(query, ["both"]) == found(query, ["letters", "songs"]), "\(query)")
    }
    let lineage = try fixture.catalog.show("both").dataset.lineage
    #expect(lineage.map(\.dataset) == ["letters", "songs"])

    // A card of other records is not taken, and that is said.
    _ = fixture.scratch.write(#"{"no":"c","content":"another"}"# + "\n", to: "both.jsonl")
    let other = try await fixture.catalog.add([path], id: "other")
    #expect(other.report.problems.map(\.message).joined().contains("it is of a file of"))
  }

  @Test func `a copy has the columns that all of its records have from their files`() async throws {
    let fixture = CorpusFixture()
    for split in ["train", "test"] {
      _ = fixture.scratch.write(
        #"{"id":"\#(split)","text":"whale","deep":{"a":1,"b":2,"c":3}}"# + "\n",
        to: "data/\(split).jsonl")
    }
    var options = AddOptions()
    options.indexing.reading.labels = [FileLabel(column: "origin", value: "crawl")]
    options.indexing.columnLimit = 4
    let folder = fixture.scratch.path + "/data"
    _ = try await fixture.catalog.add([folder], id: "data", options: options)

    // The name of the file would say a split by itself.
    let path = fixture.scratch.path + "/train.jsonl"
    let answer = try fixture.catalog.extract("*", to: path)
    #expect(answer.labels.map(\.written) == ["origin=crawl@**"])
    #expect(answer.notices.map(\.message).joined().contains("from their files: split"))
    _ = try await fixture.catalog.add([path], id: "copy")
    func columns(_ id: String) throws -> [String] {
      try fixture.catalog.only(id).snapshot.columns.map(\.name).sorted()
    }
    #expect(try columns("data").contains("split"))
    #expect(try columns("copy").contains("origin") && !columns("copy").contains("split"))
    #expect(try fixture.catalog.only("copy").snapshot.fields.columnLimit == 4)
    #expect(try fixture.catalog.find("origin:crawl", in: ["copy"]).records.total == 2)

    var one = ExtractOptions()
    one.condition = "split=test"
    let part = try fixture.catalog.extract(
      "*", in: ["data"], to: fixture.scratch.path + "/part.jsonl", options: one)
    #expect(part.labels.map(\.written) == ["origin=crawl@**", "split=test@**"])
    #expect(part.notices == [])
  }

  @Test func `an extract may be called as the dataset that it comes from`() async throws {
    let fixture = CorpusFixture()
    var options = AddOptions()
    options.edits = ["licenses=CC-BY-4.0"]
    _ = try await fixture.catalog.add(
      [try fixture.corpus("whales", CorpusFixture.whales)], id: "whales", options: options)
    let path = fixture.scratch.path + "/out/whales.jsonl"
    try FileManager.default.createDirectory(
      atPath: fixture.scratch.path + "/out", withIntermediateDirectories: true)
    let answer = try fixture.catalog.extract("*", in: ["whales"], to: path)
    #expect(answer.id == "whales-extract")
    let again = try await fixture.catalog.add([path], id: answer.id)
    #expect(again.report.problems == [])
    let copy = try fixture.catalog.show(answer.id).dataset
    #expect(copy.licenses.map(\.label) == ["CC-BY-4.0"])
    #expect(copy.lineage.map(\.dataset) == ["whales"])
  }

  @Test func `a card that says something else than its records is doubted`() async throws {
    let fixture = CorpusFixture()
    let source = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await fixture.catalog.add([source], id: "whales")
    let path = fixture.scratch.path + "/out.jsonl"
    let answer = try fixture.catalog.extract("*", to: path)
    let card = try #require(answer.card)
    let text = try String(contentsOfFile: card, encoding: .utf8)
    let edited = text.replacingOccurrences(of: "value: 4\n", with: "value: 5\n")
    #expect(edited != text)
    try edited.write(toFile: card, atomically: true, encoding: .utf8)
    let again = try await fixture.catalog.add([path], id: "again")
    #expect(
      again.report.problems.map(\.message) == ["the card is of 5 records, and the file has 4"])
  }

  @Test(arguments: ["in.jsonl", "link.jsonl"])
  func `the records of a dataset are not written over`(name: String) async throws {
    let fixture = CorpusFixture()
    let line = #"{"id":"a","text":"whale"}"# + "\n"
    let source = fixture.scratch.write(line, to: "in.jsonl")
    try FileManager.default.linkItem(
      atPath: source, toPath: fixture.scratch.path + "/link.jsonl")
    _ = try await fixture.catalog.add([source], id: "in")
    var options = ExtractOptions()
    options.overwrites = true
    #expect(throws: CatalogError.self) {
      try fixture.catalog.extract("*", to: fixture.scratch.path + "/" + name, options: options)
    }
    #expect(try String(contentsOfFile: source, encoding: .utf8) == line)
  }

  @Test func `fields are paths into the record, and keep their order and nesting`() async throws {
    let fixture = CorpusFixture()
    let line =
      #"{"b":{"y":1.50,"x":{"deep":[{"k":"v","l":2},7,{"l":3}]}},"id":"a","text":"whale","c.d":null}"#
    let source = fixture.scratch.write(line + "\n", to: "in.jsonl")
    _ = try await fixture.catalog.add([source], id: "in")
    func extract(_ fields: [String]) throws -> String {
      var options = ExtractOptions()
      options.fields = fields
      var bytes: [UInt8] = []
      _ = try fixture.catalog.extract("*", options: options) { bytes += $0 }
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(try extract([]) == line + "\n")
    #expect(try extract(["text", "b.y"]) == #"{"b":{"y":1.50},"id":"a","text":"whale"}"# + "\n")
    #expect(
      try extract(["b.x.deep.k"])
        == #"{"b":{"x":{"deep":[{"k":"v"},{}]}},"id":"a"}"# + "\n")
    #expect(try extract(["c.d", "b.x"]).hasPrefix(#"{"b":{"x":{"deep":[{"k":"v","l":2},7"#))
    let error = #expect(throws: CatalogError.self) { try extract(["text", "b.z"]) }
    #expect(error?.code == .usage)
    guard case .choose(.fields, let known)? = error?.remedy else {
      Issue.record("\(String(describing: error?.remedy))")
      return
    }
    #expect(
      known == ["b", "b.y", "b.x", "b.x.deep", "b.x.deep.k", "b.x.deep.l", "id", "text", "c.d"])
  }

  @Test func `a limit cuts, and says so`() async throws {
    let fixture = CorpusFixture()
    let source = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await fixture.catalog.add([source], id: "whales")
    for (limit, written, isCut) in [(1, 1, true), (3, 3, true), (4, 4, false), (9, 4, false)] {
      var options = ExtractOptions()
      options.limit = limit
      var lines = 0
      let answer = try fixture.catalog.extract("*", options: options) {
        lines += $0.count { $0 == 0x0A }
      }
      #expect(lines == written && answer.records == UInt64(written))
      #expect(answer.isCut == isCut)
      #expect(answer.card == nil)
    }
  }

  @Test func `records of a renumbered index come in the order of their source`() async throws {
    let fixture = CorpusFixture()
    let texts = (0..<700).map { "word\($0 % 7) shared \($0 % 11 == 0 ? "whale" : "ship")" }
    let source = try fixture.corpus("many", texts)
    var options = AddOptions()
    options.indexing.reordering = .on
    _ = try await fixture.catalog.add([source], id: "many", options: options)
    var bytes: [UInt8] = []
    _ = try fixture.catalog.extract("whale") { bytes += $0 }
    let ids = try String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .map { try JSONReader.read(String($0))["id"]?.string }
    #expect(ids == (0..<700).filter { $0 % 11 == 0 }.map { "many-\($0)" })
  }
}
