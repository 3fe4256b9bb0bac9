/// A searched text of a record under its field's path.
public struct RecordText: Sendable, Hashable, Codable {
  /// The field's path: keys joined by dots.
  public var field: String
  /// The text, whole.
  public var text: String
}
