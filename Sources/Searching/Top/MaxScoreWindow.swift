internal import Postings
internal import Storage
internal import VectorKernels

/// The best documents that hold any of several terms and phrases: windows of 4,096 documents, in
/// each the clauses split by their bounds.
///
/// In a window the strongest clauses are added up for all documents. The weakest, whose bounds
/// together cannot lift a document over the threshold, only serve the documents that may still
/// reach it, and are joined with them; so do terms that only rank what others find. Clauses add up
/// in any order; where that could change the rounded score, the document is scored again in the
/// order of the query. After H. Turtle and J. Flood, "Query Evaluation: Strategies and
/// Optimizations", 1995, and S. Ding and T. Suel, "Faster Top-k Document Retrieval Using Block-Max
/// Indexes", SIGIR 2011.
struct MaxScoreWindow: ~Copyable {
  /// Clauses are numbered: terms first, then phrases.
  var candidates: CandidateLists
  let listCount: Int
  private let phrases: [PhraseClause]
  /// The clauses in the order of the query, in which exact scores add.
  private let queryOrder: [Int]
  /// The bound of each clause in the current window.
  var bounds: [Double]
  /// Clauses by rising bound in the current window.
  var ranking: [Int]
  /// The ranking, with those in front that serve only candidates: weak clauses, and terms that
  /// only rank.
  var order: [Int]
  /// By term.
  private let rankingOnly: [Bool]
  private let hasRankingTerms: Bool
  /// Zero between uses.
  private var scores: WindowScores
  let documentCount: Int
  private let slack: Double

  /// `rankingOnly`: of each list, whether its term counts only in documents that another clause
  /// finds.
  init(
    _ lists: consuming CandidateLists, rankingOnly: [Bool], phrases: [PhraseClause],
    queryOrder: [Int], documentCount: Int, scratch: ScratchArena
  ) {
    self.documentCount = documentCount
    self.rankingOnly = rankingOnly
    self.phrases = phrases
    self.queryOrder = queryOrder
    listCount = rankingOnly.count
    candidates = lists
    bounds = [Double](repeating: 0, count: queryOrder.count)
    ranking = Array(queryOrder.indices)
    order = ranking
    hasRankingTerms = rankingOnly.contains(true)
    scores = WindowScores(count: Window.size, scratch: scratch)
    slack = CandidateLists.slack(clauses: queryOrder.count)
  }

  mutating func run(
    filter: WindowFilter?, collector: inout SegmentCollector
  ) throws(StorageError) {
    for index in 0..<listCount where !rankingOnly[index] && collector.admitsFloors(filter) {
      collector.raise(to: Float(try candidates.floor(index, of: collector.limit)))
    }
    if !hasRankingTerms, phrases.isEmpty, listCount <= Self.fewLists,
      collector.admitRepetition()
    {
      try searchStrongest(filter: filter, collector: &collector)
      if ranking.isEmpty { return }
    }
    let windows = collector.slice.windows
    var from = windows.lowerBound
    while from < windows.upperBound, let window = try nextWindow(from: from),
      window < windows.upperBound, !collector.isLate
    {
      try search(window, filter: filter, collector: &collector)
      collector.tighten()
      from = window + 1
    }
  }

  /// Offers the candidates, whose sums are whole.
  mutating func offer(to collector: inout SegmentCollector) throws(StorageError) {
    candidates.offerCertain(slack: slack, to: &collector)
    for index in 0..<candidates.count {
      let document = candidates.documents[index]
      try candidates.rewind()
      var sum = 0.0
      for clause in queryOrder { sum += try score(of: clause, in: document) }
      collector.offer(document, score: sum)
    }
  }

  // MARK: - A window

  private mutating func search(
    _ window: Int, filter: WindowFilter?, collector: inout SegmentCollector
  ) throws(StorageError) {
    let limit = pruningLimit(collector.threshold)
    try takeBounds(window)
    rank()
    var rest = 0.0
    let others = split(limit: limit, rest: &rest)
    if others == order.count { return }
    try findCandidates(
      behind: others, window: window, least: CandidateLists.least(limit, rest: rest))
    if let filter { try candidates.keep(filter) }
    var left = others
    while left > 0, candidates.count > 0 {
      left -= 1
      let clause = order[left]
      if bounds[clause] == 0 { break }
      // The limit's allowance is far above what rounding loses here.
      rest = max(0, rest - bounds[clause])
      let least = CandidateLists.least(limit, rest: rest)
      if clause < listCount {
        try candidates.join(clause, least: least)
      } else {
        try candidates.join(phrases[clause - listCount])
      }
      candidates.keep(reaching: least)
    }
    try offer(to: &collector)
  }

