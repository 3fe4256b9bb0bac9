package import Storage

/// Bounds the length of terms without losing the equality of words.
///
/// A word of more than ``maximumByteCount`` bytes is indexed as its first bytes, a tilde and a
/// 128-bit hash of the whole word. No ordinary word holds a tilde, so the form cannot be mistaken,
/// a query for the whole word finds it and no other, and a prefix query up to ``prefixByteCount``
/// bytes still does.
package enum LongWord {
  /// The longest term in bytes.
  package static let maximumByteCount = 255
  /// How much of a longer word is kept at most: what the tilde and 32 hexadecimal digits leave.
  package static let prefixByteCount = maximumByteCount - 33

  /// Replaces the bytes of every word that is too long; the new form stands behind ``TokenBatch/bytes``.
  static func shorten(_ batch: inout TokenBatch) {
    for index in 0..<batch.pieces.count {
      let piece = batch.pieces[index]
      guard !piece.isRun, piece.count > maximumByteCount else { continue }
      let start = Int(piece.start)
      let short = term(of: batch.bytes.view[start..<start + piece.count])
      let place = batch.bytes.count
      batch.bytes.append(contentsOf: short)
      batch.pieces[index] = TokenBatch.Piece(
        start: UInt32(truncatingIfNeeded: place), count: UInt32(short.count), isRun: false,
        position: piece.position)
    }
  }

  /// The term of a word, which is the word itself up to ``maximumByteCount`` bytes.
  package static func term(of word: BufferView<UInt8>) -> [UInt8] {
    guard word.count > maximumByteCount else { return word.array }
    var cut = prefixByteCount
    while cut > 0, word[cut] & 0xC0 == 0x80 { cut -= 1 }
    var term = word[0..<cut].array
    term.append(UInt8(ascii: "~"))
    let (high, low) = hash(word)
    for half in [high, low] {
      for shift in stride(from: 60, through: 0, by: -4) {
        let digit = UInt8(truncatingIfNeeded: half >> UInt64(shift)) & 15
        term.append(digit < 10 ? 48 + digit : 87 + digit)
      }
    }
    return term
  }

  /// Two independent 64-bit hashes of the bytes; stored in indexes, so never to be changed.
  ///
  /// Each multiplies by an odd constant per byte (the scheme of Fowler, Noll and Vo), and a final
  /// avalanche spreads the last bytes over all bits.
  private static func hash(_ word: BufferView<UInt8>) -> (UInt64, UInt64) {
    var first: UInt64 = 0xcbf2_9ce4_8422_2325
    var second: UInt64 = 0x9e37_79b9_7f4a_7c15
    for index in 0..<word.count {
      let byte = UInt64(word[index])
      first = (first ^ byte) &* 0x0000_0100_0000_01b3
      second = (second ^ (byte &+ 0x51)) &* 0xff51_afd7_ed55_8ccd
      second ^= second >> 29
    }
    return (spread(first), spread(second))
  }

  private static func spread(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
