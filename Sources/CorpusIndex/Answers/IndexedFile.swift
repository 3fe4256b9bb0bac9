/// A source file as it was when indexed.
public struct IndexedFile: Sendable, Equatable, Codable {
  /// The path as it is remembered.
  public var path: String
  /// Bytes on disk.
  public var bytes: UInt64
  /// Seconds since 1970.
  public var modified: Double
  /// Records.
  public var records: UInt64
}
