import CKernels
import Storage
import VectorKernels

/// Words of the recipe `standard` in up to 64 bytes of ASCII, found by bit arithmetic.
struct ASCIIWindow {
  private let classes: ByteClassBits

  @inline(__always)
  init(_ classes: ByteClassBits) { self.classes = classes }

  /// How many bytes hold nothing but whole words, whatever comes behind them.
  ///
  /// - Parameter left: Bytes from here to the end of the text.
  /// - Returns: A count up to 64, and up to `left`; 0 when a word may go on at once.
  @inline(__always)
  func sureByteCount(left: Int) -> Int {
    let stop = min(classes.beyond_ascii.trailingZeroBitCount, left)
    if stop == left { return left }
    // What may belong to a word together with what follows it.
    let soft =
      classes.letters | classes.digits | classes.underscores | classes.quotes_stops
      | classes.commas | classes.pluses | classes.sharps
    let breaks = ~soft & Self.mask(stop)
    return 64 &- breaks.leadingZeroBitCount
  }

  /// A bit for every byte of a word among the first `byteCount` bytes.
  ///
  /// - Returns: Runs of set bits, one for each word; nil where two words touch (`c++17`).
  @inline(__always)
  func words(in byteCount: Int) -> UInt64? {
    let mask = Self.mask(byteCount)
    let letters = classes.letters & mask
    let digits = classes.digits & mask
    let between =
      classes.quotes_stops & (letters << 1) & (letters >> 1)
      | (classes.quotes_stops | classes.commas) & (digits << 1) & (digits >> 1)
    var words = letters | digits | classes.underscores & mask | between
    if classes.underscores & mask != 0 { words = Self.withContent(words, letters | digits) }
    let signs = (classes.pluses | classes.sharps) & mask
    if signs & letters << 1 != 0 {
      return withSigns(words, signs, letters, digits)
    }
    return words
  }

  /// The lowest `count` bits.
  @inline(__always)
  private static func mask(_ count: Int) -> UInt64 { count >= 64 ? ~0 : (1 &<< count) &- 1 }

  /// The words without those that are underscores alone.
  @inline(never)
  private static func withContent(_ words: UInt64, _ content: UInt64) -> UInt64 {
    var kept: UInt64 = 0
    var rest = words
    while rest != 0 {
      let moved = rest &+ (rest & (0 &- rest))
      let word = rest & ~moved
      if word & content != 0 { kept |= word }
      rest &= moved
    }
    return kept
  }

  /// The words with `+` and `#` that stand behind a letter and in front of neither letter nor
  /// digit; nil for two pluses in front of a digit, which stay too.
  @inline(never)
  private func withSigns(
    _ words: UInt64, _ signs: UInt64, _ letters: UInt64, _ digits: UInt64
  ) -> UInt64? {
    var grown = words
    var rest = signs
    while rest != 0 {
      let lowest = rest & (0 &- rest)
      let moved = rest &+ lowest
      let run = rest & ~moved
      rest &= moved
      guard lowest & letters << 1 != 0 else { continue }
      let behind = (run << 1) & ~run
      if behind & digits != 0, classes.pluses & lowest != 0, classes.pluses & lowest << 1 != 0 {
        return nil
      }
      if behind & (letters | digits | classes.underscores) == 0 { grown |= run }
    }
    return grown
  }
}
