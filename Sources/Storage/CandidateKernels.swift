internal import CKernels

/// Candidates, rising documents with sums of scores, that lists are joined with.
///
/// Safe: as in ``Kernels``, every wrapper checks the sizes that its kernel relies on.
extension Kernels {
  /// Readable candidates that kernels need behind the last.
  package static var candidateSlack: Int { 16 }

  /// Finds the next candidates, at most 128, up to a document whose sums reach a limit.
  ///
  /// - Parameters:
  ///   - ids: The candidates, rising.
  ///   - sums: As many.
  ///   - range: Those that are asked; ``candidateSlack`` more are there.
  ///   - last: Those behind it are left for later.
  ///   - needed: What a sum must reach.
  ///   - found: Gets the candidates; has ``indexRoom``.
  ///   - index: Gets their numbers, from the range's first on; likewise.
  /// - Returns: How many were found, and where the candidates for later begin.
  package static func hopeful(
    _ ids: BufferView<UInt32>, sums: BufferView<Double>, range: Range<Int>, through last: UInt32,
    needed: Double, into found: BufferView<UInt32>, _ index: BufferView<UInt8>
  ) -> (count: Int, end: Int) {
    precondition(range.count <= 128 && found.count >= indexRoom && index.count >= indexRoom)
    precondition(range.upperBound + candidateSlack <= min(ids.count, sums.count))
    var end = 0
    let count = unsafe ck_hopeful(
      ids.base, sums.base, range.lowerBound, range.upperBound, last, needed, found.base, index.base,
      &end)
    return (count, end)
  }

  /// Adds a list's parts to the candidates that it has.
  ///
  /// - Parameters:
  ///   - first: Which of the asked candidates are in the list.
  ///   - second: Where they stand among its frequencies.
  ///   - count: How many.
  ///   - index: The number of each asked candidate, from `start` on.
  ///   - ids: The candidates, all with norms.
  ///   - start: The first candidate of those asked.
  ///   - frequencies: Of the list's block.
  ///   - norms: One byte for each document.
  ///   - table: Parts of scores.
  ///   - weight: Of the list.
  ///   - sums: What is added to.
  ///   - marks: Becomes 1 for each of them.
  package static func addFound(
    first: BufferView<UInt8>, second: BufferView<UInt8>, count: Int, index: BufferView<UInt8>,
    ids: BufferView<UInt32>, from start: Int, frequencies: BufferView<UInt32>, norms: ByteSlice,
    table: PartTable, weight: Double, sums: BufferView<Double>, marks: BufferView<UInt8>?
  ) {
    guard count > 0 else { return }
    let last = start + Int(index[Int(first[count - 1])])
    precondition(count <= min(first.count, second.count) && frequencies.count >= 128)
    precondition(last < min(ids.count, sums.count) && Int(ids[last]) < norms.count)
    if let marks { precondition(last < marks.count) }
    unsafe ck_add_found(
      first.base, second.base, count, index.base, ids.base + start, frequencies.base,
      norms.base.assumingMemoryBound(to: UInt8.self), table.parts.base, table.rows,
      table.factors.base, weight, sums.base + start, marks.map { unsafe $0.base + start })
  }

  /// Keeps the candidates whose sums reach a limit and, where marks are given, that are marked.
  ///
  /// - Returns: How many they are.
  package static func keep(
    _ ids: BufferView<UInt32>, sums: BufferView<Double>, marks: BufferView<UInt8>? = nil,
    count: Int, reaching least: Double
  ) -> Int {
    precondition(count + candidateSlack <= min(ids.count, sums.count))
    if let marks { precondition(count <= marks.count) }
    return unsafe ck_keep(ids.base, sums.base, marks?.base, count, least)
  }

  /// Takes documents of a block, from one place on, as candidates, and notes where they stand.
  package static func take(
    _ documents: BufferView<UInt32>, from start: Int, count: Int, into ids: BufferView<UInt32>,
    slots: BufferView<UInt8>
  ) {
    precondition(start >= 0 && start + count <= documents.count)
    precondition(count <= min(ids.count, slots.count))
    unsafe ck_take_slots(documents.base, start, count, ids.base, slots.base)
  }

  /// Keeps the ids with rising numbers, below 128.
  package static func pick(
    _ ids: BufferView<UInt32>, _ numbers: BufferView<UInt8>, count: Int
  ) {
    precondition(ids.count >= 128 && count <= numbers.count)
    precondition(count == 0 || numbers[count - 1] < 128)
    unsafe ck_pick_ids(ids.base, numbers.base, count)
  }

  /// Keeps the slots with rising numbers, below 128.
  package static func pick(
    _ slots: BufferView<UInt8>, _ numbers: BufferView<UInt8>, count: Int
  ) {
    precondition(slots.count >= 128 && count <= numbers.count)
    precondition(count == 0 || numbers[count - 1] < 128)
    unsafe ck_pick_slots(slots.base, numbers.base, count)
  }

  /// Lowers frequencies to those of another list, or takes those of the first.
  ///
  /// `slots`: where each candidate stands among `frequencies`.
  package static func lower(
    _ least: BufferView<UInt32>, to frequencies: BufferView<UInt32>, at slots: BufferView<UInt8>,
    count: Int, isFirst: Bool
  ) {
    precondition(count <= min(least.count, slots.count) && frequencies.count >= 128)
    for index in 0..<count { assert(slots[index] < 128) }
    unsafe ck_least(frequencies.base, slots.base, count, isFirst ? 1 : 0, least.base)
  }

  /// Adds the parts of candidates that have some frequencies, and keeps the sums that reach a limit.
  ///
  /// `numbers`: gets the numbers of the candidates whose sums are kept.
  /// - Returns: How many they are.
  package static func addReaching(
    _ ids: BufferView<UInt32>, frequencies: BufferView<UInt32>, count: Int, norms: ByteSlice,
    table: PartTable, weight: Double, least: Double, sums: BufferView<Double>,
    numbers: BufferView<UInt8>
  ) -> Int {
    precondition(count <= min(ids.count, frequencies.count, sums.count, numbers.count))
    guard count > 0 else { return 0 }
    precondition(Int(ids[count - 1]) < norms.count)
    return unsafe ck_add_reaching(
      ids.base, frequencies.base, count, norms.base.assumingMemoryBound(to: UInt8.self),
      table.parts.base, table.rows, table.factors.base, weight, least, sums.base, numbers.base)
  }
}
