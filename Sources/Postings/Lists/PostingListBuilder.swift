package import Storage

/// One term's postings before they are written, reused from term to term.
package struct PostingBuffer: ~Copyable {
  package var documents = GrowableBuffer<UInt32>()
  package var frequencies = GrowableBuffer<UInt32>()
  /// Positions of all documents one after the other, `frequencies[i]` for document `i`, rising
  /// within a document; empty for terms without positions.
  package var positions = GrowableBuffer<UInt32>()

  package init() {}

  package mutating func removeAll() {
    documents.removeAll()
    frequencies.removeAll()
    positions.removeAll()
  }
}

/// Where positions of a list are kept and how long their documents are.
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

/// Bounds of the term-frequency part of BM25, as stored: one byte, rounded up.
///
/// Public for the same reason as `GrowableBuffer`.
public enum ScoreBound {
  /// Saturation that stored bounds are computed for.
  public static let k1 = 1.2
  /// Weight of the length that stored bounds are computed for.
  public static let b = 0.75

  /// The part tf / (tf + k1 (1 − b + b·length/average)) for a norm code.
  @inlinable
  public static func part(frequency: Double, length: Double, average: Double) -> Double {
    frequency / (frequency + k1 * (1 - b + b * length / average))
  }

  /// Rounds a part in 0...1 up to a byte.
  @inlinable
  public static func quantize(_ part: Double) -> UInt8 {
    UInt8(min(255, (part * 255).rounded(.up)))
  }

  /// The part that a byte stands for.
  @inlinable
  public static func expand(_ byte: UInt8) -> Double { Double(byte) / 255 }

  /// Rounds a part in 0...1 down to a byte.
  @inlinable
  public static func quantizeDown(_ part: Double) -> UInt8 { UInt8(part * 255) }
}

