internal import Storage

/// The documents of a window's set bits.
struct Bits: Sequence, IteratorProtocol {
  private let words: BufferView<UInt64>
  private let first: UInt32
  private var word = 0
  private var rest: UInt64

  init(_ words: BufferView<UInt64>, first: UInt32) {
    self.words = words
    self.first = first
    rest = words.count > 0 ? words[0] : 0
  }

  mutating func next() -> UInt32? {
    while rest == 0 {
      word += 1
      if word >= words.count { return nil }
      rest = words[word]
    }
    let document = first + UInt32(word * 64 + rest.trailingZeroBitCount)
    rest &= rest &- 1
    return document
  }
}
