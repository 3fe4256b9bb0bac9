internal import Postings
internal import Storage

/// The best documents that hold any of several terms and phrases: windows of 4,096 documents, in
/// each the clauses split by their bounds.
///
/// In a window the strongest clauses are added up for all documents. The weakest, whose bounds
/// together cannot lift a document over the threshold, only serve the documents that may still
/// reach it: one by one where those are few, as a whole where that is cheaper; so do terms that
/// only rank what others find. Clauses add up in any order; where that could change the rounded
/// score, the document is scored again in the order of the query. After H. Turtle and J. Flood,
/// "Query Evaluation: Strategies and Optimizations", 1995, and S. Ding and T. Suel, "Faster Top-k
/// Document Retrieval Using Block-Max Indexes", SIGIR 2011.
struct MaxScoreWindow: ~Copyable {
  /// A term with its list, as callers give it.
  struct Term {
    var cursor: PostingCursor
    let weight: Double
    let scoring: FieldScoring
    /// Counts only in documents that another clause finds.
    var onlyRanks = false
  }

  /// What scoring needs of a term's list; the cursor that moves it stands beside.
  ///
  /// Plain values only: reading one must not copy a cursor.
  private struct List {
    let documents: BufferView<UInt32>
    let frequencies: BufferView<UInt32>
    let documentFrequency: Int
    let weight: Double
    let scoring: FieldScoring
    let onlyRanks: Bool

    func bound(of block: PostingCursor.Block) -> Double { weight * scoring.bound(of: block) }

    func score(_ frequency: UInt32, _ document: UInt32) -> Double {
      weight * scoring.part(frequency: frequency, document: document)
    }
  }

  /// What the query asks for, in its order, in which exact scores add.
  enum Clause {
    case term(Term)
    case phrase(PhraseMatcher)
  }

  /// What a phrase costs that only serves candidates, in nanoseconds.
  private enum Cost {
    /// To look for a phrase in a document.
    static let phrase = 150
    /// To clear the window.
    static let window = 400
  }

  /// As many candidates are joined with a block at once.
  private static let most = 128

  /// Clauses are numbered: terms first, then phrases.
  private var lists: [List] = []
  private var cursors: [PostingCursor] = []
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
  /// Zero between uses, from the first on.
  private let scores: BufferView<Double>
  private var hasScores = false
  /// What may still win in the window: documents and sums.
  private let candidates: BufferView<UInt32>
  private let sums: BufferView<Double>
  // What a join of candidates with a block needs and gives.
  private let firstIndices: BufferView<UInt8>
  private let secondIndices: BufferView<UInt8>
  /// Documents whose rounded score depends on the order of adding.
  private var doubtful = GrowableBuffer<UInt32>()
  private let documentCount: Int
  /// By how much sums in different orders may differ, relatively.
  private let slack: Double

  init(_ clauses: [Clause], documentCount: Int, scratch: ScratchArena) {
    self.documentCount = documentCount
    lists.reserveCapacity(clauses.count)
    cursors.reserveCapacity(clauses.count)
    for case .term(let term) in clauses {
      lists.append(
        List(
          documents: term.cursor.documents, frequencies: term.cursor.frequencies,
          documentFrequency: term.cursor.documentFrequency, weight: term.weight,
          scoring: term.scoring, onlyRanks: term.onlyRanks))
      cursors.append(term.cursor)
    }
    for clause in clauses {
      switch clause {
      case .term: queryOrder.append(queryOrder.count - phrases.count)
      case .phrase(let phrase):
        queryOrder.append(lists.count + phrases.count)
        phrases.append(phrase)
      }
    }
    bounds = [Double](repeating: 0, count: clauses.count)
    ranking = Array(clauses.indices)
    order = ranking
    hasRankingTerms = lists.contains(where: \.onlyRanks)
    matches = scratch.make(repeating: 0, uninitializedCount: Window.words)
    scores = scratch.make(repeating: 0, uninitializedCount: Window.size)
    candidates = scratch.make(repeating: 0, uninitializedCount: Window.size + Self.most)
    sums = scratch.make(repeating: 0, uninitializedCount: Window.size + 16)
    firstIndices = scratch.make(repeating: 0, uninitializedCount: Kernels.indexRoom)
    secondIndices = scratch.make(repeating: 0, uninitializedCount: Kernels.indexRoom)
    // Each addition rounds once in either order: four times what they can differ by.
    slack = 0x1p-50 * Double(clauses.count)
  }

