internal import CKernels

/// The vector loops of `CKernels`, with Swift's types.
///
/// Safe: every wrapper checks that its views are large enough for the counts it is given; packed
/// input must have 64 readable bytes behind it, which slices made with slack have.
package enum Kernels {
  /// Bytes that `count` values of `bits` bits take.
  @inlinable
  package static func packedSize(count: Int, bits: Int) -> Int { (count * bits + 7) / 8 }

  /// Appends `count` values of `bits` bits each, lowest bits first.
  package static func pack(
    _ values: BufferView<UInt32>, count: Int, bits: Int, into bytes: inout GrowableBuffer<UInt8>
  ) {
    precondition(count <= values.count)
    let size = packedSize(count: count, bits: bits)
    let start = bytes.count
    bytes.append(repeating: 0, count: size + 8)
    let target = bytes.view[start..<start + size + 8]
    unsafe ck_pack(values.base, count, UInt32(bits), target.base)
    bytes.setCount(start + size)
  }

  /// Unpacks up to 128 values; `output` holds at least 128.
  package static func unpack(
    _ packed: ByteSlice, at offset: Int, count: Int, bits: Int, into output: BufferView<UInt32>
  ) {
    let size = packedSize(count: count, bits: bits)
    precondition(bits <= 32 && count <= 128 && output.count >= 128)
    precondition(offset >= 0 && offset + size <= packed.count, "packed values past the end")
    unsafe ck_unpack(packed.base + offset, count, UInt32(bits), output.base)
  }

  /// Turns gaps minus one into rising ids: `v[i] = base + Σ(v[0...i] + 1)`, wrapping.
  package static func prefixSum(_ values: BufferView<UInt32>, count: Int, base: UInt32) {
    precondition(count <= values.count && values.count >= 128)
    unsafe ck_prefix_sum(values.base, count, base)
  }

  /// First index at or after `from` whose value is at least `target`, or `count`.
  package static func lowerBound(
    _ values: BufferView<UInt32>, from: Int, count: Int, target: UInt32
  ) -> Int {
    precondition(from >= 0 && from <= count && count <= values.count)
    return unsafe ck_lower_bound(values.base, from, count, target)
  }

  /// Writes the ids of the set bits, at most 128: `first` plus their numbers.
  package static func expand(
    _ words: BufferView<UInt64>, first: UInt32, into ids: BufferView<UInt32>
  ) {
    precondition(ids.count >= 128)
    unsafe ck_expand_bits(words.base, words.count, first, ids.base)
  }

  /// Adds one term's part of BM25 to a window of scores; see the kernel.
  ///
  /// `ids`: document ids, all within `first..<first + scores.count`.
  /// `norms`: one byte per document of the segment, with slack.
  package static func addScores(
    ids: BufferView<UInt32>, frequencies: BufferView<UInt32>, range: Range<Int>, first: UInt32,
    norms: ByteSlice, factors: BufferView<Float>, weight: Float, scores: BufferView<Float>
  ) {
    precondition(range.upperBound <= ids.count && range.upperBound <= frequencies.count)
    precondition(factors.count >= 256)
    guard !range.isEmpty else { return }
    let low = ids[range.lowerBound]
    let high = ids[range.upperBound - 1]
    precondition(low >= first && Int(high - first) < scores.count && Int(high) < norms.count)
    unsafe ck_add_scores(
      ids.base + range.lowerBound, frequencies.base + range.lowerBound, range.count, first,
      norms.base.assumingMemoryBound(to: UInt8.self), factors.base, weight, scores.base)
  }

  /// Ids and values of the scores above zero that reach a threshold.
  ///
  /// `ids` and `found` hold sixteen more than there are scores.
  package static func collect(
    scores: BufferView<Float>, threshold: Float, base: UInt32, ids: BufferView<UInt32>,
    found: BufferView<Float>
  ) -> Int {
    precondition(ids.count >= scores.count + 16 && found.count >= scores.count + 16)
    return unsafe ck_collect(
      scores.base, scores.count, threshold, base, ids.base, found.base)
  }
}
