internal import CKernels
package import Storage

/// Intersections of rising lists of documents and positions.
///
/// Safe: as in ``Kernels``, every wrapper checks the sizes that its kernel relies on.
extension Kernels {
  /// Elements that an index list of ``intersect(_:count:with:count:ends:first:second:)`` must hold.
  package static var indexCapacity: Int { Int(CK_INDEX_CAPACITY) }

  /// The most bits of a block's bitmap.
  package static var mostBits: Int { Int(CK_MOST_BITS) }

  /// Finds the last of each sixteen ids of a block.
  ///
  /// `ends`: gets eight numbers.
  package static func blockEnds(
    _ ids: BufferView<UInt32>, count: Int, into ends: BufferView<UInt32>
  ) {
    precondition(count <= min(128, ids.count) && ends.count >= 8)
    unsafe ck_block_ends(ids.base, count, ends.base)
  }

  /// Finds the values that two rising lists of at most 128 share, and their indices in both.
  ///
  /// 64 bytes behind the first view are readable; the second view holds 128. `ends` belong to the
  /// second, see ``blockEnds(_:count:into:)``.
  /// - Returns: How many there are.
  package static func intersect(
    _ first: BufferView<UInt32>, count: Int, with second: BufferView<UInt32>,
    count secondCount: Int, ends: BufferView<UInt32>, first firstIndices: BufferView<UInt8>,
    second secondIndices: BufferView<UInt8>
  ) -> Int {
    precondition(count <= min(128, first.count) && secondCount <= 128 && ends.count >= 8)
    precondition(second.count >= 128)
    precondition(firstIndices.count >= indexCapacity && secondIndices.count >= indexCapacity)
    return unsafe ck_intersect(
      first.base, count, second.base, secondCount, ends.base, firstIndices.base,
      secondIndices.base)
  }

  /// Finds the ids whose bits are set in a bitmap, and the ranks of those bits, modulo 128.
  ///
  /// `bits`: from the bytes at `offset` on, the lowest stands for `base`.
  /// - Returns: How many there are.
  package static func intersect(
    _ ids: BufferView<UInt32>, count: Int, withBits data: ByteSlice, at offset: Int, base: UInt32,
    span: Int, first firstIndices: BufferView<UInt8>, second secondIndices: BufferView<UInt8>
  ) -> Int {
    precondition(count <= min(128, ids.count) && span > 0)
    precondition(offset >= 0 && offset + (span - 1) / 64 * 8 + 8 <= data.count)
    precondition(firstIndices.count >= indexCapacity && secondIndices.count >= indexCapacity)
    return unsafe ck_intersect_bits(
      ids.base, count, (data.base + offset).assumingMemoryBound(to: UInt8.self), base, span,
      firstIndices.base, secondIndices.base)
  }

  /// Adds the exact weighted term scores of one term to the sums of some documents.
  ///
  /// `slots`: the index of each document among the frequencies, 255 where it has none.
  package static func addTermScores(
    ids: BufferView<UInt32>, slots: BufferView<UInt8>, frequencies: BufferView<UInt32>, count: Int,
    norms: ByteSlice, table: TermScoreTable, weight: Double, sums: BufferView<Double>
  ) {
    precondition(count <= min(ids.count, slots.count, sums.count))
    precondition(frequencies.count >= 128)
    unsafe ck_add_term_scores(
      ids.base, slots.base, frequencies.base, count,
      norms.base.assumingMemoryBound(to: UInt8.self), norms.count, table.scores.base, table.rows,
      table.factors.base, weight, sums.base)
  }

  /// Keeps the values `v` of the first list for which the second has `v + shift`, wrapping.
  ///
  /// Both rise. `output` is emptied first.
  package static func matchPositions(
    _ few: borrowing GrowableBuffer<UInt32>, in many: inout GrowableBuffer<UInt32>, shift: UInt32,
    into output: inout GrowableBuffer<UInt32>
  ) {
    let count = many.count
    many.append(repeating: .max, count: 16)
    many.setCount(count)
    output.removeAll()
    output.reserve(few.count + 1)
    let found = unsafe ck_match_positions(
      few.view.base, few.count, many.view.base, count, shift, output.view.base)
    output.setCount(found)
  }

  /// The largest length that a norm stands for; see `Norm`.
  package static func normLength(_ code: UInt8) -> UInt32 { ck_norm_length(code) }
}
