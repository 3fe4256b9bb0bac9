import JSONText
import Records
import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct WARCTests {
  private let folder = ScratchFolder()

  private func rows(
    _ bytes: [UInt8], maximumRecordByteCount: Int = 1 << 20
  ) throws -> (records: [JSON], problems: ProblemLog) {
    try WARCFile.rows(
      folder.write(bytes, to: "a.warc"), maximumRecordByteCount: maximumRecordByteCount)
  }

  private func text(_ record: [UInt8]) throws -> String? {
    try rows(record).records.first?["text"]?.string
  }

  @Test(arguments: ["1.0", "1.1"])
  func `a record is its fields and what its page shows`(version: String) throws {
    let http = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html; charset=\"UTF-8\"\r\n\r\n"
    let record = WARCFile.record(
      "response", id: 7, url: "http://example.org/灯",
      fields: [
        ("WARC-Concurrent-To", "<urn:uuid:1>"), ("WARC-Concurrent-To", "<urn:uuid:2>"),
        ("Content-Type", "application/http;msgtype=response"),
      ],
      block: Array((http + "<title>A</title><p>B").utf8), version: version)
    let found = try rows(record)
    #expect(found.problems.isEmpty)
    let expected = """
      {"id":"urn:uuid:7","url":"http://example.org/灯","date":"2024-05-06T07:08:09Z",\
      "type":"response","status":404,"content_type":"text/html","charset":"utf-8","title":"A",\
      "text":"B","warc":{"WARC-Concurrent-To":["<urn:uuid:1>","<urn:uuid:2>"],\
      "Content-Type":"application/http;msgtype=response","Content-Length":"88"},\
      "http_headers":"HTTP/1.1 404 Not Found\\r\\nContent-Type: text/html; charset=\\"UTF-8\\"\\r\\n\\r\\n"}
      """
    #expect(try found.records == [JSONReader.read(Array(expected.utf8), options: .records)])
  }

  @Test func `a conversion is a record, and other kinds are counted`() throws {
    let kinds = [
      "warcinfo", "request", "metadata", "revisit", "continuation", "request", "novelty",
    ]
    let others = kinds.enumerated().flatMap { WARCFile.record($1, id: $0, block: [65, 66]) }
    let wet = WARCFile.record(
      "conversion", id: 9, url: "http://example.org/", fields: [("Content-Type", "text/plain")],
      block: Array("茶 <p>\n".utf8))
    let image = WARCFile.response(id: 10, head: ["Content-Type: image/png"], body: [0x89, 0x50])
    let pdf = WARCFile.record(
      "resource", id: 11, fields: [("Content-Type", "application/pdf")], block: [0x25])
    let found = try rows(others + wet + image + pdf)
    #expect(found.records.map { $0["text"]?.string } == ["茶 <p>\n"])
    #expect(
      found.problems.passedOverCounts == [
        "warcinfo records": 1, "request records": 2, "metadata records": 1, "revisit records": 1,
        "continuation records": 1, "records of other types": 1, "images": 1, "PDF documents": 1,
      ])
    #expect(found.problems.isEmpty)
  }

  @Test func `chunked and packed bodies are read`() throws {
    let page = Array("<p>body</p>".utf8)
    let packed = Packing.gzip(page)
    let parts = [packed[..<5], packed[5..<20], packed[20...]]
    let chunked =
      parts.flatMap { Array("\(String($0.count, radix: 16));x=y\r\n".utf8) + $0 + [13, 10] }
      + Array("0\r\n\r\n".utf8)
    let type = "Content-Type: text/html"
    func text(_ head: [String], _ body: [UInt8]) throws -> String? {
      try self.text(WARCFile.response(id: 1, head: [type] + head, body: body))
    }
    #expect(
      try text(["Transfer-Encoding: chunked", "Content-Encoding: gzip"], chunked) == "body")
    // Deflate without and with the header of zlib, and Brotli.
    let stored: [UInt8] = [1, 11, 0, 0xF4, 0xFF] + page
    let adler: [UInt8] = [0x16, 0x96, 0x03, 0xB2]
    #expect(try text(["content-encoding: deflate"], stored) == "body")
    #expect(try text(["content-encoding: deflate"], [0x78, 0x01] + stored + adler) == "body")
    #expect(try text(["content-encoding: br"], [0x0B, 0x05, 0x80] + page + [3]) == "body")
    #expect(try text(["content-encoding: zstd"], Packing.zstd(page)) == "body")
    // Headers that say more than is true.
    #expect(try text(["Content-Encoding: gzip"], page) == "body")
    #expect(try text(["Transfer-Encoding: chunked"], page) == "body")
    #expect(try text(["Content-Encoding: unheard-of"], page) == "body")
  }

  @Test func `a body that is cut off says so and gives what there is`() throws {
    let page = Array(("<p>" + String(repeating: "word ", count: 400)).utf8)
    let head = ["Content-Type: text/html", "Content-Encoding: gzip"]
    let body = Array(Packing.gzip(page).dropLast(12))
    let found = try rows(WARCFile.response(id: 1, head: head, body: body))
    #expect(found.records[0]["truncated"] == .bool(true))
    #expect(found.records[0]["text"]?.string?.hasPrefix("word word") == true)
  }

  @Test(arguments: [
    ("text/html; charset=gb2312", [0xB2, 0xE8] as [UInt8], "茶", "gb18030"),
    ("text/html; charset=Big5", [0xAF, 0xF9], "茶", "big5"),
    ("text/html; charset=Shift_JIS", [0x92, 0x83], "茶", "shift_jis"),
    ("text/html; charset=iso-8859-1", [0x93, 0xE9], "“é", "windows-1252"),
    ("text/html; charset=koi8-r", [0xD4], "т", "koi8-r"),
    ("text/html", [0xE9], "é", "windows-1252"),
    ("text/html", Array("茶".utf8), "茶", "utf-8"),
    ("text/html; charset=../../etc", Array("茶".utf8), "茶", "utf-8"),
    ("text/html", Array("<meta charset=\"gbk\"><p>".utf8) + [0xB2, 0xE8], "茶", "gb18030"),
    (
      "text/html",
      Array("<meta http-equiv=content-type content='text/html; charset=euc-kr'><p>".utf8)
        + [0xC2, 0xF7], "차", "euc-kr"
    ),
    ("text/html", [0xFF, 0xFE, 0x36, 0x83], "茶", "utf-16le"),
    ("text/plain", [0xB2, 0xE8, 0xB2, 0xE8], "茶茶", "gb18030"),
    ("", Array("plain".utf8), "plain", "utf-8"),
  ])
  func `a payload is read by its charset`(
    type: String, body: [UInt8], expected: String, charset: String
  ) throws {
    let head = type.isEmpty ? [] : ["Content-Type: \(type)"]
    let found = try rows(WARCFile.response(id: 1, head: head, body: body))
    #expect(found.records[0]["text"]?.string == expected)
    #expect(found.records[0]["charset"]?.string == charset)
  }

  @Test(arguments: [
    ("<p>a<b>b</b>c</p><div>d</div>", "abc\nd"),
    ("a<br>b<script>var x = '<p>no';</script><style>p {}</style>c", "a\nbc"),
    ("<table><tr><td>1<td>2<tr><th>3</table>", "1 2\n3"),
    ("<pre>  x\n y</pre>z", "  x\n y\nz"),
    ("a &amp; b &lt; c &nbsp; &#33590; 1 < 2", "a & b < c 茶 1 < 2"),
    ("<noscript>no</noscript><svg><title>no</title></svg>yes", "yes"),
    ("a\0b", "a b"), ("", ""), ("<!-- no -->", ""), ("<ul><li>x<li>y</ul>", "x\ny"),
  ])
  func `a page gives what it shows`(html: String, expected: String) throws {
    #expect(try text(WARCFile.page(id: 1, html)) == expected)
  }

  @Test func `damage in one member is named and the next one is read`() throws {
    let members = (0..<40).map { number in
      Packing.gzip(WARCFile.page(id: number, "<p>page \(number)"))
    }
    var bytes = members.flatMap(\.self)
    let start = members[..<20].reduce(0) { $0 + $1.count }
    bytes[start + members[20].count / 2] ^= 0x55
    let path = folder.write(bytes, to: "a.warc.gz")
    let found = try WARCFile.rows(path)
    let kept = (0..<40).filter { $0 != 20 }.map { "urn:uuid:\($0)" as String? }
    #expect(found.records.map { $0["id"]?.string } == kept)
    let problem = try #require(found.problems.losses.first)
    #expect(found.problems.losses.count == 1)
    let next = start + members[20].count
    #expect(problem.message.contains("reading goes on at byte \(next) of the packed file"))
    #expect(problem.number == 21)
  }

  @Test func `bytes that belong to no record are named and passed`() throws {
    let page = WARCFile.page(id: 1, "one")
    let junk = Array("WARC/1.0\r\nno head\r\n\r\n<html>\nnothing\n".utf8)
    let found = try rows(page + junk + WARCFile.page(id: 2, "two"))
    #expect(found.records.map { $0["text"]?.string } == ["one", "two"])
    #expect(
      found.problems.losses.map(\.message) == ["\(junk.count) bytes belong to no record"])
    #expect(found.problems.losses[0].offset == UInt64(page.count))
    #expect(
      found.problems.losses[0].description(in: ["a"]).hasPrefix(
        "a, record 2 (byte \(page.count)): "))
  }

  @Test func `a record that is too long is refused and the next one is read`() throws {
    let long = WARCFile.page(id: 1, String(repeating: "x", count: 5000))
    let found = try rows(long + WARCFile.page(id: 2, "two"), maximumRecordByteCount: 4096)
    #expect(found.records.map { $0["text"]?.string } == ["two"])
    #expect(found.problems.losses.map(\.number) == [1])
  }

  @Test func `a cut is always a problem and a changed byte never crashes`() throws {
    var random = SeededGenerator.announced("damaged web archives")
    let records = (0..<12).map { number in
      number.isMultiple(of: 3)
        ? WARCFile.record("request", id: number, block: Array("GET /".utf8))
        : WARCFile.page(id: number, "<p>page \(number)")
    }
    for format in DecompressingReader.Format.allCases {
      let whole = records.flatMap { Packing.pack($0, as: format) }
      var ends: Set<Int> = [0]
      for record in records {
        ends.insert((ends.max() ?? 0) + Packing.pack(record, as: format).count)
      }
      for _ in 0..<120 {
        let cut = Int.random(in: 1..<whole.count, using: &random)
        let path = folder.write(Array(whole[..<cut]), to: "cut.warc")
        let found = try WARCFile.rows(path)
        // Line breaks at the end of a record may be missing.
        let isWhole = ends.contains { cut <= $0 && cut >= $0 - 4 }
        #expect(isWhole || !found.problems.isEmpty, "\(format), cut at \(cut)")
        var bytes = whole
        bytes[cut] = UInt8.random(in: 0...255, using: &random)
        let damaged = try WARCFile.rows(folder.write(bytes, to: "damaged.warc"))
        #expect(damaged.records.count <= 9)
      }
    }
  }

  @Test(arguments: DecompressingReader.Format.allCases)
  func `every record is found again, behind damage too`(
    format: DecompressingReader.Format
  ) throws {
    var random = SeededGenerator.announced("fetching from web archives")
    var members = (0..<60).map { number in
      Packing.pack(
        number.isMultiple(of: 4)
          ? WARCFile.record("metadata", id: number, block: Array(repeating: 65, count: 500))
          : WARCFile.page(id: number, "<p>" + String(repeating: "鲸 \(number) ", count: number)),
        as: format)
    }
    if format != .plain { members[30][members[30].count / 2] ^= 0x55 }
    let path = folder.write(members.flatMap(\.self), to: "a.warc")
    let file = try #require(try CorpusFiles([path]).files.first)
    #expect(file.format == "warc")
    let schema = RecordSchema(textFields: ["text"], recordID: "id")
    let reading = CorpusReading([file], schema: schema, chunkByteCount: 3000)
    #expect(reading.records.count == (format == .plain ? 45 : 44))
    var fetcher = RecordFetcher(
      files: [file], schema: schema, checkpoints: try reading.kept(in: folder))
    var batch = RecordBatch(schema: schema)
    for record in reading.records + reading.records.shuffled(using: &random) {
      try fetcher.read(record.place, into: &batch)
      #expect(batch.copies[0].texts == record.texts && batch.copies[0].id == record.id)
    }
    // Reading goes on from any place where it stopped.
    for (number, position) in reading.positions.enumerated() where position.file == 0 {
      let rest = CorpusReading([file], schema: schema, chunkByteCount: 3000, from: position)
      #expect(rest.positions == Array(reading.positions[(number + 1)...]))
    }
  }

  @Test func `frames packed with the dictionary in front of them are read`() throws {
    let dictionary = Array("WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:".utf8)
    let frames = (0..<3).flatMap {
      Packing.zstd(WARCFile.page(id: $0, "<p>page \($0)"), dictionary: dictionary)
    }
    for held in [dictionary, Packing.zstd(dictionary)] {
      let count = (0..<4).map { UInt8(truncatingIfNeeded: held.count >> (8 * $0)) }
      let path = folder.write(
        [0x5D, 0x2A, 0x4D, 0x18] + count + held + frames, to: "a.warc.zst")
      let found = try WARCFile.rows(path)
      #expect(found.records.map { $0["text"]?.string } == ["page 0", "page 1", "page 2"])
    }
  }

  @Test func `an archive is known by its bytes, and an older one is named`() throws {
    // A line of JSON in it does not make it JSON Lines.
    folder.write(
      Packing.gzip(WARCFile.page(id: 1, "x\n{\"text\": \"y\"}\n")), to: "data/a.json.gz")
    #expect(try CorpusFiles([folder.path + "/data"]).files.map(\.format) == ["warc"])
    let arc = folder.write(Array("filedesc://a.arc 0.0.0.0 2008 text/plain 69\n".utf8), to: "b.arc")
    #expect {
      _ = try CorpusFiles([arc])
    } throws: { error in
      guard case .unsupportedFormat(_, let found, _) = error as? CorpusError else { return false }
      return found == "a web archive in the older ARC format"
    }
  }
}
