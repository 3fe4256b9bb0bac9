/// Word boundaries by the rules of UAX #29, one rule after the other and in no hurry.
enum ReferenceWordBreaks {
  /// Values of the property Word_Break, and Extended_Pictographic for what has none.
  enum Property {
    case carriageReturn, lineFeed, newline, space, other
    case letter, hebrewLetter, numeric, katakana, extendNumLet
    case midLetter, midNum, midNumLet, singleQuote, doubleQuote
    case extend, format, zeroWidthJoiner, regionalIndicator, pictographic
  }

  private static func isNewline(_ property: Property) -> Bool {
    property == .carriageReturn || property == .lineFeed || property == .newline
  }

  private static func isIgnored(_ property: Property) -> Bool {
    property == .extend || property == .format || property == .zeroWidthJoiner
  }

  private static func isLetter(_ property: Property?) -> Bool {
    property == .letter || property == .hebrewLetter
  }

  /// Whether a word ends in front of each character; the border behind the last one is left out.
  static func breaks(_ text: [Property]) -> [Bool] {
    text.indices.map { isBreak(text, before: $0) }
  }

  private static func isBreak(_ text: [Property], before index: Int) -> Bool {
    // WB1
    if index == 0 { return true }
    let previous = text[index - 1]
    let next = text[index]
    // WB3
    if previous == .carriageReturn, next == .lineFeed { return false }
    // WB3a, WB3b
    if isNewline(previous) || isNewline(next) { return true }
    // WB3c
    if previous == .zeroWidthJoiner, next == .pictographic { return false }
    // WB3d
    if previous == .space, next == .space { return false }
    // WB4
    if isIgnored(next) { return false }

    // From here on marks and format characters are part of what they follow.
    func behind(_ start: Int) -> Int? {
      var at = start + 1
      while at < text.count, isIgnored(text[at]) { at += 1 }
      return at < text.count ? at : nil
    }
    func before(_ start: Int) -> Int? {
      var at = start - 1
      while at > 0, isIgnored(text[at]), !isNewline(text[at - 1]) { at -= 1 }
      return at >= 0 ? at : nil
    }
    guard let left = before(index) else { return true }
    let a = text[left]
    let beforeA = before(left).map { text[$0] }
    let afterNext = behind(index).map { text[$0] }
    // WB5
    if isLetter(a), isLetter(next) { return false }
    let joinsLetters: [Property] = [.midLetter, .midNumLet, .singleQuote]
    // WB6
    if isLetter(a), joinsLetters.contains(next), isLetter(afterNext) { return false }
    // WB7
    if isLetter(beforeA), joinsLetters.contains(a), isLetter(next) { return false }
    // WB7a
    if a == .hebrewLetter, next == .singleQuote { return false }
    // WB7b
    if a == .hebrewLetter, next == .doubleQuote, afterNext == .hebrewLetter { return false }
    // WB7c
    if beforeA == .hebrewLetter, a == .doubleQuote, next == .hebrewLetter { return false }
    // WB8
    if a == .numeric, next == .numeric { return false }
    // WB9
    if isLetter(a), next == .numeric { return false }
    // WB10
    if a == .numeric, isLetter(next) { return false }
    let joinsNumbers: [Property] = [.midNum, .midNumLet, .singleQuote]
    // WB11
    if beforeA == .numeric, joinsNumbers.contains(a), next == .numeric { return false }
    // WB12
    if a == .numeric, joinsNumbers.contains(next), afterNext == .numeric { return false }
    // WB13
    if a == .katakana, next == .katakana { return false }
    let joined: [Property] = [.letter, .hebrewLetter, .numeric, .katakana, .extendNumLet]
    // WB13a
    if joined.contains(a), next == .extendNumLet { return false }
    // WB13b
    if a == .extendNumLet, joined.contains(next), next != .extendNumLet { return false }
    if a == .regionalIndicator, next == .regionalIndicator {  // WB15, WB16
      var count = 0
      var at: Int? = left
      while let here = at, text[here] == .regionalIndicator {
        count += 1
        at = before(here)
      }
      return count % 2 == 0
    }
    return true  // WB999
  }
}
