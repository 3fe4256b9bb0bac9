/// How many tokens texts would be to a language model, estimated from their characters.
///
/// The rates are those of three tokenizers with vocabularies of 32,000 (a SentencePiece BPE), 131,000
/// and 152,000 tokens (byte-level BPE), fitted by least squares to 3,000 English and 3,000 Chinese
/// texts of books, technical documentation, laws and classical literature. Added up over either
/// corpus, each fit is within 2 % of its own tokenizer; the tokenizers differ among each other by
/// 13 % in English and 54 % in Chinese, and that is what ``low`` and ``high`` tell. Scripts besides
/// Latin and Han were not in those texts; their rates are assumed, from the bytes of a character.
package struct TokenEstimate: Sendable, Equatable {
  /// The mean of the three.
  package let tokens: UInt64
  /// By the tokenizer that makes the fewest.
  package let low: UInt64
  /// By the tokenizer that makes the most.
  package let high: UInt64
  /// Part of the letters whose scripts have assumed rates, from 0 to 1.
  package let assumedShare: Double

  /// Tokens a character, one row for each tokenizer.
  private struct Rates {
    var latin: Double
    var digits: Double
    var spaces: Double
    var marks: Double
    var han: Double
    /// Times the assumed rate of a script.
    var others: Double

    subscript(script: Script) -> Double {
      switch script {
      case .latin: latin
      case .han: han
      case .digits: digits
      case .spaces: spaces
      case .marks: marks
      case .cyrillic, .greek, .hebrew, .arabic: 0.45 * others
      case .kana, .hangul, .devanagari, .thai: 0.8 * others
      case .otherLetters: 1.2 * others
      }
    }
  }

  private static let tokenizers = [
    Rates(latin: 0.114, digits: 0.788, spaces: 0.358, marks: 1.732, han: 0.733, others: 0.75),
    Rates(latin: 0.112, digits: 1.064, spaces: 0.468, marks: 1.438, han: 1.069, others: 1),
    Rates(latin: 0.059, digits: 0.854, spaces: 0.754, marks: 1.762, han: 1.286, others: 1.25),
  ]

  /// An estimate for texts like those surveyed, of a number of characters in all.
  ///
  /// - Parameters:
  ///   - survey: All of the texts or a sample of them.
  ///   - characters: Of all texts.
  package init(_ survey: TextSurvey, characters: UInt64) {
    let seen = Script.allCases.reduce(0) { $0 + survey[$1] }
    let scale = seen > 0 ? Double(characters) / seen : 0
    let sums = Self.tokenizers.map { rates in
      Script.allCases.reduce(0) { $0 + survey[$1] * rates[$1] } * scale
    }
    tokens = UInt64(sums.reduce(0, +) / Double(sums.count))
    low = UInt64(sums.min() ?? 0)
    high = UInt64(sums.max() ?? 0)
    let assumed = Script.allCases.filter { $0.isLetter && $0 != .latin && $0 != .han }
      .reduce(0) { $0 + survey[$1] }
    assumedShare = survey.letters > 0 ? assumed / survey.letters : 0
  }
}
