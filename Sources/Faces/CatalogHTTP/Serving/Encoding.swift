internal import CatalogService
internal import JSONText

/// What a route says as bytes: checked against what the client has, packed, within limits.
struct Encoding: Sendable {
  /// The request.
  var request: HTTPRequest
  /// Bytes of an answer that is no stream.
  var byteLimit: Int

  /// Answers that are smaller gain nothing by being packed.
  private static var packedByteCount: Int { 1400 }

  /// The response to a request that went well.
  ///
  /// - Parameters:
  ///   - reply: What the route says.
  ///   - streams: The threads that make streams.
  /// - Returns: The response.
  /// - Throws: ``CatalogError`` for an answer that is too large, or what ended a stream before its
  ///   first piece.
  func response(_ reply: Reply, streams: WorkerPool?) async throws -> HTTPResponse {
    switch reply {
    case .json(let tree):
      let tree = tree.withNonFiniteQuoted
      var response = try whole(tree.bytes, type: "application/json", tag: Self.tag(of: tree))
      if let next = tree["next"]?.string {
        response.headers.append(("Link", "<\(link(to: next))>; rel=\"next\""))
      }
      return response
    case .text(let text, let type):
      let bytes = Array(text.utf8)
      return try whole(bytes, type: type, tag: Self.hash(bytes))
    case .stream(let type, let make):
      let channel = ByteChannel()
      guard let streams else { throw WorkerPool.Full() }
      try streams.start { make(channel) }
      // What is wrong with the question shows before the first piece, and is a problem then.
      let first = try await channel.next()
      var response = HTTPResponse(type: type)
      response.body = .stream(first: first, channel)
      response.set("Cache-Control", "no-store")
      return response
    }
  }

  /// The response that shows a page.
  func page(_ html: HTML, language: String) throws -> HTTPResponse {
    let bytes = Array(html.source.utf8)
    var response = try whole(bytes, type: "text/html; charset=utf-8", tag: Self.hash(bytes))
    response.set("Content-Security-Policy", PageTable.policy)
    response.set("Referrer-Policy", "same-origin")
    response.set("Vary", "Accept-Encoding, Accept-Language, Cookie")
    if request.query.contains(where: { $0.name == "lang" }) {
      response.set(
        "Set-Cookie", "lang=\(language); Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly")
    }
    return response
  }

  /// The response with the sheet of all pages.
  func sheet() throws -> HTTPResponse {
    let bytes = Array(PageStyle.sheet.utf8)
    return try whole(bytes, type: "text/css; charset=utf-8", tag: Self.hash(bytes))
  }

  private func whole(_ bytes: [UInt8], type: String, tag: UInt64) throws -> HTTPResponse {
    guard bytes.count <= byteLimit else {
      throw CatalogError(
        .usage,
        "the answer has \(bytes.count) bytes, more than the \(byteLimit) that are sent at once",
        remedy: .advice("ask for fewer, or for a stream with /v1/extract"))
    }
    var response = HTTPResponse(type: type, body: bytes)
    // Weak, since packed and plain bytes have the same one.
    let tag = "W/\"\(String(tag, radix: 16))\""
    response.set("ETag", tag)
    response.set("Cache-Control", "no-cache")
    response.headers.append(("Vary", "Accept, Accept-Encoding"))
    if ["GET", "HEAD"].contains(request.method), has(tag) {
      response.status = 304
      response.body = .bytes([])
      return response
    }
    if bytes.count >= Self.packedByteCount, takesGzip {
      response.body = .bytes(try Host.gzip(bytes))
      response.set("Content-Encoding", "gzip")
    }
    return response
  }

  /// The client has what the tag stands for.
  private func has(_ tag: String) -> Bool {
    guard let known = request.header("if-none-match") else { return false }
    return known.split(separator: ",").contains { part in
      let part = part.drop { $0 == " " }.prefix { $0 != " " }
      return part == "*" || part == tag || "W/" + part == tag
    }
  }

  private var takesGzip: Bool {
    (request.header("accept-encoding") ?? "").lowercased().split(separator: ",").contains {
      coding in
      let parts = coding.split(separator: ";").map { $0.filter { $0 != " " } }
      guard parts.first == "gzip" || parts.first == "*" else { return false }
      return !parts.dropFirst().contains {
        $0.hasPrefix("q=0") && !$0.contains { ("1"..."9").contains($0) }
      }
    }
  }

  /// The address of the request with another cursor.
  private func link(to cursor: String) -> String {
    let pairs = request.query.filter { $0.name != "cursor" } + [(name: "cursor", value: cursor)]
    return request.path + "?"
      + pairs.map { "\(Self.escaped($0.name))=\(Self.escaped($0.value))" }.joined(separator: "&")
  }

  /// A text as it stands in an address.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"):
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        escaped += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return escaped
  }

  /// What an answer says as a number; how long it took is no part of it.
  private static func tag(of tree: JSON) -> UInt64 {
    guard let members = tree.members, members.contains(where: { $0.key == "took_ms" }) else {
      return hash(tree.bytes)
    }
    return hash(JSON.object(members.filter { $0.key != "took_ms" }).bytes)
  }

  /// FNV-1a: Fowler, Noll and Vo, "The FNV Non-Cryptographic Hash Algorithm", draft-eastlake-fnv.
  private static func hash(_ bytes: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
