/// Names one record.
public struct RecordReference: Sendable, Hashable, Codable {
  /// The corpus's name, as given to the searcher.
  public var corpus: String
  /// The record's id.
  public var record: String

  /// A reference from its parts.
  public init(corpus: String, record: String) {
    self.corpus = corpus
    self.record = record
  }
}
