/// The grammar of a number (RFC 8259, section 6).
package enum JSONNumber {
  /// Whether a text is a number of JSON and nothing else.
  package static func isNumber(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var offset = 0
    return take(from: bytes, at: &offset) && offset == bytes.count
  }

  /// Passes a number.
  ///
  /// - Parameters:
  ///   - bytes: A text.
  ///   - offset: Where the number begins; moved behind it, or to the byte that does not belong to
  ///     a number.
  /// - Returns: Whether a number stands there.
  static func take(from bytes: [UInt8], at offset: inout Int) -> Bool {
    func peek() -> UInt8? { offset < bytes.count ? bytes[offset] : nil }
    func digits() -> Bool {
      let start = offset
      while let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { offset += 1 }
      return offset > start
    }
    if peek() == UInt8(ascii: "-") { offset += 1 }
    if peek() == UInt8(ascii: "0") {
      offset += 1
      if let next = peek(), next >= UInt8(ascii: "0"), next <= UInt8(ascii: "9") { return false }
    } else if !digits() {
      return false
    }
    if peek() == UInt8(ascii: ".") {
      offset += 1
      guard digits() else { return false }
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      offset += 1
      if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { offset += 1 }
      guard digits() else { return false }
    }
    return true
  }
}
