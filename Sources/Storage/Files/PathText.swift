internal import Glibc

/// Names of files as text, also those that are not UTF-8.
///
/// The system knows names as bytes, this program as text. A byte that is no part of a character
/// becomes one of the last 128 code points of all, U+10FF80 to U+10FFFF, which stand for nothing;
/// where one of these stands in a name itself, its bytes are taken apart likewise. So every name has
/// a text of its own, and every text the bytes that it came from.
package enum PathText {
  /// Stands for the byte 0.
  private static let base: UInt32 = 0x10_FF00
  private static let escapes: ClosedRange<UInt32> = 0x10_FF80...0x10_FFFF
  /// The first byte of each code point that stands for a byte.
  private static let leadingByte: UInt8 = 0xF4

  /// The byte that a code point of a name stands for, `nil` for a character.
  package static func byte(of scalar: Unicode.Scalar) -> UInt8? {
    escapes.contains(scalar.value) ? UInt8(scalar.value - base) : nil
  }

  /// The text of a name.
  package static func text(of bytes: [UInt8]) -> String {
    if !bytes.contains(leadingByte), let text = String(validating: bytes, as: UTF8.self) {
      return text
    }
    var text = String.UnicodeScalarView()
    var index = 0
    while index < bytes.count {
      if let scalar = character(at: index, of: bytes) {
        text.append(scalar)
        index += UTF8.width(scalar)
      } else {
        text.append(Unicode.Scalar(base + UInt32(bytes[index])) ?? "\u{FFFD}")
        index += 1
      }
    }
    return String(text)
  }

  /// The character that begins at an index; `nil` where a byte stands for itself.
  private static func character(at index: Int, of bytes: [UInt8]) -> Unicode.Scalar? {
    for count in 1...4 where index + count <= bytes.count {
      if let text = String(validating: bytes[index..<index + count], as: UTF8.self) {
        return text.unicodeScalars.first.flatMap { byte(of: $0) == nil ? $0 : nil }
      }
    }
    return nil
  }

  /// The bytes of a name's text.
  package static func bytes(of text: String) -> [UInt8] {
    if !text.utf8.contains(leadingByte) { return Array(text.utf8) }
    return text.unicodeScalars.flatMap { scalar in
      byte(of: scalar).map { [$0] } ?? Array(String(scalar).utf8)
    }
  }

  /// No byte of a name had to be kept as a code point of its own, so that programs which take UTF-8
  /// alone find the file.
  package static func isUTF8(_ text: String) -> Bool {
    !text.utf8.contains(leadingByte) || text.unicodeScalars.allSatisfy { byte(of: $0) == nil }
  }

  /// Calls `body` with a path as the system takes it.
  static func withPath<Result>(_ path: String, _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    // Safe: both pointers end with 0 and live as long as the call.
    if !path.utf8.contains(leadingByte) { return unsafe path.withCString(body) }
    return unsafe bytes(of: path).map { CChar(bitPattern: $0) }.appendingZero
      .withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { preconditionFailure("a path has no bytes") }
        return unsafe body(base)
      }
  }
}

extension [CChar] {
  fileprivate var appendingZero: [CChar] { self + [0] }
}
