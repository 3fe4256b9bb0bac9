package import Storage
internal import VectorKernels

/// Reading the documents and frequencies of the current block.
extension PostingCursor {
  // MARK: - Documents

  /// Makes ``documents`` valid for the current block.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the block cannot be decoded or
  ///   does not end with the document that its strip names.
  @inline(__always)
  package mutating func decodeDocuments() throws(StorageError) {
    if !hasDocuments { try decodeDocumentsSlowly() }
  }

  @inline(never)
  private mutating func decodeDocumentsSlowly() throws(StorageError) {
    let codec = groupSlice[strip.documentCodecs + block]
    if codec >> 6 == PostingBlock.Mode.bitmap {
      let bits = try bitmap()
      let set = Kernels.expand(
        groupSlice, at: bits.start, span: bits.span, first: bits.first, into: documents)
      guard set == count else { throw damaged("a bitmap block has a wrong number of documents") }
      frequencyOffset = bits.end
    } else {
      let start = dataStart
      guard
        let size = Kernels.unpackIDs(
          codec: codec, groupSlice, at: start, limit: groupLimit, count: count, base: blockBefore,
          into: documents)
      else { throw damaged("the documents of a block are malformed") }
      frequencyOffset = start + size
    }
    guard documents[count - 1] == blockLast else {
      throw damaged("a block's last document is not the one in its strip")
    }
    try validateIds()
    hasDocuments = true
  }

  /// Where the current block's data begin in its group; for long lists.
  @inline(__always)
  private var dataStart: Int {
    strip.byteCount + Int(groupSlice.load(UInt16.self, at: strip.dataOffsets + 2 * block))
  }

  /// The last document in front of the current block, `UInt32.max` for none; for long lists.
  @inline(__always)
  private var blockBefore: UInt32 { block == 0 ? lastBefore : stripLast[block - 1] }

  // MARK: - Bitmaps

  /// The location of a block's bitmap in its group.
  struct Bitmap {
    /// Offset of its first byte.
    var start: Int
    /// The document of its lowest bit.
    var first: UInt32
    /// Bits, of which the last is set.
    var span: Int

    /// Offset of the byte behind it.
    var end: Int { start + (span + 7) / 8 }
  }

  /// Whether the current block of a long list is a bitmap.
  @inline(__always)
  var isBitmap: Bool {
    groupSlice[strip.documentCodecs + block] >> 6 == PostingBlock.Mode.bitmap
  }

  /// Locates the current block's bitmap; for long lists.
  mutating func bitmap() throws(StorageError) -> Bitmap {
    let first = blockBefore &+ 1
    let bits = Bitmap(start: dataStart, first: first, span: Int(blockLast &- first) + 1)
    guard bits.span <= Kernels.mostBits, bits.end <= groupLimit else {
      throw damaged("a bitmap block lies outside its group")
    }
    return bits
  }

  // MARK: - Frequencies

  /// Makes ``documents`` and ``frequencies`` valid for the current block.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the block cannot be decoded.
  @inline(__always)
  package mutating func decodeFrequencies() throws(StorageError) {
    if !hasFrequencies || !hasDocuments { try decodeFrequenciesSlowly() }
  }

  @inline(never)
  private mutating func decodeFrequenciesSlowly() throws(StorageError) {
    try decodeDocuments()
    if !hasFrequencies { try unpackFrequencies() }
  }

  /// Makes ``frequencies`` valid for the current block, but not ``documents`` where they are a
  /// bitmap.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the block cannot be decoded.
  package mutating func decodeFrequenciesAlone() throws(StorageError) {
    if hasFrequencies { return }
    if hasDocuments || !isBitmap {
      try decodeDocuments()
    } else {
      frequencyOffset = try bitmap().end
    }
    try unpackFrequencies()
  }

  /// Occurrences in the current document.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the block cannot be decoded.
  package mutating func frequency() throws(StorageError) -> UInt32 {
    try decodeFrequencies()
    return frequencies[index]
  }

  private mutating func unpackFrequencies() throws(StorageError) {
    let (codec, offset) = try frequencyBlock()
    guard
      Kernels.unpackBlock(
        codec: codec, groupSlice, at: offset, limit: groupLimit, count: count, plus: 1,
        into: frequencies) != nil
    else { throw damaged("frequencies lie outside their group") }
    hasFrequencies = true
  }

  /// The codec and the offset of the current block's frequencies; ``frequencyOffset`` is known.
  private mutating func frequencyBlock() throws(StorageError) -> (codec: UInt8, offset: Int) {
    if !isShort { return (groupSlice[strip.frequencyCodecs + block], frequencyOffset) }
    // As many occurrences as documents: all are one.
    guard info.occurrences > UInt64(count) else { return (0, frequencyOffset) }
    guard frequencyOffset < groupLimit else {
      throw damaged("frequencies lie outside their list")
    }
    return (groupSlice[frequencyOffset], frequencyOffset + 1)
  }
}
