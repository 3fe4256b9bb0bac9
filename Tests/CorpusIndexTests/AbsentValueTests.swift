import TestSupport
import Testing

@testable import CorpusIndex

/// Values that no record has in a column, and moments on other clocks: said, never a silent 0.
@Suite struct AbsentValueTests {
  private let folder = ScratchFolder()

  /// One value in each record of the column `v`; numbers behind it make a column too long for a dictionary.
  private func searcher(_ values: [String], padding: Int = 0) throws -> CorpusSearcher {
    var lines = values.map { "{\"text\":\"whale\",\"v\":\($0)}\n" }
    lines += (0..<padding).map { "{\"text\":\"whale\",\"v\":\"other value \($0 * 7919)\"}\n" }
    var options = IngestOptions()
    options.fields = FieldPlan(textFields: ["text"])
    let index = try CorpusIndex(at: folder.path + "/index")
    _ = try index.ingest([folder.write(lines.joined(), to: "v.jsonl")], options: options)
    return try index.searcher()
  }

  private static let places = [
    "\"New York\"", "\"Old York\"", "[\"York\",\"中国\"]", "\"en \"", "\"en \"",
  ]

  @Test(
    arguments: [
      ("v:New York", "no record has “New” in v", "did you mean \"New York\"?", 2..<10),
      ("v:new york whale", "no record has “new” in v", "did you mean \"New York\"?", 2..<10),
      ("v:New Jersey", "no record has “New” in v", nil, 2..<5),
      ("v:\"new york\"", "no record has “new york” in v", "did you mean \"New York\"?", 2..<12),
      ("v:中國", "no record has “中國” in v", "did you mean 中国?", 2..<8),
      ("v:en", "no record has “en” in v", "did you mean \"en \"?", 2..<4),
      ("v:York", nil, nil, 0..<0),
      ("v:\"Old York\"", nil, nil, 0..<0),
      ("v:>York", nil, nil, 0..<0),
    ] as [(String, String?, String?, Range<Int>)], [0, 300])
  func `a value that no record has is told with the one that was meant`(
    _ row: (query: String, message: String?, suggestion: String?, place: Range<Int>), padding: Int
  ) throws {
    let notices = try searcher(Self.places, padding: padding).search(row.query).notices
    #expect(notices.first?.message == row.message)
    #expect(notices.first?.query?.suggestion == row.suggestion)
    if row.message != nil { #expect(notices.first?.query?.range == row.place) }
    #expect(notices.count <= 1)
  }

  @Test func `a column of numbers may be asked for a number that it has not`() throws {
    let searcher = try searcher(["1", "2", "3"])
    #expect(try searcher.search("v:7").notices.isEmpty)
  }

  @Test func `clocks with offsets are told where moments are compared or sorted`() throws {
    let message = "moments of v have offsets; they are compared and sorted by the clock as written"
    let searcher = try searcher([
      "\"2024-07-01T12:00:00+08:00\"", "\"2024-07-01T05:00:00Z\"", "\"2024-07-01T04:30:00Z\"",
    ])
    var options = SearchOptions()
    options.sort = "v"
    let sorted = try searcher.search("whale", options: options)
    #expect(sorted.notices.map(\.message) == [message])
    // Both go by the clock.
    #expect(sorted.hits.map(\.reference.record) == ["2", "1", "0"])
    let compared = try searcher.search("v:>2024-07-01T06:00Z")
    #expect(compared.hits.map(\.reference.record) == ["0"])
    #expect(compared.coverage.notes.contains(message))
    #expect(try searcher.search("v:2024-07").coverage.notes.isEmpty)
  }
}
