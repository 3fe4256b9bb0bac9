/// Whether the beginning of a file is text, and in what encoding.
package enum TextProbe: Sendable, Equatable {
  /// UTF-8, perhaps with some damaged bytes; `first` is the first byte that is no space.
  case utf8(first: UInt8)
  /// No bytes at all, or nothing but space.
  case empty
  /// Text in an encoding other than UTF-8, or bytes that look like it.
  case otherEncoding(first: UInt8)
  /// Bytes that are no text.
  case binary

  init(_ bytes: [UInt8]) {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard let first = bytes[start...].first(where: { !Self.isSpace($0) }) else {
      self = .empty
      return
    }
    let controls = bytes.count { $0 < 0x20 && !Self.isSpace($0) && $0 != 0x1B && $0 != 0x0C }
    let zeros = Self.zerosOfLostPages(bytes)
    // One stray byte is damage in a record, and that record's affair; so are pages that a power cut
    // has left empty.
    if zeros == bytes.count - start || controls - zeros > max(1, (bytes.count - zeros) / 20) {
      self = .binary
    } else {
      self = Self.isOtherEncoding(bytes) ? .otherEncoding(first: first) : .utf8(first: first)
    }
  }

  /// Zero bytes in runs that no text and hardly any other data has.
  private static func zerosOfLostPages(_ bytes: [UInt8]) -> Int {
    var zeros = 0
    var run = 0
    for byte in bytes {
      if byte == 0 {
        run += 1
        continue
      }
      if run >= shortestLostPage { zeros += run }
      run = 0
    }
    return run >= shortestLostPage ? zeros + run : zeros
  }

  private static let shortestLostPage = 64

  /// Tells text in an older encoding, which would lose most of itself, from a few damaged bytes.
  private static func isOtherEncoding(_ bytes: [UInt8]) -> Bool {
    var characters = 0
    var beyondASCII = 0
    var replaced = 0
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      characters += 1
      if scalar.value >= 0x80 { beyondASCII += 1 }
      if scalar == "\u{FFFD}" { replaced += 1 }
    }
    // The end of the head may cut one character, and scraped text holds real U+FFFD. Where hardly any
    // character beyond ASCII is UTF-8, few of them tell: most of a record may be keys and numbers.
    return replaced > 8
      && (replaced > characters / 20
        || replaced > characters / 200 && replaced > beyondASCII / 20 * 19)
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}
