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
  /// Records whose own values count before those of labels and attributes, by column.
  public var ownValues: [OwnValues] = []
  /// Records taken in that hold no text, such as a conversation without turns.
  public var recordsWithoutText: UInt64 = 0
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
  /// Fields of text and id that some records spell in other characters which look the same, as é in one
  /// character or two: a key is its characters, so there they are columns alone.
  public var otherSpellings: [String] = []
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

/// Records that have values of their own in a column which their file or an attribute fills as well.
public struct OwnValues: Sendable, Equatable, Codable {
  /// The column.
  public var column: String
  /// How many they are.
  public var records: UInt64

  /// The records of one column.
  public init(column: String, records: UInt64) {
    self.column = column
    self.records = records
  }
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
