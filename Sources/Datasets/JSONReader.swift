/// Reads JSON into a tree that remembers key order, digits and, when asked, places.
///
/// Strict about structure (RFC 8259), so that a damaged file is located and refused. Of repeated
/// keys the last one counts. Nesting is limited to ``depthLimit``.
package struct JSONReader {
  /// Deeper files are refused: no description needs it, and recursion must not exhaust the stack.
  package static let depthLimit = 128

  private let bytes: [UInt8]
  private var offset = 0
  private let wantsPlaces: Bool
  private var places: [String: Place] = [:]
  private var lineStarts: [Int] = []

  private init(_ bytes: [UInt8], wantsPlaces: Bool) {
    self.bytes = bytes
    self.wantsPlaces = wantsPlaces
  }

  /// The tree of a text.
  ///
  /// - Throws: ``SyntaxError`` with line and column.
  package static func read(_ text: String) throws(SyntaxError) -> JSON {
    try read(Array(text.utf8))
  }

  /// The tree of a file's bytes.
  ///
  /// - Throws: ``SyntaxError`` with line and column.
  package static func read(_ bytes: [UInt8]) throws(SyntaxError) -> JSON {
    var reader = JSONReader(bytes, wantsPlaces: false)
    return try reader.document()
  }

  /// The tree of a file's bytes and the place of each value.
  ///
  /// - Throws: ``SyntaxError`` with line and column.
  package static func readWithPlaces(_ bytes: [UInt8]) throws(SyntaxError) -> ParsedDocument {
    var reader = JSONReader(bytes, wantsPlaces: true)
    let value = try reader.document()
    return ParsedDocument(value: value, places: reader.places)
  }

  // MARK: - Grammar

  private mutating func document() throws(SyntaxError) -> JSON {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    let value = try value(path: "", depth: 0)
    skipSpace()
    guard offset == bytes.count else { throw error("something follows the document") }
    return value
  }

  private mutating func value(path: String, depth: Int) throws(SyntaxError) -> JSON {
    skipSpace()
    guard depth < Self.depthLimit else {
      throw error("nested deeper than \(Self.depthLimit) levels")
    }
    if wantsPlaces { places[path] = place(at: offset) }
    switch peek {
    case UInt8(ascii: "{"): return try object(path: path, depth: depth)
    case UInt8(ascii: "["): return try array(path: path, depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw error("the file ends where a value is expected")
    default: return try number()
    }
  }

  private mutating func object(path: String, depth: Int) throws(SyntaxError) -> JSON {
    offset += 1
    var members: [JSON.Member] = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw error("a key in double quotes is expected") }
      let key = try string()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw error("a colon is expected after “\(key)”") }
      let inner = wantsPlaces ? (path.isEmpty ? key : "\(path).\(key)") : ""
      let value = try value(path: inner, depth: depth + 1)
      if let known = members.firstIndex(where: { $0.key == key }) {
        members[known].value = value
      } else {
        members.append(JSON.Member(key, value))
      }
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      guard take(UInt8(ascii: "}")) else { throw error("a comma or } is expected") }
      return .object(members)
    }
  }

  private mutating func array(path: String, depth: Int) throws(SyntaxError) -> JSON {
    offset += 1
    var elements: [JSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    while true {
      let inner = wantsPlaces ? "\(path)[\(elements.count)]" : ""
      elements.append(try value(path: inner, depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      guard take(UInt8(ascii: "]")) else { throw error("a comma or ] is expected") }
      return .array(elements)
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(SyntaxError) -> JSON {
    for byte in word.utf8 {
      guard take(byte) else { throw error("“\(word)” is expected") }
    }
    return value
  }

  private mutating func number() throws(SyntaxError) -> JSON {
    let start = offset
    _ = take(UInt8(ascii: "-"))
    let whole = digits()
    guard whole > 0 else { throw error("a value is expected") }
    if whole > 1 && bytes[offset - whole] == UInt8(ascii: "0") {
      throw error("a number does not begin with 0")
    }
    if take(UInt8(ascii: ".")) {
      guard digits() > 0 else { throw error("digits are expected after the point") }
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard digits() > 0 else { throw error("digits are expected in the exponent") }
    }
    return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
  }

  private mutating func digits() -> Int {
    let start = offset
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { offset += 1 }
    return offset - start
  }

  private mutating func string() throws(SyntaxError) -> String {
    offset += 1
    let start = offset
    while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      offset += 1
    }
    if peek == UInt8(ascii: "\"") {
      offset += 1
      return String(decoding: bytes[start..<offset - 1], as: UTF8.self)
    }
    var content = Array(bytes[start..<offset])
    while true {
      guard let byte = peek else { throw error("a text is not closed") }
      guard byte >= 0x20 else { throw error("a line break or control character inside a text") }
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &content)
      default: content.append(byte)
      }
    }
  }

  private mutating func escape(into content: inout [UInt8]) throws(SyntaxError) {
    guard let byte = peek else { throw error("a text is not closed") }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if code >= 0xD800 && code < 0xDC00 && peek == UInt8(ascii: "\\") {
        let back = offset
        offset += 1
        if take(UInt8(ascii: "u")), case let low = try hexadecimal(), low >= 0xDC00, low < 0xE000 {
          code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        } else {
          offset = back
        }
      }
      // A lone surrogate has no character: it becomes the replacement character.
      let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
      content.append(contentsOf: String(Character(scalar)).utf8)
    default: throw error("“\\\(Character(Unicode.Scalar(byte)))” is no escape of JSON")
    }
  }

  private mutating func hexadecimal() throws(SyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("four hexadecimal digits are expected after \\u")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  // MARK: - Bytes

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard offset < bytes.count, bytes[offset] == byte else { return false }
    offset += 1
    return true
  }

  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      default: return
      }
    }
  }

  private mutating func place(at offset: Int) -> Place {
    if lineStarts.isEmpty {
      lineStarts = [0]
      for index in bytes.indices where bytes[index] == 0x0A { lineStarts.append(index + 1) }
    }
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return Place(line: low + 1, column: offset - lineStarts[low] + 1)
  }

  private mutating func error(_ message: String) -> SyntaxError {
    SyntaxError(
      format: "JSON", place: place(at: offset), message: message,
      remedy: "correct the file at this place")
  }
}
