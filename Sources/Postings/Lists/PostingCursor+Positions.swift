package import Storage
package import VectorKernels

/// Reading the positions of the term in its documents.
extension PostingCursor {
  /// Writes the positions of the current document, rising; see ``positions(at:into:)``.
  package mutating func positions(
    into output: inout GrowableBuffer<UInt32>
  ) throws(StorageError) -> Int {
    try positions(at: index, into: &output)
  }

  /// Writes the positions of one document of the current block, rising.
  ///
  /// Blocks walked in order are read in order; going back inside a block reads its unary parts from
  /// the start.
  ///
  /// - Parameters:
  ///   - slot: The document's index in ``documents``.
  ///   - output: Emptied first; then holds as many positions as the document's frequency.
  /// - Returns: The document's frequency.
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the positions do not fit their
  ///   block.
  package mutating func positions(
    at slot: Int, into output: inout GrowableBuffer<UInt32>
  ) throws(StorageError) -> Int {
    try decodeFrequencies()
    precondition(slot < count)
    let frequency = Int(frequencies[slot])
    output.removeAll()
    if let inline = info.inline {
      readInlinePositions(inline, of: slot, into: &output)
      return output.count
    }
    let streams = try openPositions()
    // A document holds a term at most once per position: anything else is damage.
    guard frequency <= Int(Norm.decode(source.norms[Int(documents[slot])])) else {
      throw damaged("a frequency exceeds the length")
    }
    guard streams.read(slot, into: &output) else { throw endOfPositions() }
    return frequency
  }

  /// The streams that positions are read from, the same for all blocks; `nil` for lists inside the
  /// dictionary.
  package var streams: PositionStreams? {
    mutating get { info.inline == nil ? positionStreams : nil }
  }

  /// Opens the positions of the current block; `nil` for lists inside the dictionary.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when they lie outside their section.
  package mutating func positionsOfBlock() throws(StorageError) -> PositionStreams? {
    if info.inline != nil { return nil }
    try decodeFrequencies()
    return try openPositions()
  }

  /// The error for positions that end too early; closes them, so that the next read opens them
  /// again.
  package mutating func endOfPositions() -> StorageError {
    positionBlock = -1
    return damaged("positions end before their list does")
  }

  private mutating func readInlinePositions(
    _ inline: InlinePostings, of wanted: Int, into output: inout GrowableBuffer<UInt32>
  ) {
    inline.forEachPosition(wanted + 1) { slot, position in
      if slot == wanted { output.append(position) }
    }
  }

  /// Opens the positions of the current block, unless they are open already.
  private mutating func openPositions() throws(StorageError) -> PositionStreams {
    guard let section = source.positions, let streams = positionStreams else {
      throw damaged("positions were requested of a list that has none")
    }
    let number = isShort ? 0 : blockNumber
    if positionBlock == number { return streams }
    var start = info.positionsOffset
    var end = info.positionsOffset &+ info.positionsCount
    if !isShort {
      start = positionsStart(of: block)
      if block + 1 < strip.blocks {
        end = positionsStart(of: block + 1)
      } else if group + 1 < groupTotal {
        end = info.positionsOffset &+ directory.positions(group + 1)
      }
    }
    // Eight bytes in front belong to the section: the unary stream is read in words that may
    // begin before it.
    guard start <= end, start >= 8 else { throw damaged("positions lie outside their section") }
    streams.open(
      try section.checkedWithSlack(offset: start - 8, count: end - start + 8),
      streams: Int(end - start), count: count)
    positionBlock = number
    return streams
  }

  /// Where the positions of a block of the group begin in their section.
  private mutating func positionsStart(of block: Int) -> UInt64 {
    groupPositions
      &+ UInt64(groupSlice.load(UInt32.self, at: strip.positionOffsets + 4 * block))
  }
}
