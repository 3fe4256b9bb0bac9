internal import CKernels
package import Storage

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

  /// Unpacks a block of up to 128 numbers and adds `plus` to each; `output` has 16 to spare.
  ///
  /// `codec`: mode and width, see the page Format. `limit`: where the block must end.
  ///
  /// - Returns: The bytes it takes, `nil` where it does not fit or its mode is another.
  package static func unpackBlock(
    codec: UInt8, _ bytes: ByteSlice, at offset: Int, limit: Int, count: Int, plus: UInt32 = 0,
    into output: BufferView<UInt32>
  ) -> Int? {
    guard let left = bytesLeft(bytes, at: offset, limit: limit, count: count, output) else {
      return nil
    }
    let size = unsafe ck_unpack_block(
      UInt32(codec), bytes.base.assumingMemoryBound(to: UInt8.self) + offset, left, count, plus,
      output.base)
    // SIZE_MAX as a signed number.
    return size >= 0 ? size : nil
  }

  /// ``unpackBlock(codec:_:at:limit:count:plus:into:)`` for gaps minus one, which become ids behind
  /// `base`; `nil`, too, where those would not rise.
  package static func unpackIDs(
    codec: UInt8, _ bytes: ByteSlice, at offset: Int, limit: Int, count: Int, base: UInt32,
    into output: BufferView<UInt32>
  ) -> Int? {
    guard let left = bytesLeft(bytes, at: offset, limit: limit, count: count, output) else {
      return nil
    }
    let size = unsafe ck_unpack_ids(
      UInt32(codec), bytes.base.assumingMemoryBound(to: UInt8.self) + offset, left, count, base,
      output.base)
    // SIZE_MAX as a signed number.
    return size >= 0 ? size : nil
  }

  /// Bytes between a block's start and its limit; `nil` when it begins behind the limit.
  private static func bytesLeft(
    _ bytes: ByteSlice, at offset: Int, limit: Int, count: Int, _ output: BufferView<UInt32>
  ) -> Int? {
    precondition(count >= 0 && count <= 128 && output.count >= 128)
    precondition(offset >= 0 && limit <= bytes.count, "packed values past the end")
    return offset <= limit ? limit - offset : nil
  }

  /// Turns gaps minus one into ids: `v[i] = base + Σ(v[0...i] + 1)`, wrapping; a base of
  /// `UInt32.max` precedes 0.
  ///
  /// - Returns: Whether they rise and stay below 2³¹, as all but damaged ones do.
  package static func prefixSum(_ values: BufferView<UInt32>, count: Int, base: UInt32) -> Bool {
    precondition(count <= values.count && values.count >= 128)
    return unsafe ck_prefix_sum(values.base, count, base) != 0
  }

  /// First index at or after `from` whose value is at least `target`, or `count`.
  package static func lowerBound(
    _ values: BufferView<UInt32>, from: Int, count: Int, target: UInt32
  ) -> Int {
    precondition(from >= 0 && from <= count && count <= values.count)
    return unsafe ck_lower_bound(values.base, from, count, target)
  }

  /// Writes the ids of the set bits of a bitmap, at most 128: `first` plus their indices.
  ///
  /// `offset`: of the bitmap's `span` bits in the data, which reach to the end of its last eight
  /// bytes. `ids` have the slack of a view.
  /// - Returns: How many bits are set; any number above 128 where there are more.
  package static func expand(
    _ data: ByteSlice, at offset: Int, span: Int, first: UInt32, into ids: BufferView<UInt32>
  ) -> Int {
    precondition(ids.count >= 128 && span > 0)
    precondition(offset >= 0 && offset + (span - 1) / 64 * 8 + 8 <= data.count)
    return unsafe ck_expand_bits(
      (data.base + offset).assumingMemoryBound(to: UInt8.self), span, first, ids.base)
  }

  /// Adds the weighted term scores of one term's postings to a window of scores.
  ///
  /// - Parameters:
  ///   - ids: Document ids, rising, all within `first..<first + scores.count`.
  ///   - frequencies: As many.
  ///   - range: The postings to add.
  ///   - first: The window's first document.
  ///   - norms: One byte per document of the segment, with slack.
  ///   - table: Term scores.
  ///   - weight: Factor of the term scores.
  ///   - scores: The window.
  package static func addScores(
    ids: BufferView<UInt32>, frequencies: BufferView<UInt32>, range: Range<Int>, first: UInt32,
    norms: ByteSlice, table: TermScoreTable, weight: Double, to scores: WindowScores
  ) {
    precondition(range.upperBound <= ids.count && range.upperBound <= frequencies.count)
    guard !range.isEmpty else { return }
    let low = ids[range.lowerBound]
    let high = ids[range.upperBound - 1]
    precondition(low >= first && Int(high - first) < scores.count && Int(high) < norms.count)
    unsafe ck_add_scores(
      ids.base + range.lowerBound, frequencies.base + range.lowerBound, range.count, first,
      norms.base.assumingMemoryBound(to: UInt8.self), table.scores.base, table.rows,
      table.factors.base, weight, scores.sums.base, scores.touched.base)
  }

  /// Lists the ids and weighted term scores of one term's postings that reach a threshold.
  ///
  /// `ids` and `found` receive them from `start` on; both hold `range.count` more.
  ///
  /// - Returns: How many there are.
  package static func listScores(
    _ documents: BufferView<UInt32>, frequencies: BufferView<UInt32>, range: Range<Int>,
    norms: ByteSlice, table: TermScoreTable, weight: Double, threshold: Double,
    into ids: BufferView<UInt32>, _ found: BufferView<Double>, from start: Int
  ) -> Int {
    precondition(range.upperBound <= documents.count && range.upperBound <= frequencies.count)
    precondition(start >= 0 && start + range.count <= min(ids.count, found.count))
    guard !range.isEmpty else { return 0 }
    precondition(Int(documents[range.upperBound - 1]) < norms.count)
    return unsafe ck_list_scores(
      documents.base + range.lowerBound, frequencies.base + range.lowerBound, range.count,
      norms.base.assumingMemoryBound(to: UInt8.self), table.scores.base, table.rows,
      table.factors.base, weight, threshold, ids.base + start, found.base + start)
  }

  /// Lists the ids and values of the scores above zero that reach a threshold; all scores become
  /// zero.
  ///
  /// `ids` and `found` hold sixteen more than there are scores.
  package static func collect(
    _ scores: WindowScores, threshold: Double, base: UInt32, ids: BufferView<UInt32>,
    found: BufferView<Double>
  ) -> Int {
    precondition(ids.count >= scores.count + 16 && found.count >= scores.count + 16)
    return unsafe ck_collect(
      scores.sums.base, scores.count, scores.touched.base, threshold, base, ids.base, found.base)
  }
}
