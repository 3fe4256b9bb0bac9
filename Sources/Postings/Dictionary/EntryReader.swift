internal import Storage

/// Reads the numbers behind the terms of one page.
struct EntryReader {
  let page: DictionaryPage
  var offset: Int
  /// The kind of the current term's entry; see ``TermDictionaryBuilder/Kind``.
  var kind: UInt8 = 0
  /// Where the next list and its positions begin.
  var postingsAt: UInt64 = 0
  var positionsAt: UInt64 = 0
  var isDamaged = false

  init(page: DictionaryPage, offset: Int) {
    self.page = page
    self.offset = offset
  }

  @inline(__always)
  mutating func number() -> UInt64 {
    if offset < page.restartsAt {
      let byte = page.bytes[offset]
      if byte < 0x80 {
        offset &+= 1
        return UInt64(byte)
      }
    }
    return longNumber()
  }

  @inline(never)
  private mutating func longNumber() -> UInt64 {
    guard let value = page.bytes.varint(at: &offset), offset <= page.restartsAt else {
      isDamaged = true
      return 0
    }
    return value
  }

  /// Skips the numbers of the current term's entry.
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

  /// Reads the current term's entry; meaningless when ``isDamaged`` becomes true.
  mutating func readInfo() -> TermInfo {
    var info = TermInfo()
    switch kind {
    case TermDictionaryBuilder.Kind.once, TermDictionaryBuilder.Kind.twice:
      info.documentFrequency = UInt32(kind)
      readInline(allOnes: true, into: &info)
      return info
    case TermDictionaryBuilder.Kind.other:
      var documents = number()
      let isList = documents == 0
      if isList { documents = number() }
      guard (1...UInt64(TermInfo.inlineLimit)).contains(documents) else {
        isDamaged = true
        return info
      }
      info.documentFrequency = UInt32(documents)
      if !isList {
        readInline(allOnes: false, into: &info)
        return info
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
    return info
  }

  private mutating func readInline(allOnes: Bool, into info: inout TermInfo) {
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
