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
    case .encoded(let answer): return try response(answer)
    case .json, .text: return try response(encoded(reply))
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
  func page(_ answer: EncodedAnswer, language: String) throws -> HTTPResponse {
    var response = try response(answer)
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
    try response(EncodedAnswer(text: PageStyle.sheet, type: "text/css; charset=utf-8"))
  }

  /// An answer as bytes that can be kept for requests like this one: packed, where the client takes that.
  ///
  /// - Precondition: The reply is no stream.
  func kept(_ reply: Reply) throws -> EncodedAnswer { try packed(encoded(reply)) }

  /// The same for a page.
  func kept(_ page: HTML) throws -> EncodedAnswer { try packed(EncodedAnswer(page)) }

  /// What requests must have in common to get the same bytes.
  func question(_ kind: String, _ others: [String]) -> [String] {
    [kind, request.target, takesGzip ? "gzip" : ""] + others
  }

  private func encoded(_ reply: Reply) -> EncodedAnswer {
    switch reply {
    case .json(let tree): EncodedAnswer(tree)
    case .text(let text, let type): EncodedAnswer(text: text, type: type)
    case .encoded(let answer): answer
    case .stream: preconditionFailure("a stream is sent while it is made")
    }
  }

  private func packed(_ answer: EncodedAnswer) throws -> EncodedAnswer {
    guard !answer.isPacked, answer.bytes.count >= Self.packedByteCount, takesGzip else {
      return answer
    }
    var answer = answer
    answer.byteCount = answer.bytes.count
    answer.bytes = try Host.gzip(answer.bytes)
    answer.isPacked = true
    return answer
  }

  private func response(_ answer: EncodedAnswer) throws -> HTTPResponse {
    guard answer.byteCount <= byteLimit else {
      throw CatalogError(
        .usage,
        "the answer has \(answer.byteCount) bytes, more than the \(byteLimit) that are sent at once",
        remedy: .advice("ask for fewer, or for a stream with /v1/extract"))
    }
    var response = HTTPResponse(type: answer.type)
    response.set("ETag", answer.tag)
    response.set("Cache-Control", "no-cache")
    response.headers.append(("Vary", "Accept, Accept-Encoding"))
    if let next = answer.next {
      response.headers.append(("Link", "<\(link(to: next))>; rel=\"next\""))
    }
    if ["GET", "HEAD"].contains(request.method), has(answer.tag) {
      response.status = 304
      return response
    }
    let sent = try packed(answer)
    response.body = .bytes(sent.bytes)
    if sent.isPacked { response.set("Content-Encoding", "gzip") }
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
}
