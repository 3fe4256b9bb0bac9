internal import CKernels

/// Joins of rising lists, and the positions they are made of.
///
/// Safe: as in ``Kernels``, every wrapper checks the sizes that its kernel relies on.
extension Kernels {
  /// Room that an index list of ``intersect(_:count:with:count:ends:first:second:)`` needs.
  package static var indexRoom: Int { 192 }

  /// Finds the last of each sixteen ids of a block.
  ///
  /// `ends`: gets eight numbers.
  package static func blockEnds(
    _ ids: BufferView<UInt32>, count: Int, into ends: BufferView<UInt32>
  ) {
    precondition(count <= min(128, ids.count) && ends.count >= 8)
    unsafe ck_block_ends(ids.base, count, ends.base)
  }

  /// Finds the values that two rising lists of at most 128 share, and where they stand in both.
  ///
  /// Both views have room for 128; `ends` belong to the second, see ``blockEnds(_:count:into:)``.
  /// - Returns: How many there are.
  package static func intersect(
    _ first: BufferView<UInt32>, count: Int, with second: BufferView<UInt32>,
    count secondCount: Int, ends: BufferView<UInt32>, first firstIndices: BufferView<UInt8>,
    second secondIndices: BufferView<UInt8>
  ) -> Int {
    precondition(count <= 128 && secondCount <= 128 && ends.count >= 8)
    precondition(first.count >= 128 && second.count >= 128)
    precondition(firstIndices.count >= indexRoom && secondIndices.count >= indexRoom)
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
    precondition(firstIndices.count >= indexRoom && secondIndices.count >= indexRoom)
    return unsafe ck_intersect_bits(
      ids.base, count, (data.base + offset).assumingMemoryBound(to: UInt8.self), base, span,
      firstIndices.base, secondIndices.base)
  }

  /// Adds one term's exact part of BM25 to the sums of some documents.
  ///
  /// `slots`: where each document stands among the frequencies; 255 for not at all.
  package static func addParts(
    ids: BufferView<UInt32>, slots: BufferView<UInt8>, frequencies: BufferView<UInt32>, count: Int,
    norms: ByteSlice, table: PartTable, weight: Double, sums: BufferView<Double>
  ) {
    precondition(count <= min(ids.count, slots.count, sums.count))
    precondition(frequencies.count >= 128)
    unsafe ck_add_parts(
      ids.base, slots.base, frequencies.base, count,
      norms.base.assumingMemoryBound(to: UInt8.self), norms.count, table.parts.base, table.rows,
      table.factors.base, weight, sums.base)
  }

  /// Keeps the values `v` of the first list for which the second has `v + shift`, wrapping.
  ///
  /// Both rise. `output` is emptied first.
  package static func matchPlaces(
    _ few: borrowing GrowableBuffer<UInt32>, in many: inout GrowableBuffer<UInt32>, shift: UInt32,
    into output: inout GrowableBuffer<UInt32>
  ) {
    let count = many.count
    many.append(repeating: .max, count: 16)
    many.setCount(count)
    output.removeAll()
    output.reserve(few.count + 1)
    let found = unsafe ck_match_places(
      few.view.base, few.count, many.view.base, count, shift, output.view.base)
    output.setCount(found)
  }

  /// Continues the places of postings in the two streams of positions; see the kernel.
  package static func positionStarts(
    ids: BufferView<UInt32>, frequencies: BufferView<UInt32>, range: Range<Int>, norms: ByteSlice,
    lengths: BufferView<UInt32>, low: BufferView<UInt32>, ones: BufferView<UInt32>
  ) {
    precondition(range.upperBound <= min(ids.count, frequencies.count))
    precondition(range.upperBound < min(low.count, ones.count) && lengths.count >= 256)
    unsafe ck_position_starts(
      ids.base, frequencies.base, range.lowerBound, range.upperBound,
      norms.base.assumingMemoryBound(to: UInt8.self), norms.count, lengths.base, low.base,
      ones.base)
  }

