package import Storage

/// Whole numbers by index, packed in windows of 1,024 with a base and a bit width each.
///
/// Any element is read in constant time. Bytes: count u64, then per window base u64 and place u64
/// (bit width in the highest byte, byte offset of the window's bits below), then the bits, then
/// nine zero bytes, because readers load so many wherever a number begins.
package enum PackedNumbers {
  static let window = 1024

  /// Appends the packed form of some numbers.
  package static func write(_ numbers: BufferView<UInt64>, to writer: inout ByteWriter) {
    writer.append(UInt64(numbers.count))
    let windows = (numbers.count + window - 1) / window
    var bits = BitRun()
    for index in 0..<windows {
      let range = index * window..<min((index + 1) * window, numbers.count)
      var low = UInt64.max
      var high: UInt64 = 0
      for at in range {
        low = min(low, numbers[at])
        high = max(high, numbers[at])
      }
      let width = UInt64(64 - (high - low).leadingZeroBitCount)
      writer.append(low)
      writer.append(width << 56 | UInt64(bits.bytes.count))
      for at in range { bits.append(numbers[at] - low, width: Int(width)) }
      bits.finish()
    }
    writer.append(ByteSlice(bits.bytes.view))
    // Readers load nine bytes at any bit.
    writer.append([UInt8](repeating: 0, count: 9))
  }

  private struct BitRun: ~Copyable {
    var bytes = GrowableBuffer<UInt8>()
    private var pending: UInt64 = 0
    private var used = 0

    init() {}

    mutating func append(_ value: UInt64, width: Int) {
      var rest = width
      var value = value
      while rest > 0 {
        let taken = min(rest, 8 - used)
        pending |= (value & ((1 << UInt64(taken)) - 1)) << UInt64(used)
        used += taken
        rest -= taken
        value = taken == 64 ? 0 : value >> UInt64(taken)
        if used == 8 { finish() }
      }
    }

    mutating func finish() {
      if used > 0 { bytes.append(UInt8(truncatingIfNeeded: pending)) }
      pending = 0
      used = 0
    }
  }

  /// Reads packed numbers.
  package struct Reader: Sendable {
    private let bytes: ByteSlice
    private let bitsAt: Int
    package let count: Int

    /// - Returns: `nil` when the bytes are not packed numbers.
    package init?(_ bytes: ByteSlice) {
      guard bytes.count >= 8 else { return nil }
      let count = bytes.load(UInt64.self, at: 0)
      guard count <= UInt64(Int32.max) else { return nil }
      let windows = (Int(count) + window - 1) / window
      bitsAt = 8 + 16 * windows
      guard bitsAt + 9 <= bytes.count else { return nil }
      self.bytes = bytes
      self.count = Int(count)
    }

    /// The number at an index; 0 where damaged bytes point outside.
    package subscript(index: Int) -> UInt64 {
      precondition(index >= 0 && index < count)
      let entry = 8 + 16 * (index / window)
      let base = bytes.load(UInt64.self, at: entry)
      let place = bytes.load(UInt64.self, at: entry + 8)
      let width = Int(place >> 56)
      if width == 0 { return base }
      let bit = index % window * width
      let at = bitsAt + Int(place & 0xff_ffff_ffff_ffff) + bit / 8
      guard width <= 64, at >= 0, at + 9 <= bytes.count else { return 0 }
      var value = bytes.load(UInt64.self, at: at) >> UInt64(bit % 8)
      if bit % 8 + width > 64 { value |= UInt64(bytes[at + 8]) << UInt64(64 - bit % 8) }
      return base &+ (width == 64 ? value : value & ((1 << UInt64(width)) - 1))
    }

    /// The first index of a number that is at least `number`, where numbers rise.
    func firstIndex(from number: UInt64) -> Int {
      var low = 0
      var high = count
      while low < high {
        let middle = (low + high) / 2
        if self[middle] < number { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
}
