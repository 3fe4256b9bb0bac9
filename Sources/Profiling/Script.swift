package import Storage

/// The writing systems that a profile tells apart.
///
/// Blocks of the Unicode Character Database, coarse on purpose: what matters in a corpus is how
/// much of it is written how.
package enum Script: Int, CaseIterable, Sendable {
  case latin, han, kana, hangul, cyrillic, greek, arabic, hebrew, devanagari, thai, otherLetters
  case digits, spaces, marks

  /// The name in a profile.
  package var name: String {
    switch self {
    case .latin: "Latin"
    case .han: "Han"
    case .kana: "Kana"
    case .hangul: "Hangul"
    case .cyrillic: "Cyrillic"
    case .greek: "Greek"
    case .arabic: "Arabic"
    case .hebrew: "Hebrew"
    case .devanagari: "Devanagari"
    case .thai: "Thai"
    case .otherLetters: "other letters"
    case .digits: "digits"
    case .spaces: "spaces"
    case .marks: "punctuation and signs"
    }
  }

  /// Letters, in contrast to digits, spaces and signs.
  package var isLetter: Bool { rawValue <= Script.otherLetters.rawValue }

  /// The system of an ASCII character.
  fileprivate static let ofASCII: [UInt8] = (0..<128).map { value in
    let script: Script =
      switch UInt8(value) {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): .latin
      case UInt8(ascii: "0")...UInt8(ascii: "9"): .digits
      case 0...32, 127: .spaces
      default: .marks
      }
    return UInt8(script.rawValue)
  }

  /// The system of a character beyond ASCII.
  fileprivate init(beyondASCII value: UInt32) {
    switch value {
    case 0x4e00...0x9fff, 0x3400...0x4dbf, 0xf900...0xfaff, 0x3005...0x3007, 0x20000...0x3ffff:
      self = .han
    case 0x3000, 0x85, 0xa0, 0x1680, 0x2000...0x200b, 0x2028...0x2029, 0x202f, 0x205f, 0xfeff:
      self = .spaces
    case 0x2010...0x206f, 0x2190...0x2bff, 0x3001...0x3004, 0x3008...0x3020, 0x3030,
      0xfe10...0xfe6f, 0xff01...0xff0f, 0xff1a...0xff20, 0xff3b...0xff40, 0xff5b...0xff65,
      0xffe0...0xffee, 0xa1...0xa9, 0xab...0xb4, 0xb6...0xb9, 0xbb...0xbf, 0xd7, 0xf7,
      0x20a0...0x20cf, 0x1f000...0x1faff:
      self = .marks
    case 0xff10...0xff19, 0x660...0x669, 0x6f0...0x6f9, 0x966...0x96f: self = .digits
    case 0xaa...0x24f, 0x250...0x2af, 0x1d00...0x1dbf, 0x1e00...0x1eff, 0x2c60...0x2c7f,
      0xa720...0xa7ff, 0xab30...0xab6f, 0xff21...0xff3a, 0xff41...0xff5a:
      self = .latin
    case 0x3041...0x30ff, 0x31f0...0x31ff, 0xff66...0xff9f, 0x1b000...0x1b16f: self = .kana
    case 0x1100...0x11ff, 0x3131...0x318e, 0xa960...0xa97f, 0xac00...0xd7ff: self = .hangul
    case 0x400...0x52f, 0x1c80...0x1c8f, 0x2de0...0x2dff, 0xa640...0xa69f: self = .cyrillic
    case 0x370...0x3ff, 0x1f00...0x1fff: self = .greek
    case 0x600...0x6ff, 0x750...0x77f, 0x8a0...0x8ff, 0xfb50...0xfdff, 0xfe70...0xfefc:
      self = .arabic
    case 0x590...0x5ff, 0xfb1d...0xfb4f: self = .hebrew
    case 0x900...0x97f, 0xa8e0...0xa8ff: self = .devanagari
    case 0xe00...0xe7f: self = .thai
    // Combining marks belong to the letter that they stand on.
    case 0x300...0x36f, 0xfe00...0xfe0f: self = .marks
    default: self = value < 0x2000 || value >= 0x2c00 ? .otherLetters : .marks
    }
  }
}

/// Characters of a text by writing system.
package struct ScriptCounts: Sendable, Equatable {
  /// One number per ``Script``.
  private(set) var counts = [UInt32](repeating: 0, count: Script.allCases.count)

  init() {}

  /// Counts the characters of valid UTF-8.
  package init(_ text: BufferView<UInt8>) {
    Script.ofASCII.withView { ascii in
      var index = 0
      while index < text.count {
        let byte = text[index]
        if byte < 0x80 {
          counts[Int(ascii[Int(byte)])] &+= 1
          index &+= 1
          continue
        }
        // Texts are valid UTF-8; a sequence that were cut short would end the text.
        let length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
        var value = UInt32(byte) & (0x7f >> UInt32(length))
        for offset in 1..<length where index + offset < text.count {
          value = value << 6 | UInt32(text[index + offset] & 0x3f)
        }
        counts[Script(beyondASCII: value).rawValue] &+= 1
        index &+= length
      }
    }
  }

  package subscript(script: Script) -> UInt32 {
    get { counts[script.rawValue] }
    set { counts[script.rawValue] = newValue }
  }

  /// All characters.
  package var characters: UInt64 { counts.reduce(0) { $0 + UInt64($1) } }

  /// Some character is a letter.
  package var hasLetters: Bool { Script.allCases.contains { $0.isLetter && self[$0] > 0 } }
}
