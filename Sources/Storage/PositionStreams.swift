internal import CKernels

/// The positions of a block's postings: where they stand, and how far they are read.
///
/// Its state stands in an arena, so that the kernels which read positions go on where they stopped and
/// nothing is handed to and fro. Valid while the arena and the views given to it live.
@safe
package struct PositionStreams: @unchecked Sendable {
  // Safe: lives in the arena; its pointers are the views given to `init` and the bytes of `open`, whose
  // sizes are checked there. A cursor has it to itself.
  private let block: UnsafeMutablePointer<ck_position_block>

  /// Positions of no block yet.
  ///
  /// - Parameters:
  ///   - ids: Documents of the block, with slack behind 128.
  ///   - frequencies: Their frequencies, likewise.
  ///   - norms: One byte for each document of the segment.
  ///   - scratch: Where the state stands.
  package init(
    ids: BufferView<UInt32>, frequencies: BufferView<UInt32>, norms: ByteSlice,
    scratch: ScratchArena
  ) {
    precondition(ids.count >= 128 && frequencies.count >= 128)
    let room = 129 + 16
    let starts = scratch.make(repeating: UInt32(0), uninitializedCount: 2 * room)
    let states: BufferView<ck_position_block> = unsafe scratch.make(
      repeating: ck_position_block(), uninitializedCount: 1)
    unsafe block = states.base
    unsafe block.initialize(
      to: ck_position_block(
        low: nil, end: nil, bit_count: 0, ids: ids.base, frequencies: frequencies.base, count: 0,
        norms: norms.base.assumingMemoryBound(to: UInt8.self), norm_count: norms.count,
        low_starts: starts.base, ones_starts: starts.base + room, known: 0, ones: 0, bit: 0))
  }

  /// Stands in front of a block's positions.
  ///
  /// - Parameters:
  ///   - data: Eight bytes of anything, the bytes of both streams, slack.
  ///   - streams: Bytes of both streams.
  ///   - count: Postings, of which documents and frequencies are known.
  package func open(_ data: ByteSlice, streams: Int, count: Int) {
    precondition(count <= 128 && streams >= 0 && data.count >= streams + 8)
    let low = unsafe data.base.assumingMemoryBound(to: UInt8.self) + 8
    unsafe block.pointee.low = unsafe low
    unsafe block.pointee.end = unsafe low + streams
    unsafe block.pointee.bit_count = 8 * streams
    unsafe block.pointee.count = count
    unsafe block.pointee.known = 0
    unsafe block.pointee.low_starts[0] = 0
    unsafe block.pointee.ones_starts[0] = 0
    unsafe block.pointee.ones = 0
    unsafe block.pointee.bit = 0
  }

  /// Reads the positions of one posting; `output` is emptied first.
  ///
  /// - Returns: `false` when they do not fit the streams.
  package func read(_ slot: Int, into output: inout GrowableBuffer<UInt32>) -> Bool {
    precondition(slot >= 0 && slot < 128)
    let frequency = unsafe Int(block.pointee.frequencies[slot])
    // Each position takes a bit at least, but for a lone one in a document of one.
    guard unsafe frequency == 1 || frequency <= block.pointee.bit_count else { return false }
    output.removeAll()
    output.reserve(frequency + 80)
    let count = unsafe ck_read_posting(block, slot, output.view.base, output.capacity)
    output.setCount(count)
    return count > 0
  }

  /// Counts, for some postings of two blocks, the positions `p` of this one whose `p + shift`,
  /// wrapping, the other has.
  ///
  /// - Parameters:
  ///   - other: The positions that the shifted ones are looked for in.
  ///   - slots: Postings of this block.
  ///   - otherSlots: As many of the other.
  ///   - count: How many.
  ///   - shift: How far the other's position is.
  ///   - rooms: Two views in which positions are read.
  ///   - counts: Gets one number for each pair of postings.
  /// - Returns: `false` when positions do not fit their streams.
  package func pairCounts(
    _ other: PositionStreams, slots: BufferView<UInt8>, otherSlots: BufferView<UInt8>, count: Int,
    shift: UInt32, rooms: (BufferView<UInt32>, BufferView<UInt32>), counts: BufferView<UInt32>
  ) -> Bool {
    precondition(count <= min(slots.count, otherSlots.count, counts.count))
    return unsafe ck_pair_counts(
      block, other.block, slots.base, otherSlots.base, count, shift, rooms.0.base, rooms.1.base,
      min(rooms.0.count, rooms.1.count), counts.base) != 0
  }
}
