/// What is sent back.
struct HTTPResponse: Sendable {
  /// The bytes behind the head.
  enum Body: Sendable {
    /// All of them.
    case bytes([UInt8])
    /// What a thread makes while it is sent; `first` was taken from it already.
    case stream(first: [UInt8]?, ByteChannel)
  }

  /// The status code.
  var status = 200
  /// Header fields, in their order.
  var headers: [(name: String, value: String)] = []
  /// The bytes behind the head.
  var body = Body.bytes([])

  /// What went wrong in the server, for its log.
  var fault: String?

  /// A response with some text.
  init(status: Int = 200, type: String? = nil, body: [UInt8] = []) {
    self.status = status
    self.body = .bytes(body)
    if let type { headers.append(("Content-Type", type)) }
  }

  /// The value of a header field that was set.
  func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// Sets a header field in place of what stands there.
  mutating func set(_ name: String, _ value: String) {
    headers.removeAll { $0.name.lowercased() == name.lowercased() }
    headers.append((name, value))
  }

  /// The body where it is known whole, else nothing.
  var wholeBytes: [UInt8] {
    guard case .bytes(let bytes) = body else { return [] }
    return bytes
  }

  /// Bytes of a body that is known whole.
  var byteCount: Int? {
    guard case .bytes(let bytes) = body else { return nil }
    return bytes.count
  }

  /// The head as sent; control characters of a value, which would end its line, are left out.
  func head(keepsAlive: Bool, isChunked: Bool, date: String) -> [UInt8] {
    var text = "HTTP/1.1 \(status) \(Self.reason(status))\r\nDate: \(date)\r\n"
    for (name, value) in headers {
      text += name + ": "
      text.unicodeScalars.append(contentsOf: value.unicodeScalars.filter { $0.value >= 0x20 })
      text += "\r\n"
    }
    switch body {
    case .bytes(let bytes):
      // These have no body, and RFC 9110 forbids the field.
      if status != 204, status != 304 { text += "Content-Length: \(bytes.count)\r\n" }
    case .stream: text += isChunked ? "Transfer-Encoding: chunked\r\n" : ""
    }
    if !keepsAlive { text += "Connection: close\r\n" }
    return Array((text + "\r\n").utf8)
  }

  /// The words for a status.
  static func reason(_ status: Int) -> String {
    switch status {
    case 100: "Continue"
    case 200: "OK"
    case 202: "Accepted"
    case 204: "No Content"
    case 303: "See Other"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 406: "Not Acceptable"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 421: "Misdirected Request"
    case 422: "Unprocessable Content"
    case 431: "Request Header Fields Too Large"
    case 499: "Client Closed Request"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    case 507: "Insufficient Storage"
    default: "Status"
    }
  }
}
