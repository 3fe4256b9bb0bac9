package import Storage

/// Sorted terms of one field and namespace, looked up in mapped bytes.
package struct TermDictionary: Sendable {
  private let pages: SectionBytes
  private let index: ByteSlice
  let pageCount: Int
  private let hasPositions: Bool
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
    hasPositions = bytes.load(UInt32.self, at: 12) == 1
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

  func page(_ number: Int) throws(StorageError) -> DictionaryPage {
    let start = index.load(UInt64.self, at: pageOffsets + 8 * number)
    let end = index.load(UInt64.self, at: pageOffsets + 8 * number + 8)
    guard start <= end else { throw pages.damaged(at: start, "a term page is malformed") }
    let bytes = try pages.checked(offset: start, count: end - start)
    guard let page = DictionaryPage(bytes, hasPositions: hasPositions) else {
      throw pages.damaged(at: start, "a term page is malformed")
    }
    return page
  }

  /// The page whose range of terms a term falls into.
  func pageNumber(of term: ByteSlice) -> Int? {
    var low = 0
    var high = pageCount
    while low < high {
      let middle = (low + high) / 2
      if firstTerm(of: middle).compare(term) <= 0 { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }

  /// What is known of a term, or `nil`.
  ///
  /// - Complexity: O(log *n*) in the pages, then at most 16 entries are read.
  package func find(_ term: ByteSlice) throws(StorageError) -> TermInfo? {
    guard let number = pageNumber(of: term) else { return nil }
    var entry = try page(number).seek(term)
    while entry.next() {
      let order = ByteSlice(entry.term.view).compare(term)
      if order == 0 { return entry.info }
      if order > 0 { return nil }
    }
    if entry.isDamaged { throw pages.damaged(at: 0, "a term page is malformed") }
    return nil
  }

  /// Walks the terms at or after `start`, in byte order.
  package func terms(from start: ByteSlice) throws(StorageError) -> TermIterator {
    try TermIterator(self, from: start, pageCount: pageCount)
  }

  var damage: StorageError { pages.damaged(at: 0, "a term page is malformed") }
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

  init?(_ bytes: ByteSlice, hasPositions: Bool) {
    guard bytes.count >= TermDictionaryBuilder.Layout.pageHeader else { return nil }
    self.bytes = bytes
    self.hasPositions = hasPositions
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

/// Reads the entries of one page front to back.
struct DictionaryEntries: ~Copyable {
  private let page: DictionaryPage
  private var offset: Int
  private var entry: Int
  private var postingsAt: UInt64 = 0
  private var positionsAt: UInt64 = 0
  /// What stands behind the current term; see ``TermDictionaryBuilder/Kind``.
  private var kind: UInt8 = 0
  /// The current term.
  var term = GrowableBuffer<UInt8>(capacity: 32)
  private(set) var info = TermInfo()
  private(set) var isDamaged = false

  init(page: DictionaryPage, offset: Int, entry: Int) {
    self.page = page
    self.offset = offset
    self.entry = entry
  }

  private mutating func number() -> UInt64 {
    guard let value = page.bytes.varint(at: &offset), offset <= page.restartsAt else {
      isDamaged = true
      return 0
    }
    return value
  }

  /// Moves to the following entry; `false` at the page's end.
  mutating func next() -> Bool {
    guard nextTerm() != nil else { return false }
    readInfo()
    return !isDamaged
  }

  /// Moves to the following entry's term; ``readInfo()`` or ``skipInfo()`` must come next.
  ///
  /// - Returns: How many bytes it shares with the term before; `nil` at the page's end.
  mutating func nextTerm() -> Int? {
    guard entry < page.entryCount, !isDamaged, offset < page.restartsAt else { return nil }
    let head = page.bytes[offset]
    offset += 1
    let most = TermDictionaryBuilder.Kind.most
    var shared = Int(head >> 3 & 7)
    var suffix = Int(head & 7)
    if shared == most { shared += Int(truncatingIfNeeded: number() & 0xffff) }
    if suffix == most { suffix += Int(truncatingIfNeeded: number() & 0xffff) }
    guard shared <= term.count, offset + suffix <= page.restartsAt else {
      isDamaged = true
      return nil
    }
    term.setCount(shared)
    term.append(contentsOf: page.bytes[offset..<offset + suffix].readOnlyView)
    offset += suffix
    if entry % TermDictionaryBuilder.Layout.restartInterval == 0 {
      postingsAt = page.postingsBase &+ number()
      if page.hasPositions { positionsAt = page.positionsBase &+ number() }
    }
    kind = head >> TermDictionaryBuilder.Kind.shift
    entry += 1
    return shared
  }

  /// Goes on in front of the last restart whose term is not above `target`, when that lies ahead.
  mutating func skip(towards target: ByteSlice) -> Bool {
    let interval = TermDictionaryBuilder.Layout.restartInterval
    guard let found = page.restart(from: (entry + interval - 1) / interval, notAbove: target)
    else { return false }
    offset = page.offset(ofRestart: found)
    entry = found * interval
    term.removeAll()
    return true
  }

  /// Moves behind what is known of the current term without keeping it.
  mutating func skipInfo() {
    switch kind {
    case TermDictionaryBuilder.Kind.once, TermDictionaryBuilder.Kind.twice:
      for _ in 0..<(page.hasPositions ? 2 * kind : kind) { _ = number() }
      return
    case TermDictionaryBuilder.Kind.other:
      let documents = number()
      if documents > 0 {
        var occurrences: UInt64 = 0
        for _ in 0..<min(documents, UInt64(TermInfo.inlineLimit)) {
          _ = number()
          occurrences += (number() & 0xffff_ffff) + 1
        }
        guard page.hasPositions else { return }
        for _ in 0..<occurrences {
          _ = number()
          if isDamaged { break }
        }
        return
      }
      _ = number()
    default: _ = number()
    }
    _ = number()
    postingsAt &+= number()
    if page.hasPositions { positionsAt &+= number() }
  }

  /// Reads what is known of the current term into ``info``.
  mutating func readInfo() {
    info = TermInfo()
    switch kind {
    case TermDictionaryBuilder.Kind.once, TermDictionaryBuilder.Kind.twice:
      info.documentFrequency = UInt32(kind)
      readInline(allOnes: true)
      return
    case TermDictionaryBuilder.Kind.other:
      var documents = number()
      let isList = documents == 0
      if isList { documents = number() }
      guard (1...UInt64(TermInfo.inlineLimit)).contains(documents) else {
        isDamaged = true
        return
      }
      info.documentFrequency = UInt32(documents)
      if !isList {
        readInline(allOnes: false)
        return
      }
    default:
      info.documentFrequency =
        UInt32(truncatingIfNeeded: number()) &+ TermInfo.inlineLimit &+ 1
    }
    info.occurrences = number() &+ UInt64(info.documentFrequency)
    info.postingsCount = number()
    info.postingsOffset = postingsAt
    postingsAt &+= info.postingsCount
    if page.hasPositions {
      info.positionsCount = number()
      info.positionsOffset = positionsAt
      positionsAt &+= info.positionsCount
    }
  }

  private mutating func readInline(allOnes: Bool) {
    var documents: InlineArray<2, UInt32> = [0, 0]
    var frequencies: InlineArray<2, UInt32> = [1, 1]
    var before: UInt32 = 0
    for slot in 0..<Int(info.documentFrequency) {
      before = before &+ UInt32(truncatingIfNeeded: number())
      documents[slot] = before
      if !allOnes { frequencies[slot] = UInt32(truncatingIfNeeded: number()) &+ 1 }
      info.occurrences += UInt64(frequencies[slot])
    }
    let start = offset
    if page.hasPositions {
      for _ in 0..<info.occurrences {
        _ = number()
        if isDamaged { return }
      }
    }
    var inline = InlinePostings(positions: page.bytes[start..<offset])
    inline.documents = documents
    inline.frequencies = frequencies
    info.inline = inline
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
        if current.isDamaged { throw dictionary.damage }
      }
      pageNumber += 1
      if pageNumber < pageCount {
        entries = try dictionary.page(pageNumber).entries(fromRestart: 0)
      }
    }
    return false
  }
}
