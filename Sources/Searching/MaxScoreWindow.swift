internal import Postings
internal import Storage

/// The best documents that hold any of several terms: windows of 4,096 documents, in each the
/// terms split by their bounds.
///
/// In a window the strongest terms are added up for all documents in single precision. The weakest,
/// whose bounds together cannot lift a document over the threshold, only serve the documents that
/// may still reach it: one by one where those are few, as a whole where that is cheaper. The sums
/// of single precision set the threshold for what follows; which documents win, and with which
/// score, is decided at the end in double precision, for the few that are left. After H. Turtle and
/// J. Flood, "Query Evaluation: Strategies and Optimizations", 1995, and S. Ding and T. Suel,
/// "Faster Top-k Document Retrieval Using Block-Max Indexes", SIGIR 2011.
struct MaxScoreWindow: ~Copyable {
  /// One term of the disjunction; exact scores add in the order of the query.
  struct Clause {
    var cursor: PostingCursor
    let weight: Double
    let scoring: FieldScoring
    /// The bound in the current window.
    var bound = 0.0

    init(cursor: PostingCursor, weight: Double, scoring: FieldScoring) {
      self.cursor = cursor
      self.weight = weight
      self.scoring = scoring
    }
  }

  /// Costs that decide how a weak term is read, in nanoseconds.
  private enum Cost {
    /// To look one document up.
    static let document = 12
    /// To add a block of postings to the window, beyond what looking up in it costs.
    static let block = 90
    /// To clear the window.
    static let window = 200
  }

  /// Documents that wait for their exact score; more are scored at once.
  private static let patience = 1 << 16

  private var clauses: [Clause]
  /// Clauses by rising bound in the current window.
  private var ranking: [Int]
  private let scores: BufferView<Float>
  /// What may still win in the window: documents and sums.
  private let candidates: BufferView<UInt32>
  private let sums: BufferView<Float>
  private var waiting = GrowableBuffer<UInt32>()
  private var waitingSums = GrowableBuffer<Float>()
  private let documentCount: Int
  /// By how much a sum of single precision may be off, relatively.
  private let slack: Double

  init(_ clauses: [Clause], documentCount: Int, scratch: ScratchArena) {
    self.clauses = clauses
    self.documentCount = documentCount
    ranking = Array(clauses.indices)
    scores = scratch.make(repeating: 0, uninitializedCount: Window.size)
    candidates = scratch.make(repeating: 0, uninitializedCount: Window.size + 16)
    sums = scratch.make(repeating: 0, uninitializedCount: Window.size + 16)
    // Five roundings in each part, and one for each addition.
    slack = 1e-6 + 1.2e-7 * Double(clauses.count)
  }

  mutating func run(
    filter: WindowFilter?, collector: SegmentCollector, hits: inout TopHits
  ) throws(StorageError) {
    // Documents in front of a page's beginning say nothing about those behind it.
    var best = BestScores(limit: hits.startsAtBest ? hits.limit : 0)
    var window = try nextWindow(from: 0)
    while let current = window {
      let limit = limit(best, hits)
      try search(current, limit: limit, filter: filter, best: &best)
      if waiting.count > Self.patience {
        try settle(limit: self.limit(best, hits), collector: collector, hits: &hits)
      }
      window = try nextWindow(from: current + 1)
    }
    try settle(limit: limit(best, hits), collector: collector, hits: &hits)
  }

  /// What an exact score must reach.
  private func limit(_ best: borrowing BestScores, _ hits: borrowing TopHits) -> Double {
    max(pruningLimit(hits.threshold), Double(best.floor) * (1 - slack))
  }

  /// What a sum must reach when terms of `rest` are still missing in it.
  private func threshold(_ limit: Double, rest: Double) -> Float {
    limit > rest ? Float((limit - rest) * (1 - slack)) : 0
  }

  // MARK: - A window

  private mutating func search(
    _ window: Int, limit: Double, filter: WindowFilter?, best: inout BestScores
  ) throws(StorageError) {
    let first = Window.first(of: window)
    let last = first + UInt32(Window.size - 1)
    try rank(first: first, last: last)
    // The longest row of weak terms that stays below the limit is not essential.
    var rest = 0.0
    var weak = 0
    while weak < ranking.count, rest + clauses[ranking[weak]].bound < limit {
      rest += clauses[ranking[weak]].bound
      weak += 1
    }
    if weak == ranking.count { return }
    scores.fill(with: 0)
    for slot in weak..<ranking.count { try add(ranking[slot], first: first, last: last) }
    var count = Kernels.collect(
      scores: scores, threshold: threshold(limit, rest: rest), base: first, ids: candidates,
      found: sums)
    if let filter { count = try keep(filter, of: count) }
    while weak > 0, count > 0 {
      weak -= 1
      let clause = ranking[weak]
      if clauses[clause].bound == 0 { break }
      rest = 0
      for slot in 0..<weak { rest += clauses[ranking[slot]].bound }
      if isWorthLookingUp(clause, count: count) {
        try lookUp(clause, count: count)
      } else {
        scores.fill(with: 0)
        try add(clause, first: first, last: last)
        for index in 0..<count { sums[index] += scores[Int(candidates[index] - first)] }
      }
      count = keep(count, reaching: threshold(limit, rest: rest))
    }
    waiting.append(contentsOf: candidates[0..<count])
    waitingSums.append(contentsOf: sums[0..<count])
    for index in 0..<count { best.offer(sums[index]) }
  }

