package import Storage
internal import VectorKernels

/// What scores a list can reach, from strips and the directory, decoding nothing.
extension PostingCursor {
  /// What is known of a block before it is decoded.
  package struct Block {
    /// Its last document, ``DocID/end`` behind the last block.
    package var last: UInt32
    package var count: Int
    /// See ``PostingCursor/blockBound``, ``PostingCursor/blockHighestFrequency``,
    /// ``PostingCursor/blockLowestNorm``.
    package var bound: UInt8
    package var highestFrequency: UInt8
    package var lowestNorm: UInt8
  }

  // MARK: - The current block

  /// The largest term score in the current block, in 255ths rounded up.
  @inline(__always)
  package var blockBound: UInt8 {
    if info.inline != nil { return 255 }
    return isShort ? groupSlice[PostingListLayout.shortBound] : groupSlice[strip.bounds + block]
  }

  /// The highest frequency in the current block, 255 for "255 or more".
  @inline(__always)
  package var blockHighestFrequency: UInt8 {
    isShort ? 255 : groupSlice[strip.highestFrequencies + block]
  }

  /// The lowest norm code in the current block.
  @inline(__always)
  package var blockLowestNorm: UInt8 {
    isShort ? 0 : groupSlice[strip.lowestNorms + block]
  }

  /// What is known of the current block.
  package var currentBlock: Block {
    mutating get {
      Block(
        last: blockLast, count: count, bound: blockBound, highestFrequency: blockHighestFrequency,
        lowestNorm: blockLowestNorm)
    }
  }

  /// Moves the block pointer like ``seekBlock(to:)`` and describes the block.
  ///
  /// - Returns: `nil` when there is none.
  package mutating func block(at target: UInt32) throws(StorageError) -> Block? {
    try seekBlock(to: target) ? currentBlock : nil
  }

  /// Moves the block pointer like ``seekBlock(to:)`` and returns ``blockBound``; `nil` when no
  /// block is left.
  @inline(__always)
  package mutating func bound(at target: UInt32) throws(StorageError) -> UInt8? {
    try seekBlock(to: target) ? blockBound : nil
  }

  // MARK: - Ranges of documents

  /// The largest bound from the current block through a document, moving nothing; groups behind
  /// the current one count with their group's bound.
  package mutating func bound(through last: UInt32) -> UInt8 {
    if isExhausted { return 0 }
    if isShort { return blockBound }
    var largest: UInt8 = 0
    for slot in block..<strip.blocks {
      largest = max(largest, groupSlice[strip.bounds + slot])
      if stripLast[slot] >= last { return largest }
    }
    var next = group + 1
    while next < groupTotal {
      largest = max(largest, directory.bound(next))
      if directory.lastDocument(next) >= last { return largest }
      next += 1
    }
    return largest
  }

  /// Moves the block pointer like ``seekBlock(to:)`` and returns the largest bound from there
  /// through a document; `nil` when no block is left.
  package mutating func bound(
    from target: UInt32, through last: UInt32
  ) throws(StorageError) -> UInt8? {
    try seekBlock(to: target) ? bound(through: last) : nil
  }

  /// The highest frequency and the lowest norm code from the block of a document through another
  /// document, from which any formula can compute a bound; groups behind the current one count as a
  /// whole.
  ///
  /// - Returns: `nil` when no block at or behind `target` is left.
  package mutating func extremes(
    from target: UInt32, through last: UInt32
  ) throws(StorageError) -> (highestFrequency: UInt8, lowestNorm: UInt8)? {
    guard try seekBlock(to: target) else { return nil }
    if isShort { return (255, 0) }
    var highest: UInt8 = 0
    var lowest: UInt8 = 255
    for slot in block..<strip.blocks {
      highest = max(highest, groupSlice[strip.highestFrequencies + slot])
      lowest = min(lowest, groupSlice[strip.lowestNorms + slot])
      if stripLast[slot] >= last { return (highest, lowest) }
    }
    var next = group + 1
    while next < groupTotal {
      highest = max(highest, directory.highestFrequency(next))
      lowest = min(lowest, directory.lowestNorm(next))
      if directory.lastDocument(next) >= last { break }
      next += 1
    }
    return (highest, lowest)
  }

  // MARK: - The whole list

  /// The largest bound of the whole list, from its strip or the directory.
  package var listBound: UInt8 {
    mutating get {
      if isShort { return blockBound }
      var bound: UInt8 = 0
      if groupTotal > 1 {
        for number in 0..<groupTotal { bound = max(bound, directory.bound(number)) }
      } else {
        for slot in 0..<strip.blocks { bound = max(bound, groupSlice[strip.bounds + slot]) }
      }
      return bound
    }
  }

  /// A term score, in 255ths rounded down, that at least `wanted` documents of the list reach; 0
  /// where none is known.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the list lies outside its
  ///   section.
  package mutating func floor(of wanted: Int) throws(StorageError) -> UInt8 {
    let ranks = PostingListLayout.floorRanks
    guard !isShort, let index = ranks.firstIndex(where: { $0 >= wanted }) else { return 0 }
    return try source.postings.checked(
      offset: info.postingsOffset, count: UInt64(ranks.count))[index]
  }
}
