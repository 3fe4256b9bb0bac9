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
  /// Each place with what stands on both sides of it, where ``SearchOptions/context`` asks for that.
  public var occurrences: [Occurrence] = []
  /// What is to be said of occurrences that are not among these.
  public var occurrencesRemark: String?
  /// Metadata columns with a value.
  public var fields: [RecordField]
  /// How the score came about, on request, one line per clause.
  public var explanation: [String]?

  /// One place at which something was found.
  public struct Occurrence: Sendable, Equatable {
    /// What stands before it, on one line.
    public var before: String
    /// What was found.
    public var match: String
    /// What stands behind it.
    public var after: String
  }
}
