package import Storage
package import VectorKernels

/// Finding rising documents in a list, many at a time.
extension PostingCursor {
  /// Finds the candidates that the current block holds.
  ///
  /// A bitmap is tested without being decoded.
  ///
  /// - Parameters:
  ///   - candidates: Rising documents, none behind ``blockLast``, with 64 readable bytes behind
  ///     them.
  ///   - candidateCount: How many there are, at most 128.
  ///   - first: Receives the indices of those found among the candidates; holds
  ///     ``Kernels/indexCapacity``.
  ///   - second: Receives their indices in the block; likewise.
  /// - Returns: How many were found.
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the block cannot be decoded.
  package mutating func intersect(
    _ candidates: BufferView<UInt32>, count candidateCount: Int, first: BufferView<UInt8>,
    second: BufferView<UInt8>
  ) throws(StorageError) -> Int {
    if !hasDocuments, isBitmap {
      let bits = try bitmap()
      return Kernels.intersect(
        candidates, count: candidateCount, withBits: groupSlice, at: bits.start, base: bits.first,
        span: bits.span, first: first, second: second)
    }
    try decodeDocuments()
    if !hasEnds {
      Kernels.blockEnds(documents, count: count, into: ends)
      hasEnds = true
    }
    return Kernels.intersect(
      candidates, count: candidateCount, with: documents, count: count, ends: ends, first: first,
      second: second)
  }

  /// Adds the list's weighted term scores to the candidates that it holds and that may still reach
  /// a sum.
  ///
  /// - Parameters:
  ///   - weighing: Of the list.
  ///   - candidates: Documents of the segment, rising, none in front of the current block.
  ///   - sums: As many.
  ///   - candidateCount: How many there are; ``Kernels/candidateSlack`` more can be read.
  ///   - least: The sum to reach; sums that cannot reach it may be left unchanged.
  ///   - marks: Becomes 1 for each candidate that the list was found to hold.
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when a block cannot be decoded.
  package mutating func join(
    _ weighing: ListWeighing, _ candidates: BufferView<UInt32>, sums: BufferView<Double>,
    count candidateCount: Int, least: Double, marks: BufferView<UInt8>?
  ) throws(StorageError) {
    var at = 0
    while at < candidateCount, try seekBlock(to: candidates[at]) {
      if !isJoinable { try makeJoinable() }
      joined.state = JoinedGroup.State(
        block: block, hasDocuments: hasDocuments, hasEnds: hasEnds, hasFrequencies: hasFrequencies,
        frequencyOffset: frequencyOffset)
      let end = Kernels.join(
        joined, weighing, ids: candidates, sums: sums, range: at..<candidateCount, least: least,
        marks: marks)
      let state = joined.state
      if state.block != block { enterBlock(state.block) }
      guard let end else {
        // Reading the block again finds out what is wrong with it.
        try decodeFrequencies()
        throw damaged("a block is malformed")
      }
      hasDocuments = state.hasDocuments
      hasEnds = state.hasEnds
      hasFrequencies = state.hasFrequencies
      frequencyOffset = state.frequencyOffset
      at = end
    }
  }

  /// Points the join kernel at this group.
  private mutating func makeJoinable() throws(StorageError) {
    if isShort {
      try decodeFrequencies()
      let bound = PostingListLayout.shortBound
      joined.enter(
        reading: documents[count - 1..<count], count: count,
        bound: info.inline == nil ? groupSlice[bound..<bound + 1] : groupSlice)
    } else {
      let isLast = group + 1 == groupTotal
      joined.enter(
        strip, in: groupSlice, limit: groupLimit, last: stripLast, before: lastBefore,
        tail: isLast
          ? documentFrequency - (blockTotal - 1) * PostingBlock.capacity : PostingBlock.capacity,
        documentCount: source.norms.count)
    }
    isJoinable = true
  }
}
