/// How a dataset's index stands.
public struct IndexStateAnswer: Sendable {
  /// What can be said about it in one word.
  public enum Word: String, Sendable {
    /// Nothing is indexed.
    case none
    /// The index holds what the source held when last looked at.
    case current
    /// The source has changed, or a run was cut short.
    case stale
    /// The index cannot be opened.
    case failed
  }

  /// Live records.
  public var records: UInt64 = 0
  /// Files of the newest commit.
  public var segments = 0
  /// Bytes of the index.
  public var bytes: UInt64 = 0
  /// UTF-8 bytes of the indexed text.
  public var textBytes: UInt64 = 0
  /// Number of the newest commit.
  public var generation: UInt64 = 0
  /// What can be said about it in one word.
  public var state = Word.none
  /// Records deleted and not yet merged away.
  public var deletedRecords: UInt64 = 0
  /// Bytes by section of the index.
  public var bytesBySection: [(name: String, bytes: UInt64)] = []
  /// How text became terms.
  public var analyzer: AnalyzerChoice?
  /// Where the text stays.
  public var store: StoreChoice?
  /// Searched fields, the body first.
  public var textFields: [String] = []
  /// Metadata columns.
  public var columns: [(name: String, type: String)] = []
  /// Why it is stale or failed.
  public var message: String?
  /// Where the data lies.
  public var sources: [String] = []
}

/// One dataset with its index, for `catalog status`.
public struct DatasetStatus: Sendable {
  /// The dataset's id.
  public var id: String
  /// How its index stands.
  public var index: IndexStateAnswer
}

/// Everything registered and how it stands.
public struct StatusAnswer: Sendable {
  /// The home folder.
  public var home: String
  /// Described datasets.
  public var described: Int
  /// Registered datasets.
  public var datasets: [DatasetStatus]
}
