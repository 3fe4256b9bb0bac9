package import Storage
internal import VectorKernels

/// Moving by blocks and by documents.
extension PostingCursor {
  // MARK: - Blocks

  /// Moves the block pointer to the first block whose last document is at least `target`,
  /// decoding nothing.
  ///
  /// - Returns: `false` when there is none; the cursor is exhausted then.
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when a group lies outside its list.
  /// - Complexity: O(1) inside the current block, else O(log *n*) in the groups and in the blocks
  ///   of one group.
  @inline(__always)
  package mutating func seekBlock(to target: UInt32) throws(StorageError) -> Bool {
    if target <= blockLast { return !isExhausted }
    return try seekBlockSlowly(to: target)
  }

  @inline(never)
  private mutating func seekBlockSlowly(to target: UInt32) throws(StorageError) -> Bool {
    if isExhausted { return false }
    if isShort {
      exhaust()
      return false
    }
    if target > stripLast[strip.blocks - 1] {
      let next = directory.firstGroup(reaching: target, from: group + 1, count: groupTotal)
      if next >= groupTotal {
        exhaust()
        return false
      }
      try enterGroup(next)
      block = -1
    }
    // Usually one of the next blocks.
    var found = block + 1
    let near = min(strip.blocks, found + 3)
    while found < near, stripLast[found] < target { found += 1 }
    if found == near {
      found = Kernels.lowerBound(stripLast, from: found, count: strip.blocks, target: target)
    }
    guard found < strip.blocks else { throw damaged("a group ends before its directory says") }
    enterBlock(found)
    return true
  }

  mutating func enterGroup(_ next: Int) throws(StorageError) {
    let listCount = info.postingsCount
    var start = UInt64(PostingListLayout.floorRanks.count)
    var end = listCount
    groupPositions = info.positionsOffset
    lastBefore = .max
    if groupTotal > 1 {
      start = directory.start(next)
      groupPositions &+= directory.positions(next)
      if next + 1 < groupTotal { end = directory.start(next + 1) }
      if next > 0 { lastBefore = directory.lastDocument(next - 1) }
    }
    guard start <= end, end <= listCount else { throw damaged("a group lies outside its list") }
    groupSlice = try source.postings.checkedWithSlack(
      offset: info.postingsOffset + start, count: end - start)
    groupLimit = Int(end - start)
    isJoinable = false
    group = next
    strip = GroupStrip(
      blocks: min(GroupStrip.mostBlocks, blockTotal - next * GroupStrip.mostBlocks))
    guard groupLimit >= strip.byteCount else {
      throw damaged("a group is shorter than its strip")
    }
    groupSlice.copy(at: strip.lastDocuments, count: strip.blocks, into: stripLast)
  }

  mutating func enterBlock(_ next: Int) {
    block = next
    blockLast = stripLast[next]
    hasDocuments = false
    hasFrequencies = false
    hasEnds = false
    let number = blockNumber
    count =
      number + 1 == blockTotal
      ? documentFrequency - number * PostingBlock.capacity : PostingBlock.capacity
    index = 0
  }

  /// The current block, counted from the start of the list; for long lists.
  @inline(__always)
  var blockNumber: Int { group * GroupStrip.mostBlocks + block }

  private mutating func exhaust() {
    isExhausted = true
    blockLast = .end
    document = .end
  }

  // MARK: - Documents

  /// Moves to the first document at or after `target`.
  ///
  /// - Returns: The new ``document``, ``DocID/end`` when none is left.
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the document's block cannot be
  ///   decoded.
  /// - Complexity: That of ``seekBlock(to:)``, and a block decoded when it is another one.
  @inline(__always)
  @discardableResult
  package mutating func advance(to target: UInt32) throws(StorageError) -> UInt32 {
    guard try seekBlock(to: target) else { return .end }
    try decodeDocuments()
    index = Kernels.lowerBound(documents, from: index, count: count, target: target)
    document = documents[index]
    return document
  }

  /// Moves to the following document.
  ///
  /// - Returns: The new ``document``, ``DocID/end`` when none is left.
  @inline(__always)
  @discardableResult
  package mutating func next() throws(StorageError) -> UInt32 {
    index += 1
    if index < count {
      document = documents[index]
      return document
    }
    if blockLast == .end || blockLast == .end - 1 {
      exhaust()
      return .end
    }
    return try advance(to: blockLast + 1)
  }

  /// Moves back in front of the first document.
  ///
  /// - Throws: ``StorageError`` when the first group cannot be read again.
  package mutating func rewind() throws(StorageError) {
    isExhausted = false
    index = 0
    document = 0
    positionBlock = -1
    if isShort {
      blockLast = documents[count - 1]
    } else {
      if group != 0 { try enterGroup(0) }
      enterBlock(0)
    }
  }
}
