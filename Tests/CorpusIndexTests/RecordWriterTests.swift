import CorpusIndex
import TestSupport
import Testing

struct RecordWriterTests {
  private static func options() -> IngestOptions {
    var options = IngestOptions()
    options.fields = FieldPlan(
      textFields: ["text", "title"],
      columns: [.init(name: "lang", path: "lang", type: .string)])
    return options
  }

  @Test(arguments: [1, 2, 1000, 4000])
  func `records made by a program are found, counted and deleted`(count: Int) throws {
    let folder = ScratchFolder()
    let index = try CorpusIndex(at: folder.path + "/index")
    var options = Self.options()
    options.fields?.recordID = "id"
    let report = try index.write(options: options) { writer in
      for number in 0..<count {
        try writer.append(
          IndexRecord(
            id: "r\(number)", texts: ["text": "number \(number) 第\(number)条", "title": "a title"],
            columns: ["lang": .string(number % 2 == 0 ? "en" : "zh")]))
      }
    }
    #expect(report.records == UInt64(count))
    #expect(try index.count("number").records == UInt64(count))
    #expect(try index.count("title:title").records == UInt64(count))
    #expect(try index.count("number lang:en").records == UInt64((count + 1) / 2))
    let last = try index.search("\"第\(count - 1)条\"").hits
    #expect(last.contains { $0.reference.record == "r\(count - 1)" })
    #expect(try index.delete(records: ["r0"]).deleted == 1)
    #expect(try index.count("number").records == UInt64(count - 1))
    #expect(try index.check().problems.isEmpty)
  }

  @Test func `a second write adds to the first`() throws {
    let folder = ScratchFolder()
    let index = try CorpusIndex(at: folder.path + "/index")
    for round in 0..<3 {
      try index.write(options: Self.options()) { writer in
        try writer.append(IndexRecord(texts: ["text": "round \(round)"]))
      }
    }
    #expect(try index.count("round").records == 3)
    #expect(try index.search("round").hits.map(\.reference.record) == ["0", "1", "2"])
  }

  @Test func `a record without text is refused with the fields that are wanted`() throws {
    let folder = ScratchFolder()
    let index = try CorpusIndex(at: folder.path + "/index")
    #expect(throws: IndexFailure.self) {
      try index.write(options: Self.options()) { try $0.append(IndexRecord(texts: ["body": "x"])) }
    }
    #expect((try index.snapshot()) == nil)
  }

  @Test func `merging keeps answers, and what was deleted to be brought back`() throws {
    let folder = ScratchFolder()
    let index = try CorpusIndex(at: folder.path + "/index")
    for round in 0..<5 {
      try index.write(options: Self.options()) { writer in
        for number in 0..<300 {
          try writer.append(
            IndexRecord(
              texts: ["text": "shared word\(number % 7) 共同的文字\(number % 11) round\(round)"]))
        }
      }
    }
    #expect(try index.delete(matching: "round3") == 300)
    let queries = [
      "shared", "word3", "\"共同的文字\"", "+word3 +round1", "word1 word2 round4", "round3",
    ]
    let before = try queries.map { try index.count($0).records }
    #expect(try index.snapshot()?.segments == 5)
    try index.merge()
    #expect(try index.snapshot()?.segments == 1)
    #expect(try index.snapshot()?.deletedRecords == 300)
    #expect(try queries.map { try index.count($0).records } == before)
    #expect(try index.undoDelete(1)?.records == 300)
    #expect(try index.count("round3").records == 300)
    #expect(try index.snapshot()?.records == 1500)
    #expect(try index.check().problems.isEmpty)
  }
}