  /// Finds the documents of a window that reach `least` by the strong clauses alone.
  ///
  /// `others`: this many clauses at the front of ``order`` are not searched.
  private mutating func findCandidates(
    behind others: Int, window: Int, least: Double
  ) throws(StorageError) {
    if others + 1 == order.count, order[others] < listCount {
      var from = Window.first(of: window)
      _ = try candidates.take(
        order[others], from: &from, through: from + UInt32(Window.size - 1), least: least)
      return
    }
    scores.clear()
    var strong = 0.0
    for slot in others..<order.count { strong += bounds[order[slot]] }
    for slot in others..<order.count {
      let clause = order[slot]
      try add(clause, window: window, least: least - (strong - bounds[clause]) * (1 + 1e-9))
    }
    candidates.take(scores, window: window, least: least)
  }

  private func onlyRanks(_ clause: Int) -> Bool {
    clause < listCount && rankingOnly[clause]
  }

  /// Puts the clauses that serve only candidates in front of ``order``, both groups by rising
  /// bound.
  ///
  /// - Returns: How many there are; `rest` becomes the most that they could add together.
  private mutating func split(limit: Double, rest: inout Double) -> Int {
    if hasRankingTerms {
      for index in 0..<listCount where rankingOnly[index] { rest += bounds[index] }
    }
    // The longest row of weak clauses that stays below the limit is not essential.
    var weak = 0
    while weak < ranking.count {
      let clause = ranking[weak]
      if !(hasRankingTerms && onlyRanks(clause)) {
        guard rest + bounds[clause] < limit else { break }
        rest += bounds[clause]
      }
      weak += 1
    }
    if !hasRankingTerms {
      for slot in ranking.indices { order[slot] = ranking[slot] }
      return weak
    }
    var others = 0
    for (slot, clause) in ranking.enumerated() where slot < weak || onlyRanks(clause) {
      order[others] = clause
      others += 1
    }
    var slot = others
    for clause in ranking[weak...] where !onlyRanks(clause) {
      order[slot] = clause
      slot += 1
    }
    return others
  }

  /// Takes the bounds of a window.
  private mutating func takeBounds(_ window: Int) throws(StorageError) {
    let first = Window.first(of: window)
    for clause in ranking {
      bounds[clause] =
        clause < listCount
        ? try candidates.bound(clause, from: first, through: first + UInt32(Window.size - 1))
        : try phrases[clause - listCount].matcher.maximumScore(window: window)
    }
  }

  /// Sorts the clauses by their bounds.
  mutating func rank() {
    // Windows resemble each other, so the ranking is nearly sorted already.
    for slot in ranking.indices.dropFirst() {
      let moved = ranking[slot]
      var target = slot
      while target > 0, bounds[ranking[target - 1]] > bounds[moved] {
        ranking[target] = ranking[target - 1]
        target -= 1
      }
      ranking[target] = moved
    }
  }

  /// Adds a clause's score to its documents in a window.
  ///
  /// `least`: scores below it may be left out.
  private mutating func add(_ clause: Int, window: Int, least: Double) throws(StorageError) {
    if clause < listCount {
      return try candidates.add(clause, window: window, least: least, to: scores)
    }
    try phrases[clause - listCount].add(window: window, to: scores)
  }

  /// A clause's score in a document; documents rise from call to call.
  private mutating func score(of clause: Int, in document: UInt32) throws(StorageError) -> Double {
    clause < listCount
      ? try candidates.score(of: clause, in: document)
      : try phrases[clause - listCount].score(in: document)
  }

  // MARK: - Moving through the windows

  /// The first window at or behind one that may hold any of the clauses.
  private mutating func nextWindow(from window: Int) throws(StorageError) -> Int? {
    var least: Int?
    for clause in ranking where !onlyRanks(clause) {
      let next =
        clause < listCount
        ? try candidates.nextWindow(of: clause, from: window)
        : try phrases[clause - listCount].matcher.nextWindow(from: window)
      guard let next else { continue }
      if next == window { return window }
      least = min(least ?? next, next)
    }
    return least
  }
}
