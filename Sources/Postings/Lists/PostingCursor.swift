package import Storage
internal import VectorKernels

/// Walks one term's postings by rising document, a block at a time.
///
/// Two layers: a *block pointer* that moves through strips and bounds without decoding
/// (``seekBlock(to:)``), and a *document pointer* on top of the decoded block (``advance(to:)``,
/// ``next()``). Nothing is allocated after the cursor is made; its views belong to the query's
/// ``ScratchArena``. A cursor holds much mutable state, so it is never copied; methods that only
/// read are mutating too, since the compiler passes large values that it may not change as copies.
///
/// `PostingCursor+Seek.swift` moves it, `+Decode` reads blocks, `+Bounds` score bounds, `+Join`
/// intersects and joins, `+Positions` reads positions.
package struct PostingCursor: ~Copyable {
  /// Documents of the list.
  package let documentFrequency: Int
  /// The current document, ``DocID/end`` when none is left; meaningful after ``advance(to:)`` or
  /// ``next()``.
  package internal(set) var document: UInt32 = 0

  // The decoded block.
  /// Ids of the current block; valid after ``decodeDocuments()``.
  package let documents: BufferView<UInt32>
  /// Frequencies of the current block; valid after ``decodeFrequencies()``.
  package let frequencies: BufferView<UInt32>
  /// Postings in the current block.
  package internal(set) var count = 0
  /// Index of ``document`` in the block.
  package internal(set) var index = 0
  var hasDocuments = false
  /// The last of each sixteen documents.
  let ends: BufferView<UInt32>
  var hasEnds = false
  var hasFrequencies = false
  /// Where the current block's frequencies begin in ``groupSlice``; known with the documents.
  var frequencyOffset = 0

  // The list.
  let source: PostingSource
  let info: TermInfo
  /// The list is one block, which is decoded when the cursor is made.
  let isShort: Bool
  let blockTotal: Int
  let groupTotal: Int
  var directory: GroupDirectory

  // The block pointer.
  /// The current group, counted from 0.
  var group = -1
  /// The group's bytes, with slack behind; of a short list the list's.
  var groupSlice: ByteSlice
  /// Bytes of ``groupSlice`` without the slack.
  var groupLimit = 0
  /// Where the group's positions begin in their section.
  var groupPositions: UInt64 = 0
  var strip = GroupStrip(blocks: 0)
  /// The last document of each block of the group.
  let stripLast: BufferView<UInt32>
  /// The last document in front of the group; `UInt32.max` where there is none.
  var lastBefore: UInt32 = .max
  /// The current block, counted from the start of the group.
  var block = 0
  /// The last document of the current block, ``DocID/end`` behind the last block.
  package internal(set) var blockLast: UInt32 = 0
  package internal(set) var isExhausted = false

  // Joins and positions.
  /// The current group as the join kernel sees it, once ``isJoinable``.
  let joined: JoinedGroup
  var isJoinable = false
  /// Positions of the block that ``positionBlock`` numbers.
  let positionStreams: PositionStreams?
  var positionBlock = -1

  /// Numbers behind each view that kernels may read or write.
  private static let slack = 16

  /// Opens a list at its first block.
  ///
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the list or its first group lies
  ///   outside its section, or a short list cannot be decoded.
  /// - Complexity: O(1) for long lists, one block decoded for short ones.
  package init(
    _ info: TermInfo, in source: PostingSource, scratch: ScratchArena
  )
    throws(StorageError)
  {
    self.info = info
    self.source = source
    documentFrequency = Int(info.documentFrequency)
    blockTotal = PostingListLayout.blockCount(postings: documentFrequency)
    groupTotal = PostingListLayout.groupCount(blocks: blockTotal)
    isShort = blockTotal <= 1
    // All views are cut from one piece, each with slack behind it.
    let block = PostingBlock.capacity + Self.slack
    let stripSize = isShort ? 0 : GroupStrip.mostBlocks + Self.slack
    let views = scratch.makeUninitialized(
      UInt32.self, count: 2 * block + Self.slack + stripSize)
    documents = views[0..<PostingBlock.capacity]
    frequencies = views[block..<block + PostingBlock.capacity]
    ends = views[2 * block..<2 * block + 8]
    joined = JoinedGroup(
      documents: documents, ends: ends, frequencies: frequencies, scratch: scratch)
    let strips = 2 * block + Self.slack
    stripLast = isShort ? documents : views[strips..<strips + GroupStrip.mostBlocks]
    positionStreams =
      source.positions == nil
      ? nil
      : PositionStreams(
        ids: documents, frequencies: frequencies, norms: source.norms, scratch: scratch)
    let nothing = source.norms[0..<0]
    groupSlice = nothing
    directory = GroupDirectory(nothing)
    if info.inline != nil {
      try loadInline()
    } else if isShort {
      try loadShort()
    } else {
      if groupTotal > 1 {
        directory = GroupDirectory(
          try source.postings.checked(
            offset: info.postingsOffset + UInt64(PostingListLayout.floorRanks.count),
            count: UInt64(groupTotal * GroupDirectory.entryByteCount)))
      }
      try enterGroup(0)
      enterBlock(0)
    }
  }

  // MARK: - Lists of one block

  private mutating func loadInline() throws(StorageError) {
    guard let inline = info.inline else { return }
    count = documentFrequency
    for slot in 0..<count {
      documents[slot] = inline.documents[slot]
      frequencies[slot] = inline.frequencies[slot]
    }
    blockLast = documents[count - 1]
    hasDocuments = true
    hasFrequencies = true
    try validateIds()
  }

  private mutating func loadShort() throws(StorageError) {
    let bytes = try source.postings.checkedWithSlack(
      offset: info.postingsOffset, count: info.postingsCount)
    count = documentFrequency
    groupSlice = bytes
    groupLimit = Int(info.postingsCount)
    let header = PostingListLayout.shortHeader
    guard groupLimit >= header,
      let size = unpackShort(
        codec: bytes[PostingListLayout.shortCodec], from: bytes, at: header)
    else { throw damaged("a posting list is malformed") }
    blockLast = documents[count - 1]
    hasDocuments = true
    frequencyOffset = header + size
    try validateIds()
  }

  /// Reads the documents of the only block.
  ///
  /// - Returns: The bytes they take, or `nil` when they would not fit.
  private mutating func unpackShort(codec: UInt8, from bytes: ByteSlice, at offset: Int) -> Int? {
    if codec >> 6 != PostingBlock.Mode.rice {
      return Kernels.unpackIDs(
        codec: codec, bytes, at: offset, limit: groupLimit, count: count, base: .max,
        into: documents)
    }
    let size = RiceBlock.unpack(
      bytes, at: offset, limit: groupLimit, count: count, width: Int(codec & 63), into: documents)
    return Kernels.prefixSum(documents, count: count, base: .max) ? size : nil
  }

  // MARK: - Checks

  /// Checks that decoded ids rise and lie inside the segment, since the bytes may be damaged.
  mutating func validateIds() throws(StorageError) {
    guard count > 0, documents[0] <= documents[count - 1],
      Int(documents[count - 1]) < source.norms.count
    else { throw damaged("a posting list names documents that do not exist") }
  }

  /// An error located at the start of this list.
  mutating func damaged(_ detail: String) -> StorageError {
    source.postings.damaged(at: info.postingsOffset, detail)
  }
}
