internal import Storage

/// Reads the entries of one page front to back.
struct DictionaryEntries: ~Copyable {
  /// Stands where the next entry begins, or behind the term of the current one.
  var reader: EntryReader
  /// Entries in front of the reader.
  var entry: Int
  /// The current term.
  var term = GrowableBuffer<UInt8>(capacity: 32)
  private(set) var info = TermInfo()

  init(page: DictionaryPage, offset: Int, entry: Int) {
    reader = EntryReader(page: page, offset: offset)
    self.entry = entry
  }

  var page: DictionaryPage { reader.page }
  var isDamaged: Bool { reader.isDamaged }

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
    let page = reader.page
    guard entry < page.entryCount, !isDamaged, reader.offset < page.restartsAt else { return nil }
    let head = page.bytes[reader.offset]
    reader.offset += 1
    let most = TermDictionaryBuilder.Kind.most
    var shared = Int(head >> 3 & 7)
    var suffix = Int(head & 7)
    if shared == most { shared += Int(truncatingIfNeeded: reader.number() & 0xffff) }
    if suffix == most { suffix += Int(truncatingIfNeeded: reader.number() & 0xffff) }
    guard shared <= term.count, shared + suffix <= TermDictionaryBuilder.maximumTermSize,
      reader.offset + suffix <= page.restartsAt
    else {
      reader.isDamaged = true
      return nil
    }
    term.setCount(shared)
    term.append(contentsOf: page.bytes[reader.offset..<reader.offset + suffix].readOnlyView)
    reader.offset += suffix
    if entry % TermDictionaryBuilder.Layout.restartInterval == 0 {
      reader.postingsAt = page.postingsBase &+ reader.number()
      if page.hasPositions { reader.positionsAt = page.positionsBase &+ reader.number() }
    }
    reader.kind = head >> TermDictionaryBuilder.Kind.shift
    entry += 1
    return shared
  }

  /// Goes on in front of the last restart whose term is not above `target`, when that lies ahead.
  mutating func skip(towards target: ByteSlice) -> Bool {
    let interval = TermDictionaryBuilder.Layout.restartInterval
    guard let found = page.restart(from: (entry + interval - 1) / interval, notAbove: target)
    else { return false }
    reader.offset = page.offset(ofRestart: found)
    entry = found * interval
    term.removeAll()
    return true
  }

  /// Moves behind what is known of the current term without keeping it.
  mutating func skipInfo() { reader.skipInfo() }

  /// Reads what is known of the current term into ``info``.
  mutating func readInfo() { info = reader.readInfo() }
}
