internal import CKernels
package import Storage

/// The current group of a list as the join kernel sees it.
///
/// The state is allocated in an arena, so that a join passes two addresses and copies nothing.
/// Valid while the arena and the views given to it live.
@safe
package struct JoinedGroup: @unchecked Sendable {
  // Safe: allocated in the arena; offsets are checked against the views they point into. Used by
  // one cursor only.
  fileprivate let group: UnsafeMutablePointer<ck_group>

  /// The state before the first group.
  ///
  /// - Parameters:
  ///   - documents: Receives a block's documents, with slack behind 128.
  ///   - ends: Receives the last of each sixteen; see ``Kernels/blockEnds(_:count:into:)``.
  ///   - frequencies: Receives a block's frequencies, with slack behind 128.
  ///   - scratch: Holds the state.
  package init(
    documents: BufferView<UInt32>, ends: BufferView<UInt32>, frequencies: BufferView<UInt32>,
    scratch: ScratchArena
  ) {
    precondition(documents.count >= 128 && ends.count >= 8 && frequencies.count >= 128)
    let states = unsafe scratch.makeUninitialized(ck_group.self, count: 1)
    unsafe group = states.base
    var state = unsafe ck_group()
    unsafe state.ids = documents.base
    unsafe state.ends = ends.base
    unsafe state.frequencies = frequencies.base
    unsafe group.initialize(to: state)
  }

  /// Enters a group.
  ///
  /// - Parameters:
  ///   - strip: The layout of the group's strip.
  ///   - bytes: The group, with slack behind.
  ///   - limit: Where it ends.
  ///   - last: The last document of each block.
  ///   - before: The document in front of the first block, `UInt32.max` for none.
  ///   - tail: Postings in the last block.
  ///   - documentCount: Of the segment.
  package func enter(
    _ strip: GroupStrip, in bytes: ByteSlice, limit: Int, last: BufferView<UInt32>, before: UInt32,
    tail: Int, documentCount: Int
  ) {
    let blocks = strip.blocks
    precondition(blocks > 0 && blocks <= last.count && tail > 0 && tail <= 128)
    precondition(limit <= bytes.count && documentCount <= Int(UInt32.max))
    // All arrays of the strip lie in front of its end.
    precondition(strip.byteCount <= limit)
    let base = unsafe bytes.base.assumingMemoryBound(to: UInt8.self)
    unsafe group.pointee.bytes = base
    unsafe group.pointee.size = limit
    unsafe group.pointee.front = strip.byteCount
    unsafe group.pointee.starts = base + strip.dataOffsets
    unsafe group.pointee.id_codecs = base + strip.documentCodecs
    unsafe group.pointee.frequency_codecs = base + strip.frequencyCodecs
    unsafe group.pointee.bounds = base + strip.bounds
    unsafe group.pointee.highest = base + strip.highestFrequencies
    unsafe group.pointee.lowest = base + strip.lowestNorms
    unsafe group.pointee.last = UnsafePointer(last.base)
    unsafe group.pointee.before = before
    unsafe group.pointee.blocks = blocks
    unsafe group.pointee.tail = tail
    unsafe group.pointee.id_limit = UInt32(documentCount)
  }

  /// Enters a list of one block that is decoded already.
  ///
  /// - Parameters:
  ///   - last: One element, its last document.
  ///   - count: Its postings.
  ///   - bound: One byte, its stored bound; empty where none is known.
  package func enter(reading last: BufferView<UInt32>, count: Int, bound: ByteSlice) {
    precondition(last.count == 1 && count > 0 && count <= 128)
    unsafe group.pointee.bytes = nil
    unsafe group.pointee.bounds =
      bound.count == 0 ? nil : bound.base.assumingMemoryBound(to: UInt8.self)
    unsafe group.pointee.highest = nil
    unsafe group.pointee.last = UnsafePointer(last.base)
    unsafe group.pointee.blocks = 1
    unsafe group.pointee.tail = count
    state = State(
      block: 0, hasDocuments: true, hasEnds: false, hasFrequencies: true, frequencyOffset: 0)
  }

  /// The current block, and what of it is decoded.
  package struct State: Equatable {
    package var block: Int
    package var hasDocuments: Bool
    package var hasEnds: Bool
    package var hasFrequencies: Bool
    /// Where the frequencies begin in the group, once documents are decoded.
    package var frequencyOffset: Int

    package init(
      block: Int, hasDocuments: Bool, hasEnds: Bool, hasFrequencies: Bool, frequencyOffset: Int
    ) {
      self.block = block
      self.hasDocuments = hasDocuments
      self.hasEnds = hasEnds
      self.hasFrequencies = hasFrequencies
      self.frequencyOffset = frequencyOffset
    }
  }

  /// Set before a join, since the cursor moves the list between joins; read after it.
  package var state: State {
    @inline(__always)
    get {
      let block = unsafe group.pointee.block
      return unsafe State(
        block: block, hasDocuments: group.pointee.ids_block == block,
        hasEnds: group.pointee.ends_block == block,
        hasFrequencies: group.pointee.frequencies_block == block,
        frequencyOffset: group.pointee.frequencies_start)
    }
    @inline(__always)
    nonmutating set {
      let blocks = unsafe group.pointee.blocks
      precondition(newValue.block >= 0 && newValue.block < blocks)
      unsafe group.pointee.block = newValue.block
      unsafe group.pointee.ids_block = newValue.hasDocuments ? newValue.block : -1
      unsafe group.pointee.ends_block = newValue.hasEnds ? newValue.block : -1
      unsafe group.pointee.frequencies_block = newValue.hasFrequencies ? newValue.block : -1
      unsafe group.pointee.frequencies_start = newValue.frequencyOffset
    }
  }
}

