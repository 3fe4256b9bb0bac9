/// Reads JSON (RFC 8259) into a value that keeps the order of keys and the characters of numbers.
///
/// Strict about structure, so that a damaged text is refused with the place of the damage. Lenient
/// where a strict reader would lose text, and it says so (``JSONNotice``): of a repeated key the
/// last value counts; bytes that are no UTF-8 and halves of surrogate pairs become U+FFFD. A byte
/// order mark at the beginning is passed over. Nesting is limited and costs no stack.
package struct JSONReader {
  /// What a reader accepts and tells.
  package struct Options: Sendable {
    /// How many lists and objects may be open at once.
    package var depthLimit = 128
    /// `NaN`, `Infinity` and `-Infinity`, which Python writes, are numbers.
    package var allowsNonFinite = false
    /// The document tells the place of every value.
    package var wantsPlaces = false

    package init() {}

    /// For records of a corpus, which other programs wrote and which are to be kept whole.
    package static var records: Options {
      var options = Options()
      options.depthLimit = 1024
      options.allowsNonFinite = true
      return options
    }
  }

  private let bytes: [UInt8]
  private let options: Options
  private var offset = 0
  /// The lists and objects around the current value, the innermost last.
  private var containers: [Container] = []
  private var lines: LineTable?
  private var places: [String: TextPosition] = [:]
  private var notices: [JSONNotice] = []

  private struct Container {
    let isObject: Bool
    /// Where it stands in the document, when places are wanted.
    let path: String
    var elements: [JSON] = []
    var members = JSONMembers()
    /// The key whose value comes next, and where it was written.
    var key = ""
    var keyByte = 0
  }

  private init(_ bytes: [UInt8], _ options: Options) {
    self.bytes = bytes
    self.options = options
  }

  /// The value of a text.
  package static func read(
    _ text: String, options: Options = Options()
  ) throws(JSONError) -> JSON {
    try read(Array(text.utf8), options: options)
  }

  /// The value of a text in UTF-8.
  package static func read(
    _ bytes: [UInt8], options: Options = Options()
  ) throws(JSONError) -> JSON {
    try document(bytes, options: options).value
  }

  /// The value of a text in UTF-8, with the notices and, when wanted, the places.
  package static func document(
    _ bytes: [UInt8], options: Options = Options()
  ) throws(JSONError) -> ParsedDocument {
    var reader = JSONReader(bytes, options)
    let value = try reader.document()
    return ParsedDocument(value: value, places: reader.places, notices: reader.notices)
  }

  // MARK: - Grammar

  private mutating func document() throws(JSONError) -> JSON {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    while true {
      // A value begins here; one that is not complete yet is looked at again by its parts.
      guard var value = try beginValue() else { continue }
      // It has ended, and so may what it stands in.
      while let last = containers.indices.last {
        let isObject = containers[last].isObject
        add(value, to: last)
        skipSpace()
        if take(UInt8(ascii: ",")) {
          if isObject { try key(of: last) }
          break
        }
        guard take(UInt8(ascii: isObject ? "}" : "]")) else { throw error(.expectedComma) }
        value = close()
      }
      guard containers.isEmpty else { continue }
      skipSpace()
      guard offset == bytes.count else { throw error(.trailingBytes) }
      return value
    }
  }

  /// A scalar or an empty list or object; nil when a list or an object was opened.
  private mutating func beginValue() throws(JSONError) -> JSON? {
    skipSpace()
    if options.wantsPlaces { places[path] = position(of: offset) }
    switch peek {
    case UInt8(ascii: "{"):
      try open(isObject: true)
      if take(UInt8(ascii: "}")) { return close() }
      try key(of: containers.count - 1)
      return nil
    case UInt8(ascii: "["):
      try open(isObject: false)
      return take(UInt8(ascii: "]")) ? close() : nil
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "N") where options.allowsNonFinite: return try literal("NaN", .number("NaN"))
    case UInt8(ascii: "I") where options.allowsNonFinite:
      return try literal("Infinity", .number("Infinity"))
    default: return try number()
    }
  }

  private mutating func open(isObject: Bool) throws(JSONError) {
    guard containers.count < options.depthLimit else {
      throw error(.tooDeep(limit: options.depthLimit))
    }
    containers.append(Container(isObject: isObject, path: path))
    offset += 1
    skipSpace()
  }

  private mutating func close() -> JSON {
    let container = containers.removeLast()
    return container.isObject ? .object(container.members.members) : .array(container.elements)
  }

  private mutating func add(_ value: JSON, to container: Int) {
    guard containers[container].isObject else {
      containers[container].elements.append(value)
      return
    }
    let key = containers[container].key
    if !containers[container].members.set(key, value) {
      note(.repeatedKey(key), at: containers[container].keyByte)
    }
  }

  private mutating func key(of container: Int) throws(JSONError) {
    skipSpace()
    guard peek == UInt8(ascii: "\"") else { throw error(.expectedKey) }
    containers[container].keyByte = offset
    containers[container].key = try string()
    skipSpace()
    guard take(UInt8(ascii: ":")) else { throw error(.expectedColon) }
  }

  private mutating func literal(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
    for byte in word.utf8 {
      guard take(byte) else { throw error(.badLiteral) }
    }
    return value
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = offset
    if options.allowsNonFinite, take(UInt8(ascii: "-")) {
      if peek == UInt8(ascii: "I") { return try literal("Infinity", .number("-Infinity")) }
      offset = start
    }
    guard JSONNumber.take(from: bytes, at: &offset) else {
      throw error(offset == start ? .badLiteral : .badNumber)
    }
    return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
  }

  // MARK: - Strings

  private mutating func string() throws(JSONError) -> String {
    let quote = offset
    offset += 1
    passPlainBytes()
    if peek == UInt8(ascii: "\"") {
      offset += 1
      return text(of: bytes[(quote + 1)..<(offset - 1)], at: quote, isReplaced: false)
    }
    var content: [UInt8] = []
    var start = quote + 1
    var isReplaced = false
    while true {
      passPlainBytes()
      content.append(contentsOf: bytes[start..<offset])
      guard let byte = peek else { throw error(.unclosedString) }
      guard byte >= 0x20 else { throw error(.controlCharacter) }
      offset += 1
      if byte == UInt8(ascii: "\"") { break }
      try escape(into: &content, isReplaced: &isReplaced)
      start = offset
    }
    return text(of: content[...], at: quote, isReplaced: isReplaced)
  }

  /// Moves to the next quote, backslash or control character.
  private mutating func passPlainBytes() {
    var end = offset
    while end < bytes.count {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
      end += 1
    }
    offset = end
  }

  private mutating func text(
    of content: ArraySlice<UInt8>, at quote: Int, isReplaced: Bool
  ) -> String {
    let valid = String(validating: content, as: UTF8.self)
    if valid == nil || isReplaced { note(.replacedCharacters, at: quote) }
    return valid ?? String(decoding: content, as: UTF8.self)
  }

  private mutating func escape(
    into content: inout [UInt8], isReplaced: inout Bool
  ) throws(JSONError) {
    guard let byte = peek else { throw error(.unclosedString) }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "u"):
      offset += 1
      let scalar = try escapedScalar()
      if scalar == nil { isReplaced = true }
      content.append(contentsOf: String(Character(scalar ?? "\u{FFFD}")).utf8)
      return
    default: throw error(.badEscape)
    }
    offset += 1
  }

  /// The scalar of `\uXXXX`, or of two that form a surrogate pair; nil for half of a pair.
  private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar? {
    let unit = try hexadecimal()
    guard UTF16.isLeadSurrogate(unit), peek == UInt8(ascii: "\\") else {
      return Unicode.Scalar(unit)
    }
    let back = offset
    offset += 1
    if take(UInt8(ascii: "u")), case let trail = try hexadecimal(), UTF16.isTrailSurrogate(trail) {
      return Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(trail) - 0xDC00))
    }
    offset = back
    return nil
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek else { throw error(.unclosedString) }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error(.badEscape)
      }
      value = value << 4 | UInt16(digit)
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

  // MARK: - Places

  /// The path of the value that comes next, when places are wanted.
  private var path: String {
    guard options.wantsPlaces, let around = containers.last else { return "" }
    guard around.isObject else { return "\(around.path)[\(around.elements.count)]" }
    return around.path.isEmpty ? around.key : "\(around.path).\(around.key)"
  }

  private mutating func position(of byte: Int) -> TextPosition {
    let table = lines ?? LineTable(bytes)
    lines = table
    return table.position(of: byte)
  }

  private mutating func note(_ kind: JSONNotice.Kind, at byte: Int) {
    notices.append(JSONNotice(kind, position: position(of: byte), byte: byte))
  }

  /// An error at the current byte; whatever was expected, at the end the text ends too early.
  private mutating func error(_ fault: JSONFault) -> JSONError {
    let isInString = fault == .unclosedString
    return JSONError(
      offset == bytes.count && !isInString ? .endsEarly : fault, position: position(of: offset),
      byte: offset)
  }
}
