/// A file that was recognised as data.
public struct DetectedFile: Sendable, Equatable, Codable {
  /// The path as it is remembered.
  public var path: String
  /// Bytes on disk.
  public var bytes: UInt64
}
