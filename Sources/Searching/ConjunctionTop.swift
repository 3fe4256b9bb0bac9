internal import Postings
internal import Storage

/// The best documents that hold all of several terms, phrases and alternatives, or their number.
///
/// A stretch of ``Conjunction`` must reach the threshold by its blocks' bounds; of what it holds,
/// documents with phrases must reach it with the phrases as frequent as their rarest words, and
/// only then are positions read.
struct ConjunctionTop: ~Copyable {
  private var conjunction: Conjunction
  private let sums: BufferView<Double>
  private let hasPhrases: Bool
  /// The only phrase, when its two rarest words can be looked at first, for a stretch at a time.
  private let paired: Int?
  /// Those two words are the phrase.
  private let isPair: Bool
  private let counts: BufferView<UInt32>
  private let rooms: (BufferView<UInt32>, BufferView<UInt32>)
  // Positions of the words read so far that begin a phrase, of the next word, and of both.
  private var starts = GrowableBuffer<UInt32>()
  private var places = GrowableBuffer<UInt32>()
  private var matches = GrowableBuffer<UInt32>()

  init(_ conjunction: consuming Conjunction, scratch: ScratchArena) {
    sums = scratch.make(repeating: 0, uninitializedCount: 128)
    let phrases = conjunction.leaves.indices.filter { conjunction.leaves[$0].isPhrase }
    hasPhrases = !phrases.isEmpty
    counts = scratch.make(repeating: 0, uninitializedCount: hasPhrases ? 128 : 0)
    rooms = (
      scratch.make(repeating: 0, uninitializedCount: hasPhrases ? Self.room : 0),
      scratch.make(repeating: 0, uninitializedCount: hasPhrases ? Self.room : 0)
    )
    var paired: Int?
    if let first = phrases.first, conjunction.leaves[first].slop == 0 {
      let count = conjunction.leaves[first].listCount
      // Where one of both begins the phrase, no occurrence begins before the text.
      if count > 2
        || count == 2
          && (0..<2).contains(where: {
            conjunction.lists[conjunction.list($0, of: first)].offset == 0
          })
      {
        paired = first
      }
    }
    self.paired = paired
    isPair = paired.map { conjunction.leaves[$0].listCount == 2 } ?? false
    self.conjunction = conjunction
  }

  /// Positions of a document that are read in place; documents with more are read one by one.
  private static let room = 2048

  mutating func run(
    filter: WindowFilter?, collector: inout SegmentCollector
  ) throws(StorageError) {
    var steps = 0
    while try conjunction.next(limit: pruningLimit(collector.threshold)) {
      steps &+= 1
      if steps & 255 == 0, collector.isLate { return }
      try addParts()
      let hasCounts = hasPhrases ? try countPairs(limit: pruningLimit(collector.threshold)) : false
      for slot in 0..<conjunction.count {
        let document = conjunction.ids[slot]
        var score = sums[slot]
        if hasPhrases {
          // Orders of adding differ by far less than the limit's allowance.
          if score < pruningLimit(collector.threshold) { continue }
          guard let exact = try exactScore(slot, hasCounts: hasCounts) else { continue }
          score = exact
        }
        if Float(score) < collector.threshold { continue }
        if let filter, try !filter.passes(document) { continue }
        collector.offer(document, score: score)
      }
    }
  }

  /// How many documents there are; fewer when it gets late.
  mutating func count(isLate: () -> Bool) throws(StorageError) -> Int {
    var total = 0
    var steps = 0
    while try conjunction.next(limit: 0) {
      steps &+= 1
      if steps & 255 == 0, isLate() { return total }
      if !hasPhrases {
        total += conjunction.count
        continue
      }
      for slot in 0..<conjunction.count { sums[slot] = 0 }
      let hasCounts = try countPairs(limit: 0)
      for slot in 0..<conjunction.count {
        var isEverywhere = true
        for leaf in conjunction.leaves.indices where conjunction.leaves[leaf].isPhrase {
          if hasCounts, isPair, leaf == paired { continue }
          isEverywhere = try occurrences(of: leaf, in: slot) > 0
          if !isEverywhere { break }
        }
        total += isEverywhere ? 1 : 0
      }
    }
    return total
  }

  /// Finds the next documents of the only leaf, a phrase, at or behind a document.
  ///
  /// `documents` and `frequencies` get those of a stretch, at most 128.
  ///
  /// - Returns: How many they are; 0 when none are left.
  mutating func nextPhrase(
    from first: UInt32, into documents: BufferView<UInt32>, _ frequencies: BufferView<UInt32>
  ) throws(StorageError) -> Int {
    conjunction.skip(to: first)
    while try conjunction.next(limit: 0) {
      for slot in 0..<conjunction.count { sums[slot] = 0 }
      let hasCounts = try countPairs(limit: 0)
      var found = 0
      for slot in 0..<conjunction.count {
        let frequency =
          hasCounts && isPair ? counts[slot] : try occurrences(of: 0, in: slot)
        documents[found] = conjunction.ids[slot]
        frequencies[found] = frequency
        found += frequency > 0 ? 1 : 0
      }
      if found > 0 { return found }
    }
    return 0
  }

