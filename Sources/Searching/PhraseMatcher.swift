internal import Postings
internal import Segments
internal import Storage

/// Documents that hold terms at fixed distances, or near each other.
final class PhraseMatcher: Matcher {
  let leaf: Int
  /// Sum of the terms' idf.
  let weight: Double
  let scoring: FieldScoring
  private let slop: Int
  private let lists: PhraseLists
  /// Walks the documents of the rarest part.
  private var leader: PostingCursor
  // Each opened when it is first asked for.
  private var windows: OwningList<PhraseList>
  private var probes: OwningList<PhraseList>
  private var bounds: OwningList<PhraseList>
  private var positions = PositionSets()
  /// Finds the documents of whole windows; `nil` where places need characters that have no list.
  var stream: PhraseStream?
  private var checked: UInt32 = .end
  private var checkedFrequency: UInt32 = 0

  init(
    leaf: Int, weight: Double, scoring: FieldScoring, slop: Int, lists: PhraseLists,
    scratch: ScratchArena
  ) throws(StorageError) {
    self.leaf = leaf
    self.weight = weight
    self.scoring = scoring
    self.slop = slop
    self.lists = lists
    let count = lists.parts.count
    leader = try lists.cursor(0, scratch: scratch)
    windows = OwningList(capacity: count, in: scratch)
    probes = OwningList(capacity: count, in: scratch)
    bounds = OwningList(capacity: count, in: scratch)
    super.init(cost: leader.documentFrequency)
  }

  override func fill(window: Int, into words: BufferView<UInt64>) throws(StorageError) {
    words.fill(with: 0)
    if let stream { return try stream.fill(window: window, into: words) }
    try lists.open(&windows)
    let first = Window.first(of: window)
    let end = first + UInt32(Window.size)
    var document = try windows[0].cursor.advance(to: first)
    while document < end {
      if try frequency(in: document, windows) > 0 {
        let bit = document - first
        words[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
      }
      document = try windows[0].cursor.next()
    }
  }

  /// Adds the phrase's part to its documents of a window.
  func add(window: Int, to scores: BufferView<Double>) throws(StorageError) {
    if let stream { return try stream.add(window: window, to: scores) }
    try lists.open(&windows)
    let first = Window.first(of: window)
    let end = first + UInt32(Window.size)
    var document = try windows[0].cursor.advance(to: first)
    while document < end {
      let frequency = try frequency(in: document, windows)
      if frequency > 0 {
        let part = scoring.part(frequency: frequency, document: document)
        scores[Int(document - first)] += weight * part
      }
      document = try windows[0].cursor.next()
    }
  }

  override func nextWindow(from window: Int) throws(StorageError) -> Int? {
    let document = try leader.advance(to: Window.first(of: window))
    return document == .end ? nil : Window.index(of: document)
  }

  /// Occurrences in a document: 0 where a part is missing or none of the places fits.
  private func frequency(
    in document: UInt32, _ list: borrowing OwningList<PhraseList>
  ) throws(StorageError) -> UInt32 {
    for index in list.indices {
      if try list[index].cursor.advance(to: document) != document { return 0 }
    }
    return try positions.count(list, offsets: lists.offsets, slop: slop)
  }

  override func matches(_ document: UInt32) throws(StorageError) -> Bool {
    try frequency(of: document) > 0
  }

  /// Occurrences in a document; documents rise from call to call.
  func frequency(of document: UInt32) throws(StorageError) -> UInt32 {
    if checked != document {
      try lists.open(&probes)
      if checked != .end, document < checked {
        for index in probes.indices { try probes[index].cursor.rewind() }
      }
      checkedFrequency = try frequency(in: document, probes)
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
    weight * scoring.bound(stored: leader.listBound)
  }

  override func maximumScore(window: Int) throws(StorageError) -> Double {
    try lists.open(&bounds)
    let first = Window.first(of: window)
    let last = first + UInt32(Window.size - 1)
    var least = 1.0
    for index in bounds.indices {
      var bound = 0.0
      var from = first
      while try bounds[index].cursor.seekBlock(to: from) {
        bound = max(bound, scoring.bound(of: bounds[index].cursor.currentBlock))
        if bounds[index].cursor.blockLast >= last { break }
        from = bounds[index].cursor.blockLast + 1
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

/// What a phrase reads of a segment: its parts, the rarest first.
struct PhraseLists {
  let field: SegmentField
  let parts: [PhrasePlan.Part]
  let infos: [TermInfo]
  /// Distances of the parts from the phrase's beginning.
  let offsets: [UInt32]
  private let missing: StorageError
  private let scratch: ScratchArena

  /// `missing`: what is thrown where a dictionary has no lists.
  init(
    of phrase: PhrasePlan, _ infos: [TermInfo], in field: SegmentField, missing: StorageError,
    scratch: ScratchArena
  ) {
    let order = infos.indices.sorted {
      (infos[$0].documentFrequency, $0) < (infos[$1].documentFrequency, $1)
    }
    self.field = field
    parts = order.map { phrase.parts[$0] }
    self.infos = order.map { infos[$0] }
    offsets = parts.map(\.offset)
    self.missing = missing
    self.scratch = scratch
  }

  /// A walk over a part's documents.
  func cursor(_ part: Int, scratch: ScratchArena) throws(StorageError) -> PostingCursor {
    guard let source = field.source(parts[part].term.space) else { throw missing }
    return try PostingCursor(infos[part], in: source, scratch: scratch)
  }

  /// Opens the list of every part, once.
  func open(_ lists: inout OwningList<PhraseList>) throws(StorageError) {
    guard lists.isEmpty else { return }
    for index in parts.indices {
      let part = parts[index]
      let places =
        part.places == .listed
        ? nil : CharacterPlaces(of: part.term, part.places, in: field, scratch: scratch)
      lists.append(
        PhraseList(cursor: try cursor(index, scratch: scratch), characterPlaces: places))
    }
  }
}

/// The documents of a phrase's part, and where its positions come from.
struct PhraseList: ~Copyable {
  var cursor: PostingCursor
  /// `nil` when the list has positions itself.
  let characterPlaces: CharacterPlaces?

  /// Writes the positions in the document that the cursor stands at, rising; `output` is emptied
  /// first.
  mutating func places(into output: inout GrowableBuffer<UInt32>) throws(StorageError) {
    if let characterPlaces {
      try characterPlaces.positions(in: cursor.document, into: &output)
    } else {
      _ = try cursor.positions(into: &output)
    }
  }
}

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
