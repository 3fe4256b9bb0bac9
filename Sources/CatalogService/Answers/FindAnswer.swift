/// The answer to a search: ranked records, datasets found by their description, and what was
/// looked at.
public struct FindAnswer: Sendable {
  /// The query as typed.
  public var query: String
  /// Matching records.
  public var total: UInt64
  /// ``total`` is the exact number, not a lower bound.
  public var totalIsExact: Bool
  /// Time of the search in milliseconds.
  public var milliseconds: Double
  /// What was looked at.
  public var coverage: AnswerCoverage
  /// The best records, best first.
  public var hits: [FoundRecord]
  /// Datasets whose description matches, best first.
  public var datasets: [FoundDataset]
  /// Values under the query, by field.
  public var facets: [FacetAnswer]
  /// Continues behind the last hit; `nil` when nothing is left.
  public var next: String?
  /// The query as understood and the plans chosen, on request.
  public var plan: [String]?
}

/// One record found.
public struct FoundRecord: Sendable {
  /// The dataset that holds it.
  public var dataset: String
  /// Its id there.
  public var record: String
  /// BM25, at least 0; not comparable between different sets of datasets.
  public var score: Float
  /// Its title, where it has one.
  public var title: String?
  /// The passage that shows why it was found.
  public var snippet: String
  /// Matches in the passage, half-open ranges of UTF-8 bytes.
  public var highlights: [Range<Int>]
  /// Its metadata.
  public var fields: [(name: String, value: RecordValue)]
  /// How the score came about, on request.
  public var explanation: [String]?
}

/// One dataset found by its description.
public struct FoundDataset: Sendable {
  /// Its id.
  public var id: String
  /// Its name.
  public var name: String
  /// Higher is better; comparable within one answer only.
  public var score: Double
  /// The passage of the description that matches.
  public var snippet: String
}

/// A value of a record's metadata.
public enum RecordValue: Sendable, Equatable {
  case integer(Int64)
  case real(Double)
  case boolean(Bool)
  case string(String)

  /// The value as people read it.
  public var text: String {
    switch self {
    case .integer(let value): String(value)
    case .real(let value): value.description
    case .boolean(let value): value ? "true" : "false"
    case .string(let value): value
    }
  }
}

/// A field's values with their counts, most frequent first.
public struct FacetAnswer: Sendable {
  /// The field.
  public var field: String
  /// `nil` stands for records without a value.
  public var values: [(value: RecordValue?, count: UInt64)]
}

/// What an answer rests on; an answer never hides what it could not look at.
public struct AnswerCoverage: Sendable {
  /// Datasets that should have been searched.
  public var datasets = 0
  /// Datasets that were.
  public var searched = 0
  /// Searched, although their source has changed since.
  public var stale: [String] = []
  /// Not searched, and why.
  public var failures: [(dataset: String, message: String)] = []
  /// Records looked at.
  public var documents: UInt64 = 0
  /// Anything else that makes the answer less than exact.
  public var notes: [String] = []
}

/// The answer to a count.
public struct CountedAnswer: Sendable {
  /// Matching records.
  public var records: UInt64
  /// Places where the term or phrase starts; `nil` for other queries.
  public var occurrences: UInt64?
  /// Counts by field, on request.
  public var by: [FacetAnswer]
  /// What was looked at.
  public var coverage: AnswerCoverage

  /// Nothing was left out.
  public var isExact: Bool { coverage.failures.isEmpty && coverage.notes.isEmpty }
}
