import Corpora
import JSONText
import Records
import Storage
import TestSupport
import Testing

@Suite struct RecordFetcherTests {
  typealias Format = DecompressingReader.Format
  static let schema = RecordSchema(textFields: ["text"])

  static func corpus(
    _ folder: ScratchFolder, piece: Int
  ) throws -> (files: [CorpusFile], lines: [[String]]) {
    var lines: [[String]] = []
    for (file, format) in Format.allCases.enumerated() {
      let texts = (0..<150).map { line in
        "file \(file) line \(line) \(String(repeating: "鲸", count: line % 40))"
      }
      lines.append(texts)
      let bytes = Array(texts.map { "{\"text\": \"\($0)\"}\n" }.joined().utf8)
      folder.write(Packing.pack(bytes, as: format, piece: piece), to: "\(file).jsonl")
    }
    return (try CorpusFiles([folder.path]).files, lines)
  }

  @Test(arguments: [64, 1000, 1 << 20])
  func `every record is found again, in any order`(piece: Int) throws {
    let folder = ScratchFolder()
    let (files, lines) = try Self.corpus(folder, piece: piece)
    let reading = CorpusReading(files, schema: Self.schema, chunkByteCount: 2000)
    var generator = SeededGenerator.announced("fetching")
    var fetcher = RecordFetcher(
      files: files, schema: Self.schema, checkpoints: try reading.kept(in: folder))
    var batch = RecordBatch(schema: Self.schema)
    for record in reading.records + reading.records.shuffled(using: &generator).prefix(200) {
      try fetcher.read(record.place, into: &batch)
      let file = Int(record.place.file)
      #expect(batch.copies[0].texts == [lines[file][Int(record.place.ordinal) - file * 150]])
    }
  }

  @Test func `a record comes whole, with its fields in order`() throws {
    let folder = ScratchFolder()
    let line = #"{"z": 1.50, "a": [true, null, {"k": "v\n"}], "text": "白鲸", "z": NaN}"#
    folder.write("\n\n" + line + "\n", to: "a.jsonl")
    let files = try CorpusFiles([folder.path]).files
    let reading = CorpusReading(files, schema: Self.schema)
    var fetcher = RecordFetcher(files: files, schema: Self.schema)
    var batch = RecordBatch(schema: Self.schema, keepsRests: true)
    try fetcher.read(reading.records[0].place, into: &batch)
    #expect(
      try batch.value(of: 0)
        == #"{"z":1.50,"a":[true,null,{"k":"v\n"}],"text":"白鲸","z":NaN}"#)
  }

  @Test func `a changed file is not read`() throws {
    let folder = ScratchFolder()
    let (files, _) = try Self.corpus(folder, piece: 500)
    let place = RecordBatch.Place(file: 1, offset: 0, length: 10, ordinal: 150)
    folder.write(Array("{}".utf8), to: "1.jsonl")
    var fetcher = RecordFetcher(files: files, schema: Self.schema)
    var batch = RecordBatch(schema: Self.schema)
    do {
      try fetcher.read(place, into: &batch)
      Issue.record("a changed file was read")
    } catch {
      guard case .changed(let path, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(path == files[1].path)
    }
    #expect(batch.count == 0)
  }

  @Test func `a place behind the end is an error`() throws {
    let folder = ScratchFolder()
    let (files, _) = try Self.corpus(folder, piece: 500)
    var fetcher = RecordFetcher(files: files, schema: Self.schema)
    var batch = RecordBatch(schema: Self.schema)
    for file in 0..<5 {
      for offset: UInt64 in [0, 1 << 40] {
        let place = RecordBatch.Place(
          file: UInt32(file), offset: offset, length: 1 << 20, ordinal: 0)
        #expect(throws: CorpusError.self) { try fetcher.read(place, into: &batch) }
      }
    }
  }
}
