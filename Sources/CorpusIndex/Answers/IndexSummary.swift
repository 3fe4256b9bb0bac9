/// What one commit of an index holds, and how it was made.
public struct IndexSummary: Sendable, Equatable, Codable {
  /// Live records.
  public var records: UInt64
  /// Records taken out by deletes, which can be brought back.
  public var deletedRecords: UInt64
  /// Records of files that changed or are gone; ``textBytes`` and ``bytes`` count them until segments are
  /// merged or made anew.
  public var retiredRecords: UInt64
  /// Segments in the commit.
  public var segments: Int
  /// Bytes of all files of the commit.
  public var bytes: UInt64
  /// The same by section.
  public var sections: [SectionSize]
  /// Bytes of the indexed text, uncompressed UTF-8.
  public var textBytes: UInt64
  /// Positions in all text fields.
  public var tokens: UInt64
  /// Number of the commit.
  public var generation: UInt64
  /// How records became this index.
  public var method: IndexingMethod
  /// Which fields of a record are what.
  public var fields: FieldPlan
  /// An id that two records share; all go by their running numbers then.
  public var repeatedID: RepeatedRecordID?
  /// The first run has not ended: there are only the records that it has read so far.
  public var isPartial: Bool
  /// The metadata columns, as the values make them.
  public var columns: [IndexColumn]
  /// What is in no column although records have it.
  public var leftOutColumns: LeftOutColumns
  /// What could not be used of the source files.
  public var problems: SourceProblems
}
