import Datasets
import Testing

@testable import CatalogStore

@Suite struct BulkReaderTests {
  private func edits(_ row: BulkRow) -> [String]? {
    guard case .edit(let edits) = row.action else { return nil }
    return edits.map(\.text)
  }

  @Test func `json lines, tables and plain lines say the same`() {
    let texts = [
      #"{"id": "a", "set": {"license": "MIT", "tags+": ["x"]}}"#,
      "id\tlicense\ttags+\na\tMIT\t[\"x\"]",
      "id,license,tags+\na,MIT,\"[\"\"x\"\"]\"",
    ]
    for text in texts {
      let (rows, failed) = BulkReader.rows(text, name: "f")
      #expect(failed.isEmpty)
      #expect(rows.map(\.id) == ["a"])
      #expect(rows.first.flatMap(edits) == ["license=MIT", "tags+=[\"x\"]"])
    }
    let (rows, _) = BulkReader.rows(
      "# note\na license=MIT \"title=Two words\"\nb remove\n", name: "f")
    #expect(rows.map(\.place) == ["f:2", "f:3"])
    #expect(rows.first.flatMap(edits) == ["license=MIT", "title=Two words"])
  }

  @Test(arguments: [
    "{\"id\": \"a\"}", "{\"set\": {}}", "{\"id\": \"a\", \"action\": \"fly\"}", "{\"id\":", "a",
    "{\"id\": \"a\", \"action\": \"add\"}", "a license", "id\tlicense\na\tb\tc",
    "{\"dataset\": {\"id\": \"a\", \"kind\": \"novel\"}}",
  ])
  func `a bad row is a verdict with its place`(text: String) {
    let (rows, failed) = BulkReader.rows(text, name: "f")
    #expect(rows.isEmpty)
    #expect(failed.count == 1)
    #expect(failed.first?.place.hasPrefix("f:") == true)
    #expect(failed.first?.message?.isEmpty == false)
  }

  @Test func `rows of every action are applied together`() throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("a"))
    try store.insert(dataset("b"))
    let text = """
      {"id": "a", "set": {"title": "A"}}
      {"id": "b", "action": "remove"}
      {"action": "add", "dataset": {"id": "c", "title": "C"}}
      {"dataset": {"id": "a", "title": "A"}}
      """
    let report = try store.apply(BulkReader.rows(text, name: "f").rows)
    #expect(report.isKept)
    #expect(report.verdicts.map(\.outcome) == [.changed, .removed, .added, .unchanged])
    #expect(try store.list().datasets.map(\.id) == ["a", "c"])
    #expect(try store.log().first?.batch != nil)
  }

  @Test(arguments: ["\n", "\r\n"])
  func `lines that end either way are counted alike`(lineBreak: String) {
    let lines = ["\u{FEFF}# note", "a license=MIT", "", "  b remove", "{\"id\": \"c\"}"]
    let (rows, failed) = BulkReader.rows(lines.joined(separator: lineBreak), name: "f")
    #expect(rows.map(\.place) == ["f:2", "f:4"])
    #expect(failed.map(\.place) == ["f:5"])
  }

  @Test(arguments: [1, 2047, 2048, 2049, 6000])
  func `a long file is applied chunk by chunk, in order, all or nothing`(count: Int) throws {
    let (store, _) = try makeStore()
    var lines = (0..<count).map { "{\"dataset\": {\"id\": \"d\($0)\", \"title\": \"网页 \($0)\"}}\n" }
    let file = BulkReader(Array(lines.joined().utf8), name: "f")
    let (verdicts, isKept) = try store.apply(file)
    #expect(isKept && verdicts.map(\.id) == (0..<count).map { "d\($0)" })
    #expect(verdicts.allSatisfy { $0.outcome == .added })
    var query = DatasetQuery()
    query.text = .query("网页")
    query.limit = 1
    #expect(try store.list(query).total == count)
    lines[count / 2] = "{\"dataset\": {\"id\": \"d\(count / 2)\", \"title\": 7}}\n"
    lines.append("{\"dataset\": {\"id\": \"Not An Id\"}}\n")
    let again = try store.apply(BulkReader(Array(lines.joined().utf8), name: "f"))
    #expect(!again.isKept)
    #expect(again.verdicts.last?.outcome == .failed)
    #expect(again.verdicts.count == count + 1)
    #expect(try store.list(query).total == count)
  }
}
