internal import Postings
internal import Storage
internal import VectorKernels

/// Documents that hold one term.
final class TermMatcher: Matcher {
  let leaf: Int
  /// idf of the term.
  let weight: Double
  let scoring: FieldScoring
  /// Walks windows.
  var cursor: PostingCursor
  /// Answers for single documents, independently of the windows.
  private var probe: PostingCursor
  private var bounds: PostingCursor
  private var asked: UInt32 = 0

  init(
    leaf: Int, weight: Double, scoring: FieldScoring,
    makeCursor: () throws(StorageError) -> PostingCursor
  ) throws(StorageError) {
    self.leaf = leaf
    self.weight = weight
    self.scoring = scoring
    cursor = try makeCursor()
    probe = try makeCursor()
    bounds = try makeCursor()
    super.init(cost: cursor.documentFrequency)
  }

  override func fill(window: Int, into words: BufferView<UInt64>) throws(StorageError) {
    words.fill(with: 0)
    let first = Window.first(of: window)
    let last = first + UInt32(Window.size - 1)
    guard try cursor.seekBlock(to: first) else { return }
    while true {
      try cursor.decodeDocuments()
      let documents = cursor.documents
      var index = Kernels.lowerBound(documents, from: 0, count: cursor.count, target: first)
      while index < cursor.count {
        let document = documents[index]
        if document > last { return }
        let bit = document - first
        words[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
        index += 1
      }
      if cursor.blockLast >= last { return }
      guard try cursor.seekBlock(to: cursor.blockLast + 1) else { return }
    }
  }

  override func nextWindow(from window: Int) throws(StorageError) -> Int? {
    guard try cursor.seekBlock(to: Window.first(of: window)) else { return nil }
    try cursor.decodeDocuments()
    let index = Kernels.lowerBound(
      cursor.documents, from: 0, count: cursor.count, target: Window.first(of: window))
    return index < cursor.count ? Window.index(of: cursor.documents[index]) : window
  }

  override func matches(_ document: UInt32) throws(StorageError) -> Bool {
    // Each window is visited twice: to narrow it, then to score what is left.
    if document < asked { try probe.rewind() }
    asked = document
    return try probe.advance(to: document) == document
  }

  override func addScore(of document: UInt32, to sum: inout Double) throws(StorageError) {
    if asked != document { _ = try matches(document) }
    sum += weight * scoring.termScore(frequency: try probe.frequency(), document: document)
  }

  /// Occurrences in a document that matches.
  func frequency() throws(StorageError) -> UInt32 { try probe.frequency() }

  override var maximumScore: Double { weight * scoring.bound(stored: cursor.listBound) }

  override func maximumScore(window: Int) throws(StorageError) -> Double {
    let first = Window.first(of: window)
    let last = first + UInt32(Window.size - 1)
    var bound = 0.0
    var from = first
    while try bounds.seekBlock(to: from) {
      bound = max(bound, scoring.bound(of: bounds.currentBlock))
      if bounds.blockLast >= last { break }
      from = bounds.blockLast + 1
    }
    return weight * bound
  }

  override func explain(_ document: UInt32, into lines: inout [LeafScore]) throws(StorageError) {
    guard try matches(document) else { return }
    var score = 0.0
    try addScore(of: document, to: &score)
    lines.append(
      LeafScore(
        leaf: leaf, score: score, frequency: try probe.frequency(), idf: weight,
        length: Norm.decode(scoring.norms[Int(document)])))
  }
}
