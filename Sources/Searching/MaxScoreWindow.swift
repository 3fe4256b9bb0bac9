internal import Postings
internal import Storage

/// The best documents that hold any of several terms and phrases: windows of 4,096 documents, in
/// each the clauses split by their bounds.
///
/// In a window the strongest clauses are added up for all documents in single precision. The
/// weakest, whose bounds together cannot lift a document over the threshold, only serve the
/// documents that may still reach it: one by one where those are few, as a whole where that is
/// cheaper; so do terms that only rank what others find. The sums
/// of single precision set the threshold for what follows; which documents win, and with which
/// score, is decided at the end in double precision, for the few that are left. After H. Turtle and
/// J. Flood, "Query Evaluation: Strategies and Optimizations", 1995, and S. Ding and T. Suel,
/// "Faster Top-k Document Retrieval Using Block-Max Indexes", SIGIR 2011.
struct MaxScoreWindow: ~Copyable {
  /// A term with its list.
  struct Term {
    var cursor: PostingCursor
    let weight: Double
    let scoring: FieldScoring
    /// Counts only in documents that another clause finds.
    var onlyRanks = false
  }

  /// What the query asks for, in its order, in which exact scores add.
  enum Clause {
    case term(Term)
    case phrase(PhraseMatcher)
  }

  /// Costs that decide how a weak term is read, in nanoseconds.
  private enum Cost {
    /// To look one document up in a list.
    static let document = 12
    /// To look for a phrase in a document.
    static let phrase = 150
    /// To add a block of postings to the window, beyond what looking up in it costs.
    static let block = 90
    /// To clear the window.
    static let window = 200
  }

  /// Documents that wait for their exact score; more are scored at once.
  private static let patience = 1 << 16

  /// Clauses are numbered: terms first, then phrases.
  private var terms: [Term] = []
  private var phrases: [PhraseMatcher] = []
  private var queryOrder: [Int] = []
  /// The bound of each clause in the current window.
  private var bounds: [Double]
  /// Clauses by rising bound in the current window.
  private var ranking: [Int]
  /// The ranking, with those in front that serve only candidates: weak clauses, and terms that
  /// only rank.
  private var order: [Int]
  private let hasRankingTerms: Bool
  private let matches: BufferView<UInt64>
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
    self.documentCount = documentCount
    for case .term(let term) in clauses { terms.append(term) }
    for clause in clauses {
      switch clause {
      case .term: queryOrder.append(queryOrder.count - phrases.count)
      case .phrase(let phrase):
        queryOrder.append(terms.count + phrases.count)
        phrases.append(phrase)
      }
    }
    bounds = [Double](repeating: 0, count: clauses.count)
    ranking = Array(clauses.indices)
    order = ranking
    hasRankingTerms = terms.contains(where: \.onlyRanks)
    matches = scratch.make(repeating: 0, uninitializedCount: Window.words)
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
    while let current = window, !collector.isLate {
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
    try rank(window)
    var rest = 0.0
    let others = split(limit: limit, rest: &rest)
    if others == order.count { return }
    scores.fill(with: 0)
    for slot in others..<order.count { try add(order[slot], window: window) }
    var count = Kernels.collect(
      scores: scores, threshold: threshold(limit, rest: rest), base: first, ids: candidates,
      found: sums)
    if let filter { count = try keep(filter, of: count) }
    var left = others
    while left > 0, count > 0 {
      left -= 1
      let clause = order[left]
      if bounds[clause] == 0 { break }
      rest = 0
      for slot in 0..<left { rest += bounds[order[slot]] }
      if isWorthLookingUp(clause, count: count) {
        try lookUp(clause, count: count)
      } else {
        scores.fill(with: 0)
        try add(clause, window: window)
        for index in 0..<count { sums[index] += scores[Int(candidates[index] - first)] }
      }
      count = keep(count, reaching: threshold(limit, rest: rest))
    }
    waiting.append(contentsOf: candidates[0..<count])
    waitingSums.append(contentsOf: sums[0..<count])
    for index in 0..<count { best.offer(sums[index]) }
  }

  private func onlyRanks(_ clause: Int) -> Bool {
    clause < terms.count && terms[clause].onlyRanks
  }

