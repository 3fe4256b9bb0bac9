internal import Postings
internal import Storage
internal import VectorKernels

/// The best documents that hold all of several terms, phrases and alternatives, or their number.
///
/// A stretch of ``Conjunction`` must reach the threshold by its blocks' bounds; of what it holds,
/// documents with phrases must reach it with the phrases as frequent as their rarest words, and
/// only then are positions read.
struct ConjunctionTop: ~Copyable {
  private var conjunction: Conjunction
  private let sums: BufferView<Double>
  private let hasPhrases: Bool
  /// The first phrase, when all candidates of a stretch are counted at once.
  private let counted: Int?
  /// All its words; and the rarest two of more than two, which are tested first.
  private let wholePhrase: PhrasePositions?
  private let rarestPair: PhrasePositions?
  private let counts: BufferView<UInt32>
  private let numbers: BufferView<UInt8>
  /// Where positions of one document are read, of two words at a time.
  private let positionScratch: (BufferView<UInt32>, BufferView<UInt32>)
  // Positions of the words read so far that begin a phrase, of the next word, and of both.
  private var starts = GrowableBuffer<UInt32>()
  private var positions = GrowableBuffer<UInt32>()
  private var matches = GrowableBuffer<UInt32>()

  init(_ conjunction: consuming Conjunction, scratch: ScratchArena) {
    sums = scratch.makeUninitialized(Double.self, count: 128)
    let phrase = conjunction.leaves.indices.first { conjunction.leaves[$0].isPhrase }
    hasPhrases = phrase != nil
    counts = scratch.makeUninitialized(UInt32.self, count: hasPhrases ? 128 : 0)
    numbers = scratch.makeUninitialized(UInt8.self, count: 128)
    let capacity = hasPhrases ? Self.positionCapacity : 0
    positionScratch = (
      scratch.makeUninitialized(UInt32.self, count: capacity),
      scratch.makeUninitialized(UInt32.self, count: capacity)
    )
    if let phrase, conjunction.leaves[phrase].slop == 0 {
      wholePhrase = conjunction.positions(of: phrase)
    } else {
      wholePhrase = nil
    }
    counted = wholePhrase == nil ? nil : phrase
    rarestPair = (wholePhrase?.count ?? 0) > 2 ? wholePhrase?.prefix(2) : nil
    self.conjunction = conjunction
  }

  /// Capacity of ``positionScratch``; documents with more positions are read one by one.
  private static let positionCapacity = 2048

  /// Lists joined in stretches before the clock is read: a phrase may have twenty thousand words.
  private static let joinsBetweenLooks = 512

  mutating func run(
    filter: WindowFilter?, collector: inout SegmentCollector
  ) throws(StorageError) {
    var joins = 0
    while try conjunction.next(limit: pruningLimit(collector.threshold)) {
      joins += conjunction.lists.count
      if joins >= Self.joinsBetweenLooks {
        if collector.isLate { return }
        joins = 0
      }
      let limit = pruningLimit(collector.threshold)
      try addTermScores(limit: limit)
      let hasCounts = try countPhrase()
      for slot in 0..<conjunction.count {
        let document = conjunction.ids[slot]
        // Orders of adding differ by far less than the limit's allowance.
        if sums[slot] < pruningLimit(collector.threshold) { continue }
        guard let score = try exactScore(slot, hasCounts: hasCounts),
          Float(score) >= collector.threshold
        else { continue }
        if let filter, try !filter.passes(document) { continue }
        collector.offer(document, score: score)
      }
    }
  }

  /// How many documents there are; fewer when it gets late.
  mutating func count(isLate: () -> Bool) throws(StorageError) -> Int {
    var total = 0
    var joins = 0
    while try conjunction.next(limit: 0) {
      joins += conjunction.lists.count
      if joins >= Self.joinsBetweenLooks {
        if isLate() { return total }
        joins = 0
      }
      if !hasPhrases {
        total += conjunction.count
        continue
      }
      let hasCounts = try countPhrase()
      for slot in 0..<conjunction.count {
        var isEverywhere = true
        for leaf in conjunction.leaves.indices where conjunction.leaves[leaf].isPhrase {
          if hasCounts, leaf == counted { continue }
          isEverywhere = try occurrences(of: leaf, in: slot) > 0
          if !isEverywhere { break }
        }
        total += isEverywhere ? 1 : 0
      }
    }
    return total
  }

  /// Restricts the search to a range of documents, which must not begin before an earlier range.
  mutating func confine(from first: UInt32, through last: UInt32) {
    conjunction.confine(from: first, through: last)
  }

