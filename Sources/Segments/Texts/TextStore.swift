/// Where the records of an index stay whole.
///
/// The one definition of this choice: indexes store it, options and answers carry it, faces read
/// it.
public enum TextStore: String, Sendable, CaseIterable, Codable {
  /// Inside the index, compressed for speed.
  case lz4
  /// Inside the index, compressed for size, with a dictionary of what texts have in common.
  case zstd
  /// In the corpus files only.
  case none
}
