package import Storage

/// Writes a term dictionary from terms in byte order.
///
/// Leaf pages of about 4 KiB hold terms with their list lengths, each written against the one
/// before; every sixteenth entry is a restart that repeats nothing. The top index keeps each page's
/// first term. The page Format has the byte tables.
package struct TermDictionaryBuilder: ~Copyable {
  enum Layout {
    /// A page is closed when it reaches this size.
    static let pageSize = 4096
    /// Entries between restarts.
    static let restartInterval = 16
    /// Entry count 2, restart count 2, postings base 8, positions base 8.
    static let pageHeader = 20
  }

  /// The kind of a term's entry, in the two highest bits of its head.
  enum Kind {
    /// A list, of more documents than are stored inline.
    static let list: UInt8 = 0
    /// One document that holds the term once.
    static let once: UInt8 = 1
    /// Two documents that hold it once each.
    static let twice: UInt8 = 2
    /// Anything else of one or two documents.
    static let other: UInt8 = 3
    static let shift: UInt8 = 6
    /// Shared and further bytes have three bits each; this number stands for itself and more.
    static let most = 7
    /// Steps have six bits; this one stands for itself and more, and 0 for a term that is spelled
    /// out.
    static let mostSteps: UInt32 = 63
  }

  /// The longest term in bytes; analyzers shorten longer words.
  package static let maximumTermSize = 255

  /// Finished leaf pages.
  package var pages: GrowableBuffer<UInt8>
  private var pageOffsets = GrowableBuffer<UInt64>()
  private var firstTermOffsets = GrowableBuffer<UInt32>()
  private var firstTerms = GrowableBuffer<UInt8>()

  private var page = ByteWriter()
  private var restarts = GrowableBuffer<UInt16>()
  private var entries = 0
  private var previous = GrowableBuffer<UInt8>()
  private var postingsAt: UInt64 = 0
  private var positionsAt: UInt64 = 0
  private var pagePostings: UInt64 = 0
  private var pagePositions: UInt64 = 0
  private let hasPositions: Bool
  private let spelling: TermSpelling
  /// Terms added.
  package private(set) var count: UInt64 = 0

  /// - Parameters:
  ///   - hasPositions: Whether its lists have positions.
  ///   - spelling: How its terms are written.
  ///   - positionsStart: Where the first list's positions begin.
  ///   - folder: On whose disk the pages lie; see ``GrowableBuffer/init(onDiskOf:)``.
  package init(
    hasPositions: Bool, spelling: TermSpelling = .shared, positionsStart: UInt64 = 0,
    onDiskOf folder: String? = nil
  ) {
    pages = GrowableBuffer(onDiskOf: folder)
    self.hasPositions = hasPositions
    self.spelling = spelling
    positionsAt = positionsStart
  }

  /// Adds a term with a list; lists must have been written in the order of their terms.
  package mutating func append(_ term: BufferView<UInt8>, _ info: TermInfo) {
    let isOther = info.documentFrequency <= TermInfo.inlineLimit
    beginEntry(
      term, isOther ? Kind.other : Kind.list, postings: info.postingsOffset,
      positions: info.positionsOffset)
    if isOther {
      // Few documents are inline postings, unless a zero comes first.
      page.append(varint: 0)
      page.append(varint: UInt64(info.documentFrequency))
    } else {
      page.append(varint: UInt64(info.documentFrequency - TermInfo.inlineLimit - 1))
    }
    page.append(varint: info.occurrences - UInt64(info.documentFrequency))
    page.append(varint: info.postingsCount)
    if hasPositions { page.append(varint: info.positionsCount) }
    postingsAt = info.postingsOffset + info.postingsCount
    positionsAt = info.positionsOffset + info.positionsCount
    endEntry()
  }

  /// Adds a term with one or two postings, kept in the entry itself.
  package mutating func append(_ term: BufferView<UInt8>, inline list: borrowing PostingBuffer) {
    let count = list.documents.count
    var allOnes = true
    for index in 0..<count where list.frequencies[index] != 1 { allOnes = false }
    let kind = !allOnes ? Kind.other : count == 1 ? Kind.once : Kind.twice
    beginEntry(term, kind, postings: postingsAt, positions: positionsAt)
    if !allOnes { page.append(varint: UInt64(count)) }
    var before: UInt32 = 0
    for index in 0..<count {
      page.append(varint: UInt64(list.documents[index] - before))
      before = list.documents[index]
      if !allOnes { page.append(varint: UInt64(list.frequencies[index] - 1)) }
    }
    if hasPositions {
      var at = 0
      for index in 0..<count {
        var next: UInt32 = 0
        for _ in 0..<list.frequencies[index] {
          page.append(varint: UInt64(list.positions[at] - next))
          next = list.positions[at] + 1
          at += 1
        }
      }
    }
    endEntry()
  }

  private mutating func beginEntry(
    _ term: BufferView<UInt8>, _ kind: UInt8, postings: UInt64, positions: UInt64
  ) {
    precondition(term.count <= Self.maximumTermSize, "a term is too long")
    if entries == 0 { beginPage(term, postings: postings, positions: positions) }
    if entries % Layout.restartInterval == 0 {
      restarts.append(UInt16(page.count))
      append(term, sharing: 0, kind)
    } else {
      switch spelling {
      case .shared:
        let limit = min(previous.count, term.count)
        var shared = 0
        while shared < limit, previous[shared] == term[shared] { shared += 1 }
        append(term, sharing: shared, kind)
      case .stepped: appendStep(to: term, kind)
      }
    }
    if entries % Layout.restartInterval == 0 {
      page.append(varint: postings - pagePostings)
      if hasPositions { page.append(varint: positions - pagePositions) }
    }
    previous.removeAll()
    previous.append(contentsOf: term)
  }

  /// Writes a head and the bytes that a term does not share.
  private mutating func append(_ term: BufferView<UInt8>, sharing shared: Int, _ kind: UInt8) {
    let suffix = term.count - shared
    page.append(
      kind << Kind.shift | UInt8(min(shared, Kind.most)) << 3 | UInt8(min(suffix, Kind.most)))
    if shared >= Kind.most { page.append(varint: UInt64(shared - Kind.most)) }
    if suffix >= Kind.most { page.append(varint: UInt64(suffix - Kind.most)) }
    page.bytes.append(contentsOf: term[shared..<term.count])
  }

  /// Writes the difference of the last characters, or the whole term where anything else differs.
  private mutating func appendStep(to term: BufferView<UInt8>, _ kind: UInt8) {
    if let before = LastCharacter(of: previous.view), let last = LastCharacter(of: term),
      last.start == before.start, last.scalar > before.scalar,
      ByteSlice(term[0..<last.start]).compare(ByteSlice(previous.view[0..<last.start])) == 0
    {
      let steps = last.scalar - before.scalar
      page.append(kind << Kind.shift | UInt8(min(steps, Kind.mostSteps)))
      if steps >= Kind.mostSteps { page.append(varint: UInt64(steps - Kind.mostSteps)) }
      return
    }
    page.append(kind << Kind.shift)
    page.append(varint: UInt64(term.count))
    page.bytes.append(contentsOf: term)
  }

  private mutating func beginPage(_ term: BufferView<UInt8>, postings: UInt64, positions: UInt64) {
    pageOffsets.append(UInt64(pages.count))
    firstTermOffsets.append(UInt32(firstTerms.count))
    firstTerms.append(contentsOf: term)
    pagePostings = postings
    pagePositions = positions
    page.append(UInt16(0))
    page.append(UInt16(0))
    page.append(postings)
    page.append(positions)
  }

  private mutating func endEntry() {
    entries += 1
    count += 1
    // Inline positions may make one entry large; restart offsets must stay 16-bit.
    if page.count >= Layout.pageSize { endPage() }
  }

  private mutating func endPage() {
    guard entries > 0 else { return }
    page.patch(UInt16(entries), at: 0)
    page.patch(UInt16(restarts.count), at: 2)
    for index in 0..<restarts.count { page.append(restarts[index]) }
    pages.append(contentsOf: page.bytes.view)
    page.removeAll()
    restarts.removeAll()
    entries = 0
  }

  /// Adds the pages of another builder whose terms all follow, its lists moved by some bytes.
  package mutating func append(
    _ other: consuming TermDictionaryBuilder, postingsShift: UInt64, positionsShift: UInt64
  ) {
    endPage()
    other.endPage()
    let pagesStart = pages.count
    let termsStart = UInt32(firstTerms.count)
    pages.append(contentsOf: other.pages.view)
    for slot in 0..<other.pageOffsets.count {
      let page = pagesStart + Int(other.pageOffsets[slot])
      pageOffsets.append(UInt64(page))
      firstTermOffsets.append(termsStart + other.firstTermOffsets[slot])
      shift(at: page + 4, by: postingsShift)
      shift(at: page + 12, by: positionsShift)
    }
    firstTerms.append(contentsOf: other.firstTerms.view)
    count += other.count
  }

  private mutating func shift(at offset: Int, by distance: UInt64) {
    let moved = ByteSlice(pages.view).load(UInt64.self, at: offset) + distance
    for byte in 0..<8 {
      pages[offset + byte] = UInt8(truncatingIfNeeded: moved >> UInt64(8 * byte))
    }
  }

  /// Ends the last page and writes the top index.
  package mutating func finish(index: inout ByteWriter) {
    endPage()
    index.append(UInt64(count))
    index.append(UInt32(pageOffsets.count))
    index.append(UInt32(hasPositions ? 1 : 0) | spelling.rawValue)
    for slot in 0..<pageOffsets.count { index.append(pageOffsets[slot]) }
    index.append(UInt64(pages.count))
    for slot in 0..<firstTermOffsets.count { index.append(firstTermOffsets[slot]) }
    index.append(UInt32(firstTerms.count))
    index.append(ByteSlice(firstTerms.view))
  }
}