  /// Restricts the search to a slice, before it begins.
  mutating func confine(to slice: SearchSlice) {
    if !slice.isWhole { conjunction.confine(from: slice.first, through: slice.last) }
  }

  /// Finds the next documents of the only leaf, a phrase.
  ///
  /// `candidates`: if given, only these, which rise. `documents` and `frequencies` get those of a
  /// stretch, at most 128.
  ///
  /// - Returns: How many they are; 0 when none are left.
  mutating func nextPhrase(
    among candidates: BufferView<UInt32>? = nil, into documents: BufferView<UInt32>,
    _ frequencies: BufferView<UInt32>
  ) throws(StorageError) -> Int {
    var at = 0
    while try conjunction.next(limit: 0) {
      if let candidates {
        at = keep(among: candidates, from: at)
        if at < candidates.count { conjunction.skip(to: candidates[at]) }
      }
      let hasCounts = try countPhrase()
      var found = 0
      for slot in 0..<conjunction.count {
        let frequency = hasCounts ? counts[slot] : try occurrences(of: 0, in: slot)
        documents[found] = conjunction.ids[slot]
        frequencies[found] = frequency
        found += frequency > 0 ? 1 : 0
      }
      if found > 0 { return found }
    }
    return 0
  }

  /// Keeps what is among some rising documents, from one on.
  ///
  /// - Returns: The first document behind all that there was.
  private mutating func keep(among candidates: BufferView<UInt32>, from start: Int) -> Int {
    var at = start
    var kept = 0
    for slot in 0..<conjunction.count {
      let document = conjunction.ids[slot]
      while at < candidates.count, candidates[at] < document { at += 1 }
      if at == candidates.count { break }
      numbers[kept] = UInt8(truncatingIfNeeded: slot)
      kept += candidates[at] == document ? 1 : 0
    }
    while at < candidates.count, candidates[at] <= conjunction.ids[conjunction.count - 1] {
      at += 1
    }
    if kept < conjunction.count { conjunction.keep(numbers, count: kept) }
    return at
  }

  /// Sums the candidates' scores, with phrases as frequent as the rarest of their words there, and
  /// drops those that stay below a limit.
  private mutating func addTermScores(limit: Double) throws(StorageError) {
    sums[0..<conjunction.count].fill(with: 0)
    let last = conjunction.leaves.count - 1
    for number in 0...last {
      let list = conjunction.list(0, of: number)
      if !conjunction.lists[list].isPresent { continue }
      let scoring = conjunction.lists[list].scoring
      let weight = conjunction.leaves[number].weight
      if conjunction.leaves[number].isPhrase {
        let least = number == last ? limit : -.infinity
        let kept: Int
        if number == counted, let wholePhrase {
          try conjunction.decodeAllFrequencies(of: number)
          kept = wholePhrase.addReaching(
            conjunction.ids, count: conjunction.count, norms: scoring.norms, table: scoring.table,
            weight: weight, least: least, sums: sums, numbers: numbers)
        } else {
          try takeLeastFrequencies(of: number)
          kept = Kernels.addReaching(
            conjunction.ids, frequencies: counts, count: conjunction.count, norms: scoring.norms,
            table: scoring.table, weight: weight, least: least, sums: sums, numbers: numbers)
        }
        if kept < conjunction.count { conjunction.keep(numbers, count: kept) }
      } else {
        try conjunction.decodeFrequencies(list)
        Kernels.addTermScores(
          ids: conjunction.ids, slots: conjunction.lists[list].slots,
          frequencies: conjunction.lists[list].frequencies, count: conjunction.count,
          norms: scoring.norms, table: scoring.table, weight: weight, sums: sums)
      }
    }
    if !conjunction.leaves[last].isPhrase { keepSums(reaching: limit) }
  }

  private mutating func keepSums(reaching limit: Double) {
    var kept = 0
    for slot in 0..<conjunction.count where sums[slot] >= limit {
      sums[kept] = sums[slot]
      numbers[kept] = UInt8(truncatingIfNeeded: slot)
      kept += 1
    }
    if kept < conjunction.count { conjunction.keep(numbers, count: kept) }
  }

  /// Gives ``counts`` the frequency of the rarest word of a phrase in each candidate.
  private mutating func takeLeastFrequencies(of leaf: Int) throws(StorageError) {
    try conjunction.decodeAllFrequencies(of: leaf)
    for number in 0..<conjunction.leaves[leaf].listCount {
      let list = conjunction.list(number, of: leaf)
      Kernels.lower(
        counts, to: conjunction.lists[list].frequencies, at: conjunction.lists[list].slots,
        count: conjunction.count, isFirst: number == 0)
    }
  }