/// Writes posting lists, one after the other, into two growing runs of bytes.
package struct PostingListBuilder: ~Copyable {
  /// What the lists of a section look like; the page Format has the byte tables.
  package enum Layout {
    /// Blocks in a group.
    package static let groupBlocks = 32
    /// Ranks of a long list's best documents whose score parts stand in front of it, a byte each.
    package static let floorRanks = [10, 100, 1000]
    /// Bytes of a group's entry in the directory of a long list.
    package static let groupEntry = 24
    /// Bytes per block in a strip.
    ///
    /// Last document 4, positions offset 4, data offset 2, codecs 2,
    /// bound 1, highest frequency 1, lowest norm 1. Each stands in an array of its own, as long as
    /// the group has blocks.
    package static let stripEntry = 15
    /// Bytes in front of the only block of a short list: the documents' codec and the bound.
    package static let shortHeader = 2
  }

  package var postings = GrowableBuffer<UInt8>()
  package var positions = GrowableBuffer<UInt8>()

  private let scratch: ScratchArena
  private let gaps: BufferView<UInt32>
  private let counts: BufferView<UInt32>
  private let partTable: BufferView<Double>
  /// How many documents of the current list have a part, rounded down.
  private let partCounts: BufferView<UInt32>
  private var lowBits = BitWriter()
  private var unaryBits = BitWriter()
  private var blockData = GrowableBuffer<UInt8>()
  private var shape: ListShape

  /// - Parameter shape: Norms must stay valid while the builder is used.
  package init(shape: ListShape) {
    self.shape = shape
    scratch = ScratchArena()
    gaps = scratch.make(repeating: 0, count: 128)
    counts = scratch.make(repeating: 0, count: 128)
    partTable = scratch.make(repeating: 0, count: 256)
    partCounts = scratch.make(repeating: 0, count: 256)
    for code in 0..<256 {
      partTable[code] =
        ScoreBound.k1
        * (1 - ScoreBound.b + ScoreBound.b * Double(Norm.decode(UInt8(code)))
          / max(shape.referenceLength, 1))
    }
  }

  /// Appends a list of more than ``TermInfo/inlineLimit`` postings.
  ///
  /// - Returns: Its place relative to ``postings`` and ``positions``.
  package mutating func append(_ list: borrowing PostingBuffer) -> TermInfo {
    let count = list.documents.count
    var info = TermInfo()
    info.documentFrequency = UInt32(count)
    info.postingsOffset = UInt64(postings.count)
    info.positionsOffset = UInt64(positions.count)
    let documents = list.documents.view
    let frequencies = list.frequencies.view
    let places = list.positions.view
    var occurrences: UInt64 = 0
    for index in 0..<count { occurrences += UInt64(frequencies[index]) }
    info.occurrences = occurrences
    var placeAt = 0
    let blocks = (count + PostingBlock.capacity - 1) / PostingBlock.capacity
    if blocks == 1 {
      let block = appendBlock(
        documents, frequencies, places, &placeAt, range: 0..<count, before: UInt32.max,
        isShort: true)
      postings.append(block.documentCodec)
      postings.append(block.bound)
      postings.append(contentsOf: blockData.view[0..<block.documentSize])
      // Where the dictionary says that every frequency is one, nothing needs to be said here.
      if occurrences > count {
        postings.append(block.frequencyCodec)
        postings.append(contentsOf: blockData.view[block.documentSize..<blockData.count])
      }
    } else {
      appendGroups(documents, frequencies, places, &placeAt, count: count, blocks: blocks)
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
    _ places: BufferView<UInt32>, _ placeAt: inout Int, count: Int, blocks: Int
  ) {
    let groups = (blocks + Layout.groupBlocks - 1) / Layout.groupBlocks
    let listStart = postings.count
    let positionsStart = positions.count
    postings.append(repeating: 0, count: Layout.floorRanks.count)
    postings.append(repeating: 0, count: groups > 1 ? groups * Layout.groupEntry : 0)
    partCounts.fill(with: 0)
    for group in 0..<groups {
      let groupStart = postings.count
      let groupPositions = positions.count
      let first = group * Layout.groupBlocks
      let n = min(Layout.groupBlocks, blocks - first)
      postings.append(repeating: 0, count: n * Layout.stripEntry)
      let dataStart = postings.count
      var bound: UInt8 = 0
      var highest: UInt8 = 0
      var lowest: UInt8 = 255
      for index in 0..<n {
        let start = (first + index) * PostingBlock.capacity
        let end = min(start + PostingBlock.capacity, count)
        let dataOffset = postings.count - dataStart
        let positionsOffset = positions.count - groupPositions
        let block = appendBlock(
          documents, frequencies, places, &placeAt, range: start..<end,
          before: start == 0 ? UInt32.max : documents[start - 1], isShort: false)
        postings.append(contentsOf: blockData.view)
        put(documents[end - 1], at: groupStart + 4 * index)
        put(UInt32(positionsOffset), at: groupStart + 4 * n + 4 * index)
        put(UInt16(dataOffset), at: groupStart + 8 * n + 2 * index)
        postings[groupStart + 10 * n + index] = block.documentCodec
        postings[groupStart + 11 * n + index] = block.frequencyCodec
        postings[groupStart + 12 * n + index] = block.bound
        postings[groupStart + 13 * n + index] = block.highestFrequency
        postings[groupStart + 14 * n + index] = block.lowestNorm
        bound = max(bound, block.bound)
        highest = max(highest, block.highestFrequency)
        lowest = min(lowest, block.lowestNorm)
      }
      if groups > 1 {
        let entry = listStart + Layout.floorRanks.count + group * Layout.groupEntry
        let lastPosting = min((first + n) * PostingBlock.capacity, count) - 1
        put(documents[lastPosting], at: entry)
        postings[entry + 4] = bound
        postings[entry + 5] = highest
        postings[entry + 6] = lowest
        put(UInt64(groupStart - listStart), at: entry + 8)
        put(UInt64(groupPositions - positionsStart), at: entry + 16)
      }
    }
    for (index, rank) in Layout.floorRanks.enumerated() {
      postings[listStart + index] = floor(rank: rank)
    }
  }

  /// The largest byte that as many documents of the list reach with their parts; 0 where there are
  /// fewer.
  private func floor(rank: Int) -> UInt8 {
    var byte = 255
    var found = Int(partCounts[byte])
    while found < rank, byte > 0 {
      byte -= 1
      found += Int(partCounts[byte])
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
    _ places: BufferView<UInt32>, _ placeAt: inout Int, range: Range<Int>, before: UInt32,
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
      let part = Double(frequency) / (Double(frequency) + partTable[Int(norm)])
      bound = max(bound, part)
      partCounts[Int(ScoreBound.quantizeDown(part))] &+= 1
    }
    let documentCodec =
      isShort
      ? appendShort(count: count) : appendDocuments(documents, range: range, before: before)
    let documentSize = blockData.count
    let frequencyChoice = PostingBlock.choose(counts, count: count)
    PostingBlock.append(counts, count: count, choice: frequencyChoice, to: &blockData)
    if shape.hasPositions {
      appendPositions(documents, frequencies, places, &placeAt, range: range)
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
    // A bitmap is worth one bit per posting more: it answers membership and joins by words.
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
    _ places: BufferView<UInt32>, _ placeAt: inout Int, range: Range<Int>
  ) {
    lowBits.removeAll()
    unaryBits.removeAll()
    for index in range {
      let frequency = frequencies[index]
      let length = Norm.decode(shape.norms[Int(documents[index])])
      if frequency == 1 {
        let bits = PositionCode.loneBits(length: length)
        lowBits.append(places[placeAt], bits: bits)
        placeAt += 1
        continue
      }
      let bits = PositionCode.riceBits(length: length, frequency: frequency)
      let mask = (UInt32(1) << UInt32(bits)) - 1
      var next: UInt32 = 0
      for _ in 0..<frequency {
        let gap = places[placeAt] - next
        next = places[placeAt] + 1
        placeAt += 1
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
    for index in stride(from: unary.count - 1, through: 0, by: -1) {
      positions.append(unary[index])
    }
  }
}
