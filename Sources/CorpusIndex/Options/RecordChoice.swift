/// Which records to read, and what of them.
public struct RecordChoice: Sendable {
  /// The query that records match; `nil` takes every record.
  public var query: String?
  /// Column conditions (`lang=zh and quality>=15`).
  public var condition: String?
  /// Every word of the query must occur.
  public var all = false
  /// What is read; ids and columns alone are much cheaper.
  public var parts = RecordParts.all
  /// Seconds that choosing them may take; more is an error, since some of them are not those that were
  /// asked for.
  public var timeout: Double?
  /// Whether the records are not wanted any more, asked while they are looked for; then the walk is an
  /// error.
  public var isCancelled: (@Sendable () -> Bool)?

  /// Every record, or those that match a query.
  public init(matching query: String? = nil, where condition: String? = nil) {
    self.query = query
    self.condition = condition
  }
}
