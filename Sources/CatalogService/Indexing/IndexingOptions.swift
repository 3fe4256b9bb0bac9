/// How a dataset is indexed; what is `nil` keeps what the index has, or the default.
public struct IndexingOptions: Sendable, Equatable {
  /// How text becomes terms.
  public var analyzer: AnalyzerChoice?
  /// Language whose word endings are taken off, a name or a code; empty takes none off.
  public var stem: String?
  /// A file of words that are not indexed, one a line; empty leaves none out.
  public var stopWords: String?
  /// Where the text of records stays.
  public var store: StoreChoice?
  /// Whether documents are renumbered.
  public var reorder: ReorderChoice?
  /// Anonymous memory to use, in bytes.
  public var memory: UInt64?
  /// Threads to use.
  public var jobs: Int?
  /// Bad records after which to stop; `nil` never stops.
  public var maximumErrors: Int?

  /// Everything left to the defaults.
  public init() {}
}

/// How a dataset is registered.
public struct AddOptions: Sendable {
  /// The dataset's name; its id when `nil`.
  public var name: String?
  /// Fields to search, the body first; detected when empty.
  public var textFields: [String] = []
  /// The field that names records; detected when `nil`.
  public var recordID: String?
  /// Edits to the description, `KEY=VALUE` each.
  public var edits: [String] = []
  /// How to index.
  public var indexing = IndexingOptions()
  /// Register only.
  public var skipsIndexing = false

  /// Everything detected.
  public init() {}
}

/// How to search.
public struct FindOptions: Sendable {
  /// Column conditions.
  public var condition: String?
  /// Hits to return.
  public var limit = CatalogConfiguration().limit
  /// Continue behind this cursor of an earlier answer.
  public var cursor: String?
  /// `FIELD` or `FIELD:desc`; by score when `nil`.
  public var sort: String?
  /// Fields whose values are counted under the query.
  public var facets: [String] = []
  /// Every word must occur.
  public var all = false
  /// Words side by side rank records higher in which they stand side by side.
  public var boostPhrases = false
  /// Characters on each side of a match in snippets.
  public var context: Int?
  /// BM25's k1.
  public var k1 = CatalogConfiguration().k1
  /// BM25's b.
  public var b = CatalogConfiguration().b
  /// Say how the query was understood and how scores came about.
  public var explain = false
  /// Stop after so many seconds with what was found; the coverage says so.
  public var timeout: Double?

  /// The defaults.
  public init() {}
}
