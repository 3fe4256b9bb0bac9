import Foundation
import JSONText
import Records
import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct CSVTests {
  private let folder = ScratchFolder()

  /// What a file of rows was read as.
  private struct Reading {
    var records: [JSON] = []
    var problems: ProblemLog
    var places: [RecordBatch.Place]
    var file: CorpusFile
  }

  /// Lists a file by itself and reads its rows.
  private func read(
    _ bytes: [UInt8], _ name: String = "rows.csv", settings: [String: String] = [:],
    chunkByteCount: Int = 1 << 16, maximumRecordByteCount: Int = 64 << 20
  ) throws -> Reading {
    let path = folder.write(bytes, to: name)
    let formats = CorpusFormats.builtIn.with(FormatSettings(settings), only: "csv")
    let file = try CorpusFiles([path], formats: formats).files[0]
    var options = ReadingOptions()
    options.chunkByteCount = chunkByteCount
    options.maximumRecordByteCount = maximumRecordByteCount
    var reader = CorpusReader(files: [file], options: options)
    let schema = RecordSchema(textFields: [])
    let parser = CSVFormat().parser(for: schema)
    var problems = ProblemLog(limit: 1000)
    var batch = RecordBatch(schema: schema)
    var chunk = RawChunk()
    var reading = Reading(problems: problems, places: [], file: file)
    while reader.next(into: &chunk) {
      CSVFormat().forEachRecord(in: chunk) { record in
        reading.records.append(record)
        return true
      }
      var ignored = ProblemLog()
      parser.parse(chunk, into: &batch, problems: &ignored)
      problems.merge(ignored)
      for index in 0..<chunk.pieces.count where chunk.pieces[index].count != .max {
        reading.places.append(
          RecordBatch.Place(
            file: 0, offset: chunk.start.offset + UInt64(chunk.pieces[index].start),
            length: chunk.pieces[index].count, ordinal: chunk.firstOrdinal + UInt64(index)))
      }
    }
    problems.merge(reader.problems)
    reading.problems = problems
    return reading
  }

  private func read(
    _ text: String, _ name: String = "rows.csv", settings: [String: String] = [:]
  ) throws -> Reading {
    try read(Array(text.utf8), name, settings: settings)
  }

  private func object(_ names: [String], _ row: [String?]) -> JSON {
    .object(zip(names, row).map { JSON.Member($0, $1.map { .string($0) } ?? .null) })
  }

  private func losses(_ reading: Reading) -> [String] {
    reading.problems.losses.filter { $0.reason != .noText }
      .map { "\($0.number) \($0.offset) \($0.message)" }
  }

  // MARK: - Oracle

  @Test(arguments: TextEncoding.allCases)
  func `rows of any dialect are what a plain reading makes of them`(
    _ encoding: TextEncoding
  ) throws {
    var random = SeededGenerator.announced("rows in \(encoding.rawValue)")
    for _ in 0..<150 {
      let delimiter = random.pick([",", "\t", ";", "|"])
      let quoting = random.pick(CSVDialect.Quoting.allCases)
      let lineEnd: Character = random.pick(["\n", "\n", "\r"])
      let ends = lineEnd == "\n" ? ["\n", "\r\n"] : ["\r"]
      var text = "k" + delimiter + "l" + ends[0]
      let quote = quoting == .single ? "'" : "\""
      let signs = [quote, quote, quote + quote, "\"", "\\", delimiter, delimiter, "a", "bc", " "]
      for _ in 0..<random.number(0..<120) {
        text += random.once(in: 6) ? random.pick(ends) : random.pick(signs + encoding.letters)
      }
      let skipsSpace = random.once(in: 3)
      let plain = PlainCSV(
        delimiter: Character(delimiter), quoting: quoting, skipsSpace: skipsSpace, lineEnd: lineEnd)
      guard let rows = plain.rows(text) else { continue }
      let reading = try read(
        encoding.encoded(text),
        settings: [
          "delimiter": CSVDialect.name(of: delimiter.utf8.first ?? 0), "quote": quoting.rawValue,
          "line": lineEnd == "\r" ? "cr" : "lf", "encoding": encoding.rawValue, "header": "first",
          "skip": "0", "space": skipsSpace ? "skip" : "keep",
        ], chunkByteCount: random.number(1..<200))
      let expected = rows.dropFirst().map { row in
        let names = ["k", "l"] + (2..<max(2, row.count)).map { "column_\($0 + 1)" }
        let row = row + Array(repeating: nil, count: max(0, 2 - row.count))
        // Behind the names, what is blank is no field.
        let fields = zip(names, row).enumerated().filter { $0 < 2 || $1.1 != nil }.map(\.element)
        return object(fields.map(\.0), fields.map(\.1))
      }
      #expect(reading.records == expected, "\(text.debugDescription) \(quoting)")
      try expectFetched(reading)
    }
  }

  /// Each row is read again by its place.
  private func expectFetched(
    _ reading: Reading, checkpoints: CheckpointFile? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = try RandomAccessFile(path: reading.file.path)
    let format = try #require(CorpusFormats.builtIn[reading.file.format])
    let fetcher = try format.fetcher(of: file, checkpoints: checkpoints)
    var chunk = RawChunk()
    for (place, record) in zip(reading.places, reading.records).reversed() {
      chunk.removeAll()
      #expect(try fetcher.fetch(place, into: &chunk), sourceLocation: sourceLocation)
      var found: [JSON] = []
      format.forEachRecord(in: chunk) {
        found.append($0)
        return true
      }
      #expect(found == [record], sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: DecompressingReader.Format.allCases)
  func `rows of a packed file are fetched one by one`(
    _ packing: DecompressingReader.Format
  ) throws {
    let rows = (0..<400).map { "\($0),\"line \($0)\nand \"\"more\"\"\"\r\n" }
    let bytes = Array(("id,text\r\n" + rows.joined()).utf8)
    let reading = try read(Packing.pack(bytes, as: packing, piece: 3000), chunkByteCount: 2000)
    #expect(reading.records.count == 400)
    #expect(reading.records[7]["text"]?.string == "line 7\nand \"more\"")
    try expectFetched(reading)
  }

  // MARK: - Telling the dialect

  @Test(arguments: [
    ("a.csv", "id,text\n1,x y\n2,\"z, w\"\n", "comma doubled lf utf-8 first"),
    ("a.csv", "id;text\r\n1;x, y\r\n2;z, w\r\n", "semicolon doubled lf utf-8 first"),
    ("a.tsv", "1\tx, y\n2\tz\n", "tab doubled lf utf-8 none"),
    ("a.tsv", "id\ttext\n1\t\"x\" y\n2\t\"z\n3\tw\n4\tv\n", "tab none lf utf-8 first"),
    ("a.csv", "id|text\r1|x\r2|y\r", "bar doubled cr utf-8 first"),
    (
      "a.csv", "a,b\n\"say \\\"x\\\", y\",1\n\"\\\"z\\\" w\",2\n",
      "comma backslash lf utf-8 first"
    ),
    ("a.csv", "id,text\r1,\"a\nb, c\"\r2,\"d e\nf\"\r", "comma doubled cr utf-8 first"),
    ("a.csv", "# time,value\n1,2.5\n2,3.5\n", "comma doubled lf utf-8 first"),
    ("a.csv", "id,text\n1,a\rb\n2,c\n", "comma doubled lf utf-8 first"),
    ("a.csv", "sep=;\r\nid;text\r\n1;x, y\r\n", "semicolon doubled lf utf-8 first 1"),
    ("a.csv", "\"SEP=\t\"\nid\ttext\n1\tx, y\n", "tab doubled lf utf-8 first 1"),
    ("a.csv", "a, \"b, c\", d\ne, \"f\", g\n", "comma doubled lf utf-8 first skip"),
    ("a.csv", "id, text\n1, \"b, c\"\n", "comma doubled lf utf-8 first skip"),
    ("a.csv", "id, text, n\n1, x, 4\n2, y,\n", "comma doubled lf utf-8 first skip"),
    ("a.csv", "id,text\n1,x\n2, y\n3, z\n", "comma doubled lf utf-8 first"),
    ("a.csv", "\"id\",\"text\"\n\"1\",\"a, b\"\n", "comma doubled lf utf-8 first"),
    ("a.csv", "\"text\"\n\"hello, world\"\n", "comma doubled lf utf-8 first"),
    ("a.csv", "\"text\"\n\"a, b\"\n\"c, d\"\n", "comma doubled lf utf-8 first"),
    ("a.csv", "\"a \"\"name\"\"\",text\n1,\"b, c\"\n2,d\n", "comma doubled lf utf-8 first"),
    ("a.csv", "id,text,,\n1,x,,\n2,y,,\n", "comma doubled lf utf-8 first"),
    ("a.csv", "id,text\n1,x,\n2,y,\n", "comma doubled lf utf-8 first"),
    ("a.csv", "# made by us, here\n#\nid,text\n1,x\n2,y\n", "comma doubled lf utf-8 first 2"),
    ("a.csv", "#id,text\n1,x\n2,y\n", "comma doubled lf utf-8 first"),
    ("a.csv", "Report\n\nid,text,n\n1,x,4\n2,y,5\n", "comma doubled lf utf-8 first 2"),
    ("a.csv", "Report,,\nid,text,n\n1,x,4\n2,y,5\n", "comma doubled lf utf-8 first 1"),
    ("a.csv", "good,I liked it\nbad,I did not\ngood,fine\n", "comma doubled lf utf-8 none"),
    ("a.csv", "text\nfirst, perhaps\n", "comma doubled lf utf-8 first"),
    ("a.txt", "id,text\n1,x\n2,y\n", "comma doubled lf utf-8 first"),
    ("a.csv", "id,text\n1,'x, \"y\"'\n2,'it''s\nz'\n3,w\n", "comma single lf utf-8 first"),
    ("a.csv", "'id','text'\n'1','x y'\n'2','z'\n", "comma single lf utf-8 first"),
    ("a.csv", "'id';'text'\n1;'x; y'\n2;'z'\n", "semicolon single lf utf-8 first"),
    ("a.csv", "id,text\n1,'tis late\n2,it's\n3,'so' it is\n", "comma doubled lf utf-8 first"),
    ("a.csv", "id,text\n1,'tis\n2,\"a, b\"\n3,'x'\n", "comma doubled lf utf-8 first"),
  ])
  func `a dialect is told by the beginning`(
    _ name: String, _ text: String, _ expected: String
  ) throws {
    let path = folder.write(text, to: name)
    let settings = FormatSettings.parse(try CorpusFiles([path]).files[0].format).settings
    let found = ["delimiter", "quote", "line", "encoding", "header", "skip", "space"]
      .compactMap { settings[$0] }
    #expect(found.joined(separator: " ") == expected)
  }

  @Test(arguments: ["\"", "'"])
  func
    `where every field is quoted, quotes say nothing of types, and around nothing there is no value`(
      quote: String
    ) throws
  {
    let bare = (0..<40).map { ["\($0)", "a whale", "\($0 * 3)", $0 % 5 == 0 ? "" : "\($0)"] }
    let quoted = ([["id", "text", "n", "rest"]] + bare).map { row in
      row.map { quote + $0 + quote }.joined(separator: ",") + "\n"
    }
    let path = folder.write(quoted.joined(), to: "all.csv")
    let detection = try FieldDetection(files: CorpusFiles([path]).files)
    #expect(detection.schema.recordID == "id" && detection.schema.textFields == ["text"])
    let reading = CorpusReading(try CorpusFiles([path]).files, schema: detection.schema)
    #expect(reading.problems.isEmpty)
    for (record, row) in zip(reading.records, bare) {
      #expect(record.values["n"] == .integer(Int64(row[2]) ?? -1))
      #expect(record.values["rest"] == (row[3].isEmpty ? nil : .integer(Int64(row[3]) ?? -1)))
    }
    // Numbers without quotes, a comment in front and a delimiter at each end take nothing from that.
    let others = [
      "id,text,n,rest": quoted.joined().replacingOccurrences(
        of: "(?<=,)\(quote)([0-9]+)\(quote)(?=,)", with: "$1", options: .regularExpression),
      "# a comment": "# a comment, of two parts\n" + quoted.joined(),
      "ends": quoted.map { $0.dropLast() + ",\n" }.joined(),
    ]
    for (name, text) in others where quote == "\"" {
      let path = folder.write(text, to: "\(name).csv")
      let files = try CorpusFiles([path]).files
      #expect(
        FormatSettings.parse(files[0].format).settings["empty"] == CSVDialect.emptyIsNull, "\(name)"
      )
    }
    // One field without quotes can say that there is no value, so that quotes around nothing say something else.
    let mixed = folder.write(
      quoted.joined() + "40,\(quote)x\(quote),,\(quote)\(quote)\n", to: "most.csv")
    let schema = try FieldDetection(files: CorpusFiles([mixed]).files).schema
    let last = CorpusReading(try CorpusFiles([mixed]).files, schema: schema).records.last
    #expect(last?.values["n"] == nil && last?.values["rest"] == .string(""))
  }

  @Test(arguments: [
    "It was, she said,\nmuch too late\nfor tea, or anything, else.\n",
    "{'id': 1, 'text': 'x'}\n{'id': 2, 'text': 'y'}\n{'id': 3, 'text': 'z'}\n",
    "<p>a,b</p>\n<p>c,d</p>\n<p>e,f</p>\n",
  ])
  func `other text is not taken for rows`(_ text: String) throws {
    let path = folder.write(text, to: "page.txt")
    #expect(FormatSettings.parse(try CorpusFiles([path]).files[0].format).name == "text")
    let nameless = folder.write(text, to: "page")
    #expect(throws: CorpusError.self) { try CorpusFiles([nameless]) }
  }

  @Test(arguments: [
    (TextEncoding.utf16LittleEndian, true), (.utf16LittleEndian, false), (.utf16BigEndian, true),
    (.utf16BigEndian, false), (.utf8, true), (.utf8, false),
  ])
  func `Unicode is told by its mark, or by its bytes`(
    _ encoding: TextEncoding, _ hasMark: Bool
  ) throws {
    let text = "编号,正文\n1,岸上的人把全镇的灯笼都点起来\n2,挂在灯塔到渔市的坡上\n"
    let reading = try read((hasMark ? encoding.mark : []) + encoding.encoded(text))
    #expect(reading.file.format.contains("encoding=\(encoding.rawValue)"))
    #expect((reading.file.guess != nil) == (!hasMark && encoding != .utf8))
    #expect(reading.records.first == object(["编号", "正文"], ["1", "岸上的人把全镇的灯笼都点起来"]))
  }

  /// Real text: a sentence of GB18030, of Big5 and of Windows-1252.
  @Test(arguments: [
    (
      TextEncoding.gb18030, "b0b6c9cfb5c4c8cbb0d1c8abd5f2b5c4b5c6c1fdb6bcb5e3c6f0c0b4",
      "岸上的人把全镇的灯笼都点起来"
    ),
    (.big5, "a9a4a457aabaa448a7e2a5fec2edaababf4fc5a2b3a3c249b05fa8d3", "岸上的人把全鎮的燈籠都點起來"),
    (.windows1252, "4ce974e9206465726e69657220e0206c6120706c616765", "Lété dernier à la plage"),
  ])
  func `older encodings are told and said to be guesses`(
    _ encoding: TextEncoding, _ hex: String, _ text: String
  ) throws {
    let digits = Array(hex)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    let reading = try read(Array("id,text\n1,".utf8) + bytes + Array("\n2,x\n".utf8))
    #expect(reading.file.guess == "the encoding \(encoding.rawValue) (--encoding says otherwise)")
    #expect(reading.records.first == object(["id", "text"], ["1", text]))
    let said = try read(
      Array("id,text\n1,".utf8) + bytes + Array("\n2,x\n".utf8),
      settings: ["encoding": encoding.rawValue])
    #expect(said.file.guess == nil)
    #expect(said.records == reading.records)
  }

  // MARK: - Rows as people write them

  /// Longer than what is looked at, and with as many delimiters in each line as rows have.
  @Test func `a field of many lines near the beginning stays one field`() throws {
    let long = "A title\n" + String(repeating: "a line, of two\n", count: 40_000)
    let reading = try read("id,text\n1,\"\(long)\"\n2,b\n")
    #expect(reading.records.map { $0["text"]?.string } == [long, "b"])
    #expect(reading.problems.repairs.isEmpty)
  }

  @Test(arguments: [",", "\t", ";"])
  func `a file that is cut off in a quoted field is read up to there`(_ sign: String) throws {
    let row = "\(sign)\"one\(sign) \"\"two\"\"\nthree\"\(sign)x\n"
    let whole = (0..<30).map { "\($0)\(row)" }.joined()
    let reading = try read("id\(sign)text\(sign)more\n" + whole + "30\(sign)\"one\(sign) tw")
    #expect(reading.records.count == 30)
    #expect(
      reading.records.last
        == object(["id", "text", "more"], ["29", "one\(sign) \"two\"\nthree", "x"]))
    #expect(reading.problems.losses.last?.message == "a quote is not closed")
  }

  @Test func `what stands in front of a table is passed over and said to be a guess`() throws {
    let text = "Report of 2024\n\nid, text\n1, \"a,\nb\"\n2, c\n"
    let reading = try read(text)
    #expect(
      reading.records == [
        object(["id", "text"], ["1", "a,\nb"]), object(["id", "text"], ["2", "c"]),
      ])
    #expect(reading.places.map(\.offset) == [25, 35])
    #expect(
      reading.file.guess
        == "the first 2 lines are in front of the table and passed over (--skip-lines says otherwise)"
    )
    try expectFetched(reading)
    let settings = ["skip": "2", "space": "skip"]
    #expect(try read(text, settings: settings).records == reading.records)
    #expect(try read(text, settings: settings).file.guess == nil)
    #expect(try read(text, settings: ["skip": "0"]).records.count == 3)
    let spaced = try read("id, text\n1, x\n2, y\n")
    #expect(spaced.records[0] == object(["id", "text"], ["1", "x"]))
    #expect(
      spaced.file.guess
        == "spaces behind delimiters are no part of fields (--space keep says otherwise)")
    let kept = try read("id, text\n1, x\n2, y\n", settings: ["space": "keep"])
    #expect(kept.records[0] == object(["id", " text"], ["1", " x"]))
    #expect(kept.file.guess == nil)
  }

  @Test func `a file with fewer lines than are passed over is damaged`() throws {
    #expect(throws: StorageError.self) {
      let path = folder.write("id,text\n1,a\n", to: "short.csv")
      _ = try CSVTable(
        of: RandomAccessFile(path: path), CSVChoices(FormatSettings(["skip": "5"])))
    }
  }

  @Test func `delimiters behind the last name are no fields unless something stands there`() throws
  {
    let names = ["id", "text"]
    for text in ["id,text,\n1,a,\n2,b\n", "id,text\n1,a,\n2,b,,\n"] {
      let reading = try read(text)
      #expect(reading.records == [object(names, ["1", "a"]), object(names, ["2", "b"])])
      #expect(reading.problems.repairs.isEmpty)
    }
    let some = try read("id,text,\n1,a,x\n2,b,\n", settings: ["header": "first"])
    #expect(some.records[0] == object(names + ["column_3"], ["1", "a", "x"]))
    #expect(some.records[1] == object(names, ["2", "b"]))
    #expect(some.problems.repairs.isEmpty)
  }

  @Test func `every value is text as it is written, and a missing one is null`() throws {
    let reading = try read("id,a,b\n007,1e5,\n\" x\",\"\",NaN\n3,y\n")
    let names = ["id", "a", "b"]
    #expect(
      reading.records == [
        object(names, ["007", "1e5", nil]), object(names, [" x", "", "NaN"]),
        object(names, ["3", "y", nil]),
      ])
  }

  @Test(arguments: [
    ("id,text\n1,\"abc\"def\n2,x\n", 2, 8), ("id,text\n1,x\n2,\"open\n3,\"y\"\n", 3, 12),
  ])
  func `text behind a closing quote is kept, located and counted`(
    text: String, line: UInt64, offset: UInt64
  ) throws {
    let reading = try read(text, settings: ["quote": "doubled", "header": "first"])
    #expect(
      reading.problems.repairs.map { "\($0.number) \($0.offset) \($0.message)" } == [
        "\(line) \(offset) text goes on behind a closing quote, or a quote is not closed"
      ])
  }

  @Test(
    arguments: [
      (
        "foo,bar\nhello,x\nyou,y\n",
        "the first row has the names of fields (--header none says otherwise)"
      ),
      (
        "1,text,good\n2,words,bad\n3,things,bad\n",
        "the first row has values and no names (--header first says otherwise)"
      ),
      ("id,text\na,x\nb,y\n", nil), ("foo,bar\nhello,1\nyou,2\n", nil), ("1,x\n2,y\n", nil),
    ] as [(String, String?)])
  func `whether a row has names is said to be a guess where it is one`(
    text: String, guess: String?
  ) throws {
    #expect(try read(text).file.guess == guess)
    #expect(try read(text, settings: ["header": "first"]).file.guess == nil)
  }

  @Test(arguments: ["", "\u{FEFF}"])
  func `files one behind the other have one row of names, and the second is said`(
    mark: String
  ) throws {
    let reading = try read("\(mark)id,text\n1,a\n\(mark)id,text\n1,b\n")
    #expect(reading.records.compactMap { $0["text"]?.string } == ["a", "text", "b"])
    #expect(
      reading.problems.repairs.map { "\($0.number) \($0.message)" } == [
        "3 the row has the names of the fields again"
      ])
    #expect(reading.file.guess == nil)
  }

  @Test func `rows of another length are kept, located and counted`() throws {
    let reading = try read("id,text\n1,\"a\nb\"\n2\n3,c,d\n")
    #expect(reading.records.count == 3)
    #expect(reading.records[2] == object(["id", "text", "column_3"], ["3", "c", "d"]))
    #expect(reading.problems.repairedRecordCount == 2)
    #expect(
      reading.problems.repairs.map { "\($0.number) \($0.offset) \($0.message)" } == [
        "4 16 the row has 1 field instead of 2", "5 18 the row has 3 fields instead of 2",
      ])
  }

  @Test func `names that are missing or stand twice lose no field`() throws {
    let reading = try read("a,a,,a_2,a\n1,2,3,4,5\n", settings: ["header": "first"])
    #expect(
      reading.records == [
        object(["a", "a_3", "column_3", "a_2", "a_4"], ["1", "2", "3", "4", "5"])
      ])
  }

  @Test func `a quote that is never closed costs one line`() throws {
    let reading = try read(
      "id,text\n1,a\n2,\"b\n3,c\n4,d\n", settings: ["quote": "doubled", "header": "first"])
    #expect(reading.records.map { $0["id"]?.string } == ["1", "3", "4"])
    #expect(losses(reading) == ["3 12 a quote is not closed"])
  }

  @Test func `a row that is too long is passed over`() throws {
    let long = String(repeating: "x", count: 300_000)
    let reading = try read(
      Array("id,text\n1,a\n2,\(long)\n3,c\n".utf8), chunkByteCount: 1000,
      maximumRecordByteCount: 100_000)
    #expect(reading.records.map { $0["id"]?.string } == ["1", "3"])
    #expect(losses(reading).count == 1)
    #expect(losses(reading)[0].hasPrefix("3 12 the row"))
  }

  @Test func `a field of megabytes and a row of ten thousand fields are read`() throws {
    let long = String(repeating: "x\"\"y\n", count: 1 << 19)
    let reading = try read("id,text\n1,\"\(long)\"\n2,b\n")
    #expect(reading.records.count == 2)
    #expect(reading.records[0]["text"]?.string?.utf8.count == 4 << 19)
    let names = (0..<10_000).map { "a name that is long enough \($0)" }
    let wide = try read(
      names.joined(separator: ",") + "\n" + names.map { _ in "v" }.joined(separator: ",") + "\n")
    #expect(wide.records == [object(names, names.map { _ in "v" })])
    #expect(wide.problems.repairs.isEmpty)
  }

  @Test func `zero bytes are characters`() throws {
    let reading = try read("id,text\n1,a\0b\n")
    #expect(reading.records == [object(["id", "text"], ["1", "a\0b"])])
  }

  @Test func `a file that is cut off ends in a problem, after its whole rows`() throws {
    let rows = (0..<2000).map { "\($0),\"text \($0 * 7919)\"\n" }.joined()
    let packed = Packing.pack(Array(("id,text\n" + rows).utf8), as: .gzip)
    for keep in stride(from: packed.count / 3, to: packed.count - 1, by: packed.count / 9) {
      let reading = try read(Array(packed.prefix(keep)), "cut.csv.gz")
      #expect(reading.problems.damagedFileCount == 1)
      for (number, record) in reading.records.enumerated() {
        #expect(record["text"]?.string == "text \(number * 7919)")
      }
    }
  }

  @Test func `flipped and random bytes end in problems and never in a crash`() throws {
    var random = SeededGenerator.announced("damaged rows")
    let whole = Array(
      "id,text,更多\n1,\"a \"\"b\"\"\nc\",灯\n2,d,塔\n3,\"e\",笼\n".utf8)
    for _ in 0..<300 {
      var bytes = whole
      for _ in 0..<random.number(1..<6) {
        bytes[random.number(0..<bytes.count)] = UInt8(random.number(0..<256))
      }
      let settings = ["encoding": random.pick(TextEncoding.allCases).rawValue]
      guard let reading = try? read(bytes, settings: random.once(in: 2) ? settings : [:]) else {
        continue
      }
      try expectFetched(reading)
    }
  }

  @Test func `numbers in text are numbers in columns, and codes are text`() throws {
    let path = folder.write("text,n,code,x\nab,15,007,1.5\ncd,-2,12,\n", to: "n.csv")
    let reading = CorpusReading(
      try CorpusFiles([path]).files, schema: RecordSchema(textFields: ["text"]))
    #expect(
      reading.records.map(\.values) == [
        ["n": .integer(15), "code": .string("007"), "x": .real(1.5)],
        ["n": .integer(-2), "code": .integer(12)],
      ])
    #expect(reading.records.map(\.place.offset) == [14, 28])
  }

  // MARK: - Peers

  /// Files in random dialects, none of them told, are read to the values that Python, DuckDB and Polars
  /// read when they are told.
  @Test(.enabled(if: PythonPeer.path != nil, Comment(rawValue: PythonPeer.reason)))
  func `files of other libraries have their values`() throws {
    var rows: [String: [Substring]] = [:]
    var file = ""
    var random = SeededGenerator.announced("random dialects")
    let seed = "\(random.number(0..<1 << 30))"
    for line in try PythonPeer.run("Tests/CorporaTests/CSV/rows.py", [folder.path, seed]) {
      if line.hasPrefix("{") {
        rows[file, default: []].append(line)
      } else {
        file = String(line)
        rows[file] = []
      }
    }
    #expect(rows.count == 200)
    for (path, expected) in rows.sorted(by: { $0.key < $1.key }) {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      let reading = try read(bytes, "peer-" + (path.split(separator: "/").last ?? ""))
      // Python has an empty text between quotes; where every field is quoted it stands for no value.
      let isAllQuoted =
        FormatSettings.parse(reading.file.format).settings["empty"] == CSVDialect.emptyIsNull
      let found = expected.map { line in
        let row = try? JSONReader.read(Array(line.utf8), options: .records)
        guard isAllQuoted, case .object(let members)? = row else { return row }
        return .object(
          members.map { $0.value == .string("") ? JSON.Member($0.key, .null) : $0 })
      }
      #expect(reading.records.map(Optional.some) == found, "\(path): \(reading.file.format)")
    }
  }
}
