internal import Storage
internal import VectorKernels

/// Joins the positions of several terms in one document.
struct PositionSets: ~Copyable {
  private var candidates = GrowableBuffer<UInt32>()
  private var places = GrowableBuffer<UInt32>()
  private var matches = GrowableBuffer<UInt32>()

  init() {}

  /// How often the terms stand at their distances in the lists' current document.
  ///
  /// `slop`: 0 for exact distances; else how far the terms may be moved in all.
  mutating func count(
    _ lists: borrowing OwningList<PhraseList>, offsets: [UInt32], slop: Int
  ) throws(StorageError) -> UInt32 {
    if slop > 0 { return try countNear(lists, offsets: offsets, slop: slop) }
    try begin(&lists[0], offset: offsets[0])
    for part in 1..<max(1, lists.count) {
      if try !narrow(&lists[part], offset: offsets[part]) { return 0 }
    }
    return UInt32(candidates.count)
  }

  /// Takes the starts as the first part sees them; a start before 0 cannot be.
  private mutating func begin(
    _ list: inout PhraseList, offset: UInt32
  ) throws(StorageError) {
    try list.places(into: &candidates)
    if offset == 0 { return }
    var kept = 0
    for index in 0..<candidates.count where candidates[index] >= offset {
      candidates[kept] = candidates[index] - offset
      kept += 1
    }
    candidates.setCount(kept)
  }

  /// Keeps the starts that another part agrees with; `false` when none is left.
  private mutating func narrow(
    _ list: inout PhraseList, offset: UInt32
  ) throws(StorageError) -> Bool {
    if candidates.count == 0 { return false }
    try list.places(into: &places)
    Kernels.matchPlaces(candidates, in: &places, shift: offset, into: &matches)
    swap(&candidates, &matches)
    return candidates.count > 0
  }

  private mutating func countNear(
    _ sources: borrowing OwningList<PhraseList>, offsets: [UInt32], slop: Int
  ) throws(StorageError) -> UInt32 {
    var lists: [[Int]] = []
    for part in sources.indices {
      try sources[part].places(into: &places)
      lists.append(places.view.array.map { Int($0) })
    }
    return Self.near(lists, offsets: offsets, slop: slop)
  }

  /// Sloppy occurrences: from the left, the first places at which all parts stand within `slop`
  /// positions of where the phrase would have them; no place is used twice.
  ///
  /// Shifted by their distances, the places of an exact phrase coincide; those of a near one span
  /// little. The smallest place cannot belong to an occurrence that its present companions do not
  /// make, so moving it on loses none. Neither the rarity of the parts nor the segment decides
  /// anything here, and no part occurs less often than the phrase.
  static func near(_ lists: [[Int]], offsets: [UInt32], slop: Int) -> UInt32 {
    let inPhrase = offsets.indices.sorted { offsets[$0] < offsets[$1] }
    var heads = [Int](repeating: 0, count: lists.count)
    var found: UInt32 = 0
    while true {
      // Equal words of a phrase stand at places of their own: the later one moves on.
      for (rank, part) in inPhrase.enumerated() {
        var isTaken = true
        while isTaken {
          if heads[part] == lists[part].count { return found }
          isTaken = inPhrase[..<rank].contains {
            lists[$0][heads[$0]] == lists[part][heads[part]]
          }
          if isTaken { heads[part] += 1 }
        }
      }
      var least = 0
      var low = Int.max
      var high = Int.min
      for part in inPhrase {
        let place = lists[part][heads[part]] - Int(offsets[part])
        if place < low {
          low = place
          least = part
        }
        high = max(high, place)
      }
      if high - low <= slop {
        found += 1
        for part in heads.indices { heads[part] += 1 }
      } else {
        heads[least] += 1
      }
    }
  }
}
