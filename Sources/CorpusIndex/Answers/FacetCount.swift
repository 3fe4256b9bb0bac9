/// One value of a field among the matches of a query.
public struct FacetCount: Sendable, Hashable {
  /// The value; `nil` stands for records without one.
  public var value: FieldValue?
  /// Records with the value.
  public var count: UInt64

  /// A count from its parts.
  public init(value: FieldValue?, count: UInt64) {
    self.value = value
    self.count = count
  }
}
