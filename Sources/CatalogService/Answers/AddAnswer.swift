public import CorpusIndex

/// What an `add` is about to do.
public struct AddPlan: Sendable, Equatable {
  /// The dataset's id.
  public var id: String
  /// What the sources are, and why.
  public var detection: Detection
  /// How they will be indexed.
  public var indexing: IngestOptions
  /// The description that is taken together with the data.
  public var description: PlannedDescription?
}

/// A description that is taken together with the data beside which it stands.
public struct PlannedDescription: Sendable, Equatable {
  /// The file.
  public var path: String
  /// What it is written in, for people.
  public var vocabulary: String
  /// The dataset's name.
  public var title: String
  /// The labels of its licences.
  public var licenses: [String]
}

/// What happened to a dataset's index.
public struct IndexingAnswer: Sendable, Equatable {
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
    /// Units that were made elsewhere were taken over.
    case published
  }

  /// The dataset's id.
  public var id: String
  /// How the run ended.
  public var outcome: Outcome
  /// What was to be done; `nil` when a description alone was read.
  public var plan: AddPlan?
  /// What the run did, and what could not be used.
  public var report = IngestReport()
  /// Somebody said which field names the records, so a repeated id is a fault of the data.
  public var recordIDWasGiven = false
  /// The data now stands under a description that was there before it.
  public var isAttached = false
  /// The description was changed as the options say, beside data that was indexed already.
  public var isEdited = false
  /// The files were found in another place than before, with the same bytes.
  public var isMoved = false
  /// What is missing of what the store was told of the index that was there before, which was gone or
  /// older; `nil` where nothing is.
  public var lossBefore: String?
  /// Units that the dataset consists of, when it was published from units.
  public var units: UInt64?
  /// Folders of units that the plan does not name, which were passed by.
  public var passedUnits: [String] = []
  /// Descriptions that were registered, when the source was a description.
  public var described: [String] = []
  /// Which values of a description are kept in other words than they were written in.
  public var notes: [IngestProblem] = []
}

/// What an indexing run tells while it goes.
public enum IngestEvent: Sendable {
  /// How many bytes have come through a pipe, before anything can be detected.
  case received(UInt64)
  /// What was detected, before anything is written.
  case planned(AddPlan)
  /// How far the run has come.
  case step(IngestProgress)
}
