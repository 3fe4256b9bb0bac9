import TestSupport
import Testing

@testable import CatalogHTTP

@Suite struct RequestReaderTests {
  private static let messages =
    "GET /v1/find?q=white+whale%21&in=a HTTP/1.1\r\nHost: x\r\nAccept: a\r\naccept:  b \r\n\r\n"
    + "POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
    + "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nX: y\r\n\r\n"
    + "\r\nGET http://x:1/absolute HTTP/1.0\r\n\r\n"

  private static func requests(_ reader: inout RequestReader) throws -> [HTTPRequest] {
    var requests: [HTTPRequest] = []
    while let request = try reader.next() { requests.append(request) }
    return requests
  }

  @Test func `requests are the same however their bytes are cut`() throws {
    let bytes = Array(Self.messages.utf8)
    for cut in 0...bytes.count {
      var reader = RequestReader()
      reader.append(Array(bytes[..<cut]))
      var requests = try Self.requests(&reader)
      reader.append(Array(bytes[cut...]))
      requests += try Self.requests(&reader)
      #expect(requests.map(\.method) == ["GET", "POST", "POST", "GET"])
      #expect(requests.map(\.segments) == [["v1", "find"], ["mcp"], ["c"], ["absolute"]])
      #expect(requests[0].query.map(\.value) == ["white whale!", "a"])
      #expect(requests[0].header("accept") == "a, b")
      #expect(requests[1].body == Array("hello".utf8) && requests[2].body == Array("hello".utf8))
      #expect(requests.map(\.keepsAlive) == [true, true, true, false])
      #expect(reader.isEmpty)
    }
  }

  @Test func `bytes may come one by one`() throws {
    var reader = RequestReader()
    var count = 0
    for byte in Self.messages.utf8 {
      reader.append([byte])
      count += try Self.requests(&reader).count
    }
    #expect(count == 4)
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ("GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400), ("GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
    ("GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n", 400),
    ("GET index HTTP/1.1\r\nHost: x\r\n\r\n", 400), ("GET /%4 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET /%FF HTTP/1.1\r\nHost: x\r\n\r\n", 400), ("GET /\u{7F} HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET\u{e9} / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", 413),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n", 413),
    ("GET /" + String(repeating: "a", count: 20_000), 414),
    ("GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 20_000), 431),
    ("\u{16}\u{3}\u{1}\r\n\r\n", 400),
  ])
  func `what is too large or could be read in two ways is refused`(text: String, status: Int) {
    var reader = RequestReader()
    reader.append(Array(text.utf8))
    #expect {
      while try reader.next() != nil {}
    } throws: { ($0 as? HTTPFault)?.status == status }
  }

  @Test func `letters of any script may stand in an address as they are`() throws {
    var reader = RequestReader()
    reader.append(Array("GET /a/灯?q=灯塔+é HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
    let request = try #require(try reader.next())
    #expect(request.segments == ["a", "灯"] && request.query[0].value == "灯塔 é")
    #expect(request.target.utf8.allSatisfy { $0 < 0x7F })
    // Bytes that are no letters are refused.
    reader.append(Array("GET /".utf8) + [0xE7] + Array(" HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
    #expect { try reader.next() } throws: { ($0 as? HTTPFault)?.status == 400 }
  }

  @Test func `the host of an absolute target is the one that is asked`() throws {
    var reader = RequestReader()
    reader.append(Array("GET http://other:1/a HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
    let request = try #require(try reader.next())
    #expect(request.header("host") == "other:1" && request.path == "/a")
    #expect(Access().refusal(of: request)?.status == 421)
  }

  @Test func `made-up bytes end in a request, a refusal or a wait`() throws {
    var random = SeededGenerator.announced("requests")
    let bytes = Array(Self.messages.utf8)
    for _ in 0..<3000 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        changed[Int.random(in: 0..<changed.count, using: &random)] =
          UInt8.random(in: 0...255, using: &random)
      }
      var reader = RequestReader()
      reader.append(changed)
      do { _ = try Self.requests(&reader) } catch { #expect(error is HTTPFault) }
    }
  }

  @Test func `a client that waits for a word gets it once`() throws {
    var reader = RequestReader()
    reader.append(
      Array("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n".utf8))
    #expect(try reader.next() == nil && reader.wantsContinue)
    reader.didContinue()
    reader.append(Array("ok".utf8))
    #expect(try reader.next()?.body == Array("ok".utf8))
  }
}
