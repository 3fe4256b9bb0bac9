import JSONText
import Records
import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct SampleArchiveTests {
  private let folder = ScratchFolder()

  private func file(_ path: String) -> CorpusFile {
    CorpusFile(
      path: path, name: path, byteCount: 0, modifiedNanoseconds: 0, format: "webdataset")
  }

  private func rows(
    _ bytes: [UInt8], maximumRecordByteCount: Int = 1 << 20
  ) -> (records: [JSON], problems: ProblemLog) {
    var options = ReadingOptions()
    options.chunkByteCount = 2000
    options.maximumRecordByteCount = maximumRecordByteCount
    var reader = CorpusReader(
      files: [file(folder.write(bytes, to: "a.tar"))], options: options)
    var chunk = RawChunk()
    var records: [JSON] = []
    while reader.next(into: &chunk) {
      SampleArchiveFormat().forEachRecord(in: chunk) { record in
        records.append(record)
        return true
      }
    }
    return (records, reader.problems)
  }

  private func json(_ text: String) throws -> JSON {
    try JSONReader.read(Array(text.utf8), options: .records)
  }

  @Test func `members of one stem are one record`() throws {
    let bytes =
      TarBytes.member("train/", [], type: "5") + TarBytes.member("train/0.txt", "白鲸\n")
      + TarBytes.member("train/0.json", "{\"b\": 1.50, \"a\": [true]}")
      + TarBytes.member("train/0.cls", "7\n")
      + TarBytes.member("train/0.seg.png", [0x89, 0x50, 0, 0xFF])
      + TarBytes.member("train/1.TXT", "two\r\n") + TarBytes.member("train/1.json", "no json")
      + TarBytes.member("train/1.cls", "cat") + TarBytes.member("noending", "x") + TarBytes.end
    let found = rows(bytes)
    #expect(found.problems.isEmpty)
    let expected = try [
      #"{"__key__":"train/0","txt":"白鲸","json":{"b":1.50,"a":[true]},"cls":7,"seg.png":{"bytes":4}}"#,
      #"{"__key__":"train/1","txt":"two","json":"no json","cls":"cat"}"#,
      #"{"__key__":"noending","":"x"}"#,
    ].map(json)
    #expect(found.records == expected)
  }

  @Test func `long names are read in either way of writing them`() throws {
    let name = String(repeating: "d/", count: 70) + "a.txt"
    let pax = "\(name.utf8.count + 9) path=\(name)\n"
    for bytes in [
      TarBytes.member("PaxHeader", Array(pax.utf8), type: "x") + TarBytes.member("short.txt", "x"),
      TarBytes.member("././@LongLink", Array(name.utf8) + [0], type: "L")
        + TarBytes.member("short.txt", "x"),
      TarBytes.member("a.txt", Array("x".utf8), prefix: String(name.dropLast(6))),
    ] {
      let found = rows(bytes + TarBytes.end)
      #expect(found.records.map { $0["__key__"]?.string } == [String(name.dropLast(4))])
      #expect(found.problems.isEmpty)
    }
  }

  @Test func `a path that leads out of the archive is a name like others`() {
    let found = rows(TarBytes.member("../../etc/passwd.txt", "x") + TarBytes.end)
    #expect(found.records.map { $0["__key__"]?.string } == ["../../etc/passwd"])
  }

  @Test func `links are named, and a sample goes on behind them`() throws {
    let bytes =
      TarBytes.member("0.txt", "zero") + TarBytes.member("0.png", [], type: "2")
      + TarBytes.member("0.json", "{}") + TarBytes.member("1.png", [], type: "1")
      + TarBytes.member("1.txt", "one") + TarBytes.member("2.txt", [], type: "2") + TarBytes.end
    let found = rows(bytes)
    let expected = try [
      #"{"__key__":"0","txt":"zero","json":{}}"#, #"{"__key__":"1","txt":"one"}"#,
    ].map(json)
    #expect(found.records == expected)
    #expect(
      found.problems.repairs.map { "\($0.number): \($0.message)" } == [
        "1: 0.png is a link, which is not read", "2: 1.png is a link, which is not read",
        "3: 2.txt is a link, which is not read",
      ])
    #expect(found.problems.losses.isEmpty)
  }

  @Test func `a sample that is too long is refused and the next one is read`() {
    let long = [UInt8](repeating: 65, count: 5000)
    let found = rows(
      TarBytes.member("0.txt", long) + TarBytes.member("0.json", "{}")
        + TarBytes.member("1.txt", "one")
        + TarBytes.end, maximumRecordByteCount: 4096)
    #expect(found.records.map { $0["txt"]?.string } == ["one"])
    #expect(found.problems.losses.map(\.number) == [1])
  }

  @Test func `bytes that belong to no member are named and passed`() {
    var bytes = TarBytes.member("0.txt", "zero") + TarBytes.member("1.txt", "one")
    bytes += TarBytes.member("2.txt", "two") + TarBytes.end
    bytes[1024] ^= 1
    let found = rows(bytes)
    #expect(found.records.map { $0["txt"]?.string } == ["zero", "two"])
    #expect(found.problems.losses.map(\.message) == ["1024 bytes belong to no member"])
  }

  @Test func `a cut inside a sample is a problem and a changed byte never crashes`() {
    var random = SeededGenerator.announced("damaged archives of samples")
    let whole = (0..<6).flatMap {
      TarBytes.member("\($0).txt", String(repeating: "text ", count: 150))
        + TarBytes.member("\($0).cls", "\($0)")
    }
    for _ in 0..<300 {
      let cut = Int.random(in: 1..<whole.count, using: &random)
      let found = rows(Array(whole[..<cut]))
      #expect(cut.isMultiple(of: 512) || !found.problems.isEmpty, "cut at \(cut)")
      var bytes = whole
      bytes[cut] = UInt8.random(in: 0...255, using: &random)
      _ = rows(bytes)
    }
  }

  @Test(arguments: DecompressingReader.Format.allCases)
  func `every sample is found again`(format: DecompressingReader.Format) throws {
    var random = SeededGenerator.announced("fetching from archives of samples")
    let bytes =
      (0..<80).flatMap { number in
        TarBytes.member("\(number).txt", String(repeating: "鲸 \(number) ", count: number + 1))
          + TarBytes.member("\(number).cls", "\(number)")
      } + TarBytes.end
    let path = folder.write(Packing.pack(bytes, as: format, piece: 9000), to: "b/a.tar")
    let file = try #require(try CorpusFiles([path]).files.first)
    #expect(file.format == "webdataset")
    let schema = RecordSchema(textFields: ["txt"], recordID: "__key__")
    let reading = CorpusReading([file], schema: schema, chunkByteCount: 5000)
    #expect(reading.records.map(\.id) == (0..<80).map { "\($0)" })
    var fetcher = RecordFetcher(
      files: [file], schema: schema, checkpoints: try reading.kept(in: folder))
    var batch = RecordBatch(schema: schema)
    for record in reading.records.shuffled(using: &random) {
      try fetcher.read(record.place, into: &batch)
      #expect(batch.copies[0].texts == record.texts && batch.copies[0].id == record.id)
    }
    for (number, position) in reading.positions.enumerated() where position.file == 0 {
      let rest = CorpusReading([file], schema: schema, chunkByteCount: 5000, from: position)
      #expect(rest.positions == Array(reading.positions[(number + 1)...]))
    }
  }

  @Test func `an archive of data files is none of samples`() throws {
    let image = TarBytes.member("0.png", [UInt8](repeating: 0x89, count: 400_000))
    let samples = folder.write(
      image + TarBytes.member("0.txt", "x") + TarBytes.end, to: "large.tar")
    #expect(try CorpusFiles([samples]).files.map(\.format) == ["webdataset"])
    let line = String(repeating: "{\"text\": \"a\"}\n", count: 30_000)
    for name in ["data/a.jsonl", "a.ndjson"] {
      let path = folder.write(TarBytes.member(name, line) + TarBytes.end, to: "c.tar")
      #expect(try CorpusFiles([path]).files.map(\.name) == [name])
    }
    let list = "[{\"text\": \"a\"}, {\"text\": \"b\"}]"
    let named: [(name: String, bytes: [UInt8], format: String)] = [
      ("a.json", Array(list.utf8), "json"), ("b.json.gz", Packing.gzip(Array(list.utf8)), "json"),
      ("docs/c.md", Array("# A\n".utf8), "text"),
    ]
    for (name, bytes, format) in named {
      let member = TarBytes.member(name, bytes)
      let path = folder.write(member + TarBytes.end, to: "d.tar")
      let file = try CorpusFiles([path]).files[0]
      #expect(file.name == name && file.format.hasPrefix(format))
      // A value beside an image is part of a sample, whatever it is; so is what the user says is one.
      let image = TarBytes.member(String(name.prefix { $0 != "." }) + ".png", "x")
      let samples = folder.write(member + image + TarBytes.end, to: "e.tar")
      #expect(try CorpusFiles([samples]).files[0].format == "webdataset")
      let chosen = CorpusFormats.builtIn.with(FormatSettings(), only: "webdataset")
      #expect(try CorpusFiles([path], formats: chosen).files[0].format == "webdataset")
    }
    let path = folder.write(TarBytes.member("README", line) + TarBytes.end, to: "c.tar")
    #expect {
      _ = try CorpusFiles([path])
    } throws: { error in
      guard case .emptyFolder = error as? CorpusError else { return false }
      return true
    }
  }
}
