/// Where the text of records stays.
public enum TextStore: String, Sendable, CaseIterable, Codable {
  /// Compressed inside the index.
  case lz4
  /// In the corpus files only.
  case none
}
