/// What a check saw.
public struct IndexCheckReport: Sendable, Equatable, Codable {
  /// What is wrong, one sentence each.
  public var problems: [String]
  /// What was mended.
  public var repaired: [String]
  /// Files read whole.
  public var filesChecked: Int
  /// Bytes verified.
  public var bytesChecked: UInt64
}
