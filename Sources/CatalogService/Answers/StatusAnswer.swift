public import CorpusIndex

/// How a dataset's index stands.
public struct IndexStateAnswer: Sendable {
  /// What can be said about it in one word.
  public enum Word: String, Sendable {
    /// Nothing is indexed.
    case none
    /// The index holds what the source held when last looked at.
    case current
    /// The source has changed, or a run has not ended.
    case stale
    /// The index cannot be opened.
    case failed
  }

  /// What can be said about it in one word.
  public var state = Word.none
  /// What the newest commit holds; `nil` when there is none, or it cannot be opened.
  public var summary: IndexSummary?
  /// Why it is stale or failed.
  public var message: String?
  /// What helps against that.
  public var remedy: Remedy?
  /// What else should be known about it, one sentence each.
  public var notes: [String] = []
  /// Where the data lies.
  public var sources: [String] = []
  /// Files there that the last run left out.
  public var skipped: [SkippedFiles] = []
  /// What the files hold besides records, by kind.
  public var passedOver: [PassedOver] = []
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
