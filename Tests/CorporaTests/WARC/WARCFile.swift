import Corpora
import JSONText
import Records
import Storage

@testable import Corpora

/// Writes and reads WARC files for tests.
enum WARCFile {
  /// One record, with the two line breaks behind it.
  static func record(
    _ type: String, id: Int, url: String? = nil, fields: [(String, String)] = [],
    block: [UInt8], version: String = "1.0"
  ) -> [UInt8] {
    var head = "WARC/\(version)\r\nWARC-Type: \(type)\r\n"
    head += "WARC-Record-ID: <urn:uuid:\(id)>\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n"
    if let url { head += "WARC-Target-URI: \(url)\r\n" }
    for (name, value) in fields { head += "\(name): \(value)\r\n" }
    head += "Content-Length: \(block.count)\r\n\r\n"
    return Array(head.utf8) + block + [13, 10, 13, 10]
  }

  /// A response with its HTTP head.
  static func response(
    id: Int, url: String = "http://example.org/", head: [String], body: [UInt8]
  ) -> [UInt8] {
    let http = (["HTTP/1.1 200 OK"] + head).map { $0 + "\r\n" }.joined() + "\r\n"
    return record(
      "response", id: id, url: url,
      fields: [("Content-Type", "application/http; msgtype=response")],
      block: Array(http.utf8) + body)
  }

  /// A page of HTML as a response.
  static func page(id: Int, _ html: String) -> [UInt8] {
    response(id: id, head: ["Content-Type: text/html; charset=utf-8"], body: Array(html.utf8))
  }

  static func file(_ path: String) -> CorpusFile {
    CorpusFile(path: path, name: path, byteCount: 0, modifiedNanoseconds: 0, format: "warc")
  }

  /// The records of a file as JSON, and what kept it from giving all.
  static func rows(
    _ path: String, chunkByteCount: Int = 4096, maximumRecordByteCount: Int = 1 << 20
  ) throws -> (records: [JSON], problems: ProblemLog) {
    var records: [JSON] = []
    let problems = read(path, chunkByteCount, maximumRecordByteCount) { chunk, problems in
      var lines = RawChunk()
      WARCRows().write(chunk, into: &lines, problems: &problems)
      JSONLinesFormat().forEachRecord(in: lines) { record in
        records.append(record)
        return true
      }
    }
    return (records, problems)
  }

  /// Calls `body` with each chunk of a file.
  static func read(
    _ path: String, _ chunkByteCount: Int = 4096, _ maximumRecordByteCount: Int = 1 << 20,
    _ body: (borrowing RawChunk, inout ProblemLog) -> Void
  ) -> ProblemLog {
    var options = ReadingOptions()
    options.chunkByteCount = chunkByteCount
    options.maximumRecordByteCount = maximumRecordByteCount
    var reader = CorpusReader(files: [file(path)], options: options)
    var chunk = RawChunk()
    var problems = ProblemLog()
    while reader.next(into: &chunk) { body(chunk, &problems) }
    problems.merge(reader.problems)
    return problems
  }
}
