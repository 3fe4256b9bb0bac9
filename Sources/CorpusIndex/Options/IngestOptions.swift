/// How to take records in.
public struct IngestOptions: Sendable, Equatable {
  /// `nil` keeps the plan of the index, or detects one.
  public var fields: FieldPlan?
  /// How records become an index.
  public var method = IndexingMethod()
  /// Anonymous memory that indexing may use, in bytes.
  public var memory: UInt64 = 1 << 30
  /// Threads.
  public var jobs = 2
  /// Bad records after which to stop; `nil` never stops.
  public var maximumErrors: Int?
  /// Starts from nothing, replacing all that was indexed; the old index answers until then.
  public var rebuild = false
  /// Deletes the records of files that were indexed before and are not named now.
  public var removesMissing = false
  /// Segments of a commit from which on some are merged before it; `nil` for as many as a process can map.
  package var mostSegments: Int?

  /// The defaults, for fields that are given or detected.
  public init(fields: FieldPlan? = nil, method: IndexingMethod = IndexingMethod()) {
    self.fields = fields
    self.method = method
  }
}
