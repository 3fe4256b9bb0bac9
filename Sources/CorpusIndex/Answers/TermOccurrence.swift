/// One term of a text.
public struct TermOccurrence: Sendable, Equatable {
  /// What a term was made from.
  public enum Kind: String, Sendable, CaseIterable, Codable {
    /// A word of spaced text.
    case word
    /// A character of unspaced text.
    case character
    /// Two adjacent characters of unspaced text.
    case pair
  }

  /// The folded characters.
  public var term: String
  /// What it was made from.
  public var kind: Kind
  /// Position within the text, from 0.
  public var position: UInt32
  /// Half-open range in the text's UTF-8 bytes.
  public var bytes: Range<Int>
}