  /// Sums the candidates' scores, with phrases as frequent as the rarest of their words there.
  private mutating func addParts() throws(StorageError) {
    let count = conjunction.count
    for slot in 0..<count { sums[slot] = 0 }
    for number in conjunction.leaves.indices {
      let weight = conjunction.leaves[number].weight
      if conjunction.leaves[number].isPhrase {
        try addPhrase(number, weight: weight)
      } else {
        let list = conjunction.list(0, of: number)
        if !conjunction.lists[list].isPresent { continue }
        try conjunction.decodeFrequencies(list)
        Kernels.addParts(
          ids: conjunction.ids, slots: conjunction.lists[list].slots,
          frequencies: conjunction.lists[list].frequencies, count: count,
          norms: conjunction.lists[list].scoring.norms,
          table: conjunction.lists[list].scoring.table, weight: weight, sums: sums)
      }
    }
  }

  /// Adds what a phrase is worth that is as frequent as the rarest of its words.
  private mutating func addPhrase(_ leaf: Int, weight: Double) throws(StorageError) {
    let count = conjunction.count
    let least = counts
    for number in 0..<conjunction.leaves[leaf].listCount {
      let list = conjunction.list(number, of: leaf)
      try conjunction.decodeFrequencies(list)
      let frequencies = conjunction.lists[list].frequencies
      let slots = conjunction.lists[list].slots
      for slot in 0..<count {
        let frequency = frequencies[Int(slots[slot])]
        least[slot] = number == 0 ? frequency : min(least[slot], frequency)
      }
    }
    let scoring = conjunction.lists[conjunction.list(0, of: leaf)].scoring
    let ids = conjunction.ids
    for slot in 0..<count {
      sums[slot] += weight * scoring.part(frequency: least[slot], document: ids[slot])
    }
  }

  /// Drops the candidates whose sums stay below a limit, and those where the two rarest words of
  /// the phrase do not stand at their distance.
  ///
  /// - Returns: Whether ``counts`` tells how often they do, for what is left.
  private mutating func countPairs(limit: Double) throws(StorageError) -> Bool {
    guard let paired else { return false }
    let one = conjunction.list(0, of: paired)
    let other = conjunction.list(1, of: paired)
    let sums = sums
    var kept = 0
    for slot in 0..<conjunction.count where sums[slot] >= limit {
      sums[kept] = sums[slot]
      counts[kept] = UInt32(truncatingIfNeeded: slot)
      kept += 1
    }
    if kept == 0 {
      conjunction.keep(counts, count: 0)
      return false
    }
    if kept < conjunction.count { conjunction.keep(counts, count: kept) }
    try conjunction.decodeFrequencies(one)
    try conjunction.decodeFrequencies(other)
    var most: UInt32 = 0
    for slot in 0..<kept {
      most = max(
        most, conjunction.lists[one].frequencies[Int(conjunction.lists[one].slots[slot])],
        conjunction.lists[other].frequencies[Int(conjunction.lists[other].slots[slot])])
    }
    if Int(most) + 80 > Self.room { return false }
    guard try conjunction.pairCounts(one, other, rooms: rooms, counts: counts) else { return false }
    var left = 0
    let places = rooms.0
    for slot in 0..<kept where counts[slot] > 0 {
      sums[left] = sums[slot]
      counts[left] = counts[slot]
      places[left] = UInt32(truncatingIfNeeded: slot)
      left += 1
    }
    if left < kept { conjunction.keep(places, count: left) }
    return true
  }

  /// The exact score, `nil` where a phrase does not stand in the document.
  private mutating func exactScore(
    _ slot: Int, hasCounts: Bool
  ) throws(StorageError) -> Double? {
    var sum = 0.0
    for number in conjunction.leaves.indices {
      let list = conjunction.list(0, of: number)
      let frequency: UInt32
      if conjunction.leaves[number].isPhrase {
        frequency =
          hasCounts && isPair && number == paired
          ? counts[slot] : try occurrences(of: number, in: slot)
        if frequency == 0 { return nil }
      } else {
        let place = conjunction.lists[list].slots[slot]
        if place == Conjunction.List.absent { continue }
        frequency = conjunction.lists[list].frequencies[Int(place)]
      }
      sum +=
        conjunction.leaves[number].weight
        * conjunction.lists[list].scoring.part(
          frequency: frequency, document: conjunction.ids[slot])
    }
    return sum
  }

  /// How often a phrase stands in a candidate.
  private mutating func occurrences(of number: Int, in slot: Int) throws(StorageError) -> UInt32 {
    let lists = 0..<conjunction.leaves[number].listCount
    let slop = conjunction.leaves[number].slop
    if slop > 0 {
      var parts: [[Int]] = []
      var offsets: [UInt32] = []
      for place in lists {
        let list = conjunction.list(place, of: number)
        offsets.append(conjunction.lists[list].offset)
        try conjunction.positions(of: slot, in: list, into: &places)
        parts.append(places.view.array.map { Int($0) })
      }
      return PositionSets.near(parts, offsets: offsets, slop: slop)
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
    for place in lists.dropFirst() {
      let list = conjunction.list(place, of: number)
      if starts.isEmpty { return 0 }
      try conjunction.positions(of: slot, in: list, into: &places)
      let shift = conjunction.lists[list].offset &- origin
      if starts.count <= places.count {
        Kernels.matchPlaces(
          starts, in: &places, shift: shift, into: &matches)
        swap(&starts, &matches)
      } else {
        Kernels.matchPlaces(
          places, in: &starts, shift: 0 &- shift, into: &matches)
        for index in 0..<matches.count { matches[index] &-= shift }
        swap(&starts, &matches)
      }
    }
    return UInt32(starts.count)
  }
}
