/// Bytes of a connection become requests (RFC 9112).
///
/// It knows nothing of sockets: bytes are appended as they come, and ``next()`` gives a request once
/// one is whole. What is larger than the limits, or could be read in two ways, is refused, and the
/// connection cannot be used after that.
struct RequestReader: Sendable {
  /// The largest request that is taken.
  struct Limits: Sendable {
    /// Bytes of the request line and the header fields.
    var headBytes = 16 << 10
    /// Bytes of the body.
    var bodyBytes = 1 << 20
  }

  private let limits: Limits
  private var bytes: [UInt8] = []
  /// The head of a request whose body is not whole.
  private var head: HTTPRequest?
  private var body = Body.length(0)
  /// Where the search for the end of the head goes on.
  private var searched = 0

  private enum Body: Sendable {
    case length(Int)
    case chunked
  }

  init(limits: Limits = Limits()) { self.limits = limits }

  /// Nothing of a next request is there.
  var isEmpty: Bool { bytes.isEmpty && head == nil }

  /// The client waits for a word before it sends the body.
  private(set) var wantsContinue = false

  /// Takes bytes of the connection.
  mutating func append(_ more: [UInt8]) { bytes += more }

  /// The client was told to go on.
  mutating func didContinue() { wantsContinue = false }

  /// The next request, or `nil` until more bytes are there.
  mutating func next() throws(HTTPFault) -> HTTPRequest? {
    if head == nil {
      guard let end = try endOfHead() else { return nil }
      let lines = bytes[..<end]
      try parse(lines)
      bytes.removeFirst(end)
      searched = 0
    }
    guard var request = head else { return nil }
    switch body {
    case .length(let count):
      guard bytes.count >= count else { return nil }
      request.body = Array(bytes[..<count])
      bytes.removeFirst(count)
    case .chunked:
      guard let (content, used) = try chunks() else { return nil }
      request.body = content
      bytes.removeFirst(used)
    }
    head = nil
    wantsContinue = false
    return request
  }

  // MARK: - The head

  /// The place behind the empty line that ends a head.
  private mutating func endOfHead() throws(HTTPFault) -> Int? {
    // Empty lines before a request are left out, as RFC 9112 asks for.
    if searched == 0 {
      let empty = bytes.prefix { $0 == 0x0D || $0 == 0x0A }.count
      if empty > 0 { bytes.removeFirst(empty) }
    }
    var index = max(0, searched - 3)
    while index < bytes.count {
      if bytes[index] == 0x0A {
        if index + 1 < bytes.count, bytes[index + 1] == 0x0A { return try checked(index + 2) }
        if index + 2 < bytes.count, bytes[index + 1] == 0x0D, bytes[index + 2] == 0x0A {
          return try checked(index + 3)
        }
      }
      index += 1
    }
    searched = bytes.count
    if bytes.count > limits.headBytes { throw tooLong }
    return nil
  }

  private func checked(_ end: Int) throws(HTTPFault) -> Int {
    if end > limits.headBytes { throw tooLong }
    return end
  }

  private var tooLong: HTTPFault {
    bytes.prefix(limits.headBytes).contains(0x0A)
      ? HTTPFault(431, "the header fields have more than \(limits.headBytes) bytes")
      : HTTPFault(414, "the request line has more than \(limits.headBytes) bytes")
  }