  mutating func run(
    filter: WindowFilter?, collector: inout SegmentCollector
  ) throws(StorageError) {
    for index in lists.indices where !lists[index].onlyRanks {
      try collector.seed(
        cursors[index], weight: lists[index].weight, scoring: lists[index].scoring, filter: filter)
    }
    var window = try nextWindow(from: 0)
    while let current = window, !collector.isLate {
      try search(current, filter: filter, collector: &collector)
      collector.tighten()
      window = try nextWindow(from: current + 1)
    }
    try settle(collector: &collector)
  }

  /// What a sum must reach when terms of `rest` are still missing in it.
  private func threshold(_ limit: Double, rest: Double) -> Double {
    limit > rest ? (limit - rest) * (1 - 1e-9) : 0
  }

  // MARK: - A window

  private mutating func search(
    _ window: Int, filter: WindowFilter?, collector: inout SegmentCollector
  ) throws(StorageError) {
    let first = Window.first(of: window)
    let limit = pruningLimit(collector.threshold)
    try rank(window)
    var rest = 0.0
    let others = split(limit: limit, rest: &rest)
    if others == order.count { return }
    let least = threshold(limit, rest: rest)
    var count: Int
    if others + 1 == order.count, order[others] < lists.count {
      count = try list(
        term: order[others], window: window, least: max(least, .leastNonzeroMagnitude))
    } else {
      if !hasScores { scores.fill(with: 0) }
      hasScores = true
      var strong = 0.0
      for slot in others..<order.count { strong += bounds[order[slot]] }
      for slot in others..<order.count {
        let clause = order[slot]
        try add(clause, window: window, least: least - (strong - bounds[clause]) * (1 + 1e-9))
      }
      count = Kernels.collect(
        scores: scores, threshold: least, base: first, ids: candidates, found: sums)
    }
    if let filter { count = try keep(filter, of: count) }
    var left = others
    while left > 0, count > 0 {
      left -= 1
      let clause = order[left]
      if bounds[clause] == 0 { break }
      rest = 0
      for slot in 0..<left { rest += bounds[order[slot]] }
      let least = threshold(limit, rest: rest)
      if clause < lists.count {
        try join(clause, count: count, least: least)
      } else {
        try look(for: clause, window: window, count: count)
      }
      count = keep(count, reaching: least)
    }
    for index in 0..<count {
      let sum = sums[index]
      if Float(sum * (1 - slack)) == Float(sum * (1 + slack)) {
        collector.offer(candidates[index], score: sum)
      } else {
        doubtful.append(candidates[index])
      }
    }
  }

  private func onlyRanks(_ clause: Int) -> Bool {
    clause < lists.count && lists[clause].onlyRanks
  }

