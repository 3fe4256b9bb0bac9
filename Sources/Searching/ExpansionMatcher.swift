internal import Postings
internal import Storage

/// Documents that hold any of many terms, all counting the same.
///
/// The documents are gathered into one bitmap over the segment when they are first needed: a
/// prefix may stand for thousands of terms, and walking so many lists side by side would cost
/// more.
final class ExpansionMatcher: Matcher {
  /// What a matching leaf adds to a score: how rare its terms are says little about it.
  static let constantScore = 1.0

  private let leaf: Int
  private var cursors: [PostingCursor]
  private var bits: GrowableBuffer<UInt64>

  init(leaf: Int, cursors: [PostingCursor], documentCount: Int) {
    self.leaf = leaf
    self.cursors = cursors
    let windows = (documentCount + Window.size - 1) / Window.size
    bits = GrowableBuffer(repeating: 0, count: cursors.isEmpty ? 0 : windows * Window.words)
    super.init(cost: min(documentCount, cursors.reduce(0) { $0 + $1.documentFrequency }))
  }

  private func gather() throws(StorageError) {
    let words = bits.view
    while var cursor = cursors.popLast() {
      var from: UInt32 = 0
      while try cursor.seekBlock(to: from) {
        try cursor.decodeDocuments()
        for index in 0..<cursor.count {
          let document = cursor.documents[index]
          words[Int(document >> 6)] |= 1 << UInt64(document & 63)
        }
        from = cursor.blockLast + 1
      }
    }
  }

  override func fill(window: Int, into words: BufferView<UInt64>) throws(StorageError) {
    try gather()
    let start = window * Window.words
    guard start + Window.words <= bits.count else { return words.fill(with: 0) }
    for word in 0..<Window.words { words[word] = bits[start + word] }
  }

  override func nextWindow(from window: Int) throws(StorageError) -> Int? {
    try gather()
    var at = window * Window.words
    while at < bits.count, bits[at] == 0 { at += 1 }
    return at < bits.count ? at / Window.words : nil
  }

  override func matches(_ document: UInt32) throws(StorageError) -> Bool {
    try gather()
    let word = Int(document >> 6)
    return word < bits.count && bits[word] & (1 << UInt64(document & 63)) != 0
  }

  override func addScore(of document: UInt32, to sum: inout Double) {
    sum += Self.constantScore
  }

  override var maximumScore: Double { cost > 0 ? Self.constantScore : 0 }

  override func explain(_ document: UInt32, into lines: inout [LeafScore]) {
    lines.append(
      LeafScore(leaf: leaf, score: Self.constantScore, frequency: 0, idf: 0, length: 0))
  }
}
