/// What ``CorpusIndex/detect(_:base:textFields:recordID:)`` found.
public struct Detection: Sendable, Equatable, Codable {
  /// Which fields of a record are what.
  public var fields: FieldPlan
  /// `jsonl`, later others.
  public var format: String
  /// Files to read, in order.
  public var files: [DetectedFile]
  /// One sentence per decision.
  public var reasons: [String]
}
