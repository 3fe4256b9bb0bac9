/// A record with its score, without anything to show.
public struct RankedRecord: Sendable, Equatable, Codable {
  /// The record.
  public var reference: RecordReference
  /// BM25 score: unitless, at least 0, comparable within one answer only.
  public var score: Float
}
