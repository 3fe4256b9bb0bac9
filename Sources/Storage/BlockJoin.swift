internal import CKernels

/// The block that a list stands in, as joins see it.
///
/// Its state stands in an arena, so that a join hands on two addresses and copies nothing. Valid while
/// the arena and the views given to it live.
@safe
package struct JoinedBlock: @unchecked Sendable {
  // Safe: lives in the arena; what is set is checked against the views it stands in. A cursor has it to
  // itself.
  fileprivate let block: UnsafeMutablePointer<ck_block>

  /// No block yet.
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
    let states: BufferView<ck_block> = unsafe scratch.make(
      repeating: ck_block(), uninitializedCount: 1)
    unsafe block = states.base
    unsafe block.initialize(
      to: ck_block(
        ids: documents.base, ends: ends.base, bits: nil, span: 0, first: 0, last: 0, count: 0,
        frequencies: frequencies.base, packed: nil, left: 0, codec: 0))
  }

  /// Stands in a block whose documents are read, or about to be; so are its frequencies.
  @inline(__always)
  package func enter(count: Int, last: UInt32) {
    precondition(count <= 128)
    unsafe block.pointee.count = count
    unsafe block.pointee.last = last
    unsafe block.pointee.bits = nil
    unsafe block.pointee.packed = nil
  }

  /// Its documents are not read: they are a bitmap whose lowest bit stands for `first`.
  package func setBits(_ data: ByteSlice, at offset: Int, first: UInt32, span: Int) {
    precondition(span > 0 && offset >= 0 && offset + (span - 1) / 64 * 8 + 8 <= data.count)
    unsafe block.pointee.bits = (data.base + offset).assumingMemoryBound(to: UInt8.self)
    unsafe block.pointee.first = first
    unsafe block.pointee.span = span
  }

  /// Its frequencies are not read: they are packed, up to `limit`.
  package func setPacked(_ data: ByteSlice, codec: UInt8, at offset: Int, limit: Int) {
    precondition(offset >= 0 && offset <= limit && limit <= data.count)
    unsafe block.pointee.packed = (data.base + offset).assumingMemoryBound(to: UInt8.self)
    unsafe block.pointee.left = limit - offset
    unsafe block.pointee.codec = UInt32(codec)
  }
}

/// What the scores of one list are made of, as joins see it; in an arena, as ``JoinedBlock`` is.
@safe
package struct ListWeighing: @unchecked Sendable {
  // Safe: as above.
  fileprivate let weighing: UnsafeMutablePointer<ck_weighing>
  fileprivate let normCount: Int

  /// - Parameters:
  ///   - norms: One byte for each document.
  ///   - table: Parts of scores.
  ///   - weight: Of the list.
  ///   - scratch: Where this stands.
  package init(norms: ByteSlice, table: PartTable, weight: Double, scratch: ScratchArena) {
    normCount = norms.count
    let states: BufferView<ck_weighing> = unsafe scratch.make(
      repeating: ck_weighing(), uninitializedCount: 1)
    unsafe weighing = states.base
    unsafe weighing.initialize(
      to: ck_weighing(
        norms: norms.base.assumingMemoryBound(to: UInt8.self), parts: table.parts.base,
        factors: table.factors.base, rows: table.rows, weight: weight))
  }
}

/// What a join does to a block.
package enum JoinAnswer {
  case joined
  /// All its frequencies have become readable.
  case joinedWhole
  /// Its frequencies do not fit.
  case damaged
}

extension Kernels {
  /// Adds a block's parts to candidates that may still reach a limit, at most 128 of them.
  ///
  /// - Parameters:
  ///   - block: A list stands in it.
  ///   - weighing: Of that list.
  ///   - ids: The candidates, rising, all with norms.
  ///   - sums: As many.
  ///   - range: Those that are asked; ``candidateSlack`` more are there.
  ///   - needed: What a sum must reach.
  ///   - marks: Becomes 1 for each candidate that the block has.
  /// - Returns: What became of the block, and the first candidate behind it.
  package static func join(
    _ block: JoinedBlock, _ weighing: ListWeighing, ids: BufferView<UInt32>,
    sums: BufferView<Double>, range: Range<Int>, needed: Double, marks: BufferView<UInt8>?
  ) -> (answer: JoinAnswer, end: Int) {
    precondition(!range.isEmpty && range.count <= 128)
    precondition(range.upperBound + candidateSlack <= min(ids.count, sums.count))
    precondition(Int(ids[range.upperBound - 1]) < weighing.normCount)
    if let marks { precondition(range.upperBound <= marks.count) }
    var end = 0
    let answer = unsafe ck_join_block(
      block.block, weighing.weighing, ids.base, sums.base, marks?.base, range.lowerBound,
      range.upperBound, needed, &end)
    switch answer {
    case CK_JOINED: return (.joined, end)
    case CK_JOINED_WHOLE: return (.joinedWhole, end)
    default: return (.damaged, end)
    }
  }
}
