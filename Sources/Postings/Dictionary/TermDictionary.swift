package import Storage
internal import VectorKernels

/// Sorted terms of one field and term space, looked up in mapped bytes.
package struct TermDictionary: Sendable {
  private let pages: SectionBytes
  private let index: ByteSlice
  package let pageCount: Int
  private let hasPositions: Bool
  private let spelling: TermSpelling
  private let pageOffsets: Int
  private let termOffsets: Int
  private let firstTerms: ByteSlice
  /// Terms in the dictionary.
  package let count: UInt64

  /// Opens a dictionary; reads the top index only.
  package init(pages: SectionBytes, index: SectionBytes) throws(StorageError) {
    let bytes = try index.all()
    let wrong = index.damaged(at: 0, "the term index is malformed")
    guard bytes.count >= 16 else { throw wrong }
    count = bytes.load(UInt64.self, at: 0)
    let pageCount = Int(bytes.load(UInt32.self, at: 8))
    let flags = bytes.load(UInt32.self, at: 12)
    hasPositions = flags & 1 == 1
    guard let spelling = TermSpelling(rawValue: flags & ~1) else { throw wrong }
    self.spelling = spelling
    pageOffsets = 16
    termOffsets = 16 + 8 * (pageCount + 1)
    let terms = termOffsets + 4 * (pageCount + 1)
    guard terms <= bytes.count else { throw wrong }
    firstTerms = bytes.suffix(from: terms)
    guard Int(bytes.load(UInt32.self, at: terms - 4)) == firstTerms.count,
      bytes.load(UInt64.self, at: termOffsets - 8) == UInt64(pages.count)
    else { throw wrong }
    self.pages = pages
    self.index = bytes
    self.pageCount = pageCount
  }

  func firstTerm(of page: Int) -> ByteSlice {
    let start = index.load(UInt32.self, at: termOffsets + 4 * page)
    let end = index.load(UInt32.self, at: termOffsets + 4 * page + 4)
    return firstTerms.slice(offset: UInt64(start), count: UInt64(max(start, end) - start))
      ?? firstTerms[0..<0]
  }

  /// The bytes of a page, with slack behind them.
  private func bytes(ofPage number: Int) throws(StorageError) -> (bytes: ByteSlice, count: Int) {
    let start = index.load(UInt64.self, at: pageOffsets + 8 * number)
    let end = index.load(UInt64.self, at: pageOffsets + 8 * number + 8)
    guard start <= end else { throw pages.damaged(at: start, "a term page is malformed") }
    return (try pages.checkedWithSlack(offset: start, count: end - start), Int(end - start))
  }

  func page(_ number: Int) throws(StorageError) -> DictionaryPage {
    let (bytes, count) = try bytes(ofPage: number)
    guard
      let page = DictionaryPage(
        bytes[0..<count], hasPositions: hasPositions, spelling: spelling)
    else {
      throw damage(inPage: number)
    }
    return page
  }

  /// The page whose range of terms a term falls into.
  ///
  /// - Complexity: O(log *n*) in the pages.
  func pageNumber(of term: ByteSlice) -> Int? {
    let found = TermLookup.pages(
      notAbove: term, count: pageCount, offsets: index.suffix(from: termOffsets),
      terms: firstTerms)
    return found == 0 ? nil : found - 1
  }

  /// The entry of a term, or `nil` where the dictionary does not have it.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the term's page is malformed.
  /// - Complexity: O(log *n*) in the pages, then at most 16 entries are looked at.
  package func find(_ term: ByteSlice) throws(StorageError) -> TermInfo? {
    guard let number = pageNumber(of: term) else { return nil }
    let (bytes, count) = try bytes(ofPage: number)
    switch TermLookup.find(
      term, in: bytes, count: count, hasPositions: hasPositions, isStepped: spelling == .stepped)
    {
    case .absent: return nil
    case .damaged: throw damage(inPage: number)
    case .found(let found):
      guard
        let page = DictionaryPage(
          bytes[0..<count], hasPositions: hasPositions, spelling: spelling)
      else {
        throw damage(inPage: number)
      }
      var entry = EntryReader(page: page, offset: found.offset)
      entry.kind = found.kind
      (entry.postingsAt, entry.positionsAt) = (found.postingsAt, found.positionsAt)
      let info = entry.readInfo()
      if entry.isDamaged { throw damage(inPage: number) }
      return info
    }
  }

  /// Walks the terms at or after `start`, in byte order.
  package func terms(from start: ByteSlice) throws(StorageError) -> TermIterator {
    try TermIterator(self, from: start, pageCount: pageCount)
  }

  /// Terms that cut the dictionary into ranges of about equal numbers of pages, rising; fewer where
  /// it has few pages.
  package func cuts(into ranges: Int) -> [[UInt8]] {
    let numbers = (1..<max(1, ranges)).map { $0 * pageCount / ranges }
    return Set(numbers.filter { $0 > 0 }).sorted().map { firstTerm(of: $0).array }
  }

  /// Entries of no page.
  var nothing: DictionaryEntries {
    DictionaryEntries(page: DictionaryPage(nothing: index[0..<0]), offset: 0, entry: 0)
  }

  func damage(inPage number: Int) -> StorageError {
    pages.damaged(
      at: index.load(UInt64.self, at: pageOffsets + 8 * number), "a term page is malformed")
  }
}

