package import Storage
package import VectorKernels

/// Where the lists of one field and namespace stand, as cursors need it.
package final class PostingSource: Sendable {
  package let postings: SectionBytes
  /// `nil` for namespaces without positions.
  package let positions: SectionBytes?
  /// One byte per document, with slack, verified.
  package let norms: ByteSlice

  package init(postings: SectionBytes, positions: SectionBytes?, norms: ByteSlice) {
    self.postings = postings
    self.positions = positions
    self.norms = norms
  }
}

/// Walks one term's postings by rising document, a block at a time.
///
/// Two layers: a *block pointer* that moves through strips and bounds without decoding
/// (``seekBlock(to:)``), and a *document pointer* on top of the decoded block
/// (``advance(to:)``, ``next()``). Nothing is allocated after the cursor is made; its views belong
/// to the query's ``ScratchArena``. A cursor is much state that moves, so it is never copied; methods
/// that merely look are mutating too, since the compiler hands large values that it may not change to
/// calls as copies.
package struct PostingCursor: ~Copyable {
  /// Documents of the list.
  package let documentFrequency: Int
  /// The current document, ``DocID/end`` when none is left; meaningful after ``advance(to:)`` or
  /// ``next()``.
  package private(set) var document: UInt32 = 0

  // The decoded block.
  /// Ids of the current block; valid after ``decodeDocuments()``.
  package let documents: BufferView<UInt32>
  /// Frequencies of the current block; valid after ``decodeFrequencies()``.
  package let frequencies: BufferView<UInt32>
  /// Postings in the current block.
  package private(set) var count = 0
  /// Index of ``document`` in the block.
  package private(set) var index = 0
  private var hasDocuments = false
  /// The last of each sixteen documents.
  private let ends: BufferView<UInt32>
  private var hasEnds = false
  private var hasFrequencies = false
  /// Tells joins of the current group, once ``isJoinable``.
  private let joined: JoinedGroup
  private var isJoinable = false

  // The block pointer.
  private let stripLast: BufferView<UInt32>
  private let source: PostingSource
  private let info: TermInfo
  private let isShort: Bool
  private let blockTotal: Int
  private let groupTotal: Int
  private var group = -1
  private var groupSlice: ByteSlice
  private var groupLimit = 0
  private var groupPositions: UInt64 = 0
  private var blocksInGroup = 0
  private var block = 0
  private var lastBefore: UInt32 = .max
  private var directory: ByteSlice
  private var frequencyOffset = 0
  /// The last document of the current block, ``DocID/end`` behind the last block.
  package private(set) var blockLast: UInt32 = 0
  package private(set) var isExhausted = false

  /// Positions of the block that `positionBlock` numbers.
  private let positionStreams: PositionStreams?
  private var positionBlock = -1

  /// Numbers behind each view that kernels may read or write.
  private static let slack = 16

  /// Opens a list and stands in front of its first document's block.
  package init(
    _ info: TermInfo, in source: PostingSource, scratch: ScratchArena
  )
    throws(StorageError)
  {
    self.info = info
    self.source = source
    documentFrequency = Int(info.documentFrequency)
    let blocks = (documentFrequency + PostingBlock.capacity - 1) / PostingBlock.capacity
    blockTotal = blocks
    groupTotal =
      (blocks + PostingListBuilder.Layout.groupBlocks - 1) / PostingListBuilder.Layout.groupBlocks
    isShort = blocks <= 1
    // All views are cut from one piece, each with slack behind it.
    let block = PostingBlock.capacity + Self.slack
    let strip = isShort ? 0 : PostingListBuilder.Layout.groupBlocks + Self.slack
    let views = scratch.make(
      repeating: UInt32(0), uninitializedCount: 2 * block + Self.slack + strip)
    documents = views[0..<PostingBlock.capacity]
    frequencies = views[block..<block + PostingBlock.capacity]
    ends = views[2 * block..<2 * block + 8]
    joined = JoinedGroup(
      documents: documents, ends: ends, frequencies: frequencies, scratch: scratch)
    let strips = 2 * block + Self.slack
    stripLast = isShort ? documents : views[strips..<strips + PostingListBuilder.Layout.groupBlocks]
    positionStreams =
      source.positions == nil
      ? nil
      : PositionStreams(
        ids: documents, frequencies: frequencies, norms: source.norms, scratch: scratch)
    let nothing = source.norms[0..<0]
    groupSlice = nothing
    directory = nothing
    if info.inline != nil {
      try loadInline()
    } else if isShort {
      try loadShort()
    } else {
      if groupTotal > 1 {
        directory = try source.postings.checked(
          offset: info.postingsOffset + UInt64(PostingListBuilder.Layout.floorRanks.count),
          count: UInt64(groupTotal * PostingListBuilder.Layout.groupEntry))
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
    let header = PostingListBuilder.Layout.shortHeader
    guard groupLimit >= header, let size = unpackShort(codec: bytes[0], from: bytes, at: header)
    else { throw damaged("a posting list is malformed") }
    blockLast = documents[count - 1]
    hasDocuments = true
    frequencyOffset = header + size
    try validateIds()
  }

  /// Reads the documents of the only block; the bytes they take, or `nil` when they would not fit.
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

  /// Ids must rise and lie inside the segment, whatever the bytes say.
  private mutating func validateIds() throws(StorageError) {
    guard count > 0, documents[0] <= documents[count - 1],
      Int(documents[count - 1]) < source.norms.count
    else { throw damaged("a posting list names documents that do not exist") }
  }

  private mutating func damaged(_ detail: String) -> StorageError {
    source.postings.damaged(at: info.postingsOffset, detail)
  }

  // MARK: - Groups and blocks

  private mutating func enterGroup(_ next: Int) throws(StorageError) {
    let listCount = info.postingsCount
    var start = UInt64(PostingListBuilder.Layout.floorRanks.count)
    var end = listCount
    groupPositions = info.positionsOffset
    lastBefore = .max
    if groupTotal > 1 {
      let entry = next * PostingListBuilder.Layout.groupEntry
      start = directory.load(UInt64.self, at: entry + 8)
      groupPositions &+= directory.load(UInt64.self, at: entry + 16)
      if next + 1 < groupTotal {
        end = directory.load(
          UInt64.self, at: entry + PostingListBuilder.Layout.groupEntry + 8)
      }
      if next > 0 {
        lastBefore = directory.load(
          UInt32.self, at: entry - PostingListBuilder.Layout.groupEntry)
      }
    }
    guard start <= end, end <= listCount else { throw damaged("a group lies outside its list") }
    groupSlice = try source.postings.checkedWithSlack(
      offset: info.postingsOffset + start, count: end - start)
    groupLimit = Int(end - start)
    isJoinable = false
    group = next
    blocksInGroup = min(
      PostingListBuilder.Layout.groupBlocks,
      blockTotal - next * PostingListBuilder.Layout.groupBlocks)
    guard groupLimit >= blocksInGroup * PostingListBuilder.Layout.stripEntry else {
      throw damaged("a group is shorter than its strip")
    }
    groupSlice.copy(at: 0, count: blocksInGroup, into: stripLast)
  }

  private mutating func enterBlock(_ next: Int) {
    block = next
    blockLast = stripLast[next]
    hasDocuments = false
    hasFrequencies = false
    hasEnds = false
    let global = group * PostingListBuilder.Layout.groupBlocks + next
    count =
      global + 1 == blockTotal
      ? documentFrequency - global * PostingBlock.capacity : PostingBlock.capacity
    index = 0
  }

  private mutating func exhaust() {
    isExhausted = true
    blockLast = .end
    document = .end
  }

  /// Moves the block pointer to the first block whose last document is at least `target`,
  /// decoding nothing.
  ///
  /// - Returns: `false` when there is none; the cursor is exhausted then.
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
    if target > stripLast[blocksInGroup - 1] {
      var next = group + 1
      // Long lists: the directory is walked by doubling steps, then halved.
      var step = 1
      while next + step < groupTotal, groupLast(next + step) < target {
        next += step
        step *= 2
      }
      var high = min(next + step, groupTotal)
      while next < high {
        let middle = (next + high) / 2
        if groupLast(middle) < target { next = middle + 1 } else { high = middle }
      }
      if next >= groupTotal {
        exhaust()
        return false
      }
      try enterGroup(next)
      block = -1
    }
    // Mostly one of the next blocks.
    var found = block + 1
    let near = min(blocksInGroup, found + 3)
    while found < near, stripLast[found] < target { found += 1 }
    if found == near {
      found = Kernels.lowerBound(stripLast, from: found, count: blocksInGroup, target: target)
    }
    guard found < blocksInGroup else { throw damaged("a group ends before its directory says") }
    enterBlock(found)
    return true
  }

  @inline(__always)
  private func groupLast(_ index: Int) -> UInt32 {
    directory.load(UInt32.self, at: index * PostingListBuilder.Layout.groupEntry)
  }

  /// The quantised bound of the score part in the current block.
  @inline(__always)
  package var blockBound: UInt8 {
    if info.inline != nil { return 255 }
    return isShort ? groupSlice[1] : groupSlice[12 * blocksInGroup + block]
  }

  /// The highest frequency in the current block, 255 for "255 or more".
  @inline(__always)
  package var blockHighestFrequency: UInt8 {
    isShort ? 255 : groupSlice[13 * blocksInGroup + block]
  }

  /// The lowest norm code in the current block.
  @inline(__always)
  package var blockLowestNorm: UInt8 {
    isShort ? 0 : groupSlice[14 * blocksInGroup + block]
  }

  /// The largest bound from the current block through a document, moving nothing; groups behind
  /// the current one count with their group's bound.
  package mutating func bound(through last: UInt32) -> UInt8 {
    if isExhausted { return 0 }
    if isShort { return blockBound }
    var largest: UInt8 = 0
    var slot = block
    while slot < blocksInGroup {
      largest = max(largest, groupSlice[12 * blocksInGroup + slot])
      if stripLast[slot] >= last { return largest }
      slot += 1
    }
    var next = group + 1
    while next < groupTotal {
      largest = max(largest, directory[next * PostingListBuilder.Layout.groupEntry + 4])
      if groupLast(next) >= last { return largest }
      next += 1
    }
    return largest
  }

  /// Moves the block pointer like ``seekBlock(to:)`` and tells the largest bound from there through
  /// a document; `nil` when no block is left.
  package mutating func bound(
    from target: UInt32, through last: UInt32
  ) throws(StorageError) -> UInt8? {
    try seekBlock(to: target) ? bound(through: last) : nil
  }

  /// The highest frequency and the lowest norm code from the current block through a document, of
  /// which any formula makes a bound; groups behind the current one count as a whole.
  ///
  /// - Returns: `nil` when no block at or behind `target` is left.
  package mutating func extremes(
    from target: UInt32, through last: UInt32
  ) throws(StorageError) -> (highestFrequency: UInt8, lowestNorm: UInt8)? {
    guard try seekBlock(to: target) else { return nil }
    if isShort { return (255, 0) }
    var highest: UInt8 = 0
    var lowest: UInt8 = 255
    for slot in block..<blocksInGroup {
      highest = max(highest, groupSlice[13 * blocksInGroup + slot])
      lowest = min(lowest, groupSlice[14 * blocksInGroup + slot])
      if stripLast[slot] >= last { return (highest, lowest) }
    }
    var next = group + 1
    while next < groupTotal {
      let entry = next * PostingListBuilder.Layout.groupEntry
      highest = max(highest, directory[entry + 5])
      lowest = min(lowest, directory[entry + 6])
      if groupLast(next) >= last { break }
      next += 1
    }
    return (highest, lowest)
  }

  /// The largest bound of the whole list, from strips or the directory.
  package var listBound: UInt8 {
    mutating get {
      if isShort { return blockBound }
      var bound: UInt8 = 0
      if groupTotal > 1 {
        for entry in 0..<groupTotal {
          bound = max(bound, directory[entry * PostingListBuilder.Layout.groupEntry + 4])
        }
      } else {
        for slot in 0..<blocksInGroup { bound = max(bound, groupSlice[12 * blocksInGroup + slot]) }
      }
      return bound
    }
  }

  /// The part of a score that as many documents of the list reach at least, as a byte; 0 where
  /// nothing is known.
  package mutating func floor(of wanted: Int) throws(StorageError) -> UInt8 {
    let ranks = PostingListBuilder.Layout.floorRanks
    guard !isShort, let index = ranks.firstIndex(where: { $0 >= wanted }) else { return 0 }
    return try source.postings.checked(
      offset: info.postingsOffset, count: UInt64(ranks.count))[index]
  }

  // MARK: - Decoding

  /// What is known of a block before it is decoded.
  package struct Block {
    /// Its last document, ``DocID/end`` behind the last block.
    package var last: UInt32
    package var count: Int
    /// See ``blockBound``, ``blockHighestFrequency``, ``blockLowestNorm``.
    package var bound: UInt8
    package var highestFrequency: UInt8
    package var lowestNorm: UInt8
  }

  /// Moves the block pointer like ``seekBlock(to:)`` and tells of the block.
  ///
  /// - Returns: `nil` when there is none.
  package mutating func block(at target: UInt32) throws(StorageError) -> Block? {
    try seekBlock(to: target) ? currentBlock : nil
  }

  /// Moves the block pointer like ``seekBlock(to:)`` and tells ``blockBound``; `nil` when no block is
  /// left.
  @inline(__always)
  package mutating func bound(at target: UInt32) throws(StorageError) -> UInt8? {
    guard try seekBlock(to: target) else { return nil }
    if info.inline != nil { return 255 }
    return isShort ? groupSlice[1] : groupSlice[12 * blocksInGroup + block]
  }

  /// What is known of the current block.
  package var currentBlock: Block {
    mutating get {
      Block(
        last: blockLast, count: count, bound: blockBound, highestFrequency: blockHighestFrequency,
        lowestNorm: blockLowestNorm)
    }
  }

  /// Makes ``documents`` valid for the current block.
  @inline(__always)
  package mutating func decodeDocuments() throws(StorageError) {
    if !hasDocuments { try decodeDocumentsSlowly() }
  }

  @inline(never)
  private mutating func decodeDocumentsSlowly() throws(StorageError) {
    let n = blocksInGroup
    let codec = groupSlice[10 * n + block]
    if codec >> 6 == PostingBlock.Mode.bitmap {
      let bits = try bitmap()
      let set = Kernels.expand(
        groupSlice, at: bits.start, span: bits.span, first: bits.first, into: documents)
      guard set == count else { throw damaged("a bitmap block has a wrong number of documents") }
      frequencyOffset = bits.start + (bits.span + 7) / 8
    } else {
      let dataStart =
        n * PostingListBuilder.Layout.stripEntry
        + Int(groupSlice.load(UInt16.self, at: 8 * n + 2 * block))
      let before = block == 0 ? lastBefore : stripLast[block - 1]
      guard
        let size = Kernels.unpackIDs(
          codec: codec, groupSlice, at: dataStart, limit: groupLimit, count: count, base: before,
          into: documents)
      else { throw damaged("the documents of a block are malformed") }
      frequencyOffset = dataStart + size
    }
    guard documents[count - 1] == blockLast else {
      throw damaged("a block's last document is not the one in its strip")
    }
    try validateIds()
    hasDocuments = true
  }

  /// Makes ``frequencies`` valid for the current block.
  @inline(__always)
  package mutating func decodeFrequencies() throws(StorageError) {
    if !hasFrequencies || !hasDocuments { try decodeFrequenciesSlowly() }
  }

  @inline(never)
  private mutating func decodeFrequenciesSlowly() throws(StorageError) {
    try decodeDocuments()
    if !hasFrequencies { try unpackFrequencies() }
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

  /// The codec of the current block's frequencies, and where they stand; its documents were read.
  private mutating func frequencyBlock() throws(StorageError) -> (codec: UInt8, offset: Int) {
    if !isShort { return (groupSlice[11 * blocksInGroup + block], frequencyOffset) }
    // As many occurrences as documents: all are one.
    guard info.occurrences > UInt64(count) else { return (0, frequencyOffset) }
    guard frequencyOffset < groupLimit else {
      throw damaged("frequencies lie outside their list")
    }
    return (groupSlice[frequencyOffset], frequencyOffset + 1)
  }

  // MARK: - Documents

  /// Moves to the first document at or after `target`.
  ///
  /// - Returns: The new ``document``, ``DocID/end`` when none is left.
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

  /// Stands in front of the first document again.
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

  /// Finds documents that the current block holds, and where they stand in it.
  ///
  /// A bitmap is asked without being decoded. The indices hold ``Kernels/indexRoom``.
  ///
  /// `candidates`: rising, `count` of at most 128, none behind ``blockLast``, with 64 readable bytes
  /// behind them.
  ///
  /// - Returns: How many there are.
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

  /// Adds the list's parts to the candidates that it has and that may still reach a sum.
  ///
  /// - Parameters:
  ///   - weighing: Of the list.
  ///   - candidates: Documents of the segment, rising, none in front of the current block.
  ///   - sums: As many.
  ///   - candidateCount: How many there are; ``Kernels/candidateSlack`` more can be read.
  ///   - least: What a sum must reach; those that cannot may be left as they are.
  ///   - marks: Becomes 1 for each candidate that the list has.
  /// - Throws: ``StorageError`` when a block is damaged.
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
        // Reading the block again tells what is wrong with it.
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

  /// Tells ``joined`` of the current group.
  private mutating func makeJoinable() throws(StorageError) {
    if isShort {
      try decodeFrequencies()
      joined.enter(
        reading: documents[count - 1..<count], count: count,
        bound: info.inline == nil ? groupSlice[1..<2] : groupSlice)
    } else {
      let n = blocksInGroup
      let isLast = group + 1 == groupTotal
      joined.enter(
        JoinedGroup.Strip(
          blocks: n, starts: 8 * n, front: n * PostingListBuilder.Layout.stripEntry,
          idCodecs: 10 * n, frequencyCodecs: 11 * n, bounds: 12 * n, highestFrequencies: 13 * n,
          lowestNorms: 14 * n),
        in: groupSlice, limit: groupLimit, last: stripLast, before: lastBefore,
        tail: isLast
          ? documentFrequency - (blockTotal - 1) * PostingBlock.capacity : PostingBlock.capacity,
        documentCount: source.norms.count)
    }
    isJoinable = true
  }

  /// The current block, in a long list, is a bitmap.
  @inline(__always)
  private var isBitmap: Bool {
    groupSlice[10 * blocksInGroup + block] >> 6 == PostingBlock.Mode.bitmap
  }

  /// Where the current block's bitmap stands: its bytes in the group, the document of its lowest
  /// bit, and its bits.
  private mutating func bitmap() throws(StorageError) -> (start: Int, first: UInt32, span: Int) {
    let n = blocksInGroup
    let start =
      n * PostingListBuilder.Layout.stripEntry
      + Int(groupSlice.load(UInt16.self, at: 8 * n + 2 * block))
    let first = (block == 0 ? lastBefore : stripLast[block - 1]) &+ 1
    let span = Int(blockLast &- first) + 1
    guard span <= Kernels.mostBits, start + (span + 7) / 8 <= groupLimit else {
      throw damaged("a bitmap block lies outside its group")
    }
    return (start, first, span)
  }

  /// Makes ``frequencies`` valid for the current block, but not ``documents`` where they are a
  /// bitmap.
  package mutating func decodeFrequenciesAlone() throws(StorageError) {
    if hasFrequencies { return }
    try findFrequencies()
    try unpackFrequencies()
  }

  /// Makes sure of ``frequencyOffset``.
  private mutating func findFrequencies() throws(StorageError) {
    if hasDocuments || !isBitmap { return try decodeDocuments() }
    let bits = try bitmap()
    frequencyOffset = bits.start + (bits.span + 7) / 8
  }

  /// Occurrences in the current document.
  package mutating func frequency() throws(StorageError) -> UInt32 {
    try decodeFrequencies()
    return frequencies[index]
  }

  // MARK: - Positions

  /// Writes the positions of the current document, rising; see ``positions(at:into:)``.
  package mutating func positions(
    into output: inout GrowableBuffer<UInt32>
  ) throws(StorageError) -> Int {
    try positions(at: index, into: &output)
  }

  /// Writes the positions of one document of the current block, rising.
  ///
  /// `output` is emptied first and holds as many as the frequency afterwards, which is also
  /// returned; see ``frequency()``. Blocks walked in order are read in order; going back inside a
  /// block reads its unary parts from the start.
  ///
  /// `slot`: the document's index in ``documents``.
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

  /// Where positions will stand, block after block; `nil` for lists inside the dictionary.
  package var streams: PositionStreams? {
    mutating get { info.inline == nil ? positionStreams : nil }
  }

  /// The positions of the current block; `nil` for lists inside the dictionary.
  package mutating func positionsOfBlock() throws(StorageError) -> PositionStreams? {
    if info.inline != nil { return nil }
    try decodeFrequencies()
    return try openPositions()
  }

  /// What reading positions throws when they are not all there.
  package mutating func endOfPositions() -> StorageError {
    positionBlock = -1
    return damaged("positions end before their list does")
  }

  private mutating func readInlinePositions(
    _ inline: InlinePostings, of wanted: Int, into output: inout GrowableBuffer<UInt32>
  ) {
    var offset = 0
    for slot in 0...wanted {
      var next: UInt32 = 0
      for _ in 0..<frequencies[slot] {
        let place = next &+ UInt32(truncatingIfNeeded: inline.positions.trustedVarint(at: &offset))
        if slot == wanted { output.append(place) }
        next = place &+ 1
      }
    }
  }

  /// Stands in front of the positions of the current block, or where they are read already.
  private mutating func openPositions() throws(StorageError) -> PositionStreams {
    guard let section = source.positions, let streams = positionStreams else {
      throw damaged("positions were asked of a list without any")
    }
    let global = isShort ? 0 : group * PostingListBuilder.Layout.groupBlocks + block
    if positionBlock == global { return streams }
    var start = info.positionsOffset
    var end = info.positionsOffset &+ info.positionsCount
    if !isShort {
      let n = blocksInGroup
      start = groupPositions &+ UInt64(groupSlice.load(UInt32.self, at: 4 * n + 4 * block))
      if block + 1 < n {
        end = groupPositions &+ UInt64(groupSlice.load(UInt32.self, at: 4 * n + 4 * block + 4))
      } else if group + 1 < groupTotal {
        let entry = (group + 1) * PostingListBuilder.Layout.groupEntry
        end = info.positionsOffset &+ directory.load(UInt64.self, at: entry + 16)
      }
    }
    // Eight bytes in front belong to the section: the unary stream is read in words that may
    // begin before it.
    guard start <= end, start >= 8 else { throw damaged("positions lie outside their section") }
    streams.open(
      try section.checkedWithSlack(offset: start - 8, count: end - start + 8),
      streams: Int(end - start), count: count)
    positionBlock = global
    return streams
  }
}