  /// Counts the first phrase in all candidates, and drops those without it.
  ///
  /// - Returns: Whether ``counts`` has its frequency in each candidate that is left.
  private mutating func countPhrase() throws(StorageError) -> Bool {
    guard let counted, let wholePhrase else { return false }
    if let rarestPair, try !keep(with: rarestPair, of: counted) { return false }
    return try keep(with: wholePhrase, of: counted)
  }

  /// Keeps the candidates in which the first words of a phrase occur at their distances.
  ///
  /// - Returns: `false` when a document has too many positions to be read in place; some candidates
  ///   may be gone then, rightly.
  private mutating func keep(
    with phrase: PhrasePositions, of leaf: Int
  ) throws(StorageError) -> Bool {
    if conjunction.count == 0 { return true }
    try conjunction.openPositions(of: leaf, lists: phrase.count)
    if !phrase.counts(of: conjunction.count, scratch: positionScratch, into: counts) {
      for number in 0..<phrase.count {
        let list = conjunction.list(number, of: leaf)
        if Int(conjunction.highestFrequency(in: list)) + 80 > Self.positionCapacity { return false }
      }
      throw conjunction.endOfPositions(conjunction.list(0, of: leaf))
    }
    var left = 0
    for slot in 0..<conjunction.count {
      sums[left] = sums[slot]
      counts[left] = counts[slot]
      numbers[left] = UInt8(truncatingIfNeeded: slot)
      left += counts[left] > 0 ? 1 : 0
    }
    if left < conjunction.count { conjunction.keep(numbers, count: left) }
    return true
  }

  /// The exact score, `nil` where a phrase does not occur in the document.
  private mutating func exactScore(
    _ slot: Int, hasCounts: Bool
  ) throws(StorageError) -> Double? {
    var sum = 0.0
    for number in conjunction.leaves.indices {
      let list = conjunction.list(0, of: number)
      let frequency: UInt32
      if conjunction.leaves[number].isPhrase {
        frequency =
          hasCounts && number == counted
          ? counts[slot] : try occurrences(of: number, in: slot)
        if frequency == 0 { return nil }
      } else {
        let index = conjunction.lists[list].slots[slot]
        if index == Conjunction.List.absent { continue }
        frequency = conjunction.lists[list].frequencies[Int(index)]
      }
      sum +=
        conjunction.leaves[number].weight
        * conjunction.lists[list].scoring.termScore(
          frequency: frequency, document: conjunction.ids[slot])
    }
    return sum
  }

  /// Counts the occurrences of a phrase in a candidate.
  private mutating func occurrences(of number: Int, in slot: Int) throws(StorageError) -> UInt32 {
    let lists = 0..<conjunction.leaves[number].listCount
    let slop = conjunction.leaves[number].slop
    if slop > 0 {
      var elements: [[Int]] = []
      var offsets: [UInt32] = []
      for index in lists {
        let list = conjunction.list(index, of: number)
        offsets.append(conjunction.lists[list].offset)
        try conjunction.positions(of: slot, in: list, into: &positions)
        elements.append(positions.view.array.map { Int($0) })
      }
      return PositionSets.near(elements, offsets: offsets, slop: slop)
    }
    // Rarest first, as the lists are sorted.
    let rarest = conjunction.list(0, of: number)
    let origin = conjunction.lists[rarest].offset
    try conjunction.positions(of: slot, in: rarest, into: &starts)
    // A beginning before 0 cannot be.
    if origin > 0 {
      var kept = 0
      for index in 0..<starts.count where starts[index] >= origin {
        starts[kept] = starts[index]
        kept += 1
      }
      starts.setCount(kept)
    }
    for index in lists.dropFirst() {
      let list = conjunction.list(index, of: number)
      if starts.isEmpty { return 0 }
      try conjunction.positions(of: slot, in: list, into: &positions)
      let shift = conjunction.lists[list].offset &- origin
      if starts.count <= positions.count {
        Kernels.matchPositions(
          starts, in: &positions, shift: shift, into: &matches)
        swap(&starts, &matches)
      } else {
        Kernels.matchPositions(
          positions, in: &starts, shift: 0 &- shift, into: &matches)
        for index in 0..<matches.count { matches[index] &-= shift }
        swap(&starts, &matches)
      }
    }
    return UInt32(starts.count)
  }
}