/// What the scores of one list are computed from, as the join kernel sees it; allocated in an arena
/// like ``JoinedGroup``.
@safe
package struct ListWeighing: @unchecked Sendable {
  // Safe: as above.
  fileprivate let weighing: UnsafeMutablePointer<ck_weighing>
  fileprivate let normCount: Int

  /// - Parameters:
  ///   - norms: One byte for each document.
  ///   - table: Term scores.
  ///   - weight: Of the list.
  ///   - boundScale: Scale from a block's stored bound to a weighted score; 0 where stored bounds
  ///     do not hold for the table.
  ///   - scratch: Holds the state.
  package init(
    norms: ByteSlice, table: TermScoreTable, weight: Double, boundScale: Double,
    scratch: ScratchArena
  ) {
    normCount = norms.count
    let states = unsafe scratch.makeUninitialized(ck_weighing.self, count: 1)
    unsafe weighing = states.base
    unsafe weighing.initialize(
      to: ck_weighing(
        norms: norms.base.assumingMemoryBound(to: UInt8.self), table: table.scores.base,
        factors: table.factors.base, rows: table.rows, weight: weight, bound_scale: boundScale))
  }
}

extension Kernels {
  /// Adds a group's weighted term scores to the candidates that it holds and that may still reach a
  /// sum.
  ///
  /// The list moves to the block of the last candidate that is looked up.
  ///
  /// - Parameters:
  ///   - group: The group, after ``JoinedGroup/enter(_:in:limit:last:before:tail:documentCount:)``.
  ///   - weighing: Of its list.
  ///   - ids: The candidates, rising, all with norms.
  ///   - sums: As many.
  ///   - range: The candidates to look up; ``candidateSlack`` more are readable behind it.
  ///   - least: The sum to reach; sums that cannot reach it may be left unchanged.
  ///   - marks: Becomes 1 for each candidate that the group was found to hold.
  /// - Returns: The first candidate behind the group, `nil` where the current block is damaged.
  /// - Complexity: O(*n*) in the candidates, and the blocks decoded that hold one which may reach
  ///   `least`.
  package static func join(
    _ group: JoinedGroup, _ weighing: ListWeighing, ids: BufferView<UInt32>,
    sums: BufferView<Double>, range: Range<Int>, least: Double, marks: BufferView<UInt8>?
  ) -> Int? {
    precondition(!range.isEmpty && range.upperBound + candidateSlack <= min(ids.count, sums.count))
    precondition(Int(ids[range.upperBound - 1]) < weighing.normCount)
    if let marks { precondition(range.upperBound <= marks.count) }
    var end = 0
    let isSound = unsafe ck_join_group(
      group.group, weighing.weighing, ids.base, sums.base, marks?.base, range.lowerBound,
      range.upperBound, least, &end)
    return isSound != 0 ? end : nil
  }
}
