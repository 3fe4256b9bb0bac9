internal import Postings
internal import Segments
internal import Storage
internal import VectorKernels

/// Documents that hold terms at fixed distances, or near each other.
final class PhraseMatcher: Matcher {
  let leaf: Int
  /// Sum of the terms' idf.
  let weight: Double
  let scoring: FieldScoring
  private let slop: Int
  private let lists: PhraseLists
  /// Walks the documents of the rarest element.
  private var leader: PostingCursor
  // Each opened on first use.
  private var windows: OwningList<PhraseList>
  private var probes: OwningList<PhraseList>
  private var bounds: OwningList<PhraseList>
  private var positions = PositionSets()
  /// Finds the documents of whole windows; `nil` where positions of characters are needed that have
  /// no list.
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
    let count = lists.elements.count
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

  /// Adds the phrase's score to its documents of a window.
  func add(window: Int, to scores: WindowScores) throws(StorageError) {
    if let stream { return try stream.add(window: window, to: scores) }
    try lists.open(&windows)
    let first = Window.first(of: window)
    let end = first + UInt32(Window.size)
    var document = try windows[0].cursor.advance(to: first)
    while document < end {
      let frequency = try frequency(in: document, windows)
      if frequency > 0 {
        let score = scoring.termScore(frequency: frequency, document: document)
        scores.add(weight * score, at: Int(document - first))
      }
      document = try windows[0].cursor.next()
    }
  }

  override func nextWindow(from window: Int) throws(StorageError) -> Int? {
    let document = try leader.advance(to: Window.first(of: window))
    return document == .end ? nil : Window.index(of: document)
  }

  /// Occurrences in a document: 0 where an element is missing or no positions fit.
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
    sum += weight * scoring.termScore(frequency: frequency, document: document)
  }

  override var maximumScore: Double {
    // A phrase occurs at most as often as its rarest element.
    weight * scoring.bound(stored: leader.listBound)
  }

  override func maximumScore(window: Int) throws(StorageError) -> Double {
    let first = Window.first(of: window)
    return try maximumScore(from: first, through: first + UInt32(Window.size - 1))
  }

  /// No document of a range scores more; ranges begin further and further behind.
  func maximumScore(
    from first: UInt32, through last: UInt32
  ) throws(StorageError) -> Double {
    try lists.open(&bounds)
    var least = 1.0
    for index in bounds.indices {
      least = min(
        least, try scoring.bound(of: &bounds[index].cursor, from: first, through: last))
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
