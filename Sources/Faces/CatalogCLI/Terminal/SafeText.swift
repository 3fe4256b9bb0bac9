internal import CatalogService

extension String {
  /// The text on one line, with nothing that a terminal would obey.
  ///
  /// Corpus text is hostile: an escape sequence in a record must not recolour, retitle or answer
  /// for the terminal of whoever reads a hit.
  var onOneLine: String { safe(keepingLines: false) }

  /// The text with its lines and tabs, with nothing else that a terminal would obey.
  var onItsLines: String { safe(keepingLines: true) }

  private func safe(keepingLines: Bool) -> String {
    guard
      unicodeScalars.contains(where: {
        $0.commandsTerminals || $0.value & ~1 == 0x2028 || Host.byte(of: $0) != nil
      })
    else { return self }
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n", "\t":
        text.unicodeScalars.append(keepingLines ? scalar : " ")
      case "\r" where !keepingLines, "\u{2028}", "\u{2029}", "\u{0b}", "\u{0c}":
        text.unicodeScalars.append(keepingLines ? "\n" : " ")
      case "\r": break
      case _ where scalar.commandsTerminals: text.unicodeScalars.append("\u{fffd}")
      default: text += scalar.byteNotation ?? String(scalar)
      }
    }
    return text
  }

  /// The text as one field of a tab-separated line: `\t`, `\n`, `\r` and `\` are written out,
  /// other controls replaced.
  var asTabField: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\t": text += "\\t"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\\": text += "\\\\"
      case _ where scalar.commandsTerminals: text.unicodeScalars.append("\u{fffd}")
      default: text += scalar.byteNotation ?? String(scalar)
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  /// `\xE9` for a byte of a file's name that is no UTF-8, `nil` for a character.
  var byteNotation: String? {
    Host.byte(of: self).map { "\\x" + String($0, radix: 16, uppercase: true) }
  }
}
