internal import Postings
internal import Segments
internal import Storage

/// The documents of a segment that hold any of many terms, gathered into one bitmap.
///
/// A prefix may match a hundred thousand terms, and merging so many lists would cost more.
struct ExpandedDocuments: Sendable {
  /// Whole windows of bits.
  var words: [UInt64]
  /// How many bits are set.
  var count: Int

  /// `gather`: gets the bitmap and sets bits.
  init(
    documentCount: Int, _ gather: (BufferView<UInt64>) throws(StorageError) -> Void
  ) throws(StorageError) {
    let windows = (documentCount + Window.size - 1) / Window.size
    let bits = GrowableBuffer<UInt64>(repeating: 0, count: windows * Window.words)
    try gather(bits.view)
    words = bits.view.array
    count = words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// Whether any of a term's documents has its bit set.
  static func meets(
    _ info: TermInfo, in source: PostingSource, _ bits: BufferView<UInt64>, scratch: ScratchArena
  ) throws(StorageError) -> Bool {
    func has(_ document: UInt32) -> Bool {
      let word = Int(document >> 6)
      return word < bits.count && bits[word] & 1 << UInt64(document & 63) != 0
    }
    if let inline = info.inline {
      return (0..<Int(info.documentFrequency)).contains { has(inline.documents[$0]) }
    }
    var cursor = try PostingCursor(info, in: source, scratch: scratch)
    var from: UInt32 = 0
    while try cursor.seekBlock(to: from) {
      try cursor.decodeDocuments()
      for index in 0..<cursor.count where has(cursor.documents[index]) { return true }
      from = cursor.blockLast + 1
    }
    return false
  }

  /// Sets the bits of one term's documents.
  static func add(
    _ info: TermInfo, in source: PostingSource, to bits: BufferView<UInt64>, scratch: ScratchArena
  ) throws(StorageError) {
    func set(_ document: UInt32) throws(StorageError) {
      let word = Int(document >> 6)
      guard word < bits.count else {
        throw source.postings.damaged(at: info.postingsOffset, "a posting list is malformed")
      }
      bits[word] |= 1 << UInt64(document & 63)
    }
    if let inline = info.inline {
      for slot in 0..<Int(info.documentFrequency) { try set(inline.documents[slot]) }
      return
    }
    var cursor = try PostingCursor(info, in: source, scratch: scratch)
    var from: UInt32 = 0
    while try cursor.seekBlock(to: from) {
      try cursor.decodeDocuments()
      for index in 0..<cursor.count { try set(cursor.documents[index]) }
      from = cursor.blockLast + 1
    }
  }
}

/// Documents that hold any of many terms, all counting the same.
final class ExpansionMatcher: Matcher {
  /// What a matching leaf adds to a score; the rarity of its terms says little about relevance.
  static let constantScore = 1.0

  private let leaf: Int
  private let bits: [UInt64]

  init(leaf: Int, _ documents: ExpandedDocuments) {
    self.leaf = leaf
    bits = documents.words
    super.init(cost: documents.count)
  }

  override func fill(window: Int, into words: BufferView<UInt64>) {
    let start = window * Window.words
    guard start + Window.words <= bits.count else { return words.fill(with: 0) }
    for word in 0..<Window.words { words[word] = bits[start + word] }
  }

  override func nextWindow(from window: Int) -> Int? {
    var at = window * Window.words
    while at < bits.count, bits[at] == 0 { at += 1 }
    return at < bits.count ? at / Window.words : nil
  }

  override func matches(_ document: UInt32) -> Bool {
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

/// The bitmaps that a query's patterns expanded to, shared by ranking, counting and explaining, and
/// by the slices of a segment: the first that asks expands, the others wait for it.
final class ExpansionCache: @unchecked Sendable {
  struct Key: Hashable {
    var part: Int
    var leaf: Int
  }

  private final class Expansion {
    let lock = Lock()
    var documents: ExpandedDocuments?
  }

  // Safe: guarded by the lock, and each expansion by its own.
  private var known: [Key: Expansion] = [:]
  private let lock = Lock()

  /// Whether no pattern has been expanded.
  var isEmpty: Bool { lock.withLock { known.isEmpty } }

  func documents(
    _ key: Key, make: () throws(StorageError) -> ExpandedDocuments
  ) throws(StorageError) -> ExpandedDocuments {
    let expansion = lock.withLock {
      let expansion = known[key] ?? Expansion()
      known[key] = expansion
      return expansion
    }
    return try expansion.lock.withLock { () throws(StorageError) in
      if let documents = expansion.documents { return documents }
      let made = try make()
      expansion.documents = made
      return made
    }
  }
}
