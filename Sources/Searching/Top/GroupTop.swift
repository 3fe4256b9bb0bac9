internal import Postings
internal import Storage
internal import VectorKernels

/// The best documents that hold a term or a phrase of each of several groups.
///
/// The documents of the rarest group are candidates; every further group keeps those that one of
/// its members holds and that may still win by the bounds of the remaining groups. Phrases that are
/// clauses of their own are better joined with the rest list by list: ``ConjunctionTop`` does.
struct GroupTop: ~Copyable {
  /// Terms and phrases, of which any suffices.
  struct Group {
    var lists: Range<Int>
    /// Members behind the lists of all groups.
    var phrases: Range<Int>
  }

  private var candidates: CandidateLists
  /// The rarest first.
  private let groups: [Group]
  private let phrases: [PhraseClause]
  /// Members in the order of the query, in which exact scores add: lists, then phrases.
  private let queryOrder: [Int]
  private let slack: Double
  /// An upper bound of what each group adds to the current candidates.
  private var bounds: [Double]
  /// By member, as ``bounds``.
  private var memberBounds: [Double]
  /// The rarest group is not one list: its scores of a window are added up before candidates are
  /// known.
  private let needsWindows: Bool
  /// Zero between uses.
  private var scores: WindowScores

  init(
    _ candidates: consuming CandidateLists, phrases: [PhraseClause], groups: [Group],
    queryOrder: [Int], scratch: ScratchArena
  ) {
    self.groups = groups
    self.phrases = phrases
    self.queryOrder = queryOrder
    slack = CandidateLists.slack(clauses: queryOrder.count)
    bounds = [Double](repeating: 0, count: groups.count)
    memberBounds = [Double](repeating: 0, count: queryOrder.count)
    needsWindows = groups[0].lists.count != 1 || !groups[0].phrases.isEmpty
    scores = WindowScores(count: needsWindows ? Window.size : 0, scratch: scratch)
    self.candidates = candidates
  }

  mutating func run(
    filter: WindowFilter?, collector: inout SegmentCollector
  ) throws(StorageError) {
    let end = collector.slice.last
    if needsWindows { return try runWindows(filter: filter, collector: &collector) }
    let others = 1..<groups.count
    var from = collector.slice.first
    guard try takeBounds(of: others, from: from, through: end) else { return }
    let rest = bounds.dropFirst().reduce(0, +)
    let leader = groups[0].lists.lowerBound
    while !collector.isLate,
      try candidates.take(
        leader, from: &from, through: end,
        least: CandidateLists.least(pruningLimit(collector.threshold), rest: rest))
    {
      if candidates.count == 0 { continue }
      let first = candidates.documents[0]
      let last = candidates.documents[candidates.count - 1]
      guard try takeBounds(of: others, from: first, through: last) else { return }
      try finish(filter: filter, collector: &collector)
    }
  }

  private var listCount: Int { candidates.lists.count }

  /// Takes candidates window by window: a group of several members is added up first.
  private mutating func runWindows(
    filter: WindowFilter?, collector: inout SegmentCollector
  ) throws(StorageError) {
    let windows = collector.slice.windows
    var from = windows.lowerBound
    scores.clear()
    while from < windows.upperBound, !collector.isLate,
      let window = try nextWindow(from: from), window < windows.upperBound
    {
      from = window + 1
      let first = Window.first(of: window)
      let last = first + UInt32(Window.size - 1)
      guard try takeBounds(of: groups.indices, from: first, through: last) else { return }
      let limit = pruningLimit(collector.threshold)
      let rest = bounds.dropFirst().reduce(0, +)
      if rest + bounds[0] < limit { continue }
      let least = CandidateLists.least(limit, rest: rest)
      for list in groups[0].lists {
        try candidates.add(
          list, window: window, least: least - (bounds[0] - memberBounds[list]) * (1 + 1e-9),
          to: scores)
      }
      for phrase in groups[0].phrases {
        try phrases[phrase - listCount].add(window: window, to: scores)
      }
      candidates.take(scores, window: window, least: least)
      try finish(filter: filter, collector: &collector)
    }
  }

  /// The first window at or behind one that may hold documents of the rarest group.
  private mutating func nextWindow(from window: Int) throws(StorageError) -> Int? {
    var least: Int?
    for list in groups[0].lists {
      guard let next = try candidates.nextWindow(of: list, from: window) else { continue }
      if next == window { return window }
      least = min(least ?? next, next)
    }
    for phrase in groups[0].phrases {
      guard let next = try phrases[phrase - listCount].matcher.nextWindow(from: window) else {
        continue
      }
      least = min(least ?? next, next)
    }
    return least
  }

  /// Takes the bounds of some groups in a range; `false` when one has no documents left.
  private mutating func takeBounds(
    of some: Range<Int>, from first: UInt32, through last: UInt32
  ) throws(StorageError) -> Bool {
    var isLeft = true
    for group in some {
      var sum = 0.0
      for list in groups[group].lists {
        memberBounds[list] = try candidates.bound(list, from: first, through: last)
        sum += memberBounds[list]
      }
      for phrase in groups[group].phrases {
        memberBounds[phrase] = try phrases[phrase - listCount].matcher.maximumScore(
          from: first, through: last)
        sum += memberBounds[phrase]
      }
      bounds[group] = sum
      isLeft = isLeft && sum > 0
    }
    return isLeft
  }

  /// Joins the candidates with the other groups and offers what is left.
  private mutating func finish(
    filter: WindowFilter?, collector: inout SegmentCollector
  ) throws(StorageError) {
    let limit = pruningLimit(collector.threshold)
    var rest = bounds.dropFirst().reduce(0, +)
    candidates.keep(reaching: CandidateLists.least(limit, rest: rest))
    for group in groups.indices.dropFirst() {
      if candidates.count == 0 { return }
      rest = 0
      for later in groups.indices where later > group { rest += bounds[later] }
      candidates.unmark()
      var others = bounds[group]
      for list in groups[group].lists {
        others -= memberBounds[list]
        try candidates.join(
          list, least: CandidateLists.least(limit, rest: rest + max(0, others) * (1 + 1e-9)),
          isMarking: true)
      }
      for phrase in groups[group].phrases {
        try candidates.join(phrases[phrase - listCount], isMarking: true)
      }
      candidates.keepMarked(reaching: CandidateLists.least(limit, rest: rest))
    }
    if let filter { try candidates.keep(filter) }
    candidates.offerCertain(slack: slack, to: &collector)
    for index in 0..<candidates.count {
      let document = candidates.documents[index]
      try candidates.rewind()
      var sum = 0.0
      for member in queryOrder {
        sum +=
          member < listCount
          ? try candidates.score(of: member, in: document)
          : try phrases[member - listCount].score(in: document)
      }
      collector.offer(document, score: sum)
    }
    collector.tighten()
  }
}
