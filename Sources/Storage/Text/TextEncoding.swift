/// An encoding of text, under the name that the registry of character sets has for it.
package enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case gb18030
  case big5
  case windows1252 = "windows-1252"

  /// Bytes of the smallest unit that the encoding consists of.
  package var unitByteCount: Int {
    self == .utf16LittleEndian || self == .utf16BigEndian ? 2 : 1
  }

  /// A character may be two bytes of which the second could be an ASCII letter or sign.
  package var hasLowTrailBytes: Bool { self == .gb18030 || self == .big5 }

  /// The bytes of the mark with which a text in this encoding may begin; empty where it has none.
  package var mark: [UInt8] {
    switch self {
    case .utf8: [0xEF, 0xBB, 0xBF]
    case .utf16LittleEndian: [0xFF, 0xFE]
    case .utf16BigEndian: [0xFE, 0xFF]
    case .gb18030: [0x84, 0x31, 0x95, 0x33]
    case .big5, .windows1252: []
    }
  }

  /// Bytes of the mark that a text really begins with.
  package func markByteCount(in bytes: BufferView<UInt8>) -> Int {
    bytes.count >= mark.count && bytes[0..<mark.count].array == mark ? mark.count : 0
  }
}

extension TextEncoding {
  /// The encoding of a text by its beginning, and whether that is a guess.
  ///
  /// A mark decides, and so does UTF-8 with hardly any damage. What is left is told by how bytes
  /// follow each other: UTF-16 by its zero bytes, Western text by single bytes beyond ASCII between
  /// letters, and the two encodings of Chinese by second bytes below 0x80, which every second
  /// character of Big5 has and hardly any of GB18030.
  ///
  /// - Parameter bytes: The beginning of the text; its last character may be cut.
  /// - Returns: The encoding, and whether it is a guess.
  package static func detect(
    _ bytes: BufferView<UInt8>
  ) -> (encoding: TextEncoding, isGuess: Bool) {
    for encoding in allCases where encoding.markByteCount(in: bytes) > 0 {
      return (encoding, false)
    }
    if let wide = wideEncoding(bytes) { return (wide, true) }
    if isMostlyUTF8(bytes) { return (.utf8, false) }
    var high = 0
    var low = 0
    // Second bytes that Big5 has not.
    var notBig5 = 0
    // Bytes of words that have any beyond ASCII, and how many of them are.
    var words = (bytes: 0, high: 0)
    var word = (bytes: 0, high: 0)
    var isTrail = false
    // Bytes beyond ASCII before one that is the second of no character.
    var single = 0
    for index in 0..<bytes.count {
      let byte = bytes[index]
      if isTrail {
        if byte >= 0x80 ? byte < 0xA1 : (0x30...0x39).contains(byte) { notBig5 += 1 }
        if byte >= 0x80 {
          high += 1
        } else if byte >= 0x40 || (0x30...0x39).contains(byte) {
          low += 1
        } else {
          single += 1
        }
        isTrail = false
      } else {
        isTrail = byte >= 0x80
      }
      if byte >= 0x80 || isLetter(byte) {
        word.bytes += 1
        if byte >= 0x80 { word.high += 1 }
      } else {
        if word.high > 0 { words = (words.bytes + word.bytes, words.high + word.high) }
        word = (0, 0)
      }
    }
    if words.high * 5 < words.bytes * 2 || single * 20 > high + low { return (.windows1252, true) }
    return (low * 5 > high && notBig5 * 100 <= high + low ? .big5 : .gb18030, true)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || byte == 0x40
  }

  /// UTF-16 without a mark: zero bytes that are all first or all second ones, with a line end among the
  /// characters that they belong to.
  private static func wideEncoding(_ bytes: BufferView<UInt8>) -> TextEncoding? {
    var little = 0
    var big = 0
    var lineEnds = (little: 0, big: 0)
    var at = 0
    while at + 1 < bytes.count {
      if bytes[at + 1] == 0 {
        little += 1
        if bytes[at] == 0x0A || bytes[at] == 0x0D { lineEnds.little += 1 }
      } else if bytes[at] == 0 {
        big += 1
        if bytes[at + 1] == 0x0A || bytes[at + 1] == 0x0D { lineEnds.big += 1 }
      }
      at += 2
    }
    // Of Chinese, only the signs between fields and rows have zero bytes where those of ASCII do; that
    // of U+4E00, which is frequent, and of a few others is the other one.
    let isLittle = lineEnds.little > lineEnds.big
    let (zeros, others) = isLittle ? (little, big) : (big, little)
    let (ends, otherEnds) =
      isLittle ? (lineEnds.little, lineEnds.big) : (lineEnds.big, lineEnds.little)
    guard zeros >= 4, zeros * 400 >= bytes.count, zeros > 2 * others, ends > 20 * otherEnds else {
      return nil
    }
    return isLittle ? .utf16LittleEndian : .utf16BigEndian
  }

  private static func isMostlyUTF8(_ bytes: BufferView<UInt8>) -> Bool {
    var characters = 0
    var replaced = 0
    for scalar in bytes.text.unicodeScalars where scalar.value >= 0x80 {
      characters += 1
      if scalar == "\u{FFFD}" { replaced += 1 }
    }
    // The end may cut a character, and a few damaged records make no other encoding.
    return replaced <= 2 || replaced * 20 <= characters
  }
}
