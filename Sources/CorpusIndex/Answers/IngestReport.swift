/// What an ingest did.
public struct IngestReport: Sendable, Equatable, Codable {
  /// Records taken in.
  public var records: UInt64 = 0
  /// Bytes of their text, uncompressed UTF-8.
  public var textBytes: UInt64 = 0
  /// Records and files that could not be used.
  public var badRecords: UInt64 = 0
  /// Records kept with a blemish, such as bytes that are no UTF-8.
  public var repairedRecords: UInt64 = 0
  /// The first hundred problems; files that could not be read to their end come first.
  public var problems: [IngestProblem] = []
  /// What earlier runs could not use of files that were not read again.
  public var earlierProblems = SourceProblems()
  /// Records read that stay out because they were deleted before.
  public var recordsKeptOut: UInt64 = 0
  /// Records that are there again though they were deleted: they went by their running numbers, which
  /// changed with their files.
  public var deletesLost: UInt64 = 0
  /// An id that two records share; the records go by their running numbers then.
  public var repeatedID: RepeatedRecordID?
  /// The columns of the index after the run.
  public var columns: [IndexColumn] = []
  /// Declared columns that no record has a value for.
  public var emptyColumns: [String] = []
  /// Paths that became no columns because there are enough.
  public var leftOutColumns = LeftOutColumns()
  /// Values that are not in their columns, by column.
  public var leftOutValues: [LeftOutValues] = []
  /// What the files hold besides records, such as the requests of a crawl.
  public var passedOver: [PassedOver] = []
  /// Files read.
  public var filesRead = 0
  /// Files that were indexed before and have not changed.
  public var filesUnchanged = 0
  /// Files read to which records were appended: only those were read.
  public var filesGrown = 0
  /// Files read that were indexed before with other bytes: their records have other running numbers.
  public var filesReplaced = 0
  /// Files that were indexed before and are not there any more.
  public var filesGone = 0
  /// Time taken, in seconds.
  public var seconds = 0.0

  /// A run that did nothing.
  public init() {}
}

/// What stands in files beside records and is none by its kind.
public struct PassedOver: Sendable, Equatable, Codable {
  /// In the plural: `request records`, `images`.
  public var kind: String
  /// How many there are.
  public var count: UInt64

  /// Everything of one kind.
  public init(kind: String, count: UInt64) {
    self.kind = kind
    self.count = count
  }
}
