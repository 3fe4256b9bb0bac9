import Datasets
import Synchronization
import Testing

@testable import CatalogStore

/// A text that is read a few bytes at a time.
private final class Pieces: Sendable {
  private let rest: Mutex<ArraySlice<UInt8>>
  private let size: Int

  init(_ bytes: [UInt8], size: Int) {
    rest = Mutex(bytes[...])
    self.size = size
  }

  func next() -> [UInt8] {
    rest.withLock { rest in
      defer { rest = rest.dropFirst(size) }
      return Array(rest.prefix(size))
    }
  }
}

extension BulkReader {
  fileprivate init(_ bytes: some Sequence<UInt8>, pieces: Int = 1000) {
    let pieces = Pieces(Array(bytes), size: pieces)
    self.init(name: "f") { pieces.next() }
  }

  fileprivate static func rows(
    _ text: String
  ) throws -> (rows: [BulkRow], failed: [BulkVerdict]) {
    var reader = BulkReader(text.utf8, pieces: 7)
    var rows: [BulkRow] = []
    var failed: [BulkVerdict] = []
    while let chunk = try reader.next() {
      for row in chunk {
        switch row {
        case .success(let row): rows.append(row.row)
        case .failure(let verdict): failed.append(verdict.verdict)
        }
      }
    }
    return (rows, failed)
  }
}

@Suite struct BulkReaderTests {
  private func edits(_ row: BulkRow) -> [String]? {
    guard case .edit(let edits) = row.action else { return nil }
    return edits.map(\.text)
  }

  @Test func `json lines, tables and plain lines say the same`() throws {
    let texts = [
      #"{"id": "a", "set": {"license": "MIT", "tags+": ["x"]}}"#,
      "id\tlicense\ttags+\na\tMIT\t[\"x\"]",
      "id,license,tags+\na,MIT,\"[\"\"x\"\"]\"",
    ]
    for text in texts {
      let (rows, failed) = try BulkReader.rows(text)
      #expect(failed.isEmpty)
      #expect(rows.map(\.id) == ["a"])
      #expect(rows.first.flatMap(edits) == ["license=MIT", "tags+=[\"x\"]"])
    }
    let (rows, _) = try BulkReader.rows("# note\na license=MIT \"title=Two words\"\nb remove\n")
    #expect(rows.map(\.place) == ["f:2", "f:3"])
    #expect(rows.first.flatMap(edits) == ["license=MIT", "title=Two words"])
  }

  @Test(arguments: [
    "{\"id\": \"a\"}", "{\"set\": {}}", "{\"id\": \"a\", \"action\": \"fly\"}", "{\"id\":", "a",
    "{\"id\": \"a\", \"action\": \"add\"}", "a license", "id\tlicense\na\tb\tc",
    "{\"dataset\": {\"id\": \"a\", \"kind\": \"novel\"}}",
  ])
  func `a bad row is a verdict with its place`(text: String) throws {
    let (rows, failed) = try BulkReader.rows(text)
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
    let report = try store.apply(BulkReader.rows(text).rows)
    #expect(report.isKept)
    #expect(report.verdicts.map(\.outcome) == [.changed, .removed, .added, .unchanged])
    #expect(try store.list().datasets.map(\.id) == ["a", "c"])
    #expect(try store.log().first?.batch != nil)
  }

  @Test(arguments: ["\n", "\r\n"])
  func `lines that end either way are counted alike`(lineBreak: String) throws {
    let lines = ["\u{FEFF}# note", "a license=MIT", "", "  b remove", "{\"id\": \"c\"}"]
    let (rows, failed) = try BulkReader.rows(lines.joined(separator: lineBreak))
    #expect(rows.map(\.place) == ["f:2", "f:4"])
    #expect(failed.map(\.place) == ["f:5"])
  }

  @Test func `a line that is not UTF-8 is a verdict with its place`() throws {
    var reader = BulkReader(Array("a license=MIT\n".utf8) + [0x62, 0xFF, 0x0A], pieces: 3)
    let rows = try #require(try reader.next())
    #expect(rows.count == 2)
    guard case .failure(let row) = rows[1] else {
      Issue.record("the second line was read")
      return
    }
    #expect(row.verdict.place == "f:2" && row.verdict.message?.contains("UTF-8") == true)
    #expect(try reader.next() == nil)
  }

  @Test func `a file that cannot be read to its end changes nothing`() throws {
    struct Unreadable: Error {}
    let (store, _) = try makeStore()
    let pieces = Pieces(Array(#"{"dataset": {"id": "a", "title": "A"}}"#.utf8) + [0x0A], size: 100)
    let file = BulkReader(name: "f") {
      let bytes = pieces.next()
      if bytes.isEmpty { throw Unreadable() }
      return bytes
    }
    #expect(throws: (any Error).self) { try store.apply(file) }
    #expect(try store.list().datasets.isEmpty)
  }

  @Test(arguments: [1, 2047, 2048, 2049, 6000])
  func `a long file is applied chunk by chunk, in order, all or nothing`(count: Int) throws {
    let (store, _) = try makeStore()
    var lines = (0..<count).map { "{\"dataset\": {\"id\": \"d\($0)\", \"title\": \"网页 \($0)\"}}\n" }
    let file = BulkReader(lines.joined().utf8)
    let (verdicts, isKept) = try store.apply(file)
    #expect(isKept && verdicts.map(\.id) == (0..<count).map { "d\($0)" })
    #expect(verdicts.allSatisfy { $0.outcome == .added })
    var query = DatasetQuery()
    query.text = .query("网页")
    query.limit = 1
    #expect(try store.list(query).total == count)
    lines[count / 2] = "{\"dataset\": {\"id\": \"d\(count / 2)\", \"title\": 7}}\n"
    lines.append("{\"dataset\": {\"id\": \"Not An Id\"}}\n")
    let again = try store.apply(BulkReader(lines.joined().utf8))
    #expect(!again.isKept)
    #expect(again.verdicts.last?.outcome == .failed)
    #expect(again.verdicts.count == count + 1)
    #expect(try store.list(query).total == count)
  }
}