  /// Takes the bounds of the window and sorts the terms by them.
  private mutating func rank(first: UInt32, last: UInt32) throws(StorageError) {
    for index in clauses.indices {
      clauses[index].bound =
        try clauses[index].cursor.seekBlock(to: first)
        ? clauses[index].weight
          * clauses[index].scoring.bound(clauses[index].cursor, through: last) : 0
    }
    // Windows resemble each other, so the ranking is nearly sorted already.
    for slot in ranking.indices.dropFirst() {
      let moved = ranking[slot]
      let bound = clauses[moved].bound
      var target = slot
      while target > 0, clauses[ranking[target - 1]].bound > bound {
        ranking[target] = ranking[target - 1]
        target -= 1
      }
      ranking[target] = moved
    }
  }

  /// Adds a term's part to all of its documents in the window.
  private mutating func add(_ clause: Int, first: UInt32, last: UInt32) throws(StorageError) {
    guard try clauses[clause].cursor.seekBlock(to: first) else { return }
    while true {
      try clauses[clause].cursor.decodeFrequencies()
      let count = clauses[clause].cursor.count
      let documents = clauses[clause].cursor.documents
      let start =
        documents[0] >= first
        ? 0 : Kernels.lowerBound(documents, from: 0, count: count, target: first)
      let blockLast = clauses[clause].cursor.blockLast
      let end =
        blockLast <= last
        ? count : Kernels.lowerBound(documents, from: start, count: count, target: last + 1)
      Kernels.addScores(
        ids: documents, frequencies: clauses[clause].cursor.frequencies, range: start..<end,
        first: first, norms: clauses[clause].scoring.norms,
        factors: clauses[clause].scoring.floatFactors, weight: Float(clauses[clause].weight),
        scores: scores)
      if blockLast >= last { return }
      guard try clauses[clause].cursor.seekBlock(to: blockLast + 1) else { return }
    }
  }

  // MARK: - Candidates of the window

  private func isWorthLookingUp(_ clause: Int, count: Int) -> Bool {
    let postings = clauses[clause].cursor.documentFrequency
    let blocks = 1 + postings / PostingBlock.capacity * Window.size / max(documentCount, 1)
    return count * Cost.document < blocks * Cost.block + Cost.window
  }

  /// Adds a term's part to the candidates that hold it.
  private mutating func lookUp(_ clause: Int, count: Int) throws(StorageError) {
    for index in 0..<count {
      let document = candidates[index]
      let found = try clauses[clause].cursor.advance(to: document)
      if found == .end { return }
      if found != document { continue }
      let part = clauses[clause].scoring.part(
        frequency: try clauses[clause].cursor.frequency(), document: document)
      sums[index] += Float(clauses[clause].weight * part)
    }
  }

  private func keep(_ count: Int, reaching threshold: Float) -> Int {
    var kept = 0
    for index in 0..<count {
      let sum = sums[index]
      candidates[kept] = candidates[index]
      sums[kept] = sum
      kept += sum >= threshold ? 1 : 0
    }
    return kept
  }

  private func keep(_ filter: WindowFilter, of count: Int) throws(StorageError) -> Int {
    var kept = 0
    for index in 0..<count where try filter.passes(candidates[index]) {
      candidates[kept] = candidates[index]
      sums[kept] = sums[index]
      kept += 1
    }
    return kept
  }

  // MARK: - Exact scores

  /// Scores the waiting documents that may still win, and offers them.
  private mutating func settle(
    limit: Double, collector: SegmentCollector, hits: inout TopHits
  ) throws(StorageError) {
    let threshold = threshold(limit, rest: 0)
    var isRewound = false
    for index in 0..<waiting.count where waitingSums[index] >= threshold {
      if !isRewound {
        for clause in clauses.indices { try clauses[clause].cursor.rewind() }
        isRewound = true
      }
      let document = waiting[index]
      var sum = 0.0
      for clause in clauses.indices {
        if try clauses[clause].cursor.advance(to: document) == document {
          sum +=
            clauses[clause].weight
            * clauses[clause].scoring.part(
              frequency: try clauses[clause].cursor.frequency(), document: document)
        }
      }
      collector.offer(document, score: sum, to: &hits)
    }
    waiting.removeAll()
    waitingSums.removeAll()
  }

  // MARK: - The way through the windows

  /// The first window at or behind one that may hold any of the terms.
  private mutating func nextWindow(from window: Int) throws(StorageError) -> Int? {
    guard window * Window.size < documentCount else { return nil }
    let first = Window.first(of: window)
    var least: Int?
    for index in clauses.indices {
      guard try clauses[index].cursor.seekBlock(to: first) else { continue }
      var next = window
      // A block of a rare term spans many windows: only its documents tell which.
      if clauses[index].cursor.blockLast - first >= UInt32(4 * Window.size) {
        try clauses[index].cursor.decodeDocuments()
        let cursor = clauses[index].cursor
        let at = Kernels.lowerBound(
          cursor.documents, from: 0, count: cursor.count, target: first)
        next = Window.index(of: cursor.documents[at])
      }
      if next == window { return window }
      least = min(least ?? next, next)
    }
    return least
  }
}
