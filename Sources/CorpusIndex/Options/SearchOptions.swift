/// How to search.
public struct SearchOptions: Sendable, Equatable {
  /// Numbers of characters that ``context`` may have.
  public static let contexts = 0...10_000
  /// Values that ``k1`` may have: below 0 a score could fall when a word occurs more often.
  public static let saturations = 0...Double.greatestFiniteMagnitude
  /// Values that ``b`` may have.
  public static let lengthWeights = 0.0...1.0
  /// Seconds that ``timeout`` may have.
  public static let timeouts = 0...Double.greatestFiniteMagnitude

  /// Hits wanted at most.
  public var limit = 10
  /// Column conditions (`lang=zh and quality>=15`).
  public var condition: String?
  /// Every word must occur.
  public var all = false
  /// Words side by side rank records higher in which they stand side by side.
  public var boostPhrases = false
  /// Saturation of the term frequency in BM25, of ``saturations``.
  public var k1 = 1.2
  /// Weight of the length in BM25, of ``lengthWeights``.
  public var b = 0.75
  /// Ask for the exact total (else a lower bound may come back).
  public var exactTotal = true
  /// Snippets and highlights for the hits.
  public var snippets = true
  /// Values of metadata columns for the hits.
  public var fields = true
  /// Characters on each side in snippets, of ``contexts``.
  public var context: Int?
  /// Say how the query was understood and how each score came about.
  public var explain = false
  /// Continue behind this cursor.
  public var cursor: String?
  /// `FIELD` or `FIELD:desc`.
  public var sort: String?
  /// Columns whose values are counted among all matches, and the searcher's name for counts by
  /// corpus.
  public var facets: [String] = []
  /// Values of each facet to name, the most frequent ones; the answer says how many more there are.
  public var facetLimit = 100
  /// Stop after so many seconds, of ``timeouts``, with what was found; the coverage says so.
  public var timeout: Double?
  /// Threads that a search may run on, the caller's included; `nil` for one on each core that other
  /// searches of the process leave free.
  ///
  /// Segments are shared among them, and ranges of large ones. A search that takes less than about a millisecond keeps to one.
  public var threads: Int?
  /// Seconds that a search must be expected to take before it uses more than one thread.
  package var secondsWorthSharing = 0.001
  /// Windows of 4,096 documents that a range of a segment has at least, when it is cut.
  package var windowsWorthSharing = 4

  /// The defaults.
  public init() {}
}
