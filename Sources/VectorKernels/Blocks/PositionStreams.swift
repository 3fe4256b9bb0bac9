internal import CKernels
package import Storage

/// The positions of a block's postings: where they stand, and how far they are read.
///
/// Its state stands in an arena, so that the kernels which read positions go on where they stopped and
/// nothing is handed to and fro. Valid while the arena and the views given to it live.
@safe
package struct PositionStreams: @unchecked Sendable {
  // Safe: lives in the arena; its pointers are the views given to `init` and the bytes of `open`, whose
  // sizes are checked there. A cursor has it to itself.
  fileprivate let block: UnsafeMutablePointer<ck_position_block>

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
    // Low bits of 128 postings, and ones in front of 32 words.
    let counts = scratch.make(repeating: UInt16(0), uninitializedCount: 32)
    let bits = scratch.make(repeating: UInt8(0), uninitializedCount: 128)
    let states: BufferView<ck_position_block> = unsafe scratch.make(
      repeating: ck_position_block(), uninitializedCount: 1)
    unsafe block = states.base
    unsafe block.initialize(
      to: ck_position_block(
        low: nil, end: nil, bit_count: 0, ids: ids.base, frequencies: frequencies.base, count: 0,
        norms: norms.base.assumingMemoryBound(to: UInt8.self), norm_count: norms.count,
        low_starts: starts.base, ones_starts: starts.base + room, low_bits: bits.base,
        known: 0, word_ones: counts.base, words: 0, counted: 0, ones: 0, bit: 0))
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
    unsafe block.pointee.words = 0
    unsafe block.pointee.counted = 0
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
}

/// The positions of all words of a phrase, in the blocks that they stand in.
@safe
package struct PhrasePositions: @unchecked Sendable {
  // Safe: the pointers are those of streams and views that live as long as this; see `append`.
  let blocks: UnsafeMutablePointer<UnsafeMutablePointer<ck_position_block>?>
  let slots: UnsafeMutablePointer<UnsafePointer<UInt8>?>
  let shifts: BufferView<UInt32>
  private(set) var origin: UInt32 = 0
  private var first: UInt32 = 0
  private var slotCount = 0
  /// Words.
  package private(set) var count = 0

  /// A phrase without words; `scratch` outlives it.
  package init(capacity: Int, scratch: ScratchArena) {
    shifts = scratch.make(repeating: 0, uninitializedCount: capacity)
    let blocks: BufferView<UnsafeMutablePointer<ck_position_block>?> = unsafe scratch.make(
      repeating: nil, uninitializedCount: capacity)
    let slots: BufferView<UnsafePointer<UInt8>?> = unsafe scratch.make(
      repeating: nil, uninitializedCount: capacity)
    unsafe self.blocks = unsafe blocks.base
    unsafe self.slots = unsafe slots.base
  }

  /// Adds a word, the rarest first.
  ///
  /// - Parameters:
  ///   - streams: Its positions; they live as long as this.
  ///   - offset: Its distance from the phrase's beginning.
  ///   - places: Where the candidates stand in its block; likewise.
  package mutating func append(
    _ streams: PositionStreams, offset: UInt32, slots places: BufferView<UInt8>
  ) {
    precondition(count < shifts.count)
    if count == 0 {
      first = offset
      origin = offset
      slotCount = places.count
    }
    slotCount = min(slotCount, places.count)
    // What stands in the text with its first word does not begin in front of it.
    if offset == 0 { origin = 0 }
    unsafe blocks[count] = unsafe streams.block
    unsafe slots[count] = unsafe UnsafePointer(places.base)
    shifts[count] = offset &- first
    count += 1
  }

  /// The first words as a phrase of their own, wherever it begins.
  ///
  /// Whether the whole phrase begins in front of the text is for all its words to tell.
  package func prefix(_ words: Int) -> PhrasePositions {
    precondition(words > 0 && words <= count)
    var part = self
    part.count = words
    part.origin = words < count ? 0 : origin
    return part
  }

  /// Counts how often the phrase stands in each of some candidates.
  ///
  /// - Parameters:
  ///   - candidates: How many.
  ///   - rooms: Two views in which positions are read.
  ///   - counts: Gets one number for each.
  /// - Returns: `false` when positions do not fit their streams or the rooms.
  package func counts(
    of candidates: Int, rooms: (BufferView<UInt32>, BufferView<UInt32>),
    into counts: BufferView<UInt32>
  ) -> Bool {
    precondition(count > 0 && candidates <= min(slotCount, counts.count))
    return unsafe ck_phrase_counts(
      blocks, slots, shifts.base, count, candidates, origin, rooms.0.base, rooms.1.base,
      min(rooms.0.count, rooms.1.count), counts.base) != 0
  }

  /// Adds the parts of candidates in which the phrase is as frequent as its rarest word, and keeps
  /// the sums that reach a limit.
  ///
  /// Frequencies of all words are known; see ``Kernels/addReaching(_:frequencies:count:norms:table:weight:least:sums:numbers:)``.
  package func addReaching(
    _ ids: BufferView<UInt32>, count candidates: Int, norms: ByteSlice, table: PartTable,
    weight: Double, least: Double, sums: BufferView<Double>, numbers: BufferView<UInt8>
  ) -> Int {
    precondition(count > 0 && candidates <= min(slotCount, ids.count, sums.count, numbers.count))
    guard candidates > 0 else { return 0 }
    precondition(Int(ids[candidates - 1]) < norms.count)
    return unsafe ck_add_phrase_reaching(
      ids.base, blocks, slots, count, candidates,
      norms.base.assumingMemoryBound(to: UInt8.self), table.parts.base, table.rows,
      table.factors.base, weight, least, sums.base, numbers.base)
  }
}
