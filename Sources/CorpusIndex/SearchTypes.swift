/// How to search.
public struct SearchOptions: Sendable {
  public var limit = 10
  /// Column conditions (`lang=zh and quality>=15`).
  public var condition: String?
  /// Every word must occur.
  public var all = false
  public var k1 = 1.2
  public var b = 0.75
  /// Ask for the exact total (else a lower bound may come back).
  public var exactTotal = true
  /// Snippets and highlights for the hits.
  public var snippets = true
  /// Characters on each side in snippets.
  public var context: Int?
  public var explain = false
  /// Continue behind this cursor.
  public var cursor: String?
  /// `FIELD` or `FIELD:desc`.
  public var sort: String?
  public var facets: [String] = []
  public init() {}
}

/// Names one record.
public struct RecordReference: Sendable, Equatable {
  public var corpus: String
  public var record: String
}

/// A metadata value.
public enum FieldValue: Sendable, Equatable {
  case integer(Int64), real(Double), boolean(Bool), string(String)
}

/// One ranked hit.
public struct Hit: Sendable {
  public var reference: RecordReference
  public var score: Float
  public var title: String?
  public var snippet: String
  /// Half-open UTF-8 byte ranges in ``snippet``.
  public var highlights: [Range<Int>]
  public var fields: [(name: String, value: FieldValue)]
  /// How the score came about, on request, one line per clause.
  public var explanation: [String]?
}

/// What was searched.
public struct Coverage: Sendable {
  public var corpora: Int
  public var searched: Int
  public var failed: [(name: String, message: String)]
  public var documents: UInt64
  /// Anything that makes the answer less than exact.
  public var notes: [String]
}

/// A facet's values under the query.
public struct FacetCount: Sendable {
  public var value: FieldValue?
  public var count: UInt64
}

/// The answer to a search.
public struct SearchAnswer: Sendable {
  public var hits: [Hit]
  public var total: UInt64
  public var totalIsExact: Bool
  public var coverage: Coverage
  public var facets: [(field: String, values: [FacetCount])]
  public var next: String?
  /// The query as understood and the plans chosen, on request.
  public var plan: [String]?
  public var seconds: Double
}

/// The answer to a count.
public struct CountAnswer: Sendable {
  public var records: UInt64
  /// `nil` for queries that are neither a term nor a phrase.
  public var occurrences: UInt64?
  public var by: [(field: String, values: [FacetCount])]
  public var coverage: Coverage
}

/// A whole record.
public struct StoredRecord: Sendable {
  public var reference: RecordReference
  /// Field path and text.
  public var texts: [(field: String, text: String)]
  public var fields: [(name: String, value: FieldValue)]
  public var file: String
  public var offset: UInt64
}
