/// How to search.
public struct SearchOptions: Sendable {
  /// Hits wanted at most.
  public var limit = 10
  /// Column conditions (`lang=zh and quality>=15`).
  public var condition: String?
  /// Every word must occur.
  public var all = false
  /// Words side by side rank records higher in which they stand side by side.
  public var boostPhrases = false
  /// Saturation of the term frequency in BM25.
  public var k1 = 1.2
  /// Weight of the length in BM25.
  public var b = 0.75
  /// Ask for the exact total (else a lower bound may come back).
  public var exactTotal = true
  /// Snippets and highlights for the hits.
  public var snippets = true
  /// Characters on each side in snippets.
  public var context: Int?
  /// Say how the query was understood and how each score came about.
  public var explain = false
  /// Continue behind this cursor.
  public var cursor: String?
  /// `FIELD` or `FIELD:desc`.
  public var sort: String?
  /// Columns whose values are counted among all matches.
  public var facets: [String] = []
  /// Stop after so many seconds with what was found; the coverage says so.
  public var timeout: Double?
  /// Makes a value of its parts.
  public init() {}
}

/// Names one record.
public struct RecordReference: Sendable, Equatable {
  /// The corpus's name, as given to the searcher.
  public var corpus: String
  /// The record's id.
  public var record: String
}

/// A metadata value.
public enum FieldValue: Sendable, Equatable {
  case integer(Int64), real(Double), boolean(Bool), string(String)
}

/// One ranked hit.
public struct Hit: Sendable {
  /// The record.
  public var reference: RecordReference
  /// BM25 score: unitless, at least 0, comparable within one answer only.
  public var score: Float
  /// The record's title, where it has one.
  public var title: String?
  /// The passage that shows why the record was found.
  public var snippet: String
  /// Half-open UTF-8 byte ranges in ``snippet``.
  public var highlights: [Range<Int>]
  /// Metadata columns with a value.
  public var fields: [(name: String, value: FieldValue)]
  /// How the score came about, on request, one line per clause.
  public var explanation: [String]?
}

/// What was searched.
public struct Coverage: Sendable {
  /// Corpora asked for.
  public var corpora: Int
  /// Corpora searched.
  public var searched: Int
  /// Corpora that could not be searched, and why.
  public var failed: [(name: String, message: String)]
  /// Live records searched.
  public var documents: UInt64
  /// Anything that makes the answer less than exact.
  public var notes: [String]
}

/// A facet's values under the query.
public struct FacetCount: Sendable {
  /// The value; `nil` stands for records without one.
  public var value: FieldValue?
  /// Records with the value.
  public var count: UInt64
}

/// The answer to a search.
public struct SearchAnswer: Sendable {
  /// Best first.
  public var hits: [Hit]
  /// Records that match.
  public var total: UInt64
  /// Whether the total is exact or a lower bound.
  public var totalIsExact: Bool
  /// What was searched, and what was not.
  public var coverage: Coverage
  /// Columns whose values are counted among all matches.
  public var facets: [(field: String, values: [FacetCount])]
  /// Where the next page begins; `nil` behind the last.
  public var next: String?
  /// The query as understood and the plans chosen, on request.
  public var plan: [String]?
  /// Time taken, in seconds.
  public var seconds: Double
}

/// The answer to a count.
public struct CountAnswer: Sendable {
  /// Records.
  public var records: UInt64
  /// `nil` for queries that are neither a term nor a phrase.
  public var occurrences: UInt64?
  /// Counts by column.
  public var by: [(field: String, values: [FacetCount])]
  /// What was searched, and what was not.
  public var coverage: Coverage
}

/// A whole record.
public struct StoredRecord: Sendable {
  /// The record.
  public var reference: RecordReference
  /// Field path and text.
  public var texts: [(field: String, text: String)]
  /// Metadata columns with a value.
  public var fields: [(name: String, value: FieldValue)]
  /// The source file, as remembered.
  public var file: String
  /// The record's first byte in the uncompressed file.
  public var offset: UInt64
}
