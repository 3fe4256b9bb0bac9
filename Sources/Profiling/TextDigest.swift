package import Storage

/// What one walk over the bytes of a text gives: its hash and its number of characters.
///
/// Eight bytes are taken at a time, so the walk costs less than a tenth of what analysing the text
/// does.
package struct TextDigest: Equatable {
  /// 64 bits that are the same on every machine.
  package let hash: UInt64
  /// Code points.
  package let characters: Int

  /// Walks over a text.
  ///
  /// - Parameter text: Valid UTF-8 inside a ``GrowableBuffer``, whose padding may be read.
  package init(_ text: BufferView<UInt8>) {
    var hash = Hashing.first ^ UInt64(text.count)
    var continuations = 0
    var offset = 0
    while offset &+ 8 <= text.count {
      let word = text.loadWord(at: offset)
      hash = Hashing.mix(hash ^ word, Hashing.second)
      continuations &+= Self.continuations(word)
      offset &+= 8
    }
    let left = text.count - offset
    if left > 0 {
      let word = text.loadWord(at: offset) & (1 << UInt64(8 * left) - 1)
      hash = Hashing.mix(hash ^ word, Hashing.second)
      continuations += Self.continuations(word)
    }
    self.hash = Hashing.mix(hash, Hashing.first)
    characters = text.count - continuations
  }

  /// Bytes of a word that go on with a character: those whose two highest bits are 1 and 0.
  private static func continuations(_ word: UInt64) -> Int {
    (word & ~(word &<< 1) & 0x8080_8080_8080_8080).nonzeroBitCount
  }

  /// A hash of a number.
  package static func hash(_ number: UInt64) -> UInt64 {
    Hashing.mix(Hashing.mix(number ^ Hashing.first, Hashing.second), Hashing.first)
  }
}
