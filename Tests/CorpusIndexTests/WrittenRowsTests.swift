import Storage
import TestSupport
import Testing

@testable import CorpusIndex

/// Rows of a program go the same way as records of files.
@Suite struct WrittenRowsTests {
  private let folder = ScratchFolder()

  private func rows(_ lines: String) -> JSONLineRows {
    var bytes = GrowableBuffer<UInt8>()
    bytes.append(contentsOf: Array(lines.utf8))
    return JSONLineRows(bytes)
  }

  /// Lines with some that are no records, in pieces of random size.
  @Test(arguments: [1, 2])
  func `rows that are appended make the index that a file of them makes`(jobs: Int) throws {
    var random = SeededGenerator.announced("rows that are appended")
    var lines: [String] = []
    for number in 0..<3000 {
      switch Int.random(in: 0..<50, using: &random) {
      case 0: lines.append("{\"id\": \"x\(number)\", \"other\": 1.50}")
      case 1: lines.append("nonsense \(number)")
      default:
        lines.append(
          String(SmallIndex.lines(number..<number + 1).dropLast(2))
            + ",\"n\":\(number).0,\"tags\":[\(number % 7),null]}")
      }
    }
    let text = lines.joined(separator: "\n") + "\n"
    var options = SmallIndex.options
    options.jobs = jobs
    let file = try CorpusIndex(at: folder.path + "/file")
    let read = try file.ingest([folder.write(text, to: "a.jsonl")], options: options)

    let index = try CorpusIndex(at: folder.path + "/rows")
    let writer = try index.writer(options: options)
    var left = lines[...]
    while !left.isEmpty {
      let count = min(left.count, Int.random(in: 1...700, using: &random))
      try writer.append(rows(left.prefix(count).joined(separator: "\n")))
      left = left.dropFirst(count)
    }
    let report = try writer.commit()
    #expect(report.records == read.records)
    #expect(report.badRecords == read.badRecords)
    #expect(report.columns == read.columns)
    let bad = lines.indices.filter { !lines[$0].contains("\"text\"") }.prefix(100)
    #expect(report.problems.map(\.location) == bad.map { .value("row \($0 + 1)") })
    #expect(try index.snapshot()?.problems.records == read.badRecords)
    #expect(try SmallIndex.answers(index) == SmallIndex.answers(file))
    #expect(try index.check().problems.isEmpty)
  }

  @Test func `a writer that is given up leaves nothing, also of segments that were full`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let writer = try index.writer(options: SmallIndex.options)
    try writer.append(rows(SmallIndex.lines(0..<30)))
    // A run that is told to stop publishes what it has, for a run after a kill to take up.
    #expect(throws: IndexFailure.self) { try writer.commit { _ in false } }
    #expect(try index.snapshot() != nil)
    writer.discard()
    #expect(try index.snapshot() == nil)
    #expect(try index.isBlank())
  }

  @Test func `what a killed writer left is not taken up by the next one`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    do {
      let writer = try index.writer(options: SmallIndex.options)
      try writer.append(rows(SmallIndex.lines(0..<30)))
      #expect(throws: IndexFailure.self) { try writer.commit { _ in false } }
    }
    let writer = try index.writer(options: SmallIndex.options)
    try writer.append(rows(SmallIndex.lines(100..<110)))
    #expect(try writer.commit().records == 10)
    #expect(try index.snapshot()?.records == 10)
    #expect(try index.search("*", limit: 100).hits.count == 10)
    #expect(try index.check().problems.isEmpty)
  }

  @Test func `files that come next do not bring back what a killed writer left`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    do {
      let writer = try index.writer(options: SmallIndex.options)
      try writer.append(rows(SmallIndex.lines(0..<30)))
      #expect(throws: IndexFailure.self) { try writer.commit { _ in false } }
    }
    let file = folder.write(SmallIndex.lines(100..<110), to: "a.jsonl")
    _ = try index.ingest([file], options: SmallIndex.options)
    #expect(try index.snapshot()?.records == 10)
  }

  @Test func `a scan gives what a walk over all records gives, batch by batch`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    for number in 0..<3 {
      let writer = try index.writer(options: SmallIndex.options)
      try writer.append(rows(SmallIndex.lines(number * 200..<number * 200 + 150)))
      _ = try writer.commit()
    }
    _ = try index.delete(records: ["r3", "r4", "r401"])
    let searcher = try index.searcher()
    for query in SmallIndex.queries {
      let choice = RecordChoice(matching: query, where: "lang = en or lang = zh")
      var expected: [String] = []
      try searcher.forEachRecord(choice) { record in
        expected.append(record.reference.record + String(decoding: record.value, as: UTF8.self))
        return true
      }
      let scan = try RecordScan(searcher, choice, readsDocuments: true)
      let numbers = try RecordScan(searcher, choice, readsDocuments: false)
      var found: [String] = []
      while try scan.next(7) {
        var ordinals = GrowableBuffer<UInt64>()
        #expect(try numbers.next(7))
        numbers.appendNumbers(to: &ordinals)
        for row in 0..<scan.count {
          let record = try scan.record(row)
          #expect(try scan.id(row) == record.reference.record)
          // Three writes of 150 rows, each with 50 numbers of `lines` left out behind it.
          let number = try #require(UInt64(record.reference.record.dropFirst()))
          #expect(ordinals[row] == number / 200 * 150 + number % 200)
          found.append(record.reference.record + String(decoding: record.value, as: UTF8.self))
        }
      }
      #expect(try !numbers.next(7))
      #expect(found == expected, "\(query)")
    }
  }
}
