internal import Storage
internal import VectorKernels

/// Joins the positions of several terms in one document.
struct PositionSets: ~Copyable {
  private var candidates = GrowableBuffer<UInt32>()
  private var positions = GrowableBuffer<UInt32>()
  private var matches = GrowableBuffer<UInt32>()

  init() {}

  /// Counts the occurrences of the terms at their distances in the lists' current document.
  ///
  /// `slop`: 0 for exact distances; else how far the terms may be moved in all.
  mutating func count(
    _ lists: borrowing OwningList<PhraseList>, offsets: [UInt32], slop: Int
  ) throws(StorageError) -> UInt32 {
    if slop > 0 { return try countNear(lists, offsets: offsets, slop: slop) }
    try begin(&lists[0], offset: offsets[0])
    for index in 1..<max(1, lists.count) {
      if try !narrow(&lists[index], offset: offsets[index]) { return 0 }
    }
    return UInt32(candidates.count)
  }

  /// Takes the starts that the first element allows; a start cannot be negative.
  private mutating func begin(
    _ list: inout PhraseList, offset: UInt32
  ) throws(StorageError) {
    try list.positions(into: &candidates)
    if offset == 0 { return }
    var kept = 0
    for index in 0..<candidates.count where candidates[index] >= offset {
      candidates[kept] = candidates[index] - offset
      kept += 1
    }
    candidates.setCount(kept)
  }

  /// Keeps the starts that another element allows too; `false` when none is left.
  private mutating func narrow(
    _ list: inout PhraseList, offset: UInt32
  ) throws(StorageError) -> Bool {
    if candidates.count == 0 { return false }
    try list.positions(into: &positions)
    Kernels.matchPositions(candidates, in: &positions, shift: offset, into: &matches)
    swap(&candidates, &matches)
    return candidates.count > 0
  }

  private mutating func countNear(
    _ sources: borrowing OwningList<PhraseList>, offsets: [UInt32], slop: Int
  ) throws(StorageError) -> UInt32 {
    var lists: [[Int]] = []
    for element in sources.indices {
      try sources[element].positions(into: &positions)
      lists.append(positions.view.array.map { Int($0) })
    }
    return Self.near(lists, offsets: offsets, slop: slop)
  }

  /// Sloppy occurrences: from the left, the first positions at which all elements stand within
  /// `slop` positions of where the phrase would have them; no position is used twice.
  ///
  /// Shifted by their distances, the positions of an exact phrase coincide; those of a near one
  /// span little. The smallest position cannot belong to an occurrence that its present companions
  /// do not make, so moving it on loses none. Neither the rarity of the elements nor the segment
  /// decides anything here, and no element occurs less often than the phrase.
  static func near(_ lists: [[Int]], offsets: [UInt32], slop: Int) -> UInt32 {
    let inPhrase = offsets.indices.sorted { offsets[$0] < offsets[$1] }
    var heads = [Int](repeating: 0, count: lists.count)
    var found: UInt32 = 0
    while true {
      // Equal words of a phrase need different positions: the later one moves on.
      for (rank, element) in inPhrase.enumerated() {
        var isTaken = true
        while isTaken {
          if heads[element] == lists[element].count { return found }
          isTaken = inPhrase[..<rank].contains {
            lists[$0][heads[$0]] == lists[element][heads[element]]
          }
          if isTaken { heads[element] += 1 }
        }
      }
      var least = 0
      var low = Int.max
      var high = Int.min
      for element in inPhrase {
        let position = lists[element][heads[element]] - Int(offsets[element])
        if position < low {
          low = position
          least = element
        }
        high = max(high, position)
      }
      if high - low <= slop {
        found += 1
        for element in heads.indices { heads[element] += 1 }
      } else {
        heads[least] += 1
      }
    }
  }
}
