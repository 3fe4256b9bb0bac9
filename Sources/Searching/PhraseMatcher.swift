internal import Postings
internal import Storage

/// Documents that hold terms at fixed distances, or near each other.
final class PhraseMatcher: Matcher {
  let leaf: Int
  /// Sum of the terms' idf.
  let weight: Double
  let scoring: FieldScoring
  private let slop: Int
  /// Distances of the parts from the phrase's beginning, rarest part first like the cursors.
  private let offsets: [UInt32]
  private var windows: [PostingCursor]
  private var probes: [PostingCursor]
  private var bounds: [PostingCursor]
  private var positions = PositionSets()
  private let scratchWords: BufferView<UInt64>
  private var checked: UInt32 = .end
  private var checkedFrequency: UInt32 = 0

  /// `makeCursors`: one cursor per part, in any order that is the same every time.
  init(
    leaf: Int, weight: Double, scoring: FieldScoring, slop: Int, offsets: [UInt32],
    scratch: ScratchArena, makeCursors: () throws(StorageError) -> [PostingCursor]
  ) throws(StorageError) {
    self.leaf = leaf
    self.weight = weight
    self.scoring = scoring
    self.slop = slop
    let first = try makeCursors()
    let order = first.indices.sorted {
      (first[$0].documentFrequency, $0) < (first[$1].documentFrequency, $1)
    }
    self.offsets = order.map { offsets[$0] }
    func arranged(_ cursors: [PostingCursor]) -> [PostingCursor] { order.map { cursors[$0] } }
    windows = arranged(first)
    probes = arranged(try makeCursors())
    bounds = arranged(try makeCursors())
    scratchWords = scratch.make(repeating: 0, count: Window.words)
    super.init(cost: windows[0].documentFrequency)
  }

  override func fill(window: Int, into words: BufferView<UInt64>) throws(StorageError) {
    words.fill(with: 0)
    let first = Window.first(of: window)
    let end = first + UInt32(Window.size)
    var document = try windows[0].advance(to: first)
    while document < end {
      if try frequency(in: document, cursors: &windows) > 0 {
        let bit = document - first
        words[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
      }
      document = try windows[0].next()
    }
  }

  override func nextWindow(from window: Int) throws(StorageError) -> Int? {
    let document = try windows[0].advance(to: Window.first(of: window))
    return document == .end ? nil : Window.index(of: document)
  }

  /// Occurrences in a document: 0 where a part is missing or none of the places fits.
  private func frequency(
    in document: UInt32, cursors: inout [PostingCursor]
  )
    throws(StorageError) -> UInt32
  {
    for index in cursors.indices {
      if try cursors[index].advance(to: document) != document { return 0 }
    }
    return try positions.count(&cursors, offsets: offsets, slop: slop)
  }

  override func matches(_ document: UInt32) throws(StorageError) -> Bool {
    try frequency(of: document) > 0
  }

  /// Occurrences in a document; documents rise from call to call.
  func frequency(of document: UInt32) throws(StorageError) -> UInt32 {
    if checked != document {
      if checked != .end, document < checked {
        for index in probes.indices { try probes[index].rewind() }
      }
      checkedFrequency = try frequency(in: document, cursors: &probes)
      checked = document
    }
    return checkedFrequency
  }

  override func addScore(of document: UInt32, to sum: inout Double) throws(StorageError) {
    let frequency = try frequency(of: document)
    sum += weight * scoring.part(frequency: frequency, document: document)
  }

  override var maximumScore: Double {
    // A phrase occurs at most as often as its rarest part.
    weight * windows.reduce(1) { min($0, scoring.listBound($1)) }
  }

  override func maximumScore(window: Int) throws(StorageError) -> Double {
    let first = Window.first(of: window)
    let last = first + UInt32(Window.size - 1)
    var least = 1.0
    for index in bounds.indices {
      var bound = 0.0
      var from = first
      while try bounds[index].seekBlock(to: from) {
        bound = max(bound, scoring.blockBound(bounds[index]))
        if bounds[index].blockLast >= last { break }
        from = bounds[index].blockLast + 1
      }
      least = min(least, bound)
    }
    return weight * least
  }

  override func explain(_ document: UInt32, into lines: inout [LeafScore]) throws(StorageError) {
    let frequency = try frequency(of: document)
    guard frequency > 0 else { return }
    var score = 0.0
    try addScore(of: document, to: &score)
    lines.append(
      LeafScore(
        leaf: leaf, score: score, frequency: frequency, idf: weight,
        length: Norm.decode(scoring.norms[Int(document)])))
  }
}

/// Joins the positions of several terms in one document.
struct PositionSets: ~Copyable {
  private var candidates = GrowableBuffer<UInt32>()
  private var places = GrowableBuffer<UInt32>()

  init() {}

  /// How often the terms stand at their distances in the cursors' current document.
  ///
  /// `slop`: 0 for exact distances; else how far the terms may be moved in all.
  mutating func count(
    _ cursors: inout [PostingCursor], offsets: [UInt32], slop: Int
  )
    throws(StorageError) -> UInt32
  {
    if slop > 0 { return try countNear(&cursors, offsets: offsets, slop: slop) }
    try begin(&cursors[0], offset: offsets[0])
    for part in 1..<max(1, cursors.count) {
      if try !narrow(&cursors[part], offset: offsets[part]) { return 0 }
    }
    return found
  }

  /// Starts of the phrase that are left.
  var found: UInt32 { UInt32(candidates.count) }

  /// Takes the starts as the first part sees them; a start before 0 cannot be.
  mutating func begin(_ cursor: inout PostingCursor, offset: UInt32) throws(StorageError) {
    _ = try cursor.positions(into: &candidates)
    if offset == 0 { return }
    var kept = 0
    for index in 0..<candidates.count where candidates[index] >= offset {
      candidates[kept] = candidates[index] - offset
      kept += 1
    }
    candidates.setCount(kept)
  }

  /// Keeps the starts that another part agrees with; `false` when none is left.
  mutating func narrow(_ cursor: inout PostingCursor, offset: UInt32) throws(StorageError) -> Bool {
    if candidates.count == 0 { return false }
    _ = try cursor.positions(into: &places)
    let starts = candidates.view
    let others = places.view
    let total = others.count
    var kept = 0
    var at = 0
    for index in 0..<starts.count {
      let wanted = starts[index] + offset
      while at < total, others[at] < wanted { at += 1 }
      if at == total { break }
      if others[at] == wanted {
        starts[kept] = starts[index]
        kept += 1
      }
    }
    candidates.setCount(kept)
    return kept > 0
  }

  /// Sloppy occurrences: from the left, the first places at which all parts stand within `slop`
  /// positions of where the phrase would have them; no place is used twice.
  ///
  /// Shifted by their distances, the places of an exact phrase coincide; those of a near one span
  /// little. The smallest place cannot belong to an occurrence that its present companions do not
  /// make, so moving it on loses none. Neither the rarity of the parts nor the segment decides
  /// anything here, and no part occurs less often than the phrase.
  private mutating func countNear(
    _ cursors: inout [PostingCursor], offsets: [UInt32], slop: Int
  ) throws(StorageError) -> UInt32 {
    var lists: [[Int]] = []
    for part in cursors.indices {
      _ = try cursors[part].positions(into: &places)
      lists.append(places.view.array.map { Int($0) })
    }
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
