import Corpora
import JSONText
import Records
import Storage
import TestSupport
import Testing

/// The corpora that the project carries, read as their README describes them.
@Suite struct SamplesTests {
  static let folder = Project.path("Samples/")

  struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var recordCount: Int
    var body: String
    var recordID: String?
    /// Texts and the number of records whose body holds them.
    var holds: [(String, Int)] = []

    var testDescription: String { name }
  }

  static let samples: [Sample] = [
    Sample(
      name: "harbour-archive.jsonl", recordCount: 34, body: "text", recordID: "id",
      holds: [("white whale", 1)]),
    Sample(name: "weather-log.jsonl.gz", recordCount: 39, body: "text", recordID: "id"),
    Sample(
      name: "tea-and-tide.jsonl", recordCount: 33, body: "content", recordID: "id",
      holds: [("人工智能", 1)]),
    Sample(
      name: "railway.jsonl.zst", recordCount: 34, body: "text",
      holds: [("人工智能", 2), ("C++", 1), ("蜗牛", 2)]),
    Sample(
      name: "town-papers.jsonl", recordCount: 10, body: "段落.内容", holds: [("第一百条", 1), ("雾", 2)]),
    Sample(
      name: "town-questions.jsonl", recordCount: 10, body: "问+答", recordID: "id",
      holds: [("人工智能", 1), ("退潮", 1)]),
    Sample(
      name: "town-forum.jsonl", recordCount: 4, body: "主题+回复.回复", recordID: "ID",
      holds: [("没有情况", 1)]),
    Sample(name: "astronomy-club", recordCount: 35, body: "text", recordID: "id"),
    Sample(name: "conversations.jsonl", recordCount: 24, body: "messages.content", recordID: "id"),
    Sample(name: "preferences.jsonl", recordCount: 24, body: "question+chosen+rejected"),
    Sample(
      name: "instructions.jsonl", recordCount: 30, body: "instruction+input+output",
      holds: [("钢轨", 1), ("WHERE is applied before", 1)]),
    Sample(name: "industry", recordCount: 28, body: "text", holds: [("蜗牛", 1), ("gypsum", 1)]),
    Sample(
      name: "port-web.jsonl", recordCount: 12, body: "text", holds: [("impeller", 1), ("八哥", 1)]),
    Sample(
      name: "notices.jsonl", recordCount: 6, body: "content",
      recordID: "warc_headers.warc-record-id", holds: [("潮", 1)]),
    Sample(
      name: "harbour-words.jsonl.lz4", recordCount: 30, body: "content", recordID: "id",
      holds: [("put something in a better place", 1)]),
  ]

  @Test(arguments: samples)
  func `a sample is read as its page says`(sample: Sample) throws {
    let files = try CorpusFiles([Self.folder + sample.name]).files
    let detection = try FieldDetection(files: files)
    #expect(detection.schema.textFields.first == sample.body)
    #expect(detection.schema.recordID == sample.recordID)
    #expect(detection.sample.recordCount == sample.recordCount)
    let reading = CorpusReading(files, schema: detection.schema, chunkByteCount: 1000)
    #expect(reading.records.count == sample.recordCount)
    #expect(reading.problems.isEmpty)
    for (text, count) in sample.holds {
      #expect(reading.bodies.count { $0?.contains(text) == true } == count, "\(text)")
    }
    let folder = ScratchFolder()
    var fetcher = RecordFetcher(
      files: files, schema: detection.schema, checkpoints: try reading.kept(in: folder))
    var batch = RecordBatch(schema: detection.schema, keepsRests: true)
    for record in reading.records {
      try fetcher.read(record.place, into: &batch)
      let whole = try JSONReader.read(batch.value(of: 0), options: .records)
      let body = RecordSchema.paths(ofTextField: sample.body)
        .compactMap { whole.value(at: $0)?.plainText }
      let lines = record.texts[0]?.split(separator: "\u{1e}", omittingEmptySubsequences: false)
      #expect(body.joined(separator: "\n") == lines?.joined(separator: "\n"))
    }
  }

  @Test func `all samples have the records that their page counts`() {
    #expect(Self.samples.reduce(0) { $0 + $1.recordCount } == 353)
  }

  @Test func `every bad line is located, and every record is kept`() throws {
    let files = try CorpusFiles([Self.folder + "damaged/bad-lines.jsonl"]).files
    let schema = RecordSchema(textFields: ["text"], recordID: "id")
    let reading = CorpusReading(files, schema: schema)
    #expect(
      reading.records.map(\.id) == [
        "ok-1", "ok-2", "null-text", "number-text", "bytes", "surrogate", "empty-text", "nan",
        "ok-3",
      ])
    #expect(reading.problems.losses.map(\.number) == [2, 4, 8, 9, 12, 13, 15, 16])
    #expect(
      reading.problems.losses.map(\.reason) == [
        .invalid(.unclosedString), .noText, .noObject("a list"), .noObject("a text"),
        .invalid(.controlCharacter), .invalid(.trailingBytes), .invalid(.expectedKey),
        .invalid(.expectedKey),
      ])
    #expect(reading.problems.repairs.map(\.number) == [7, 11, 17])
    #expect(reading.problems.withoutTextCount == 2)
  }

  @Test func `a flipped bit in an archive does not pass unseen`() throws {
    let files = try CorpusFiles([Self.folder + "damaged/flipped.jsonl.zst"]).files
    let reading = CorpusReading(files, schema: RecordSchema(textFields: ["text"]))
    #expect(reading.problems.damagedFileCount == 1)
  }

  @Test func `the bytes of a file tell its packing, not its name`() throws {
    let files = try CorpusFiles([Self.folder + "damaged/not-gzip.jsonl.gz"]).files
    let reading = CorpusReading(files, schema: RecordSchema(textFields: ["text"]))
    #expect(files.map(\.packing) == [.plain])
    #expect(reading.records.count == 1)
    #expect(reading.problems.isEmpty)
  }

  @Test(arguments: ["truncated.jsonl.zst", "truncated.jsonl.gz"])
  func `a damaged archive ends in a located problem`(name: String) throws {
    let files = try CorpusFiles([Self.folder + "damaged/" + name]).files
    let reading = CorpusReading(files, schema: RecordSchema(textFields: ["text"]))
    #expect(reading.problems.damagedFileCount == 1)
    #expect(reading.problems.lostRecordCount == 0)
    let problem = try #require(reading.problems.losses.first)
    #expect(problem.number == UInt64(reading.records.count + 1))
  }

  @Test(arguments: ["binary.jsonl", "empty.jsonl", "no-text.jsonl"])
  func `what is no corpus is an error`(name: String) {
    let path = Self.folder + "damaged/" + name
    do throws(CorpusError) {
      let files = try CorpusFiles([path]).files
      _ = try FieldDetection(files: files)
      Issue.record("\(name) was taken")
    } catch {
      switch (name, error) {
      case (
        "binary.jsonl",
        .binaryFile(path, readable: "JSON Lines, JSON, Parquet, WARC, WebDataset, CSV or text")
      ),
        ("empty.jsonl", .emptyFile(path)),
        ("no-text.jsonl", .noTextField(["id", "size", "checked"])):
        break
      default: Issue.record("\(name): \(error)")
      }
    }
  }
}