/// One leaf page.
struct DictionaryPage {
  let bytes: ByteSlice
  let entryCount: Int
  let restartCount: Int
  let restartsAt: Int
  let postingsBase: UInt64
  let positionsBase: UInt64
  let hasPositions: Bool
  let spelling: TermSpelling

  init?(_ bytes: ByteSlice, hasPositions: Bool, spelling: TermSpelling) {
    guard bytes.count >= TermDictionaryBuilder.Layout.pageHeader else { return nil }
    self.bytes = bytes
    self.hasPositions = hasPositions
    self.spelling = spelling
    entryCount = Int(bytes.load(UInt16.self, at: 0))
    restartCount = Int(bytes.load(UInt16.self, at: 2))
    postingsBase = bytes.load(UInt64.self, at: 4)
    positionsBase = bytes.load(UInt64.self, at: 12)
    restartsAt = bytes.count - 2 * restartCount
    guard restartsAt >= TermDictionaryBuilder.Layout.pageHeader,
      restartCount
        == (entryCount + TermDictionaryBuilder.Layout.restartInterval - 1)
        / TermDictionaryBuilder.Layout.restartInterval
    else { return nil }
  }

  /// A page without entries; `nothing` is a slice of no bytes.
  init(nothing: ByteSlice) {
    bytes = nothing
    (entryCount, restartCount, restartsAt) = (0, 0, 0)
    (postingsBase, positionsBase, hasPositions, spelling) = (0, 0, false, .shared)
  }

  func offset(ofRestart number: Int) -> Int {
    Int(bytes.load(UInt16.self, at: restartsAt + 2 * number))
  }

  /// An entry reader in front of the last restart whose term is not above `term`.
  func seek(_ term: ByteSlice) -> DictionaryEntries {
    var low = 0
    var high = restartCount
    while low < high {
      let middle = (low + high) / 2
      if restartTerm(middle).compare(term) <= 0 { low = middle + 1 } else { high = middle }
    }
    return entries(fromRestart: max(0, low - 1))
  }

  /// The last restart from `number` on whose term is not above `term`; `nil` when there is none.
  func restart(from number: Int, notAbove term: ByteSlice) -> Int? {
    var low = number
    var high = restartCount
    while low < high {
      let middle = (low + high) / 2
      if restartTerm(middle).compare(term) <= 0 { low = middle + 1 } else { high = middle }
    }
    return low > number ? low - 1 : nil
  }

  private func restartTerm(_ number: Int) -> ByteSlice {
    var offset = offset(ofRestart: number)
    guard offset < restartsAt else { return bytes[0..<0] }
    let head = bytes[offset]
    offset += 1
    let most = TermDictionaryBuilder.Kind.most
    // Nothing is shared at a restart.
    var size = UInt64(head & 7)
    if size == UInt64(most) { size += bytes.trustedVarint(at: &offset) }
    return bytes.slice(offset: UInt64(offset), count: size) ?? bytes[0..<0]
  }

  func entries(fromRestart number: Int) -> DictionaryEntries {
    DictionaryEntries(
      page: self, offset: restartCount > 0 ? offset(ofRestart: number) : restartsAt,
      entry: number * TermDictionaryBuilder.Layout.restartInterval)
  }
}

/// Walks a dictionary's terms in byte order.
package struct TermIterator: ~Copyable {
  private let dictionary: TermDictionary
  private let pageCount: Int
  private var pageNumber: Int
  private var entries: DictionaryEntries?
  private var pending: [UInt8]?
  /// The current term; meaningful after ``next()`` returned `true`.
  package private(set) var term: [UInt8] = []
  package private(set) var info = TermInfo()

  fileprivate init(
    _ dictionary: TermDictionary, from start: ByteSlice, pageCount: Int
  )
    throws(StorageError)
  {
    self.dictionary = dictionary
    self.pageCount = pageCount
    entries = nil
    if start.count == 0 {
      pageNumber = 0
    } else {
      pageNumber = dictionary.pageNumber(of: start) ?? 0
      pending = start.array
    }
    if pageNumber < pageCount {
      let page = try dictionary.page(pageNumber)
      entries = page.seek(start)
    }
  }

  /// Moves to the following term; `false` behind the last.
  package mutating func next() throws(StorageError) -> Bool {
    while pageNumber < pageCount {
      if var current = entries.take() {
        while current.next() {
          if let bound = pending {
            let order = bound.withView { ByteSlice(current.term.view).compare(ByteSlice($0)) }
            if order < 0 { continue }
            pending = nil
          }
          term = current.term.view.array
          info = current.info
          entries = consume current
          return true
        }
        if current.isDamaged { throw dictionary.damage(inPage: pageNumber) }
      }
      pageNumber += 1
      if pageNumber < pageCount {
        entries = try dictionary.page(pageNumber).entries(fromRestart: 0)
      }
    }
    return false
  }
}
