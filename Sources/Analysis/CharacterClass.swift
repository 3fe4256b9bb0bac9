/// What a folded character is to the segmentation, as numbered by the generated tables.
///
/// Most classes are those of the property Word_Break of UAX #29. A class is a plain number so
/// that a set of classes is one bit mask.
enum CharacterClass {
  static let other: UInt32 = 0
  static let letter: UInt32 = 1
  static let hebrewLetter: UInt32 = 2
  static let numeric: UInt32 = 3
  static let extendNumLet: UInt32 = 4
  static let midLetter: UInt32 = 5
  static let midNum: UInt32 = 6
  static let midNumLet: UInt32 = 7
  static let singleQuote: UInt32 = 8
  static let doubleQuote: UInt32 = 9
  /// Combining marks and format characters, which belong to what they follow.
  static let extend: UInt32 = 10
  /// Letters and numbers that UAX #29 joins with nothing.
  static let loneLetter: UInt32 = 11
  static let emoji: UInt32 = 12
  static let regionalIndicator: UInt32 = 13
  static let plusOrSharp: UInt32 = 14
  /// Characters of scripts written without spaces; see the page on analysis.
  static let unspaced: UInt32 = 15

  /// Classes that join each other into words without condition.
  static let joining: UInt32 = 1 << letter | 1 << hebrewLetter | 1 << numeric | 1 << extendNumLet
  static let letters: UInt32 = 1 << letter | 1 << hebrewLetter
  /// Classes of which one makes a segment a word.
  static let content: UInt32 =
    letters | 1 << numeric | 1 << loneLetter | 1 << emoji | 1 << regionalIndicator
  /// What `+` and `#` do not stay in front of.
  static let continuing: UInt32 = joining | 1 << loneLetter
  /// What may stand between two letters of one word.
  static let betweenLetters: UInt32 = 1 << midLetter | 1 << midNumLet | 1 << singleQuote
  /// What may stand between two digits of one word.
  static let betweenDigits: UInt32 = 1 << midNum | 1 << midNumLet | 1 << singleQuote

  /// Whether a class is in a set of classes.
  @inline(__always)
  static func isOne(_ kind: UInt32, of set: UInt32) -> Bool { 1 &<< kind & set != 0 }
}
