internal import CKernels
package import Storage

/// The group of blocks that a list stands in, as joins see it.
///
/// Its state stands in an arena, so that a join hands on two addresses and copies nothing. Valid while
/// the arena and the views given to it live.
@safe
package struct JoinedGroup: @unchecked Sendable {
  // Safe: lives in the arena; what is set is checked against the views it stands in. A cursor has it to
  // itself.
  fileprivate let group: UnsafeMutablePointer<ck_group>

  /// Where the bytes of a group keep what is known of its blocks, an array each; see `Format`.
  package struct Strip {
    package var blocks: Int
    /// Where each block begins, as u16 from ``front`` on.
    package var starts: Int
    package var front: Int
    package var idCodecs: Int
    package var frequencyCodecs: Int
    package var bounds: Int
    package var highestFrequencies: Int
    package var lowestNorms: Int

    package init(
      blocks: Int, starts: Int, front: Int, idCodecs: Int, frequencyCodecs: Int, bounds: Int,
      highestFrequencies: Int, lowestNorms: Int
    ) {
      self.blocks = blocks
      self.starts = starts
      self.front = front
      self.idCodecs = idCodecs
      self.frequencyCodecs = frequencyCodecs
      self.bounds = bounds
      self.highestFrequencies = highestFrequencies
      self.lowestNorms = lowestNorms
    }
  }

  /// No group yet.
  ///
  /// - Parameters:
  ///   - documents: Where a block's documents are read, with slack behind 128.
  ///   - ends: See ``Kernels/blockEnds(_:count:into:)``.
  ///   - frequencies: Where its frequencies are read, likewise.
  ///   - scratch: Where the state stands.
  package init(
    documents: BufferView<UInt32>, ends: BufferView<UInt32>, frequencies: BufferView<UInt32>,
    scratch: ScratchArena
  ) {
    precondition(documents.count >= 128 && ends.count >= 8 && frequencies.count >= 128)
    let states: BufferView<ck_group> = unsafe scratch.make(
      repeating: ck_group(), uninitializedCount: 1)
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
  ///   - strip: Where what is known of its blocks stands.
  ///   - bytes: The group, with slack behind.
  ///   - limit: Where it ends.
  ///   - last: The last document of each block.
  ///   - before: The one in front of the first, `UInt32.max` for none.
  ///   - tail: Postings in the last block.
  ///   - documentCount: Of the segment.
  package func enter(
    _ strip: Strip, in bytes: ByteSlice, limit: Int, last: BufferView<UInt32>, before: UInt32,
    tail: Int, documentCount: Int
  ) {
    let blocks = strip.blocks
    precondition(blocks > 0 && blocks <= last.count && tail > 0 && tail <= 128)
    precondition(limit <= bytes.count && documentCount <= Int(UInt32.max))
    precondition(strip.starts >= 0 && strip.starts + 2 * blocks <= limit && strip.front >= 0)
    let base = unsafe bytes.base.assumingMemoryBound(to: UInt8.self)
    func array(at offset: Int) -> UnsafePointer<UInt8> {
      precondition(offset >= 0 && offset + blocks <= limit)
      return unsafe base + offset
    }
    unsafe group.pointee.bytes = base
    unsafe group.pointee.size = limit
    unsafe group.pointee.front = strip.front
    unsafe group.pointee.starts = base + strip.starts
    unsafe group.pointee.id_codecs = array(at: strip.idCodecs)
    unsafe group.pointee.frequency_codecs = array(at: strip.frequencyCodecs)
    unsafe group.pointee.bounds = array(at: strip.bounds)
    unsafe group.pointee.highest = array(at: strip.highestFrequencies)
    unsafe group.pointee.lowest = array(at: strip.lowestNorms)
    unsafe group.pointee.last = UnsafePointer(last.base)
    unsafe group.pointee.before = before
    unsafe group.pointee.blocks = blocks
    unsafe group.pointee.tail = tail
    unsafe group.pointee.id_limit = UInt32(documentCount)
  }

  /// Enters a list of one block that is read already.
  ///
  /// - Parameters:
  ///   - last: Its last document, nothing else.
  ///   - count: Its postings.
  ///   - bound: One byte, or none where it is not known.
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

  /// The block in which the list stands, and what of it is read.
  package struct State: Equatable {
    package var block: Int
    package var hasDocuments: Bool
    package var hasEnds: Bool
    package var hasFrequencies: Bool
    /// Where the frequencies begin, once documents are read.
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

  /// The list moves through the group in joins; elsewhere the cursor moves it.
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

/// What the scores of one list are made of, as joins see it; in an arena, as ``JoinedGroup`` is.
@safe
package struct ListWeighing: @unchecked Sendable {
  // Safe: as above.
  fileprivate let weighing: UnsafeMutablePointer<ck_weighing>
  fileprivate let normCount: Int

  /// - Parameters:
  ///   - norms: One byte for each document.
  ///   - table: Parts of scores.
  ///   - weight: Of the list.
  ///   - boundScale: What a block's stored bound is multiplied by; 0 where it does not hold for the
  ///     table.
  ///   - scratch: Where this stands.
  package init(
    norms: ByteSlice, table: PartTable, weight: Double, boundScale: Double, scratch: ScratchArena
  ) {
    normCount = norms.count
    let states: BufferView<ck_weighing> = unsafe scratch.make(
      repeating: ck_weighing(), uninitializedCount: 1)
    unsafe weighing = states.base
    unsafe weighing.initialize(
      to: ck_weighing(
        norms: norms.base.assumingMemoryBound(to: UInt8.self), parts: table.parts.base,
        factors: table.factors.base, rows: table.rows, weight: weight, bound_scale: boundScale))
  }
}

extension Kernels {
  /// Adds a group's parts to the candidates that it has and that may still reach a sum.
  ///
  /// The list moves to the block of the last one that is asked for.
  ///
  /// - Parameters:
  ///   - group: Entered.
  ///   - weighing: Of its list.
  ///   - ids: The candidates, rising, all with norms.
  ///   - sums: As many.
  ///   - range: Those that are asked; ``candidateSlack`` more are there.
  ///   - least: What a sum must reach.
  ///   - marks: Becomes 1 for each candidate that the group has.
  /// - Returns: The first candidate behind the group, `nil` where the current block is damaged.
  /// - Complexity: O(*n*) candidates and the blocks that have any which may reach `least`.
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
