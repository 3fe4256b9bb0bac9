/// One hit.
public struct Hit: Sendable, Equatable {
  /// The record.
  public var reference: RecordReference
  /// BM25 score: unitless, at least 0, comparable within one answer only; `nil` where a column
  /// decides about the order.
  public var score: Float?
  /// The record's title, where it has one.
  public var title: String?
  /// The passage that shows why the record was found.
  public var snippet: String
  /// Half-open UTF-8 byte ranges in ``snippet``.
  public var highlights: [Range<Int>]
  /// Metadata columns with a value.
  public var fields: [RecordField]
  /// How the score came about, on request, one line per clause.
  public var explanation: [String]?
}