  /// Puts the clauses that serve only candidates in front of ``order``, each part by rising bound.
  ///
  /// - Returns: How many they are; `rest` becomes what they could add together.
  private mutating func split(limit: Double, rest: inout Double) -> Int {
    if hasRankingTerms {
      for index in terms.indices where terms[index].onlyRanks { rest += bounds[index] }
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
    var place = others
    for clause in ranking[weak...] where !onlyRanks(clause) {
      order[place] = clause
      place += 1
    }
    return others
  }

  /// Takes the bounds of a window and sorts the clauses by them.
  private mutating func rank(_ window: Int) throws(StorageError) {
    let first = Window.first(of: window)
    let last = first + UInt32(Window.size - 1)
    for index in terms.indices {
      bounds[index] =
        try terms[index].cursor.seekBlock(to: first)
        ? terms[index].weight * terms[index].scoring.bound(terms[index].cursor, through: last) : 0
    }
    for index in phrases.indices {
      bounds[terms.count + index] = try phrases[index].maximumScore(window: window)
    }
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

  /// Adds a clause's part to all of its documents in a window.
  private mutating func add(_ clause: Int, window: Int) throws(StorageError) {
    let first = Window.first(of: window)
    if clause < terms.count {
      return try add(term: clause, first: first, last: first + UInt32(Window.size - 1))
    }
    let phrase = phrases[clause - terms.count]
    try phrase.fill(window: window, into: matches)
    for document in Bits(matches, first: first) {
      let part = phrase.scoring.part(
        frequency: try phrase.frequency(of: document), document: document)
      scores[Int(document - first)] += Float(phrase.weight * part)
    }
  }

  private mutating func add(term: Int, first: UInt32, last: UInt32) throws(StorageError) {
    guard try terms[term].cursor.seekBlock(to: first) else { return }
    while true {
      try terms[term].cursor.decodeFrequencies()
      let count = terms[term].cursor.count
      let documents = terms[term].cursor.documents
      let start =
        documents[0] >= first
        ? 0 : Kernels.lowerBound(documents, from: 0, count: count, target: first)
      let blockLast = terms[term].cursor.blockLast
      let end =
        blockLast <= last
        ? count : Kernels.lowerBound(documents, from: start, count: count, target: last + 1)
      Kernels.addScores(
        ids: documents, frequencies: terms[term].cursor.frequencies, range: start..<end,
        first: first,
        norms: terms[term].scoring.norms, factors: terms[term].scoring.floatFactors,
        weight: Float(terms[term].weight), scores: scores)
      if blockLast >= last { return }
      guard try terms[term].cursor.seekBlock(to: blockLast + 1) else { return }
    }
  }

  // MARK: - Candidates of the window

  private func isWorthLookingUp(_ clause: Int, count: Int) -> Bool {
    guard clause < terms.count else {
      let whole = phrases[clause - terms.count].cost * Window.size / max(documentCount, 1)
      return count < whole || count * Cost.phrase < Cost.window
    }
    let postings = terms[clause].cursor.documentFrequency
    let blocks = 1 + postings / PostingBlock.capacity * Window.size / max(documentCount, 1)
    return count * Cost.document < blocks * Cost.block + Cost.window
  }

  /// Adds a clause's part to the candidates that hold it.
  private mutating func lookUp(_ clause: Int, count: Int) throws(StorageError) {
    for index in 0..<count {
      var part = 0.0
      try addPart(clause, of: candidates[index], to: &part)
      sums[index] += Float(part)
    }
  }

  /// Adds what a clause contributes to a document.
  private mutating func addPart(
    _ clause: Int, of document: UInt32, to sum: inout Double
  ) throws(StorageError) {
    if clause < terms.count {
      guard try terms[clause].cursor.advance(to: document) == document else { return }
      let part = terms[clause].scoring.part(
        frequency: try terms[clause].cursor.frequency(), document: document)
      sum += terms[clause].weight * part
    } else {
      let phrase = phrases[clause - terms.count]
      let frequency = try phrase.frequency(of: document)
      if frequency == 0 { return }
      sum += phrase.weight * phrase.scoring.part(frequency: frequency, document: document)
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
        for index in terms.indices { try terms[index].cursor.rewind() }
        isRewound = true
      }
      var sum = 0.0
      for clause in queryOrder { try addPart(clause, of: waiting[index], to: &sum) }
      collector.offer(waiting[index], score: sum, to: &hits)
    }
    waiting.removeAll()
    waitingSums.removeAll()
  }

  // MARK: - The way through the windows

  /// The first window at or behind one that may hold any of the clauses.
  private mutating func nextWindow(from window: Int) throws(StorageError) -> Int? {
    guard window * Window.size < documentCount else { return nil }
    let first = Window.first(of: window)
    var least: Int?
    for index in terms.indices where !terms[index].onlyRanks {
      guard try terms[index].cursor.seekBlock(to: first) else { continue }
      var next = window
      // A block of a rare term spans many windows: only its documents tell which.
      if terms[index].cursor.blockLast - first >= UInt32(4 * Window.size) {
        try terms[index].cursor.decodeDocuments()
        let cursor = terms[index].cursor
        let at = Kernels.lowerBound(
          cursor.documents, from: 0, count: cursor.count, target: first)
        next = Window.index(of: cursor.documents[at])
      }
      if next == window { return window }
      least = min(least ?? next, next)
    }
    for phrase in phrases {
      guard let next = try phrase.nextWindow(from: window) else { continue }
      if next == window { return window }
      least = min(least ?? next, next)
    }
    return least
  }
}
