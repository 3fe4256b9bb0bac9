internal import CKernels
package import Storage

/// The streams that hold the positions of a block's postings, and how far they are decoded.
///
/// The state is allocated in an arena and shared with the kernels, which continue where they
/// stopped without copying it. Valid while the arena and the views given to it live.
@safe
package struct PositionStreams: @unchecked Sendable {
  // Safe: allocated in the arena; its pointers are the views given to `init` and the bytes of
  // `open`, whose sizes are checked there. Used by one cursor only.
  fileprivate let block: UnsafeMutablePointer<ck_position_block>

  /// Streams that no block is opened in.
  ///
  /// - Parameters:
  ///   - ids: Documents of the block, with slack behind 128.
  ///   - frequencies: Their frequencies, likewise.
  ///   - norms: One byte for each document of the segment.
  ///   - scratch: Holds the state.
  package init(
    ids: BufferView<UInt32>, frequencies: BufferView<UInt32>, norms: ByteSlice,
    scratch: ScratchArena
  ) {
    precondition(ids.count >= 128 && frequencies.count >= 128)
    // One start for each of 128 postings, their end, and slack.
    let startCapacity = 129 + 16
    let starts = scratch.makeUninitialized(UInt32.self, count: 2 * startCapacity)
    // Low bits of 128 postings, and ones in front of 32 words.
    let counts = scratch.makeUninitialized(UInt16.self, count: 32)
    let bits = scratch.makeUninitialized(UInt8.self, count: 128)
    let states = unsafe scratch.makeUninitialized(ck_position_block.self, count: 1)
    unsafe block = states.base
    unsafe block.initialize(
      to: ck_position_block(
        low: nil, end: nil, bit_count: 0, ids: ids.base, frequencies: frequencies.base, count: 0,
        norms: norms.base.assumingMemoryBound(to: UInt8.self), norm_count: norms.count,
        low_starts: starts.base, ones_starts: starts.base + startCapacity, low_bits: bits.base,
        known: 0, word_ones: counts.base, words: 0, counted: 0, ones: 0, bit: 0))
  }

  /// Opens a block's positions at the first posting.
  ///
  /// - Parameters:
  ///   - data: Eight arbitrary bytes, the bytes of both streams, slack.
  ///   - streams: Bytes of both streams.
  ///   - count: Postings of the block; their documents and frequencies are decoded.
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

/// The position streams of all words of a phrase, in the current block of each.
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
    shifts = scratch.makeUninitialized(UInt32.self, count: capacity)
    let blocks = unsafe scratch.makeUninitialized(
      UnsafeMutablePointer<ck_position_block>?.self, count: capacity)
    let slots = unsafe scratch.makeUninitialized(UnsafePointer<UInt8>?.self, count: capacity)
    unsafe self.blocks = unsafe blocks.base
    unsafe self.slots = unsafe slots.base
  }

  /// Adds a word, the rarest first.
  ///
  /// - Parameters:
  ///   - streams: Its positions; they live as long as this.
  ///   - offset: Its distance from the phrase's beginning.
  ///   - candidateSlots: The candidates' indices in its block; they live as long as this.
  package mutating func append(
    _ streams: PositionStreams, offset: UInt32, slots candidateSlots: BufferView<UInt8>
  ) {
    precondition(count < shifts.count)
    if count == 0 {
      first = offset
      origin = offset
      slotCount = candidateSlots.count
    }
    slotCount = min(slotCount, candidateSlots.count)
    // Where the phrase's first word is present, the phrase cannot begin in front of the text.
    if offset == 0 { origin = 0 }
    unsafe blocks[count] = unsafe streams.block
    unsafe slots[count] = unsafe UnsafePointer(candidateSlots.base)
    shifts[count] = offset &- first
    count += 1
  }

  /// The first `words` words as a phrase of their own, wherever it begins.
  ///
  /// Only all words together can tell whether the whole phrase begins in front of the text.
  package func prefix(_ words: Int) -> PhrasePositions {
    precondition(words > 0 && words <= count)
    var phrase = self
    phrase.count = words
    phrase.origin = words < count ? 0 : origin
    return phrase
  }

  /// Counts the occurrences of the phrase in each of some candidates.
  ///
  /// - Parameters:
  ///   - candidates: How many.
  ///   - scratch: Two views that positions are decoded into, each 80 elements larger than the
  ///     highest frequency.
  ///   - counts: Receives one number for each candidate.
  /// - Returns: `false` when positions do not fit their streams or the scratch views.
  package func counts(
    of candidates: Int, scratch: (BufferView<UInt32>, BufferView<UInt32>),
    into counts: BufferView<UInt32>
  ) -> Bool {
    precondition(count > 0 && candidates <= min(slotCount, counts.count))
    return unsafe ck_phrase_counts(
      blocks, slots, shifts.base, count, candidates, origin, scratch.0.base, scratch.1.base,
      min(scratch.0.count, scratch.1.count), counts.base) != 0
  }

  /// Adds upper bounds of the phrase's score, which is taken to be as frequent in each candidate as
  /// its rarest word there, and keeps the sums that reach a limit.
  ///
  /// The frequencies of all words are decoded; see
  /// ``Kernels/addReaching(_:frequencies:count:norms:table:weight:least:sums:numbers:)``.
  package func addReaching(
    _ ids: BufferView<UInt32>, count candidates: Int, norms: ByteSlice, table: TermScoreTable,
    weight: Double, least: Double, sums: BufferView<Double>, numbers: BufferView<UInt8>
  ) -> Int {
    precondition(count > 0 && candidates <= min(slotCount, ids.count, sums.count, numbers.count))
    guard candidates > 0 else { return 0 }
    precondition(Int(ids[candidates - 1]) < norms.count)
    return unsafe ck_add_phrase_reaching(
      ids.base, blocks, slots, count, candidates,
      norms.base.assumingMemoryBound(to: UInt8.self), table.scores.base, table.rows,
      table.factors.base, weight, least, sums.base, numbers.base)
  }
}
