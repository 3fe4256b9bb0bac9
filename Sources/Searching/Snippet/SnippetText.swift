import Storage

/// Columns that characters take on a terminal, and what hostile text may not pass on.
enum SnippetText {
  /// A character read from UTF-8; bytes that are none read as U+FFFD.
  struct Character {
    var scalar: Unicode.Scalar
    var end: Int
  }

  /// Reads the character at an index.
  static func character(_ text: ByteSlice, at index: Int) -> Character {
    let first = text[index]
    if first < 0x80 { return Character(scalar: Unicode.Scalar(first), end: index + 1) }
    let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
    guard first >= 0xc2, first < 0xf5, index + length <= text.count else {
      return Character(scalar: "\u{fffd}", end: index + 1)
    }
    var value = UInt32(first) & (0x7f >> UInt32(length))
    for offset in 1..<length {
      let byte = text[index + offset]
      guard byte & 0xc0 == 0x80 else { return Character(scalar: "\u{fffd}", end: index + offset) }
      value = value << 6 | UInt32(byte & 0x3f)
    }
    guard let scalar = Unicode.Scalar(value) else {
      return Character(scalar: "\u{fffd}", end: index + length)
    }
    return Character(scalar: scalar, end: index + length)
  }

  /// The nearest place at or before an index where a character begins.
  static func border(_ text: ByteSlice, before index: Int) -> Int {
    var place = min(max(index, 0), text.count)
    var steps = 0
    while place > 0, place < text.count, text[place] & 0xc0 == 0x80, steps < 3 {
      place -= 1
      steps += 1
    }
    return place
  }

  /// What a character becomes in a snippet.
  enum Role { case space, dropped, shown(width: Int) }

  static func role(_ scalar: Unicode.Scalar) -> Role {
    let value = scalar.value
    if value > 0x20 && value < 0x7f { return .shown(width: 1) }
    switch value {
    case 0x09...0x0d, 0x1e, 0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f,
      0x205f,
      0x3000:
      return .space
    // Controls, and marks that turn the direction of what follows or hide in it.
    case 0..<0x20, 0x7f..<0xa0, 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2060...0x206f, 0xfeff,
      0xfff9...0xfffb, 0xe0000...0xe0fff:
      return .dropped
    default:
      return .shown(width: width(scalar))
    }
  }

  /// 0 for marks that stand on another character, 2 for wide ones, else 1.
  private static func width(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    switch value {
    case 0x1100...0x115f, 0x2e80...0x3029, 0x3030...0x303e, 0x3041...0x3098, 0x309b...0xa4cf,
      0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
      0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f680...0x1f6ff, 0x1f900...0x1f9ff, 0x20000...0x3fffd:
      return 2
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return 1
    }
  }

  /// Whether a character is written without spaces, so that a cut may stand beside it.
  static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0e00...0x0eff, 0x1000...0x109f, 0x1780...0x17ff, 0x2e80...0x9fff, 0xac00...0xd7a3,
      0xf900...0xfaff, 0xff00...0xffef, 0x20000...0x3fffd:
      true
    default: false
    }
  }

  /// Whether a sentence may end with a character.
  static func endsSentence(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ".", "!", "?", "…", "。", "！", "？", "；", "\n", "\u{1e}": true
    default: false
    }
  }
}