  private mutating func parse(_ head: ArraySlice<UInt8>) throws(HTTPFault) {
    var lines = head.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      line.last == 0x0D ? line.dropLast() : line
    }
    let first = lines.removeFirst()
    guard first.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw HTTPFault(400, "the request line holds control characters")
    }
    let parts = first.split(separator: 0x20, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(Self.isTokenByte) else {
      throw HTTPFault(400, "the request line is not METHOD TARGET VERSION")
    }
    let version = String(decoding: parts[2], as: UTF8.self)
    guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
      throw version.hasPrefix("HTTP/")
        ? HTTPFault(505, "this server speaks HTTP/1.1")
        : HTTPFault(400, "the request line does not end in HTTP/1.1")
    }
    let (target, host) = try Self.target(Self.plain(parts[1]))
    var request = try HTTPRequest(
      method: String(decoding: parts[0], as: UTF8.self), target: target)
    for line in lines where !line.isEmpty {
      request.headers.append(try Self.field(line))
    }
    let isNew = version == "HTTP/1.1"
    guard request.headers.count(where: { $0.name == "host" }) == 1 || !isNew else {
      throw HTTPFault(400, "a request names its Host once")
    }
    if let host {
      // RFC 9112, section 3.2.2: what an absolute target names is the host, whatever the field says.
      request.headers.removeAll { $0.name == "host" }
      request.headers.append((name: "host", value: host))
    }
    request.takesChunks = isNew
    let options = (request.header("connection") ?? "").lowercased()
    request.keepsAlive = isNew ? !options.contains("close") : options.contains("keep-alive")
    body = try bodyKind(of: request)
    wantsContinue = isNew && request.header("expect")?.lowercased() == "100-continue"
    self.head = request
  }

  /// A target in ASCII: whoever types an address leaves its letters as they are, and
  /// some clients send them so.
  private static func plain(_ bytes: ArraySlice<UInt8>) -> String {
    guard bytes.contains(where: { $0 > 0x7E }) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    return String(
      decoding: bytes.flatMap { byte -> [UInt8] in
        byte > 0x7E ? Array(("%" + String(byte, radix: 16, uppercase: true)).utf8) : [byte]
      }, as: UTF8.self)
  }

  /// The target with the scheme and host of an absolute one taken off, and that host.
  private static func target(_ text: String) throws(HTTPFault) -> (target: String, host: String?) {
    if text.hasPrefix("/") || text == "*" { return (text, nil) }
    for scheme in ["http://", "https://"] where text.lowercased().hasPrefix(scheme) {
      let named = text.dropFirst(scheme.count)
      let host = named.prefix { $0 != "/" && $0 != "?" }
      let rest = named.dropFirst(host.count)
      return (rest.hasPrefix("/") ? String(rest) : "/" + rest, String(host))
    }
    throw HTTPFault(400, "the target does not begin with a slash")
  }

  private static func field(
    _ line: ArraySlice<UInt8>
  ) throws(HTTPFault) -> (name: String, value: String) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
      line[..<colon].allSatisfy(isTokenByte)
    else { throw HTTPFault(400, "a header field is not NAME: VALUE") }
    var value = line[(colon + 1)...]
    while value.first == 0x20 || value.first == 0x09 { value.removeFirst() }
    while value.last == 0x20 || value.last == 0x09 { value.removeLast() }
    guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw HTTPFault(400, "a header field holds control characters")
    }
    return (
      String(decoding: line[..<colon], as: UTF8.self).lowercased(),
      String(decoding: value, as: UTF8.self)
    )
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  // MARK: - The body

  private func bodyKind(of request: HTTPRequest) throws(HTTPFault) -> Body {
    let lengths = request.headers.filter { $0.name == "content-length" }.map(\.value)
    if let coding = request.header("transfer-encoding") {
      // A body whose end two servers see at two places lets one request hide in another.
      guard lengths.isEmpty else {
        throw HTTPFault(400, "Content-Length and Transfer-Encoding exclude each other")
      }
      guard coding.lowercased() == "chunked" else {
        throw HTTPFault(501, "the only Transfer-Encoding known is chunked")
      }
      return .chunked
    }
    guard let text = lengths.first else { return .length(0) }
    guard lengths.allSatisfy({ $0 == text }), !text.isEmpty,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { throw HTTPFault(400, "Content-Length is not one whole number") }
    guard let length = Int(text), length <= limits.bodyBytes else { throw bodyTooLong }
    return .length(length)
  }

  private var bodyTooLong: HTTPFault {
    HTTPFault(413, "the body has more than \(limits.bodyBytes) bytes")
  }

  /// The content of a chunked body and the bytes that it takes, once its end is there.
  private func chunks() throws(HTTPFault) -> (content: [UInt8], used: Int)? {
    // The framing of small chunks takes more bytes than they hold.
    guard bytes.count <= 8 * limits.bodyBytes else { throw bodyTooLong }
    var content: [UInt8] = []
    var place = 0
    while let (line, next) = line(from: place) {
      let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 }
      guard !digits.isEmpty, digits.count <= 8,
        let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0
      else { throw HTTPFault(400, "a chunk does not begin with its size") }
      if size == 0 {
        // Fields behind the last chunk are passed over.
        var end = next
        while let (trailer, behind) = self.line(from: end) {
          if trailer.isEmpty { return (content, behind) }
          end = behind
        }
        return nil
      }
      guard content.count + size <= limits.bodyBytes else { throw bodyTooLong }
      guard next + size + 2 <= bytes.count else { return nil }
      guard bytes[next + size] == 0x0D, bytes[next + size + 1] == 0x0A else {
        throw HTTPFault(400, "a chunk is longer than its size")
      }
      content += bytes[next..<(next + size)]
      place = next + size + 2
    }
    return nil
  }

  private func line(from start: Int) -> (line: ArraySlice<UInt8>, next: Int)? {
    guard let end = bytes[start...].firstIndex(of: 0x0A) else { return nil }
    let line = bytes[start..<end]
    return (line.last == 0x0D ? line.dropLast() : line, end + 1)
  }
}
