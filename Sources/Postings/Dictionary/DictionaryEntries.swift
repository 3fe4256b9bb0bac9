internal import Storage

/// Reads the entries of one page front to back.
struct DictionaryEntries: ~Copyable {
  /// Positioned at the next entry, or behind the text of the current term.
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
    let isRestart = entry % TermDictionaryBuilder.Layout.restartInterval == 0
    let shared =
      page.spelling == .shared || isRestart ? spell(sharing: head) : spell(stepping: head)
    guard let shared else {
      reader.isDamaged = true
      return nil
    }
    if isRestart {
      reader.postingsAt = page.postingsBase &+ reader.number()
      if page.hasPositions { reader.positionsAt = page.positionsBase &+ reader.number() }
    }
    reader.kind = head >> TermDictionaryBuilder.Kind.shift
    entry += 1
    return shared
  }

  /// Reads what the current term does not share with the one before; `nil` at damage.
  private mutating func spell(sharing head: UInt8) -> Int? {
    let most = TermDictionaryBuilder.Kind.most
    var shared = Int(head >> 3 & 7)
    var suffix = Int(head & 7)
    if shared == most { shared += Int(truncatingIfNeeded: reader.number() & 0xffff) }
    if suffix == most { suffix += Int(truncatingIfNeeded: reader.number() & 0xffff) }
    guard shared <= term.count else { return nil }
    term.setCount(shared)
    return append(suffix) ? shared : nil
  }

  /// Reads how far the last character has moved; `nil` at damage.
  private mutating func spell(stepping head: UInt8) -> Int? {
    var steps = UInt32(head & 63)
    if steps == 0 {
      let count = Int(truncatingIfNeeded: reader.number() & 0xffff)
      term.removeAll()
      return append(count) ? 0 : nil
    }
    if steps == TermDictionaryBuilder.Kind.mostSteps {
      steps += UInt32(truncatingIfNeeded: min(reader.number(), UInt64(LastCharacter.highest)))
    }
    guard let before = LastCharacter(of: term.view),
      before.scalar + steps <= LastCharacter.highest
    else { return nil }
    term.setCount(before.start)
    LastCharacter.append(before.scalar + steps, to: &term)
    return term.count <= TermDictionaryBuilder.maximumTermSize ? before.start : nil
  }

  /// Reads further bytes of the current term; `false` where they do not fit.
  private mutating func append(_ count: Int) -> Bool {
    guard !isDamaged, term.count + count <= TermDictionaryBuilder.maximumTermSize,
      reader.offset + count <= reader.page.restartsAt
    else { return false }
    term.append(
      contentsOf: reader.page.bytes[reader.offset..<reader.offset + count].readOnlyView)
    reader.offset += count
    return true
  }

  /// Skips to the last restart whose term is not above `target`, when that lies ahead.
  mutating func skip(towards target: ByteSlice) -> Bool {
    let interval = TermDictionaryBuilder.Layout.restartInterval
    guard let found = page.restart(from: (entry + interval - 1) / interval, notAbove: target)
    else { return false }
    reader.offset = page.offset(ofRestart: found)
    entry = found * interval
    term.removeAll()
    return true
  }

  /// Skips the numbers of the current term's entry.
  mutating func skipInfo() { reader.skipInfo() }

  /// Reads the current term's entry into ``info``.
  mutating func readInfo() { info = reader.readInfo() }
}
