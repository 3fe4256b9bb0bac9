internal import CKernels
package import Storage

/// Candidates: rising documents with sums of scores, to which lists add.
///
/// Safe: as in ``Kernels``, every wrapper checks the sizes that its kernel relies on.
extension Kernels {
  /// Readable candidates that kernels need behind the last.
  package static var candidateSlack: Int { 16 }

  /// Keeps the candidates whose sums reach a limit and, where marks are given, that are marked.
  ///
  /// - Returns: How many are kept.
  package static func keep(
    _ ids: BufferView<UInt32>, sums: BufferView<Double>, marks: BufferView<UInt8>? = nil,
    count: Int, reaching least: Double
  ) -> Int {
    precondition(count + candidateSlack <= min(ids.count, sums.count))
    if let marks { precondition(count <= marks.count) }
    return unsafe ck_keep(ids.base, sums.base, marks?.base, count, least)
  }

  /// Takes documents of a block, from an index on, as candidates, and records their indices as
  /// slots.
  package static func take(
    _ documents: BufferView<UInt32>, from start: Int, count: Int, into ids: BufferView<UInt32>,
    slots: BufferView<UInt8>
  ) {
    precondition(start >= 0 && start + count <= documents.count)
    precondition(count <= min(ids.count, slots.count))
    unsafe ck_take_slots(documents.base, start, count, ids.base, slots.base)
  }

  /// Takes selected documents of a block as candidates, and records their indices as slots.
  ///
  /// `numbers`: rising indices, counted from `start`.
  package static func take(
    _ documents: BufferView<UInt32>, from start: Int, numbers: BufferView<UInt8>, count: Int,
    into ids: BufferView<UInt32>, slots: BufferView<UInt8>
  ) {
    precondition(start >= 0 && count <= min(ids.count, slots.count, numbers.count))
    precondition(count == 0 || start + Int(numbers[count - 1]) < documents.count)
    unsafe ck_take_numbered(documents.base, start, numbers.base, count, ids.base, slots.base)
  }

  /// Moves the ids at some rising indices, below 128, to the front.
  package static func pick(
    _ ids: BufferView<UInt32>, _ numbers: BufferView<UInt8>, count: Int
  ) {
    precondition(ids.count >= 128 && count <= numbers.count)
    precondition(count == 0 || numbers[count - 1] < 128)
    unsafe ck_pick_ids(ids.base, numbers.base, count)
  }

  /// Moves the slots at some rising indices, below 128, to the front.
  package static func pick(
    _ slots: BufferView<UInt8>, _ numbers: BufferView<UInt8>, count: Int
  ) {
    precondition(slots.count >= 128 && count <= numbers.count)
    precondition(count == 0 || numbers[count - 1] < 128)
    unsafe ck_pick_slots(slots.base, numbers.base, count)
  }

  /// Sets each of `least` to the lower of itself and the candidate's frequency in another list; for
  /// the first list, to that frequency.
  ///
  /// `slots`: the index of each candidate among `frequencies`.
  package static func lower(
    _ least: BufferView<UInt32>, to frequencies: BufferView<UInt32>, at slots: BufferView<UInt8>,
    count: Int, isFirst: Bool
  ) {
    precondition(count <= min(least.count, slots.count) && frequencies.count >= 128)
    for index in 0..<count { assert(slots[index] < 128) }
    unsafe ck_least(frequencies.base, slots.base, count, isFirst ? 1 : 0, least.base)
  }

  /// Adds the weighted term scores of candidates with given frequencies, and keeps the sums that
  /// reach a limit.
  ///
  /// `numbers`: receives the indices of the candidates whose sums are kept.
  /// - Returns: How many are kept.
  package static func addReaching(
    _ ids: BufferView<UInt32>, frequencies: BufferView<UInt32>, count: Int, norms: ByteSlice,
    table: TermScoreTable, weight: Double, least: Double, sums: BufferView<Double>,
    numbers: BufferView<UInt8>
  ) -> Int {
    precondition(count <= min(ids.count, frequencies.count, sums.count, numbers.count))
    guard count > 0 else { return 0 }
    precondition(Int(ids[count - 1]) < norms.count)
    return unsafe ck_add_reaching(
      ids.base, frequencies.base, count, norms.base.assumingMemoryBound(to: UInt8.self),
      table.scores.base, table.rows, table.factors.base, weight, least, sums.base, numbers.base)
  }
}
