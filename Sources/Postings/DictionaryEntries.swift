internal import Storage

/// Reads the entries of one page front to back.
struct DictionaryEntries: ~Copyable {
  let page: DictionaryPage
  var offset: Int
  /// Entries in front of ``offset``.
  var entry: Int
  var postingsAt: UInt64 = 0
  var positionsAt: UInt64 = 0
  /// What stands behind the current term; see ``TermDictionaryBuilder/Kind``.
  var kind: UInt8 = 0
  /// The current term.
  var term = GrowableBuffer<UInt8>(capacity: 32)
  private(set) var info = TermInfo()
  var isDamaged = false

  init(page: DictionaryPage, offset: Int, entry: Int) {
    self.page = page
    self.offset = offset
    self.entry = entry
  }

  mutating func number() -> UInt64 {
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
