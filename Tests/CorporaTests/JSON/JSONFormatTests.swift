import JSONText
import Records
import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct JSONFormatTests {
  private let folder = ScratchFolder()

  /// Lists a file by itself and reads it.
  private func read(
    _ bytes: [UInt8], _ name: String = "data.json", chunkByteCount: Int = 1 << 16,
    maximumRecordByteCount: Int = 64 << 20
  ) throws -> (file: CorpusFile, reading: CorpusReading, records: [JSON]) {
    let path = folder.write(bytes, to: name)
    let file = try CorpusFiles([path]).files[0]
    var options = ReadingOptions()
    options.chunkByteCount = chunkByteCount
    options.maximumRecordByteCount = maximumRecordByteCount
    var reader = CorpusReader(files: [file], options: options)
    var chunk = RawChunk()
    var records: [JSON] = []
    while reader.next(into: &chunk) {
      JSONFormat().forEachRecord(in: chunk) { record in
        records.append(record)
        return true
      }
    }
    let reading = CorpusReading(
      [file], schema: RecordSchema(textFields: ["text"]), chunkByteCount: chunkByteCount,
      maximumRecordByteCount: maximumRecordByteCount)
    return (file, reading, records)
  }

  @Test(arguments: [16, 1 << 16])
  func `members besides the records are named, and lists of objects count as lost`(
    chunkByteCount: Int
  ) throws {
    let filler = String(repeating: "[1, {\"a\": \"]}\\\"\"}], ", count: 9000)
    let text = """
      {"version": "1, {2", "early": [{"text": "x"}], "data": [{"text": "a"}, {"text": "b"}],
       "info": {"list": [{}]}, "extra": [{"text": "c"}, {"text": [{}]}], "big": [[\(filler) 0]]}
      """
    let found = try read(Array(text.utf8), chunkByteCount: chunkByteCount)
    #expect(found.records.count == 2)
    let problems = found.reading.problems
    #expect(
      problems.passedOverCounts
        == ["member \"version\"": 1, "member \"info\"": 1, "member \"big\"": 1])
    #expect(problems.losses.map(\.count) == [1, 2])
    #expect(problems.losses.map { $0.message.prefix(8) } == ["\"early\" ", "\"extra\" "])
    #expect(problems.lostRecordCount == 3)
  }

  @Test func `every list that is called as a split gives records, wherever the text is cut`() throws
  {
    var random = RandomJSON(generator: .announced("splits in one object"))
    for _ in 0..<100 {
      let names = ["train", "dev", "test", "train_more"].shuffled(using: &random.generator)
      func space() -> String { random.generator.pick(["", " ", "\n", "\r\n  "]) }
      var expected: [String] = []
      var members: [String] = []
      for (place, name) in names.prefix(random.generator.number(2..<5)).enumerated() {
        let texts = (0..<random.generator.number(1..<6)).map { "\(name)/\($0)" }
        expected += texts
        let list = texts.map { text in "{\"text\":" + space() + "\"\(text)\"}" }
          .joined(separator: space() + "," + space())
        members.append("\"\(name)\"" + space() + ": [" + space() + list + space() + "]")
        if random.generator.once(in: 2) {
          members.append("\"note\(place)\":" + space() + "{\"test\": [{\"text\": \"no\"}]}")
        }
        if random.generator.once(in: 3) { members.append("\"empty_test\(place)\": []") }
      }
      members.append("\"extra\": [{\"text\": \"x\"}, {\"text\": \"y\"}]")
      let text = "{" + space() + members.joined(separator: space() + ",\n" + space()) + "}\n"
      let path = folder.write(
        Packing.pack(
          Array(text.utf8), as: random.generator.pick(Array(DecompressingReader.Format.allCases))),
        to: "data.json")
      let file = try CorpusFiles([path]).files[0]
      #expect(file.format == "json; records=splits")
      var options = ReadingOptions()
      options.chunkByteCount = random.generator.number(1..<300)
      var reader = CorpusReader(files: [file], options: options)
      var chunk = RawChunk()
      var found: [String] = []
      while reader.next(into: &chunk) {
        let split = chunk.labels.first?.values.first ?? ""
        JSONFormat().forEachRecord(in: chunk) { record in
          let text = record["text"]?.string ?? ""
          #expect(text.hasPrefix(split + "/") && !split.isEmpty)
          found.append(text)
          return true
        }
      }
      #expect(found == expected, "\(text)")
      #expect(reader.problems.losses.map(\.count) == [2] && reader.problems.damagedFileCount == 0)
      #expect(
        reader.problems.passedOverCounts.keys.allSatisfy {
          $0.hasPrefix("member \"note") || $0.hasPrefix("member \"empty_test")
        })
      let reading = CorpusReading([file], schema: RecordSchema(textFields: ["text"]))
      try expectFetched(file, reading)
    }
  }

  @Test(arguments: [
    ("{\"en\": [{\"text\": 1}], \"zh\": [{\"text\": 2}]}", "jq -c '.[\"en\", \"zh\"][]' FILE"),
    ("{\"a\": {\"text\": 1}, \"b\": {\"text\": 2}}\n", "jq -c '.[]' FILE"),
    ("{\"id\": [1, 2], \"text\": [\"a\", \"b\"]}", "range($t | map(length)[0]) as $i"),
    ("{\"id\": {\"0\": 1, \"1\": 2}, \"text\": {\"0\": \"a\", \"1\": \"b\"}}", "keys_unsorted[]"),
  ])
  func `one object that may be many records says how they are made of it`(
    _ text: String, _ command: String
  ) throws {
    let file = try CorpusFiles([folder.write(text, to: "data.json")]).files[0]
    #expect(file.format == "jsonl" && file.guess?.contains(command) == true)
    let lines = try CorpusFiles([folder.write(text, to: "data.jsonl")]).files[0]
    #expect(lines.guess == nil)
  }

  private func format(of text: String, _ name: String) throws -> String {
    try CorpusFiles([folder.write(text, to: name)]).files[0].format
  }

  @Test(arguments: [
    ("a.json", "[{\"text\": 1}, {\"text\": 2}]", "json; records=list"),
    ("a.json", "[\n{\"text\": 1},\n{\"text\": 2}\n]\n", "json; records=list"),
    ("a.jsonl", "[\n{\"text\": 1}]", "json; records=list"),
    ("a.json", "{\"version\": 1, \"data\": [{\"text\": 1}]}", "json; records=data"),
    ("a.json", "{\"v\": 1, \"train\": [{\"text\": 1}], \"test\": []}", "json; records=splits"),
    ("a.jsonl", "{\"train\": [{\"text\": 1}], \"test\": [{\"text\": 2}]}\n", "jsonl"),
    ("a.json", "{\"turns\": [{\"text\": 1}], \"text\": \"a\"}\n", "jsonl"),
    ("a.json", "{\n \"rows\": [\n {\"text\": 1},\n {\"text\": 2}\n]\n}", "json; records=rows"),
    ("a.json", "{\n \"text\": 1\n}\n{\n \"text\": 2\n}\n", "json; records=values"),
    ("a.json", "{\"text\": 1}{\"text\": 2}\n", "json; records=values"),
    ("a.json", "{\"text\": 1} {\"text\": 2}", "json; records=values"),
    ("a.json", "\u{FEFF}[{\"text\": 1}]", "json; records=list"),
    ("a.json", "{\"text\": 1}\n{\"text\": 2}\n", "jsonl"),
    ("a.json", "{\"text\": [{\"data\": [{\"a\": 1}]}]}\n", "jsonl"),
    ("a.jsonl", "{\"data\": [{\"text\": 1}]}\n", "jsonl"),
  ])
  func `where records stand is told by the first value`(
    _ name: String, _ text: String, _ expected: String
  ) throws {
    #expect(try format(of: text, name) == expected)
  }

  @Test(arguments: [
    "{\n \"name\": \"a card\",\n \"license\": \"MIT\"\n}", "[1, 2, 3]", "{\n \"data\": [1, 2]\n}",
    "\"text\"", "[]",
  ])
  func `JSON that holds no records is named as such`(_ text: String) throws {
    let path = folder.write(text, to: "card.json")
    let error = #expect(throws: CorpusError.self) { try CorpusFiles([path]) }
    guard case .notRecords? = error else {
      Issue.record("\(text): \(String(describing: error))")
      return
    }
  }

  @Test func `records are the values that the text holds, wherever it is cut`() throws {
    var random = RandomJSON(generator: .announced("JSON that is not in lines"))
    for _ in 0..<150 {
      // One object alone would be a card.
      let objects = (0..<random.generator.number(2..<12)).map { number in
        // Each begins with a line end, so that no text is JSON Lines.
        "{\n\"text\": \"t\(number)\"" + (random.generator.once(in: 2) ? ", " : "\n,")
          + "\"more\": \(random.object())}"
      }
      func space() -> String { random.generator.pick(["", " ", "\n", "\r\n  "]) }
      var list = ""
      for (number, object) in objects.enumerated() {
        list += (number > 0 ? space() + "," : "") + space() + object
      }
      let text =
        switch random.generator.number(0..<3) {
        case 0: "[" + list + space() + "]" + space()
        case 1: "{\n\"v\": [1, [{\"data\": 2}]], \"data\" : [" + list + "], \"end\": {}}"
        default: objects.map { $0 + space() }.joined()
        }
      let packing = random.generator.pick(Array(DecompressingReader.Format.allCases))
      let found = try read(
        Packing.pack(Array(text.utf8), as: packing, piece: 100),
        chunkByteCount: random.generator.number(1..<300))
      #expect(found.records == (try objects.map { try JSONReader.read($0, options: .records) }))
      #expect(found.reading.bodies == objects.indices.map { "t\($0)" }, "\(text)")
      #expect(found.reading.problems.lostRecordCount == 0)
      #expect(found.reading.problems.damagedFileCount == 0)
      try expectFetched(found.file, found.reading)
    }
  }

  /// Each record is read again by its place.
  private func expectFetched(_ file: CorpusFile, _ reading: CorpusReading) throws {
    let schema = RecordSchema(textFields: ["text"])
    var fetcher = RecordFetcher(
      files: [file], schema: schema, checkpoints: try reading.kept(in: folder))
    var batch = RecordBatch(schema: schema)
    for record in reading.records.reversed() {
      try fetcher.read(record.place, into: &batch)
      #expect(batch.copies.first?.texts == record.texts)
    }
  }

  @Test func `what is no record is counted and located by its line`() throws {
    let found = try read(
      Array("[\n{\"text\": \"a\"},\n 7,\n{\"text\": }, {\"text\": \"b\"}\n]".utf8))
    #expect(found.reading.bodies == ["a", "b"])
    #expect(found.reading.problems.losses.map(\.number) == [3, 4])
  }

  @Test(arguments: [
    ("[{\"text\": \"a\"}, {\"text\": \"b\"}", "the file ends before its list does"),
    ("[{\"text\": \"a\"}, {\"text\": \"b\"}, {\"te", "the file ends in the middle of a value"),
    ("[{\"text\": \"a\"}, {\"text\": \"b\"}] x", "something follows the list"),
    ("{\n\"text\": \"a\"}{\"text\": \"b\"}{\"te", "the file ends in the middle of a value"),
  ])
  func `a file that is cut off says so after its whole records`(
    _ text: String, _ detail: String
  ) throws {
    let found = try read(Array(text.utf8), chunkByteCount: 10)
    #expect(found.reading.bodies == ["a", "b"])
    #expect(found.reading.problems.damagedFileCount == 1)
    #expect(found.reading.problems.losses.last?.message.contains(detail) == true)
  }

  @Test func `lists one after the other are one corpus`() throws {
    let found = try read(
      Array("[{\"text\": \"a\"}]\n[{\"text\": \"b\"}, {\"text\": \"c\"}]\n".utf8))
    #expect(found.reading.bodies == ["a", "b", "c"])
    #expect(found.reading.problems.isEmpty)
  }

  @Test func `flipped bytes end in problems and never in a crash`() throws {
    var random = SeededGenerator.announced("damaged JSON")
    let whole = Array(
      "{\n\"data\": [{\"text\": \"a \\\"b\\\"\"}, {\"text\": [1, {}]}, {\"text\": \"灯\"}]}".utf8)
    for _ in 0..<300 {
      var bytes = whole
      for _ in 0..<random.number(1..<4) {
        bytes[random.number(0..<bytes.count)] = UInt8(random.number(0..<256))
      }
      guard let found = try? read(bytes, chunkByteCount: random.number(1..<40)) else { continue }
      try expectFetched(found.file, found.reading)
    }
  }
}
