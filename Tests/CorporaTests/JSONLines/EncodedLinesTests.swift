import Records
import Storage
import TestSupport
import Testing

@testable import Corpora

/// JSON Lines in other encodings than UTF-8.
@Suite struct EncodedLinesTests {
  private let folder = ScratchFolder()
  private static let schema = RecordSchema(textFields: ["text"], recordID: "id")
  private static let others = TextEncoding.allCases.filter { $0 != .utf8 }

  @Test(arguments: others, [DecompressingReader.Format.plain, .gzip])
  func `lines are read, located and fetched as those of UTF-8 are`(
    _ encoding: TextEncoding, _ packing: DecompressingReader.Format
  ) throws {
    var random = SeededGenerator.announced("lines in \(encoding.rawValue)")
    var lines: [String] = []
    for number in 0..<120 {
      let text = (0..<random.number(1..<40)).map { _ in
        random.pick(encoding.letters + encoding.letters + ["a", " ", "\\n", "\\u4e00", ","])
      }
      let end = random.pick(["\n", "\r\n", "\n\n", " \n"])
      // The first line is a record, so that the file is known for what it is.
      let isBad = number > 0 && random.once(in: 9)
      lines.append(
        isBad ? "{broken\(end)" : "{\"id\": \(number), \"text\": \"\(text.joined())\"}\(end)")
    }
    func read(
      _ encoding: TextEncoding, chunkByteCount: Int
    ) throws -> (reading: CorpusReading, files: [CorpusFile], start: [Int]) {
      let parts = lines.map { encoding.encoded($0) }
      let bytes = encoding.mark + parts.flatMap { $0 }
      let path = folder.write(Packing.pack(bytes, as: packing), to: "x.jsonl")
      // What has no mark is told by its bytes, which is a guess.
      let decided = encoding.mark.isEmpty ? ["encoding": encoding.rawValue] : [:]
      let formats = CorpusFormats.builtIn.with(FormatSettings(decided), only: nil)
      let files = try CorpusFiles([path], formats: formats).files
      var start = [encoding.mark.count]
      for part in parts { start.append(start[start.count - 1] + part.count) }
      return (
        CorpusReading(files, schema: Self.schema, chunkByteCount: chunkByteCount), files, start
      )
    }
    let expected = try read(.utf8, chunkByteCount: 1 << 20)
    for chunkByteCount in [1, 99, 1000, 1 << 20] {
      let found = try read(encoding, chunkByteCount: chunkByteCount)
      #expect(found.files[0].format == "jsonl; encoding=\(encoding.rawValue)")
      #expect(found.files[0].guess == nil)
      #expect(found.reading.records.map(\.texts) == expected.reading.records.map(\.texts))
      #expect(found.reading.records.map(\.id) == expected.reading.records.map(\.id))
      // Places are bytes of the file, and the same line in both.
      let offsets = expected.reading.records.map { record in
        found.start[expected.start.firstIndex(of: max(3, Int(record.place.offset))) ?? 0]
      }
      #expect(found.reading.records.map { Int($0.place.offset) } == offsets)
      #expect(
        found.reading.problems.losses.map(\.number)
          == expected.reading.problems.losses.map(\.number))
      #expect(
        found.reading.problems.losses.allSatisfy { found.start.contains(Int($0.offset)) })
      var fetcher = RecordFetcher(
        files: found.files, schema: Self.schema, checkpoints: try found.reading.kept(in: folder))
      var batch = RecordBatch(schema: Self.schema)
      for record in found.reading.records.shuffled(using: &random).prefix(20) {
        try fetcher.read(record.place, into: &batch)
        #expect(batch.copies[0].texts == record.texts)
      }
    }
  }

  @Test func `an older encoding is told by few characters among keys and numbers`() throws {
    var bytes: [UInt8] = []
    for number in 0..<40 {
      bytes +=
        "{\"id\": \(number), \"values\": [1.5, 2.25, 3.125, 4.0625], \"text\": \"a tower ".utf8
      bytes += [0xB5, 0xC6, 0xCB, 0xFE]
      bytes += " at the end of the mole, and the boats ".utf8
      bytes += [0x94, 0x39, 0xFC, 0x36]
      bytes += "\"}\n".utf8
    }
    let path = folder.write(bytes, to: "x.jsonl")
    let files = try CorpusFiles([path]).files
    #expect(files[0].guess == "the encoding gb18030 (--encoding says otherwise)")
    #expect(
      CorpusReading(files, schema: Self.schema).bodies.allSatisfy {
        $0 == "a tower 灯塔 at the end of the mole, and the boats 😀"
      })
    // A few damaged lines make no other encoding.
    let text = (0..<400).map { "{\"text\": \"a plain line \($0)\"}\n" }.joined()
    bytes = Array(text.utf8)
    for place in 0..<10 { bytes[12 + place * 500] = 0xFF }
    let damaged = try CorpusFiles([folder.write(bytes, to: "y.jsonl")]).files
    #expect(damaged[0].format == "jsonl")
  }

  @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian])
  func `UTF-16 without a mark is told in spite of characters that end in a zero byte`(
    _ encoding: TextEncoding
  ) throws {
    let lines = (0..<9).map { "{\"id\":\($0),\"text\":\"一开最一需一退一一\"}\n" }
    let files = try CorpusFiles([folder.write(encoding.encoded(lines.joined()), to: "x.jsonl")])
      .files
    #expect(files[0].format == "jsonl; encoding=\(encoding.rawValue)")
  }

  @Test(arguments: [[0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF]] as [[UInt8]])
  func `UTF-32 is named and never taken for UTF-16`(_ mark: [UInt8]) {
    let isLittle = mark[0] == 0xFF
    let bytes: [UInt8] = "{\"text\": \"a\"}\n".utf8.flatMap { byte -> [UInt8] in
      isLittle ? [byte, 0, 0, 0] : [0, 0, 0, byte]
    }
    for name in ["x.jsonl", "x.csv", "x.txt"] {
      let error = #expect(throws: CorpusError.self) {
        try CorpusFiles([folder.write(mark + bytes, to: name)])
      }
      #expect(error?.what == "this is UTF-32 text, which is not read")
    }
  }

  @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian])
  func `UTF-16 without a mark is told by its bytes and said to be a guess`(
    _ encoding: TextEncoding
  ) throws {
    let path = folder.write(
      encoding.encoded("{\"text\": \"white whale 鲸\"}\n{\"text\": \"b\"}\n"), to: "x.jsonl")
    let files = try CorpusFiles([path]).files
    #expect(files[0].guess == "the encoding \(encoding.rawValue) (--encoding says otherwise)")
    #expect(CorpusReading(files, schema: Self.schema).bodies == ["white whale 鲸", "b"])
  }

  @Test(arguments: [TextEncoding.utf16LittleEndian, .utf16BigEndian])
  func `half a character and half of a pair are mended and said`(_ encoding: TextEncoding) throws {
    let half: [UInt8] = encoding == .utf16LittleEndian ? [0x3D, 0xD8] : [0xD8, 0x3D]
    let path = folder.write(
      encoding.mark + encoding.encoded("{\"id\": 1, \"text\": \"a") + half
        + encoding.encoded("\"}\n{\"id\": 2, \"text\": \"b\"}") + [0x0A], to: "x.jsonl")
    let reading = CorpusReading(try CorpusFiles([path]).files, schema: Self.schema)
    #expect(reading.records.map(\.texts) == [["a\u{FFFD}"]])
    #expect(reading.problems.repairs.map(\.reason) == [.replacedBytes])
    #expect(reading.problems.losses.map(\.number) == [2])
  }

  @Test func `a line that is too long is passed, wherever its units are cut`() throws {
    let encoding = TextEncoding.utf16LittleEndian
    let long = String(repeating: "\u{0A22}", count: 400_000)
    let text = "{\"text\": \"a\"}\n{\"text\": \"\(long)\"}\n{\"text\": \"b\"}\n"
    let path = folder.write(encoding.mark + encoding.encoded(text), to: "x.jsonl")
    for chunkByteCount in [7, 1001, 70_001] {
      let reading = CorpusReading(
        try CorpusFiles([path]).files, schema: Self.schema, chunkByteCount: chunkByteCount,
        maximumRecordByteCount: 10_000)
      #expect(reading.bodies == ["a", "b"])
      #expect(reading.problems.losses.map(\.number) == [2])
      #expect(reading.problems.losses.map(\.offset) == [2 + 2 * 14])
    }
  }

  @Test func `appended lines are read alone`() throws {
    let encoding = TextEncoding.utf16BigEndian
    let first = encoding.mark + encoding.encoded("{\"text\": \"a\"}\n")
    let path = folder.write(first, to: "x.jsonl")
    let files = try CorpusFiles([path]).files
    let reading = CorpusReading(files, schema: Self.schema)
    folder.write(first + encoding.encoded("{\"text\": \"b\"}\n"), to: "x.jsonl")
    var place = try #require(reading.positions.last)
    place.file = 0
    place.place = FilePosition(offset: UInt64(first.count), number: 2)
    let rest = CorpusReading(try CorpusFiles([path]).files, schema: Self.schema, from: place)
    #expect(rest.bodies == ["b"])
  }

  @Test(arguments: [
    "[{\"text\": \"a\"},\n {\"text\": \"b\"}]\n",
    "{\n \"text\": \"a\"\n}\n{\n \"text\": \"b\"\n}\n",
  ])
  func `JSON that is not in lines is refused with the command that converts it`(text: String) throws
  {
    let encoding = TextEncoding.utf16LittleEndian
    let path = folder.write(encoding.mark + encoding.encoded(text), to: "x.json")
    let error = #expect(throws: CorpusError.self) { try CorpusFiles([path]) }
    #expect("\(try #require(error))".contains("iconv -f UTF-16LE -t UTF-8"))
  }

  @Test func `UTF-8 stays UTF-8, whatever is decided of the tables beside it`() throws {
    let path = folder.write("{\"text\": \"鲸\"}\n", to: "x.jsonl")
    let formats = CorpusFormats.builtIn.with(
      FormatSettings(["encoding": "gb18030"]), only: nil)
    let files = try CorpusFiles([path], formats: formats).files
    #expect(files[0].format == "jsonl")
    #expect(CorpusReading(files, schema: Self.schema, formats: formats).bodies == ["鲸"])
  }
}
