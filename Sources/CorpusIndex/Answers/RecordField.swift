/// A metadata value of a record under its column's name.
public struct RecordField: Sendable, Hashable {
  /// The column's name.
  public var name: String
  /// What the record has there.
  public var value: FieldValue
}
