/// What an `add` is about to do.
public struct AddPlan: Sendable {
  /// The dataset's id.
  public var id: String
  /// The format of the files.
  public var format: String
  /// Files to read, with their bytes on disk.
  public var files: [(path: String, bytes: UInt64)]
  /// Searched texts, the body first.
  public var textFields: [String]
  /// The field that names records; `nil` numbers them.
  public var recordID: String?
  /// Metadata columns.
  public var columns: [(name: String, type: String)]
  /// One sentence per decision.
  public var reasons: [String]
  /// How it will be indexed.
  public var options: IndexingOptions
}

/// What happened to a dataset's index.
public struct IndexingAnswer: Sendable {
  /// How the run ended.
  public enum Outcome: String, Sendable {
    /// Records were indexed.
    case indexed
    /// The same bytes were indexed already.
    case unchanged
    /// The dataset is described and its files are known, on request nothing was indexed.
    case registered
    /// Only the plan was wanted.
    case planned
  }

  /// The dataset's id.
  public var id: String
  /// How the run ended.
  public var outcome: Outcome
  /// What was to be done; `nil` when a description alone was read.
  public var plan: AddPlan?
  /// Records indexed in this run.
  public var records: UInt64 = 0
  /// UTF-8 bytes of their text.
  public var textBytes: UInt64 = 0
  /// Records that could not be used.
  public var badRecords: UInt64 = 0
  /// The first of them.
  public var problems: [SourceProblem] = []
  /// Files read and files that had not changed.
  public var filesRead = 0
  /// Files that were indexed before and have not changed.
  public var filesUnchanged = 0
  /// Time of the run.
  public var seconds: Double = 0
  /// Descriptions that were registered, when the source was a description.
  public var described: [String] = []
}

/// A record or file that could not be used.
public struct SourceProblem: Sendable {
  /// `file:line`, or `file` with a byte offset.
  public var place: String
  /// What is wrong with it.
  public var message: String
}

/// How far an indexing run has come.
public struct IngestStep: Sendable {
  /// `reading`, `writing`, `merging`, `committing`.
  public var phase: String
  /// Part of the bytes on disk that were read, from 0 to 1; `nil` when unknown.
  public var fraction: Double?
  /// Records read.
  public var records: UInt64
  /// UTF-8 bytes of their text.
  public var textBytes: UInt64

  /// A step from its parts.
  public init(phase: String, fraction: Double?, records: UInt64, textBytes: UInt64) {
    self.phase = phase
    self.fraction = fraction
    self.records = records
    self.textBytes = textBytes
  }
}

/// What an indexing run tells while it goes.
public enum IngestEvent: Sendable {
  /// What was detected, before anything is written.
  case planned(AddPlan)
  /// How far the run has come.
  case step(IngestStep)
}
