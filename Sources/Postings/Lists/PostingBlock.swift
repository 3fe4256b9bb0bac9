internal import Storage
internal import VectorKernels

/// How up to 128 numbers become bytes: the codecs of document gaps and of frequencies.
///
/// A codec byte holds a bit width (lower six bits) and a mode. The writer takes the cheapest.
package enum PostingBlock {
  /// Postings per block: one block's bounds and ids fit few cache lines, and 128 is what the
  /// vector kernels unpack without a remainder.
  package static let capacity = 128

  package enum Mode {
    /// `width` bits per number; width 0 means all zero (a run of ids, frequencies of one).
    package static let packed: UInt8 = 0
    /// Packed, with up to 31 exceptions whose high bits follow.
    package static let patched: UInt8 = 1
    /// A bitmap from the id behind the previous block up to the block's last id; in long lists.
    package static let bitmap: UInt8 = 2
    /// A Rice code of `width` low bits; in lists of one block, which have no bitmaps.
    package static let rice: UInt8 = 2
    /// One number for all, as u32.
    package static let same: UInt8 = 3
  }

  @inlinable
  static func bitWidth(_ value: UInt32) -> Int { 32 - value.leadingZeroBitCount }

  /// The cheapest packed form of some numbers.
  struct Choice {
    var codec: UInt8
    var size: Int
  }

  static func choose(_ values: BufferView<UInt32>, count: Int) -> Choice {
    // Widths are few: count them, then try each width with its exceptions.
    var histogram = InlineArray<34, Int32>(repeating: 0)
    var allSame = true
    let first = values[0]
    for index in 0..<count {
      let value = values[index]
      histogram[bitWidth(value)] += 1
      allSame = allSame && value == first
    }
    var top = 32
    while top > 0 && histogram[top] == 0 { top -= 1 }
    if top == 0 { return Choice(codec: 0, size: 0) }
    var best = Choice(codec: UInt8(top), size: Kernels.packedSize(count: count, bits: top))
    if allSame, best.size > 4 { return Choice(codec: Mode.same << 6, size: 4) }
    var exceptions = 0
    var bits = top
    while bits > 0 {
      exceptions += Int(histogram[bits])
      bits -= 1
      if exceptions > 31 { break }
      let highBytes = (top - bits + 7) / 8
      let size = 1 + Kernels.packedSize(count: count, bits: bits) + exceptions * (1 + highBytes)
      if size < best.size {
        best = Choice(codec: Mode.patched << 6 | UInt8(bits), size: size)
      }
    }
    return best
  }

  /// Appends numbers in the chosen form; `values` is used as scratch.
  static func append(
    _ values: BufferView<UInt32>, count: Int, choice: Choice, to bytes: inout GrowableBuffer<UInt8>
  ) {
    let mode = choice.codec >> 6
    let bits = Int(choice.codec & 63)
    switch mode {
    case Mode.same:
      let value = values[0]
      bytes.append(UInt8(truncatingIfNeeded: value))
      bytes.append(UInt8(truncatingIfNeeded: value >> 8))
      bytes.append(UInt8(truncatingIfNeeded: value >> 16))
      bytes.append(UInt8(truncatingIfNeeded: value >> 24))
    case Mode.patched:
      var exceptions = InlineArray<32, (UInt8, UInt32)>(repeating: (0, 0))
      var found = 0
      var highest: UInt32 = 0
      for index in 0..<count {
        let high = bits >= 32 ? 0 : values[index] >> UInt32(bits)
        if high != 0 {
          exceptions[found] = (UInt8(index), high)
          found += 1
          highest |= high
          values[index] &= (1 << UInt32(bits)) - 1
        }
      }
      let highBytes = (bitWidth(highest) + 7) / 8
      bytes.append(UInt8(found) | UInt8(highBytes - 1) << 5)
      Kernels.pack(values, count: count, bits: bits, into: &bytes)
      for index in 0..<found { bytes.append(exceptions[index].0) }
      for index in 0..<found {
        for byte in 0..<highBytes {
          bytes.append(UInt8(truncatingIfNeeded: exceptions[index].1 >> UInt32(8 * byte)))
        }
      }
    default:
      Kernels.pack(values, count: count, bits: bits, into: &bytes)
    }
  }
}
