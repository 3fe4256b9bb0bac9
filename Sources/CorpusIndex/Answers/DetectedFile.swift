/// A file that was recognised as data.
public struct DetectedFile: Sendable, Equatable, Codable {
  /// The path as it is remembered.
  public var path: String
  /// Bytes on disk.
  public var bytes: UInt64
  /// Columns that all of its records have, such as its split.
  public var labels: [Label] = []

  /// A column with the same values in all records of a file.
  public struct Label: Sendable, Equatable, Codable {
    /// The column.
    public var column: String
    /// Its values; several where the file belongs to several parts.
    public var values: [String]
  }
}
