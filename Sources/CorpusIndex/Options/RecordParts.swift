/// What is read of records, besides where they stand and what they are called.
public struct RecordParts: OptionSet, Sendable {
  /// One bit for each part.
  public let rawValue: Int

  /// Parts by their bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The searched texts.
  public static let texts = RecordParts(rawValue: 1)
  /// The metadata columns.
  public static let fields = RecordParts(rawValue: 2)
  /// The record whole, as it stands in its source.
  public static let value = RecordParts(rawValue: 4)
  /// All of it.
  public static let all: RecordParts = [.texts, .fields, .value]
}
