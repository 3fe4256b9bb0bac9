internal import Postings
package import QueryLanguage
internal import Segments
package import Storage
internal import Synchronization

/// A query that is ready to run, any number of times and from any thread.
///
/// A class, so that running a query copies none of its state.
package final class PreparedSearch: Sendable {
  package let searcher: Searcher
  package let parsed: ParsedQuery
  /// One plan per corpus.
  package let plans: [Plan]
  /// Descriptions of the leaves of each plan.
  package let leaves: [[String]]
  package let condition: ColumnCondition?
  package let formula: BM25
  /// When to stop with what was found.
  package let deadline: SearchDeadline?
  package let threads: SearchThreads
  /// Remarks made while running.
  package let notes: SearchNotes
  /// The documents that patterns expanded to so far.
  let expansions = ExpansionCache()

  /// The same search with an empty cache of expansions.
  package var withEmptyCache: PreparedSearch {
    if expansions.isEmpty { return self }
    return PreparedSearch(
      searcher: searcher, parsed: parsed, plans: plans, leaves: leaves, condition: condition,
      formula: formula, deadline: deadline, threads: threads, notes: notes)
  }

  /// The shapes of the plans, by which an algorithm is chosen.
  private let shapes: [PlanShape]
  /// How lists are joined, for each plan that is a conjunction.
  private let joins: [JoinPlan?]
  private let terms: QueryTerms
  private let factors: FieldFactors

  init(
    searcher: Searcher, parsed: ParsedQuery, plans: [Plan], leaves: [[String]],
    condition: ColumnCondition?, formula: BM25, deadline: SearchDeadline?,
    threads: SearchThreads, notes: SearchNotes = SearchNotes()
  ) {
    self.searcher = searcher
    self.parsed = parsed
    self.plans = plans
    self.leaves = leaves
    self.condition = condition
    self.formula = formula
    factors =
      formula == BM25() ? searcher.defaultFactors : searcher.statistics.lengthFactors(formula)
    self.deadline = deadline
    self.threads = threads
    self.notes = notes
    shapes = plans.map(PlanShape.init)
    let terms = QueryTerms(plans)
    self.terms = terms
    joins = shapes.map { shape in
      guard case .allOf(let clauses) = shape else { return nil }
      return JoinPlan(clauses, terms: terms)
    }
  }

  func weights() throws(StorageError) -> QueryWeights {
    try QueryWeights(formula: formula, factors: factors, terms: terms, searcher: searcher)
  }

  /// Whether time is up.
  private var isLate: Bool { deadline?.isReached(notes) == true }

  private func filter(
    _ part: SearchPart, _ scratch: ScratchArena
  ) throws(StorageError)
    -> WindowFilter?
  {
    if condition == nil, part.live == nil { return nil }
    var matcher: Matcher?
    if let condition {
      matcher = try ConditionMatcher(condition, part: part, scratch: scratch)
    }
    return WindowFilter(live: part.live, condition: matcher, scratch: scratch)
  }

  // MARK: - Parts

  /// What is asked of all parts.
  private enum Purpose { case ranking, counting }

  private func pace(_ purpose: Purpose, _ weights: QueryWeights) -> SearchPace {
    SearchPace(
      threads, parts: searcher.asked.count,
      windows: searcher.asked.reduce(0) { $0 + searcher.windowCount(of: $1) }
    ) { expectedSeconds(purpose, weights) }
  }

  /// About how long all parts take one after the other, by the lengths of their lists.
  ///
  /// Nanoseconds of a posting, measured on an English corpus of 128 MB: ranking passes most blocks
  /// by, joining goes by the rarest list.
  private func expectedSeconds(_ purpose: Purpose, _ weights: QueryWeights) -> Double {
    var nanoseconds = 0.0
    for index in searcher.asked {
      let part = searcher.parts[index]
      let postings = weights.postings(in: index)
      switch shapes[part.corpus] {
      case .nothing: break
      case .single: nanoseconds += Double(postings.all) * (purpose == .ranking ? 0.1 : 1)
      case .anyOf: nanoseconds += Double(postings.all) * (purpose == .ranking ? 0.5 : 1)
      case .allOf: nanoseconds += Double(postings.rarest) * 5
      case .general:
        // Matches are scored one by one; without lists to go by, any document may be one.
        let candidates = postings.all == 0 ? UInt64(part.segment.documentCount) : postings.all
        nanoseconds +=
          Double(candidates) * (purpose == .ranking ? 10 : 1)
          + 0.2 * Double(part.segment.documentCount)
        // Texts are unpacked and read.
        if plans[part.corpus].readsTexts {
          let documents = UInt64(part.segment.documentCount)
          nanoseconds += 1000 * Double(postings.all == 0 ? documents : postings.rarest)
        }
      }
    }
    return nanoseconds * 1e-9
  }

  /// Calls `body` with slices that make up all parts, on several threads where that is worth it.
  ///
  /// `cuts`: whether parts may be cut.
  func forEachSlice(
    _ weights: QueryWeights, cuts: Bool = true,
    _ body: @escaping @Sendable (SearchSlice) throws(StorageError) -> Void
  ) throws(StorageError) {
    let pace = pace(.counting, weights)
    for index in searcher.asked {
      if pace.shares(after: index - searcher.asked.lowerBound) {
        return try share(from: index, cuts: cuts, body)
      }
      try body(SearchSlice(whole: index, of: searcher))
    }
  }

  /// Calls `body` with slices of the parts from one on, on several threads.
  private func share(
    from first: Int, cuts: Bool = true,
    _ body: @escaping @Sendable (SearchSlice) throws(StorageError) -> Void
  ) throws(StorageError) {
    let parts = first..<searcher.asked.upperBound
    let slices =
      cuts
      ? SearchSlice.slices(of: parts, in: searcher, for: threads)
      : parts.map { SearchSlice(whole: $0, of: searcher) }
    try threads.share(slices.indices) { (index) throws(StorageError) in try body(slices[index]) }
  }

  // MARK: - Best hits

  /// The best documents, best first.
  ///
  /// `after`: only documents behind this one are kept.
  package func top(
    _ limit: Int, after: ScoredDocument? = nil
  ) throws(StorageError)
    -> [ScoredDocument]
  {
    let weights = try weights()
    var hits = TopHits(limit: limit, after: after)
    let pace = pace(.ranking, weights)
    for index in searcher.asked {
      if pace.shares(after: index - searcher.asked.lowerBound) {
        return try sharedTop(from: index, hits, weights).hits
      }
      if isLate { break }
      hits.merge(try top(of: SearchSlice(whole: index, of: searcher), hits, weights))
    }
    return hits.hits
  }

  /// Adds the best documents of the parts from one on, which threads share.
  ///
  /// Each slice begins with the threshold that the answer has by then. Hits have one order, so they
  /// do not depend on which slice ended first.
  private func sharedTop(
    from first: Int, _ known: TopHits, _ weights: QueryWeights
  ) throws(StorageError) -> TopHits {
    let hits = Mutex(known)
    try share(from: first) { (slice) throws(StorageError) in
      if self.isLate { return }
      let found = try self.top(of: slice, hits.withLock { $0 }, weights)
      hits.withLock { $0.merge(found) }
    }
    return hits.withLock { $0 }
  }

  /// The best documents of a slice that may be among some hits.
  private func top(
    of slice: SearchSlice, _ hits: TopHits, _ weights: QueryWeights
  ) throws(StorageError) -> [ScoredDocument] {
    let part = searcher.parts[slice.part]
    let scratch = ScratchArena()
    let binder = SegmentBinder(self, part: slice.part, weights: weights, scratch: scratch)
    var collector = SegmentCollector(
      part, slice: slice, hits: hits, deadline: deadline, notes: notes)
    let filter = try filter(part, scratch)
    if let join = joins[part.corpus], join.hasPhrases {
      if var conjunction = try binder.conjunction(join) {
        conjunction.confine(to: slice)
        try conjunction.run(filter: filter, collector: &collector)
      }
    } else {
      try Self.run(
        plans[part.corpus], as: shapes[part.corpus], binder: binder, filter: filter,
        collector: &collector)
    }
    defer { withExtendedLifetime((scratch, weights)) {} }
    return collector.found()
  }

  /// Chooses how to find the best documents of one segment, other than by joining lists.
  private static func run(
    _ plan: Plan, as shape: PlanShape, binder: SegmentBinder, filter: WindowFilter?,
    collector: inout SegmentCollector
  ) throws(StorageError) {
    switch shape {
    case .nothing: return
    case .single(let key):
      guard let list = try binder.open(key) else { return }
      try TermTop.run(
        list, weight: binder.weights.idf(key), filter: filter, scratch: binder.scratch,
        collector: &collector)
    case .anyOf(let leaves, let ranking):
      let found = try binder.alternatives(leaves, ranking: ranking)
      if found.isEmpty { return }
      if let key = found.onlyTerm, let list = try binder.open(key) {
        return try TermTop.run(
          list, weight: binder.weights.idf(key), filter: filter, scratch: binder.scratch,
          collector: &collector)
      }
      var windows = try binder.windows(found)
      try windows.run(filter: filter, collector: &collector)
    case .allOf(let clauses):
      guard var groups = try binder.groups(clauses) else { return }
      try groups.run(filter: filter, collector: &collector)
    case .general:
      try GeneralTop.run(
        try binder.bind(plan), filter: filter, scratch: binder.scratch, collector: &collector)
    }
  }

  // MARK: - Counting

  /// The exact number of matching records.
  package func count() throws(StorageError) -> UInt64 {
    var total: UInt64 = 0
    try countParts { total += $1 }
    return total
  }

  /// The exact number of matching records of each corpus.
  package func countsByCorpus() throws(StorageError) -> [UInt64] {
    var counts = [UInt64](repeating: 0, count: searcher.corpora.count)
    try countParts { counts[$0] += $1 }
    return counts
  }

  /// Counts the matches of all parts.
  ///
  /// `add`: gets a corpus and a number of matches, which sum up to all of them.
  @inline(__always)
  private func countParts(
    _ add: (_ corpus: Int, _ count: UInt64) -> Void
  ) throws(StorageError) {
    if condition == nil, case .single(let key) = shapes.first,
      shapes.allSatisfy({ $0 == .single(key) }),
      searcher.parts[searcher.asked].allSatisfy({ $0.live == nil })
    {
      for part in searcher.parts[searcher.asked] {
        add(part.corpus, UInt64(try part.info(key)?.documentFrequency ?? 0))
      }
      return
    }
    let weights = try weights()
    let counts = Mutex([UInt64](repeating: 0, count: searcher.corpora.count))
    try forEachSlice(weights) { (slice) throws(StorageError) in
      let count = try self.count(of: slice, weights)
      counts.withLock { $0[self.searcher.parts[slice.part].corpus] += count }
    }
    for (corpus, count) in counts.withLock({ $0 }).enumerated() { add(corpus, count) }
  }

  /// The exact number of matching records of a slice.
  private func count(of slice: SearchSlice, _ weights: QueryWeights) throws(StorageError) -> UInt64
  {
    let part = searcher.parts[slice.part]
    guard condition == nil, part.live == nil, let join = joins[part.corpus] else {
      var matches: UInt64 = 0
      try forEachWindow(of: slice, weights: weights) { _, words in
        for word in 0..<Window.words { matches += UInt64(words[word].nonzeroBitCount) }
        return true
      }
      return matches
    }
    let scratch = ScratchArena()
    defer { withExtendedLifetime((scratch, weights)) {} }
    let binder = SegmentBinder(self, part: slice.part, weights: weights, scratch: scratch)
    guard var conjunction = try binder.conjunction(join) else { return 0 }
    conjunction.confine(to: slice)
    return UInt64(try conjunction.count { isLate })
  }

  /// Occurrences over all matching records; `nil` where the query is neither a term nor a phrase
  /// nor a literal in every corpus.
  package func occurrences() throws(StorageError) -> UInt64? {
    for part in searcher.parts[searcher.asked] {
      switch plans[part.corpus] {
      case .term, .phrase, .literal, .nothing: break
      default: return nil
      }
    }
    let weights = try weights()
    let total = Mutex(UInt64(0))
    try forEachSlice(weights) { (slice) throws(StorageError) in
      let count = try self.occurrences(in: slice, weights)
      total.withLock { $0 += count }
    }
    return total.withLock { $0 }
  }

  /// Occurrences of a term, phrase or literal over the matching records of a slice.
  private func occurrences(
    in slice: SearchSlice, _ weights: QueryWeights
  ) throws(StorageError) -> UInt64 {
    let part = searcher.parts[slice.part]
    let plan = plans[part.corpus]
    if case .nothing = plan { return 0 }
    if case .term(_, let key) = plan, part.live == nil, condition == nil {
      return slice.windows.lowerBound == 0 ? try part.info(key)?.occurrences ?? 0 : 0
    }
    var total: UInt64 = 0
    let scratch = ScratchArena()
    let matcher = try SegmentBinder(self, part: slice.part, weights: weights, scratch: scratch)
      .bind(plan)
    let filter = try filter(part, scratch)
    let words = scratch.make(repeating: UInt64(0), count: Window.words)
    try walk(matcher, slice.windows, filter: filter, words: words) {
      (first: UInt32) throws(StorageError) in
      for document in Bits(words, first: first) {
        guard try matcher.matches(document) else { continue }
        switch matcher {
        case let term as TermMatcher: total += UInt64(try term.frequency())
        case let phrase as PhraseMatcher:
          total += UInt64(try phrase.frequency(of: document))
        case let literal as LiteralMatcher:
          total += UInt64(try literal.frequency(of: document))
        default: break
        }
      }
      return true
    }
    withExtendedLifetime((scratch, weights)) {}
    return total
  }

  /// Calls `body` with the bitmap of every window that has matches; `false` ends.
  ///
  /// `body`: gets the part's number, the window's first document and 64 words.
  package func forEachWindow(
    _ body: (_ part: Int, _ first: UInt32, _ words: BufferView<UInt64>) throws(StorageError) -> Bool
  ) throws(StorageError) {
    let weights = try weights()
    for index in searcher.asked {
      let slice = SearchSlice(whole: index, of: searcher)
      let goesOn = try forEachWindow(of: slice, weights: weights) {
        (first, words) throws(StorageError) in try body(index, first, words)
      }
      if !goesOn { return }
    }
  }

  /// ``forEachWindow(_:)`` for one part, for callers that go from part to part at their own pace.
  package func forEachWindow(
    of part: Int,
    _ body: (_ first: UInt32, _ words: BufferView<UInt64>) throws(StorageError) -> Bool
  ) throws(StorageError) {
    try forEachWindow(of: SearchSlice(whole: part, of: searcher), weights: weights(), body)
  }

  /// Calls `body` with every matching document of one part, which rise, and its score.
  ///
  /// - Throws: ``StorageError`` when the index is damaged.
  package func forEachScore(
    of index: Int, _ body: (_ document: UInt32, _ score: Float) -> Void
  ) throws(StorageError) {
    let part = searcher.parts[index]
    let scratch = ScratchArena()
    let weights = try weights()
    let matcher = try SegmentBinder(self, part: index, weights: weights, scratch: scratch)
      .bind(plans[part.corpus])
    let filter = try filter(part, scratch)
    let words = scratch.make(repeating: UInt64(0), count: Window.words)
    try walk(matcher, 0..<searcher.windowCount(of: index), filter: filter, words: words) {
      (first: UInt32) throws(StorageError) in
      for document in Bits(words, first: first) where try matcher.matches(document) {
        var score = 0.0
        try matcher.addScore(of: document, to: &score)
        body(document, Float(score))
      }
      return true
    }
    withExtendedLifetime((scratch, weights)) {}
  }

  /// ``forEachWindow(_:)`` for a slice.
  ///
  /// - Returns: `false` when `body` ended it.
  @discardableResult
  func forEachWindow(
    of slice: SearchSlice, weights: QueryWeights,
    _ body: (_ first: UInt32, _ words: BufferView<UInt64>) throws(StorageError) -> Bool
  ) throws(StorageError) -> Bool {
    let part = searcher.parts[slice.part]
    let scratch = ScratchArena()
    let matcher = try SegmentBinder(self, part: slice.part, weights: weights, scratch: scratch)
      .bind(plans[part.corpus])
    let filter = try filter(part, scratch)
    let words = scratch.make(repeating: UInt64(0), count: Window.words)
    let goesOn = try walk(matcher, slice.windows, filter: filter, words: words) {
      (first: UInt32) throws(StorageError) in try body(first, words)
    }
    withExtendedLifetime((scratch, weights)) {}
    return goesOn
  }

  /// Calls `body` with every matching document, segment by segment, in document order.
  package func forEachMatch(
    _ body: (_ part: Int, _ document: UInt32) throws(StorageError) -> Bool
  ) throws(StorageError) {
    try forEachWindow { (part, first, words) throws(StorageError) in
      for document in Bits(words, first: first) where try !body(part, document) { return false }
      return true
    }
  }

  @discardableResult
  private func walk(
    _ matcher: Matcher, _ windows: Range<Int>, filter: WindowFilter?,
    words: BufferView<UInt64>, _ body: (UInt32) throws(StorageError) -> Bool
  ) throws(StorageError) -> Bool {
    var window = windows.lowerBound
    while window < windows.upperBound, let next = try matcher.nextWindow(from: window) {
      window = next
      if window >= windows.upperBound { break }
      if isLate { return false }
      try matcher.fill(window: window, into: words)
      if let filter { try filter.apply(window: window, to: words) }
      if try !body(Window.first(of: window)) { return false }
      window += 1
    }
    return true
  }

  // MARK: - Explanations

  /// What each leaf adds to a hit's score.
  package func explain(_ hit: ScoredDocument) throws(StorageError) -> [LeafScore] {
    let part = searcher.parts[hit.part]
    let scratch = ScratchArena()
    let weights = try weights()
    let matcher = try SegmentBinder(self, part: hit.part, weights: weights, scratch: scratch).bind(
      plans[part.corpus])
    var lines: [LeafScore] = []
    if try matcher.matches(hit.document) { try matcher.explain(hit.document, into: &lines) }
    withExtendedLifetime((scratch, weights)) {}
    return lines
  }

  /// How the query is run, for a reader.
  package var strategy: String {
    switch shapes.first {
    case nil, .nothing: "nothing to search"
    case .single: "one term, blocks by bound"
    case .anyOf(let leaves, let ranking):
      "any of \(leaves.count) clauses\(ranking.isEmpty ? "" : ", ranked by \(ranking.count) more"), "
        + "windows of \(Window.size) by bound"
    case .allOf(let clauses): "all of \(clauses.count), rarest list first"
    case .general: "windows as bitmaps, matches scored one by one"
    }
  }
}