  /// Puts the clauses that serve only candidates in front of ``order``, each part by rising bound.
  ///
  /// - Returns: How many they are; `rest` becomes what they could add together.
  private mutating func split(limit: Double, rest: inout Double) -> Int {
    if hasRankingTerms {
      for index in lists.indices where lists[index].onlyRanks { rest += bounds[index] }
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
    for index in lists.indices {
      let list = lists[index]
      bounds[index] =
        try cursors[index].bound(from: first, through: last).map {
          list.weight * list.scoring.bound(stored: $0)
        } ?? 0
    }
    for index in phrases.indices {
      bounds[lists.count + index] = try phrases[index].maximumScore(window: window)
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

  /// Adds a clause's part to its documents in a window.
  ///
  /// `least`: parts below it may be left out.
  private mutating func add(_ clause: Int, window: Int, least: Double) throws(StorageError) {
    let first = Window.first(of: window)
    if clause < lists.count {
      let list = lists[clause]
      var from = first
      while let range = try nextBlock(of: clause, from: &from, window: window, least: least) {
        Kernels.addScores(
          ids: list.documents, frequencies: list.frequencies, range: range, first: first,
          norms: list.scoring.norms, table: list.scoring.table, weight: list.weight,
          scores: scores)
      }
      return
    }
    let phrase = phrases[clause - lists.count]
    try phrase.fill(window: window, into: matches)
    for document in Bits(matches, first: first) {
      let part = phrase.scoring.part(
        frequency: try phrase.frequency(of: document), document: document)
      scores[Int(document - first)] += phrase.weight * part
    }
  }

  /// Takes the documents of the only strong term as candidates.
  private mutating func list(term: Int, window: Int, least: Double) throws(StorageError) -> Int {
    let list = lists[term]
    var from = Window.first(of: window)
    var count = 0
    while let range = try nextBlock(of: term, from: &from, window: window, least: least) {
      count += Kernels.listScores(
        list.documents, frequencies: list.frequencies, range: range, norms: list.scoring.norms,
        table: list.scoring.table, weight: list.weight, threshold: least, into: candidates, sums,
        from: count)
    }
    return count
  }

  /// Decodes a term's next block in a window, leaving out those whose bound is below `least`.
  ///
  /// `from`: where to go on; moves behind the block.
  ///
  /// - Returns: Its postings in the window, `nil` when there is no block left.
  private mutating func nextBlock(
    of term: Int, from: inout UInt32, window: Int, least: Double
  ) throws(StorageError) -> Range<Int>? {
    let last = Window.first(of: window) + UInt32(Window.size - 1)
    let list = lists[term]
    while from <= last, let block = try cursors[term].block(at: from) {
      let first = from
      from = block.last + 1
      if least > 0, list.bound(of: block) < least { continue }
      try cursors[term].decodeFrequencies()
      let documents = list.documents
      let start =
        documents[0] >= first
        ? 0 : Kernels.lowerBound(documents, from: 0, count: block.count, target: first)
      let end =
        block.last <= last
        ? block.count
        : Kernels.lowerBound(documents, from: start, count: block.count, target: last + 1)
      if start < end { return start..<end }
    }
    return nil
  }

  // MARK: - Candidates of the window

  /// Adds a term's part to the candidates that hold it, block by block.
  ///
  /// `least`: what a sum must reach with this term; those that cannot may be left as they are.
  private mutating func join(_ term: Int, count: Int, least: Double) throws(StorageError) {
    let list = lists[term]
    var index = 0
    while index < count, let block = try cursors[term].block(at: candidates[index]) {
      let needed = least - list.bound(of: block)
      let limit = min(count, index + Self.most)
      var end = index
      var isHopeful = false
      while end < limit, candidates[end] <= block.last {
        isHopeful = isHopeful || sums[end] >= needed
        end += 1
      }
      if isHopeful {
        let found = try cursors[term].intersect(
          candidates[index..<index + Self.most], count: end - index, first: firstIndices,
          second: secondIndices)
        if found > 0 { try cursors[term].decodeFrequenciesAlone() }
        for slot in 0..<found {
          let place = index + Int(firstIndices[slot])
          sums[place] += list.score(list.frequencies[Int(secondIndices[slot])], candidates[place])
        }
      }
      index = end
    }
  }

  /// Adds a phrase's part to the candidates that hold it, one by one or by the whole window.
  private mutating func look(
    for clause: Int, window: Int, count: Int
  ) throws(StorageError) {
    let whole = phrases[clause - lists.count].cost * Window.size / max(documentCount, 1)
    if count < whole || count * Cost.phrase < Cost.window {
      for index in 0..<count { sums[index] += try part(of: clause, in: candidates[index]) }
      return
    }
    if !hasScores { scores.fill(with: 0) }
    hasScores = true
    try add(clause, window: window, least: 0)
    let first = Window.first(of: window)
    for index in 0..<count { sums[index] += scores[Int(candidates[index] - first)] }
    scores.fill(with: 0)
  }

  /// What a clause contributes to a document; documents are asked in rising order.
  private mutating func part(of clause: Int, in document: UInt32) throws(StorageError) -> Double {
    if clause < lists.count {
      guard try cursors[clause].advance(to: document) == document else { return 0 }
      return lists[clause].score(try cursors[clause].frequency(), document)
    }
    let phrase = phrases[clause - lists.count]
    let frequency = try phrase.frequency(of: document)
    if frequency == 0 { return 0 }
    return phrase.weight * phrase.scoring.part(frequency: frequency, document: document)
  }

  private func keep(_ count: Int, reaching threshold: Double) -> Int {
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

  /// Scores the doubtful documents in the order of the query.
  private mutating func settle(collector: inout SegmentCollector) throws(StorageError) {
    if doubtful.isEmpty { return }
    for index in cursors.indices { try cursors[index].rewind() }
    for index in 0..<doubtful.count {
      let document = doubtful[index]
      var sum = 0.0
      for clause in queryOrder { sum += try part(of: clause, in: document) }
      collector.offer(document, score: sum)
    }
  }

  // MARK: - The way through the windows

  /// The first window at or behind one that may hold any of the clauses.
  private mutating func nextWindow(from window: Int) throws(StorageError) -> Int? {
    guard window * Window.size < documentCount else { return nil }
    let first = Window.first(of: window)
    var least: Int?
    for index in lists.indices where !lists[index].onlyRanks {
      guard let block = try cursors[index].block(at: first) else { continue }
      var next = window
      // A block of a rare term spans many windows: only its documents tell which.
      if block.last - first >= UInt32(4 * Window.size) {
        try cursors[index].decodeDocuments()
        let documents = lists[index].documents
        let at = Kernels.lowerBound(documents, from: 0, count: block.count, target: first)
        next = Window.index(of: documents[at])
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
