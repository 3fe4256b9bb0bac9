internal import Storage
internal import VectorKernels

/// Document gaps of a short list as a Rice code.
///
/// Most lists are short and are read once, as a whole: here size matters more than the vector loop
/// that unpacks plain widths. The low bits of all gaps come first, packed; the rest of each gap
/// follows as that many zeros and a one, lowest bit first. One width serves the list; it is near
/// the logarithm of the mean gap (R. F. Rice, "Some practical universal noiseless coding
/// techniques", JPL 1979).
enum RiceBlock {
  /// The cheapest width with its size, or `nil` when nothing below `limit` bytes is found.
  static func choose(
    _ values: BufferView<UInt32>, count: Int, below limit: Int
  ) -> PostingBlock.Choice? {
    var sum: UInt64 = 0
    for index in 0..<count { sum += UInt64(values[index]) }
    let mean = sum / UInt64(count)
    let middle = mean == 0 ? 0 : 63 - mean.leadingZeroBitCount
    var best: PostingBlock.Choice?
    for width in max(0, middle - 1)...min(31, middle + 1) {
      var unary = UInt64(count)
      for index in 0..<count { unary += UInt64(values[index] >> UInt32(width)) }
      let size = Kernels.packedSize(count: count, bits: width) + Int((unary + 7) / 8)
      if size < (best?.size ?? limit) {
        best = PostingBlock.Choice(
          codec: PostingBlock.Mode.rice << 6 | UInt8(width), size: size)
      }
    }
    return best
  }

  /// Appends the numbers; `values` is used as scratch.
  static func append(
    _ values: BufferView<UInt32>, count: Int, width: Int, to bytes: inout GrowableBuffer<UInt8>
  ) {
    var high = InlineArray<128, UInt32>(repeating: 0)
    for index in 0..<count {
      high[index] = values[index] >> UInt32(width)
      values[index] &= (1 << UInt32(width)) - 1
    }
    Kernels.pack(values, count: count, bits: width, into: &bytes)
    var bit = bytes.count * 8
    for index in 0..<count {
      bit += Int(high[index])
      let byte = bit >> 3
      if byte >= bytes.count { bytes.append(repeating: 0, count: byte + 1 - bytes.count) }
      bytes[byte] |= 1 << UInt8(bit & 7)
      bit += 1
    }
  }

  /// Reads the numbers.
  ///
  /// - Returns: The bytes they take, or `nil` when they would not fit.
  static func unpack(
    _ data: ByteSlice, at offset: Int, limit: Int, count: Int, width: Int,
    into output: BufferView<UInt32>
  ) -> Int? {
    let lowSize = Kernels.packedSize(count: count, bits: width)
    guard width < 32, offset + lowSize <= limit else { return nil }
    Kernels.unpack(data, at: offset, count: count, bits: width, into: output)
    let start = offset + lowSize
    let end = (limit - start) * 8
    var bit = 0
    for index in 0..<count {
      let first = bit
      while true {
        if bit >= end { return nil }
        // 57 bits or more; the slice has slack behind the list.
        let word = data.load(UInt64.self, at: start + bit >> 3) &>> UInt64(bit & 7)
        if word != 0 {
          bit += word.trailingZeroBitCount
          break
        }
        bit += 64 - bit & 7
      }
      if bit >= end { return nil }
      output[index] |= UInt32(truncatingIfNeeded: bit - first) &<< UInt32(width)
      bit += 1
    }
    return lowSize + (bit + 7) / 8
  }
}
