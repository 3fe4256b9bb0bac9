internal import Postings
internal import Storage

/// The best documents that hold any of several terms: windows of 4,096 documents, in each the
/// terms split by their bounds.
///
/// Terms whose bounds together cannot lift a document over the threshold are not read; the others
/// are added up for the whole window by a vector kernel. Only documents that, with all that the
/// unread terms could add, still reach the threshold are scored exactly. After H. Turtle and J.
/// Flood, "Query Evaluation: Strategies and Optimizations", 1995, and S. Ding and T. Suel, "Faster
/// Top-k Document Retrieval Using Block-Max Indexes", SIGIR 2011.
struct MaxScoreWindow {
  /// One term of the disjunction.
  struct Clause {
    /// Walks blocks for the window.
    var cursor: PostingCursor
    /// Scores single documents.
    var probe: PostingCursor
    var weight: Double
    var scoring: FieldScoring
    /// The bound in the current window.
    var bound = 0.0
    /// Place in the query: exact scores add in this order.
    var order: Int
  }

  private var clauses: [Clause]
  private let scores: BufferView<Float>
  private let seen: BufferView<UInt64>
  private let candidates: BufferView<UInt32>
  private let documentCount: Int

  init(_ clauses: [Clause], documentCount: Int, scratch: ScratchArena) {
    self.clauses = clauses
    self.documentCount = documentCount
    scores = scratch.make(repeating: 0, count: Window.size)
    seen = scratch.make(repeating: 0, count: Window.words)
    candidates = scratch.make(repeating: 0, count: Window.size + 1)
  }

  mutating func run(
    filter: WindowFilter?, collector: SegmentCollector, hits: inout TopHits
  ) throws(StorageError) {
    var window = 0
    let windows = (documentCount + Window.size - 1) / Window.size
    while window < windows {
      let first = Window.first(of: window)
      let last = first + UInt32(Window.size - 1)
      try computeBounds(first: first, last: last)
      let limit = pruningLimit(hits.threshold)
      // Weakest first: the longest prefix that stays below the threshold is not essential.
      clauses.sort { ($0.bound, $0.order) < ($1.bound, $1.order) }
      var sum = 0.0
      var unread = 0
      while unread < clauses.count, sum + clauses[unread].bound < limit {
        sum += clauses[unread].bound
        unread += 1
      }
      if unread < clauses.count {
        try score(from: unread, first: first, last: last)
        if let filter { try filter.apply(window: window, to: seen) }
        // Sums of floats in any order are off by far less than this.
        let floor = hits.threshold.isFinite ? (limit - sum) * (1 - 1e-5) : -Double.infinity
        try collect(
          unread: unread, first: first, floor: Float(floor), collector: collector, hits: &hits)
      }
      window = try nextWindow(after: window, windows: windows)
    }
  }

  /// The largest bound of each term's blocks that reach into the window.
  private mutating func computeBounds(first: UInt32, last: UInt32) throws(StorageError) {
    for index in clauses.indices {
      let reaches = try clauses[index].cursor.seekBlock(to: first)
      clauses[index].bound =
        reaches
        ? clauses[index].weight
          * clauses[index].scoring.bound(clauses[index].cursor, through: last) : 0
    }
  }

  /// Adds up the essential terms over the window.
  private mutating func score(from unread: Int, first: UInt32, last: UInt32) throws(StorageError) {
    scores.fill(with: 0)
    seen.fill(with: 0)
    for index in unread..<clauses.count {
      guard try clauses[index].cursor.seekBlock(to: first) else { continue }
      while true {
        try clauses[index].cursor.decodeFrequencies()
        let count = clauses[index].cursor.count
        let documents = clauses[index].cursor.documents
        let start = Kernels.lowerBound(documents, from: 0, count: count, target: first)
        let end =
          clauses[index].cursor.blockLast <= last
          ? count : Kernels.lowerBound(documents, from: start, count: count, target: last + 1)
        Kernels.addScores(
          ids: documents, frequencies: clauses[index].cursor.frequencies, range: start..<end,
          first: first, norms: clauses[index].scoring.norms,
          factors: clauses[index].scoring.floatFactors, weight: Float(clauses[index].weight),
          scores: scores, seen: seen)
        if clauses[index].cursor.blockLast >= last { break }
        guard try clauses[index].cursor.seekBlock(to: clauses[index].cursor.blockLast + 1) else {
          break
        }
      }
    }
  }

  /// Scores the window's candidates exactly.
  private mutating func collect(
    unread: Int, first: UInt32, floor: Float, collector: SegmentCollector, hits: inout TopHits
  ) throws(StorageError) {
    let found = Kernels.collect(
      scores: scores, seen: seen, threshold: floor, base: first, into: candidates)
    if found == 0 { return }
    let inOrder = clauses.indices.sorted { clauses[$0].order < clauses[$1].order }
    var rest = 0.0
    for index in 0..<unread { rest += clauses[index].bound }
    for at in 0..<found {
      let document = candidates[at]
      // The threshold rises while the window is read.
      let reach = Double(scores[Int(document - first)]) * (1 + 1e-5) + rest
      if reach < pruningLimit(hits.threshold) { continue }
      var sum = 0.0
      for index in inOrder {
        if try clauses[index].probe.advance(to: document) == document {
          sum +=
            clauses[index].weight
            * clauses[index].scoring.part(
              frequency: try clauses[index].probe.frequency(), document: document)
        }
      }
      collector.offer(document, score: sum, to: &hits)
    }
  }

  /// The next window that any term reaches.
  private mutating func nextWindow(after window: Int, windows: Int) throws(StorageError) -> Int {
    let first = UInt64(window + 1) * UInt64(Window.size)
    guard first < UInt64(documentCount) else { return windows }
    var least = windows
    for index in clauses.indices {
      guard try clauses[index].cursor.seekBlock(to: UInt32(first)) else { continue }
      try clauses[index].cursor.decodeDocuments()
      let cursor = clauses[index].cursor
      let at = Kernels.lowerBound(
        cursor.documents, from: 0, count: cursor.count, target: UInt32(first))
      least = min(least, Window.index(of: cursor.documents[at]))
    }
    return least
  }
}
