internal import Storage

/// How the positions of a term inside one document become bits.
///
/// A document of `length` positions that holds the term `frequency` times leaves gaps of about
/// `length / frequency`: a Rice code whose parameter follows from these two numbers comes within a
/// third of a bit of the entropy, and needs no parameter of its own. Low bits and unary high parts
/// form two streams per block, so the offset of any document's positions follows from sums over the
/// block's frequencies, and unary parts are skipped by counting bits. A single position is a plain
/// number of just enough bits. The parameter rule is an approximation of Golomb's (S. W. Golomb,
/// "Run-length encodings", IEEE Trans. Information Theory, 1966).
enum PositionCode {
  /// Low bits per gap for several positions.
  @inline(__always)
  static func riceBits(length: UInt32, frequency: UInt32) -> Int {
    // log2(0.695 · length / frequency), rounded down.
    let ratio = (UInt64(length) * 89) / (UInt64(frequency) * 128)
    return ratio == 0 ? 0 : 63 - ratio.leadingZeroBitCount
  }

  /// Bits of a lone position in `0..<length`.
  @inline(__always)
  static func loneBits(length: UInt32) -> Int {
    length <= 1 ? 0 : 32 - (length - 1).leadingZeroBitCount
  }

  /// Low bits per position, whatever the frequency.
  @inline(__always)
  static func lowBits(length: UInt32, frequency: UInt32) -> Int {
    frequency == 1
      ? loneBits(length: length) : riceBits(length: length, frequency: frequency)
  }
}

/// A growing run of bits, lowest first.
struct BitWriter: ~Copyable {
  var bytes = GrowableBuffer<UInt8>()
  private var pending: UInt64 = 0
  private var pendingBits = 0

  init() {}

  /// Appends up to 32 bits.
  @inline(__always)
  mutating func append(_ value: UInt32, bits: Int) {
    // Fewer than 32 bits are pending.
    pending |= UInt64(value) &<< UInt64(pendingBits)
    pendingBits &+= bits
    if pendingBits >= 32 { appendWord() }
  }

  /// Appends 32 pending bits at once: one by one, bytes take most of the time of a list.
  @inline(__always)
  private mutating func appendWord() {
    let at = bytes.count
    bytes.reserve(4)
    bytes.setCount(at + 4)
    for byte in 0..<4 {
      bytes[at &+ byte] = UInt8(truncatingIfNeeded: pending &>> UInt64(8 &* byte))
    }
    pending &>>= 32
    pendingBits &-= 32
  }

  /// Appends `zeros` zeros and a one.
  @inline(__always)
  mutating func append(unary zeros: UInt32) {
    var rest = zeros
    while rest >= 32 {
      append(0, bits: 32)
      rest -= 32
    }
    append(1 << rest, bits: Int(rest) + 1)
  }

  /// Fills the last byte with zeros.
  mutating func finish() {
    while pendingBits > 0 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      pendingBits -= 8
    }
    pending = 0
    pendingBits = 0
  }

  mutating func removeAll() {
    bytes.removeAll()
    pending = 0
    pendingBits = 0
  }
}
