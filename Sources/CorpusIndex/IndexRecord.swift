/// A record made by a program, for ``CorpusIndex/write(options:_:)``.
public struct IndexRecord: Sendable {
  /// The record's id; `nil` numbers it.
  public var id: String?
  /// Texts by field path; the fields of the index that are missing here are empty.
  public var texts: [String: String]
  /// Metadata by column name; a name that the index does not know yet becomes a column.
  public var columns: [String: FieldValue]

  /// A record of its parts.
  public init(id: String? = nil, texts: [String: String], columns: [String: FieldValue] = [:]) {
    self.id = id
    self.texts = texts
    self.columns = columns
  }
}
