/// How many columns of a terminal a text takes.
///
/// Wide and fullwidth characters of Unicode Standard Annex #11 (East Asian Width) take two,
/// combining marks and other invisible ones none.
enum DisplayWidth {
  /// Columns of a text.
  static func of(_ text: String) -> Int {
    var width = 0
    var isASCII = true
    for byte in text.utf8 {
      width += 1
      if byte >= 0x80 {
        isASCII = false
        break
      }
    }
    return isASCII ? width : text.reduce(0) { $0 + of($1) }
  }

  /// Columns of one character as the user sees it.
  static func of(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      // Emoji selectors, joiners, skin tones and flags make one wide sign of the whole.
      switch scalar.value {
      case 0xfe0f, 0x200d, 0x1f3fb...0x1f3ff, 0x1f1e6...0x1f1ff: return 2
      default: width += of(scalar)
      }
    }
    return width
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return scalar.value == 0xad ? 0 : 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    // Vowels and finals of a Hangul syllable are drawn inside the leading consonant's cell.
    if (0x1160...0x11ff).contains(scalar.value) { return 0 }
    return isWide(scalar.value) ? 2 : 1
  }

  /// The wide blocks, merged where only unassigned characters lie between.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115f, 0x231a...0x231b, 0x2329...0x232a, 0x23e9...0x23ec, 0x23f0, 0x23f3,
      0x25fd...0x25fe, 0x2614...0x2615, 0x2648...0x2653, 0x267f, 0x2693, 0x26a1,
      0x26aa...0x26ab, 0x26bd...0x26be, 0x26c4...0x26c5, 0x26ce, 0x26d4, 0x26ea,
      0x26f2...0x26f3, 0x26f5, 0x26fa, 0x26fd, 0x2705, 0x270a...0x270b, 0x2728, 0x274c, 0x274e,
      0x2753...0x2755, 0x2757, 0x2795...0x2797, 0x27b0, 0x27bf, 0x2b1b...0x2b1c, 0x2b50, 0x2b55,
      0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97f,
      0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff01...0xff60,
      0xffe0...0xffe6, 0x16fe0...0x18d08, 0x1aff0...0x1b2fb, 0x1f004, 0x1f0cf, 0x1f18e,
      0x1f191...0x1f19a, 0x1f200...0x1f320, 0x1f32d...0x1f335, 0x1f337...0x1f37c,
      0x1f37e...0x1f393, 0x1f3a0...0x1f3ca, 0x1f3cf...0x1f3d3, 0x1f3e0...0x1f3f0,
      0x1f3f4, 0x1f3f8...0x1f43e, 0x1f440, 0x1f442...0x1f4fc, 0x1f4ff...0x1f53d,
      0x1f54b...0x1f54e, 0x1f550...0x1f567, 0x1f57a, 0x1f595...0x1f596, 0x1f5a4,
      0x1f5fb...0x1f64f, 0x1f680...0x1f6c5, 0x1f6cc, 0x1f6d0...0x1f6d2, 0x1f6d5...0x1f6df,
      0x1f6eb...0x1f6ec, 0x1f6f4...0x1f6fc, 0x1f7e0...0x1f7f0, 0x1f90c...0x1f9ff,
      0x1fa70...0x1faff, 0x20000...0x3fffd:
      true
    default: false
    }
  }
}

extension String {
  /// The text, cut with `…` when it takes more than `width` columns.
  func fitted(to width: Int) -> String {
    guard DisplayWidth.of(self) > width else { return self }
    guard width > 0 else { return "" }
    var kept = ""
    var used = 0
    for character in self {
      let next = DisplayWidth.of(character)
      if used + next > width - 1 { break }
      kept.append(character)
      used += next
    }
    return kept + "…"
  }

  /// The text with spaces behind or before it, so that it takes `width` columns.
  func padded(to width: Int, right: Bool = false) -> String {
    let missing = width - DisplayWidth.of(self)
    guard missing > 0 else { return self }
    let spaces = String(repeating: " ", count: missing)
    return right ? spaces + self : self + spaces
  }

  /// The text broken at spaces, and between wide characters, into lines of at most `width` columns.
  func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    for paragraph in split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      var used = 0
      var breakAt: (index: String.Index, used: Int)?
      for character in paragraph {
        let next = DisplayWidth.of(character)
        if used + next > width, used > 0 {
          if character == " " {
            lines.append(line)
            (line, used, breakAt) = ("", 0, nil)
            continue
          }
          let cut = breakAt?.index ?? line.endIndex
          lines.append(String(line[..<cut]).trimmingTrailingSpaces())
          line = String(line[cut...])
          used = DisplayWidth.of(line)
          breakAt = nil
        }
        line.append(character)
        used += next
        if character == " " || next == 2 { breakAt = (line.endIndex, used) }
      }
      lines.append(line)
    }
    return lines
  }

  /// A line broken likewise, each further line two columns deeper than the first.
  func wrappedBelowItself(to width: Int) -> [String] {
    guard DisplayWidth.of(self) > width else { return [self] }
    let indent = Swift.min(prefix { $0 == " " }.count, width / 2)
    let body = String(drop { $0 == " " })
    return body.wrapped(to: width - indent - 2).enumerated().map { number, line in
      String(repeating: " ", count: number == 0 ? indent : indent + 2) + line
    }
  }

  private func trimmingTrailingSpaces() -> String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
