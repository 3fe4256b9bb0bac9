/// The recipes of text as the oracle knows them: obvious, and right for ASCII and common Chinese
/// characters only.
package enum NaiveAnalyzer: String, Sendable, CaseIterable {
  case standard, plain, whitespace
}

/// A token of a text with its place.
package struct NaiveToken: Sendable, Equatable {
  /// A folded word, or one character of an unspaced run.
  package var text: String
  package var position: Int
  package var isCharacter: Bool
  /// Which run a character belongs to, counted from 0.
  package var run: Int
  /// Half-open, in characters of the text.
  package var range: Range<Int>
}

extension NaiveAnalyzer {
  /// Cuts a text; random texts must keep to ASCII letters, digits, spaces, punctuation that ends a
  /// word everywhere, and the characters of ``isUnspaced(_:)``.
  package func tokens(of text: [Character]) -> [NaiveToken] {
    var tokens: [NaiveToken] = []
    var position = 0
    var run = -1
    var index = 0
    while index < text.count {
      if self == .standard, Self.isUnspaced(text[index]) {
        if let last = tokens.last, last.isCharacter, last.range.upperBound < index {
          // Between two runs the position advances by one more.
          position += 1
        }
        if tokens.last.map({ !$0.isCharacter || $0.range.upperBound < index }) ?? true { run += 1 }
        tokens.append(
          NaiveToken(
            text: String(text[index]), position: position, isCharacter: true, run: run,
            range: index..<index + 1))
        position += 1
        index += 1
      } else if belongsToWord(text[index]) {
        let start = index
        while index < text.count, belongsToWord(text[index]) { index += 1 }
        let word = String(text[start..<index])
        tokens.append(
          NaiveToken(
            text: self == .whitespace ? word : word.lowercased(), position: position,
            isCharacter: false, run: -1, range: start..<index))
        position += 1
      } else {
        index += 1
      }
    }
    return tokens
  }

  private func belongsToWord(_ character: Character) -> Bool {
    switch self {
    case .whitespace: !character.isWhitespace
    case .plain: character.isLetter || character.isNumber
    case .standard:
      (character.isLetter || character.isNumber) && !Self.isUnspaced(character)
    }
  }

  /// Whether a character is written without spaces around it.
  package static func isUnspaced(_ character: Character) -> Bool {
    ("\u{4e00}"..."\u{9fff}").contains(character)
  }
}
