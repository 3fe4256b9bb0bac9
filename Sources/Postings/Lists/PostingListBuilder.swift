package import Storage
internal import VectorKernels

/// What all lists of one field and term space have in common.
package struct ListShape: Sendable {
  /// One byte per document of the segment and field.
  package var norms: ByteSlice
  package var hasPositions: Bool
  /// Average length that the stored score bounds refer to.
  package var referenceLength: Double

  package init(norms: ByteSlice, hasPositions: Bool, referenceLength: Double) {
    self.norms = norms
    self.hasPositions = hasPositions
    self.referenceLength = referenceLength
  }
}

/// Writes posting lists, one after the other, into two growing runs of bytes.
package struct PostingListBuilder: ~Copyable {
  package var postings: GrowableBuffer<UInt8>
  package var positions: GrowableBuffer<UInt8>

  /// Keeps the views below; `nil` once the builder has ended.
  private var scratch: ScratchArena?
  /// Document gaps of the current block, minus one.
  private let gaps: BufferView<UInt32>
  /// Frequencies of the current block, minus one.
  private let counts: BufferView<UInt32>
  /// k1 (1 − b + b · length / average) by norm code.
  private let lengthFactors: BufferView<Double>
  /// Lengths by norm code.
  private let lengths: BufferView<UInt32>
  /// How many documents of the current list have each term score, rounded down to 255ths.
  private let scoreCounts: BufferView<UInt32>
  private var lowBits = BitWriter()
  private var unaryBits = BitWriter()
  private var blockData = GrowableBuffer<UInt8>()
  private var shape: ListShape

  /// - Parameters:
  ///   - shape: Norms must stay valid while the builder is used.
  ///   - folder: On whose disk the bytes lie; see ``GrowableBuffer/init(onDiskOf:)``.
  package init(shape: ListShape, onDiskOf folder: String? = nil) {
    self.shape = shape
    postings = GrowableBuffer(onDiskOf: folder)
    positions = GrowableBuffer(onDiskOf: folder)
    let scratch = ScratchArena()
    self.scratch = scratch
    gaps = scratch.make(repeating: 0, count: PostingBlock.capacity)
    counts = scratch.make(repeating: 0, count: PostingBlock.capacity)
    lengthFactors = scratch.make(repeating: 0, count: 256)
    scoreCounts = scratch.make(repeating: 0, count: 256)
    lengths = scratch.make(repeating: 0, count: 256)
    for code in 0..<256 {
      lengths[code] = Norm.decode(UInt8(code))
      lengthFactors[code] =
        ScoreBound.k1
        * (1 - ScoreBound.b + ScoreBound.b * Double(Norm.decode(UInt8(code)))
          / max(shape.referenceLength, 1))
    }
  }

  /// Gives all memory back; nothing may be appended afterwards.
  package mutating func end() {
    postings = GrowableBuffer()
    positions = GrowableBuffer()
    blockData = GrowableBuffer()
    scratch = nil
  }

  /// Appends a list of more than ``TermInfo/inlineLimit`` postings.
  ///
  /// - Returns: Its frequencies and location, relative to ``postings`` and ``positions``.
  /// - Complexity: O(*n*) in the occurrences.
  package mutating func append(_ list: borrowing PostingBuffer) -> TermInfo {
    let count = list.documents.count
    var info = TermInfo()
    info.documentFrequency = UInt32(count)
    info.postingsOffset = UInt64(postings.count)
    info.positionsOffset = UInt64(positions.count)
    let documents = list.documents.view
    let frequencies = list.frequencies.view
    let occurrencePositions = list.positions.view
    var occurrences: UInt64 = 0
    for index in 0..<count { occurrences += UInt64(frequencies[index]) }
    info.occurrences = occurrences
    var nextPosition = 0
    let blocks = PostingListLayout.blockCount(postings: count)
    if blocks == 1 {
      let block = appendBlock(
        documents, frequencies, occurrencePositions, &nextPosition, range: 0..<count,
        before: UInt32.max,
        isShort: true)
      postings.append(block.documentCodec)
      postings.append(block.bound)
      postings.append(contentsOf: blockData.view[0..<block.documentSize])
      // The dictionary states the occurrences: where every frequency is one, none is stored.
      if occurrences > count {
        postings.append(block.frequencyCodec)
        postings.append(contentsOf: blockData.view[block.documentSize..<blockData.count])
      }
    } else {
      appendGroups(
        documents, frequencies, occurrencePositions, &nextPosition, count: count, blocks: blocks)
    }
    info.postingsCount = UInt64(postings.count) - info.postingsOffset
    info.positionsCount = UInt64(positions.count) - info.positionsOffset
    return info
  }

  private struct BlockSummary {
    var documentCodec: UInt8
    /// Bytes of the documents in front of the frequencies.
    var documentSize: Int
    var frequencyCodec: UInt8
    var bound: UInt8
    var highestFrequency: UInt8
    var lowestNorm: UInt8
  }

  private mutating func appendGroups(
    _ documents: BufferView<UInt32>, _ frequencies: BufferView<UInt32>,
    _ occurrencePositions: BufferView<UInt32>, _ nextPosition: inout Int, count: Int, blocks: Int
  ) {
    let groups = PostingListLayout.groupCount(blocks: blocks)
    let listStart = postings.count
    let positionsStart = positions.count
    postings.append(repeating: 0, count: PostingListLayout.floorRanks.count)
    let directoryStart = postings.count
    if groups > 1 {
      postings.append(repeating: 0, count: groups * GroupDirectory.entryByteCount)
    }
    scoreCounts.fill(with: 0)
    for group in 0..<groups {
      let groupStart = postings.count
      let groupPositions = positions.count
      let first = group * GroupStrip.mostBlocks
      let strip = GroupStrip(blocks: min(GroupStrip.mostBlocks, blocks - first))
      postings.append(repeating: 0, count: strip.byteCount)
      let dataStart = postings.count
      var bound: UInt8 = 0
      var highest: UInt8 = 0
      var lowest: UInt8 = 255
      for index in 0..<strip.blocks {
        let start = (first + index) * PostingBlock.capacity
        let end = min(start + PostingBlock.capacity, count)
        let dataOffset = postings.count - dataStart
        let positionsOffset = positions.count - groupPositions
        let block = appendBlock(
          documents, frequencies, occurrencePositions, &nextPosition, range: start..<end,
          before: start == 0 ? UInt32.max : documents[start - 1], isShort: false)
        postings.append(contentsOf: blockData.view)
        put(documents[end - 1], at: groupStart + strip.lastDocuments + 4 * index)
        put(UInt32(positionsOffset), at: groupStart + strip.positionOffsets + 4 * index)
        put(UInt16(dataOffset), at: groupStart + strip.dataOffsets + 2 * index)
        postings[groupStart + strip.documentCodecs + index] = block.documentCodec
        postings[groupStart + strip.frequencyCodecs + index] = block.frequencyCodec
        postings[groupStart + strip.bounds + index] = block.bound
        postings[groupStart + strip.highestFrequencies + index] = block.highestFrequency
        postings[groupStart + strip.lowestNorms + index] = block.lowestNorm
        bound = max(bound, block.bound)
        highest = max(highest, block.highestFrequency)
        lowest = min(lowest, block.lowestNorm)
      }
      if groups > 1 {
        let entry = directoryStart + GroupDirectory.entry(group)
        let lastPosting = min((first + strip.blocks) * PostingBlock.capacity, count) - 1
        put(documents[lastPosting], at: entry + GroupDirectory.Offset.lastDocument)
        postings[entry + GroupDirectory.Offset.bound] = bound
        postings[entry + GroupDirectory.Offset.highestFrequency] = highest
        postings[entry + GroupDirectory.Offset.lowestNorm] = lowest
        put(UInt64(groupStart - listStart), at: entry + GroupDirectory.Offset.start)
        put(UInt64(groupPositions - positionsStart), at: entry + GroupDirectory.Offset.positions)
      }
    }
    for (index, rank) in PostingListLayout.floorRanks.enumerated() {
      postings[listStart + index] = floor(rank: rank)
    }
  }

  /// The largest byte such that at least `rank` documents of the list have its term score; 0 where
  /// there are fewer documents.
  private func floor(rank: Int) -> UInt8 {
    var byte = 255
    var found = Int(scoreCounts[byte])
    while found < rank, byte > 0 {
      byte -= 1
      found += Int(scoreCounts[byte])
    }
    return UInt8(byte)
  }

  private mutating func put<Number: FixedWidthInteger & BitwiseCopyable>(
    _ value: Number, at offset: Int
  ) {
    for byte in 0..<MemoryLayout<Number>.size {
      postings[offset + byte] = UInt8(truncatingIfNeeded: value >> Number(8 * byte))
    }
  }

  /// Encodes one block into ``blockData`` and its positions into ``positions``.
  private mutating func appendBlock(
    _ documents: BufferView<UInt32>, _ frequencies: BufferView<UInt32>,
    _ occurrencePositions: BufferView<UInt32>, _ nextPosition: inout Int, range: Range<Int>,
    before: UInt32,
    isShort: Bool
  ) -> BlockSummary {
    blockData.removeAll()
    let count = range.count
    var previous = before
    var bound = 0.0
    var highest: UInt32 = 0
    var lowest: UInt8 = 255
    for index in 0..<count {
      let document = documents[range.lowerBound + index]
      let frequency = frequencies[range.lowerBound + index]
      gaps[index] = document &- previous &- 1
      counts[index] = frequency &- 1
      previous = document
      let norm = shape.norms[Int(document)]
      highest = max(highest, frequency)
      lowest = min(lowest, norm)
      let score = Double(frequency) / (Double(frequency) + lengthFactors[Int(norm)])
      bound = max(bound, score)
      scoreCounts[Int(ScoreBound.quantizeDown(score))] &+= 1
    }
    let documentCodec =
      isShort
      ? appendShort(count: count) : appendDocuments(documents, range: range, before: before)
    let documentSize = blockData.count
    let frequencyChoice = PostingBlock.choose(counts, count: count)
    PostingBlock.append(counts, count: count, choice: frequencyChoice, to: &blockData)
    if shape.hasPositions {
      appendPositions(documents, frequencies, occurrencePositions, &nextPosition, range: range)
    }
    return BlockSummary(
      documentCodec: documentCodec, documentSize: documentSize,
      frequencyCodec: frequencyChoice.codec,
      bound: ScoreBound.quantize(bound), highestFrequency: UInt8(min(highest, 255)),
      lowestNorm: lowest)
  }

  /// Encodes the gaps of a list's only block.
  private mutating func appendShort(count: Int) -> UInt8 {
    let packed = PostingBlock.choose(gaps, count: count)
    if let rice = RiceBlock.choose(gaps, count: count, below: packed.size) {
      RiceBlock.append(gaps, count: count, width: Int(rice.codec & 63), to: &blockData)
      return rice.codec
    }
    PostingBlock.append(gaps, count: count, choice: packed, to: &blockData)
    return packed.codec
  }

  private mutating func appendDocuments(
    _ documents: BufferView<UInt32>, range: Range<Int>, before: UInt32
  ) -> UInt8 {
    let count = range.count
    let choice = PostingBlock.choose(gaps, count: count)
    let first = before &+ 1
    let span = Int(documents[range.upperBound - 1] - first) + 1
    let bitmapSize = (span + 7) / 8
    // A bitmap may take one bit per posting more: membership tests and joins read it without
    // decoding.
    if choice.size > 0, bitmapSize <= choice.size + count / 8 {
      let start = blockData.count
      blockData.append(repeating: 0, count: bitmapSize)
      for index in range {
        let bit = Int(documents[index] - first)
        blockData[start + bit / 8] |= 1 << UInt8(bit % 8)
      }
      return PostingBlock.Mode.bitmap << 6
    }
    PostingBlock.append(gaps, count: count, choice: choice, to: &blockData)
    return choice.codec
  }

  private mutating func appendPositions(
    _ documents: BufferView<UInt32>, _ frequencies: BufferView<UInt32>,
    _ occurrencePositions: BufferView<UInt32>, _ nextPosition: inout Int, range: Range<Int>
  ) {
    lowBits.removeAll()
    unaryBits.removeAll()
    for index in range {
      let frequency = frequencies[index]
      let length = lengths[Int(shape.norms[Int(documents[index])])]
      if frequency == 1 {
        let bits = PositionCode.loneBits(length: length)
        lowBits.append(occurrencePositions[nextPosition], bits: bits)
        nextPosition += 1
        continue
      }
      let bits = PositionCode.riceBits(length: length, frequency: frequency)
      let mask = (UInt32(1) << UInt32(bits)) - 1
      var next: UInt32 = 0
      for _ in 0..<frequency {
        let gap = occurrencePositions[nextPosition] - next
        next = occurrencePositions[nextPosition] + 1
        nextPosition += 1
        lowBits.append(gap & mask, bits: bits)
        unaryBits.append(unary: gap >> UInt32(bits))
      }
    }
    lowBits.finish()
    unaryBits.finish()
    positions.append(contentsOf: lowBits.bytes.view)
    // The unary stream is read backwards from the block's end, so that neither stream's length
    // needs storing.
    let unary = unaryBits.bytes.view
    let reversed = positions.appendUninitialized(unary.count)
    for index in 0..<unary.count { reversed[index] = unary[unary.count &- 1 &- index] }
  }
}