  /// Reads the positions of one posting from both streams.
  ///
  /// `data`: eight bytes of anything, then the `streams` bytes of both streams, then slack.
  /// `skip`: set bits of the unary stream between `bit` and the posting's.
  /// - Returns: `false` when a stream ends early.
  package static func readPositions(
    _ data: ByteSlice, streams: Int, lowBit: Int, bits: Int, skip: Int, bit: inout Int, count: Int,
    into output: inout GrowableBuffer<UInt32>
  ) -> Bool {
    // Each position takes a bit at least.
    guard count > 0, bits < 32, count <= 8 * streams, lowBit + bits * count <= 8 * streams else {
      return false
    }
    precondition(data.count >= streams + 8 && bit >= 0 && skip >= 0)
    output.removeAll()
    output.reserve(count + 64)
    let bytes = unsafe data.base.assumingMemoryBound(to: UInt8.self) + 8
    let isWhole = unsafe ck_read_positions(
      bytes, lowBit, UInt32(bits), bytes + streams, 8 * streams, skip, &bit, count,
      output.view.base)
    output.setCount(count)
    return isWhole != 0
  }

  /// Low bits of each of several positions; see `PositionCode`.
  @inline(__always)
  package static func riceBits(length: UInt32, frequency: UInt32) -> Int {
    Int(ck_rice_bits(length, frequency))
  }

  /// Counts, for some postings of two blocks, the positions `p` of the first whose `p + shift`,
  /// wrapping, the second has.
  ///
  /// `counts`: gets one number for each pair of slots.
  /// `rooms`: two views in which positions are read.
  /// - Returns: `false` when positions do not fit their streams.
  package static func pairCounts(
    _ first: inout PositionBlock, _ second: inout PositionBlock, slots: BufferView<UInt8>,
    otherSlots: BufferView<UInt8>, count: Int, shift: UInt32,
    rooms: (BufferView<UInt32>, BufferView<UInt32>), counts: BufferView<UInt32>
  ) -> Bool {
    precondition(count <= min(slots.count, otherSlots.count, counts.count))
    for index in 0..<count {
      guard first.knows(slots[index]), second.knows(otherSlots[index]) else { return false }
    }
    var one = unsafe first.kernelBlock
    var other = unsafe second.kernelBlock
    let isWhole = unsafe ck_pair_counts(
      &one, &other, slots.base, otherSlots.base, count, shift, rooms.0.base, rooms.1.base,
      min(rooms.0.count, rooms.1.count), counts.base)
    first.ones = unsafe one.ones
    first.bit = unsafe one.bit
    second.ones = unsafe other.ones
    second.bit = unsafe other.bit
    return isWhole != 0
  }
}

/// Where the positions of a block's postings stand, as kernels need it.
package struct PositionBlock {
  /// Eight bytes of anything, the bytes of both streams, slack.
  package let data: ByteSlice
  /// Bytes of both streams.
  package let streams: Int
  package let ids: BufferView<UInt32>
  package let frequencies: BufferView<UInt32>
  /// Where each posting's low bits and ones begin, as far as they are known.
  package let lowStarts: BufferView<UInt32>
  package let onesStarts: BufferView<UInt32>
  package let knownCount: Int
  package let norms: ByteSlice
  package let lengths: BufferView<UInt32>
  /// The unary stream is read forward: its current bit, and the ones before it.
  package var ones: Int
  package var bit: Int

  package init(
    data: ByteSlice, streams: Int, ids: BufferView<UInt32>, frequencies: BufferView<UInt32>,
    lowStarts: BufferView<UInt32>, onesStarts: BufferView<UInt32>, knownCount: Int,
    norms: ByteSlice, lengths: BufferView<UInt32>, ones: Int, bit: Int
  ) {
    precondition(data.count >= streams + 8 && lengths.count >= 256 && ones >= 0 && bit >= 0)
    precondition(knownCount <= min(ids.count, frequencies.count))
    precondition(knownCount <= min(lowStarts.count, onesStarts.count))
    self.data = data
    self.streams = streams
    self.ids = ids
    self.frequencies = frequencies
    self.lowStarts = lowStarts
    self.onesStarts = onesStarts
    self.knownCount = knownCount
    self.norms = norms
    self.lengths = lengths
    self.ones = ones
    self.bit = bit
  }

  fileprivate func knows(_ slot: UInt8) -> Bool {
    Int(slot) < knownCount && Int(ids[Int(slot)]) < norms.count
  }

  fileprivate var kernelBlock: ck_position_block {
    // Safe: the sizes were checked when this was made, slots are checked before the call.
    unsafe ck_position_block(
      low: data.base.assumingMemoryBound(to: UInt8.self) + 8,
      end: data.base.assumingMemoryBound(to: UInt8.self) + 8 + streams, bit_count: 8 * streams,
      ids: ids.base, frequencies: frequencies.base, low_starts: lowStarts.base,
      ones_starts: onesStarts.base, norms: norms.base.assumingMemoryBound(to: UInt8.self),
      lengths: lengths.base, ones: ones, bit: bit)
  }
}
