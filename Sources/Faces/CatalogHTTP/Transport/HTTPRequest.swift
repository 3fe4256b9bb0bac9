/// One request as it came in, its target taken apart.
struct HTTPRequest: Sendable {
  /// The method, in capitals.
  var method: String
  /// The target as sent: the path and, behind a question mark, the query.
  var target: String
  /// The parts of the path between slashes, decoded.
  var segments: [String] = []
  /// The pairs of the query, decoded, in their order.
  var query: [(name: String, value: String)] = []
  /// The header fields, names in small letters.
  var headers: [(name: String, value: String)] = []
  /// The body, whole.
  var body: [UInt8] = []
  /// The client's address.
  var remote = ""
  /// Whether the client still waits.
  let client = ClientPresence()
  /// The client asks for the connection to be kept.
  var keepsAlive = true
  /// The client speaks HTTP/1.1, and so understands chunks.
  var takesChunks = true

  /// A request from its line.
  init(method: String = "GET", target: String) throws(HTTPFault) {
    self.method = method
    self.target = target
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    for segment in parts[0].split(separator: "/") {
      segments.append(try Self.decoded(segment, plusIsSpace: false))
    }
    guard parts.count == 2 else { return }
    query = try Self.pairs(of: parts[1])
  }

  /// The value of a header field; several of one name are joined, as RFC 9110 has it.
  func header(_ name: String) -> String? {
    let values = headers.filter { $0.name == name }.map(\.value)
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  /// The path alone, as sent.
  var path: String { String(target.prefix { $0 != "?" }) }

  /// The pairs of a query or of a form.
  static func pairs(
    of text: some StringProtocol
  ) throws(HTTPFault) -> [(name: String, value: String)] {
    var pairs: [(name: String, value: String)] = []
    for pair in text.split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      pairs.append(
        (
          try decoded(sides[0], plusIsSpace: true),
          sides.count == 2 ? try decoded(sides[1], plusIsSpace: true) : ""
        ))
    }
    return pairs
  }

  /// A text with its `%41` as characters.
  private static func decoded(
    _ text: some StringProtocol, plusIsSpace: Bool
  ) throws(HTTPFault) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(hexadecimal),
          let low = rest.popFirst().flatMap(hexadecimal)
        else { throw HTTPFault(400, "a % in the address is not followed by two digits") }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw HTTPFault(400, "the address is not UTF-8")
    }
    return decoded
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
  }
}

/// A request that cannot be read, or not be served as it stands.
struct HTTPFault: Error, Equatable {
  /// The status to answer with.
  var status: Int
  /// What is wrong.
  var message: String

  init(_ status: Int, _ message: String) {
    self.status = status
    self.message = message
  }
}
