/// One compressed block of a zstd frame, cut into its parts (RFC 8878, section 3.1.1.3).
///
/// Blocks go on from blocks before them: from the table that literals are coded with, the three
/// tables of the sequences, and the last three offsets. This reads just enough to say which of them a
/// block brings itself, and where they stand.
struct ZstdBlock {
  /// Where a table comes from.
  enum Table: Equatable {
    /// The block describes it in these of its bytes.
    case described(Range<Int>)
    /// It is the one that the block before had.
    case repeated
    /// The format's own, or one symbol for all; neither can be described in a dictionary.
    case other
  }

  /// The tables of the sequences, in the order in which a block has them.
  static let sequenceTables = 3
  static let literalLengths = 0
  static let offsets = 1
  static let matchLengths = 2

  /// The block without its header of three bytes.
  let bytes: [UInt8]
  /// The table of the literals; `nil` where they are not coded.
  private(set) var literals: Table?
  /// The tables of the sequences; empty where there are none.
  private(set) var tables: [Table] = []
  private(set) var sequenceCount = 0
  /// The bits of the sequences, which are read from the end.
  private(set) var sequenceBits = 0..<0

  /// `nil` for bytes that are no compressed block.
  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard let end = readLiterals(), let start = readSequenceCount(at: end) else { return nil }
    if sequenceCount > 0 { guard readTables(at: start) else { return nil } }
  }

  private func byte(_ at: Int) -> Int? { bytes.indices.contains(at) ? Int(bytes[at]) : nil }

  /// Reads a number of some bytes, the lowest first.
  private func number(at start: Int, byteCount: Int) -> Int? {
    guard start + byteCount <= bytes.count else { return nil }
    return (0..<byteCount).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
  }

  /// Reads the header of the literals; returns where they end.
  private mutating func readLiterals() -> Int? {
    guard let first = byte(0) else { return nil }
    let kind = first & 3
    let form = first >> 2 & 3
    if kind < 2 {
      let headerByteCount = form & 1 == 0 ? 1 : form == 1 ? 2 : 3
      guard let header = number(at: 0, byteCount: headerByteCount) else { return nil }
      let count = header >> (headerByteCount == 1 ? 3 : 4)
      return headerByteCount + (kind == 0 ? count : 1)
    }
    let headerByteCount = form < 2 ? 3 : form + 2
    let bitCount = form < 2 ? 10 : form == 2 ? 14 : 18
    guard let header = number(at: 0, byteCount: headerByteCount) else { return nil }
    let end = headerByteCount + header >> (4 + bitCount) & (1 << bitCount - 1)
    guard end <= bytes.count else { return nil }
    if kind == 3 {
      literals = .repeated
    } else {
      guard let weights = byte(headerByteCount) else { return nil }
      let count = weights < 128 ? 1 + weights : 1 + (weights - 126) / 2
      guard headerByteCount + count <= end else { return nil }
      literals = .described(headerByteCount..<headerByteCount + count)
    }
    return end
  }

  /// Reads the number of sequences; returns where the description of their tables begins.
  private mutating func readSequenceCount(at start: Int) -> Int? {
    guard let first = byte(start) else { return nil }
    if first < 128 {
      sequenceCount = first
      return start + 1
    }
    guard let second = byte(start + 1) else { return nil }
    if first < 255 {
      sequenceCount = (first - 128) << 8 + second
      return start + 2
    }
    guard let third = byte(start + 2) else { return nil }
    sequenceCount = second + third << 8 + 0x7F00
    return start + 3
  }

  private mutating func readTables(at start: Int) -> Bool {
    guard let modes = byte(start) else { return false }
    var at = start + 1
    for table in 0..<Self.sequenceTables {
      switch modes >> (6 - 2 * table) & 3 {
      case 0: tables.append(.other)
      case 1:
        tables.append(.other)
        at += 1
      case 2:
        guard let counts = ZstdCounts(bytes[min(at, bytes.count)...]) else { return false }
        tables.append(.described(at..<at + counts.byteCount))
        at += counts.byteCount
      default: tables.append(.repeated)
      }
    }
    guard at <= bytes.count else { return false }
    sequenceBits = at..<bytes.count
    return true
  }
}

/// How often each symbol of a table occurs, as a block describes it (RFC 8878, section 4.1.1).
struct ZstdCounts {
  /// The table has two to this power entries.
  let tableLog: Int
  /// By symbol; -1 stands for less than one.
  private(set) var counts: [Int] = []
  /// Bytes of the description.
  private(set) var byteCount = 0

  /// Symbols that any of the three tables may have.
  private static let maximumSymbolCount = 64

  /// `nil` for bytes that describe no table.
  init?(_ bytes: ArraySlice<UInt8>) {
    var bits = ForwardBits(bytes)
    tableLog = bits.read(4) + 5
    // No table of sequences is larger.
    guard tableLog <= 9 else { return nil }
    var left = 1 << tableLog
    while left > 0 {
      guard counts.count < Self.maximumSymbolCount else { return nil }
      // A value of `0...left + 1`, where the smaller ones take a bit less.
      let bitCount = (left + 1).bitWidth - (left + 1).leadingZeroBitCount
      let spared = 1 << bitCount - 1 - (left + 1)
      let low = bits.peek(bitCount - 1)
      var value = low
      if low < spared {
        bits.skip(bitCount - 1)
      } else {
        value = bits.read(bitCount)
        if value >= 1 << (bitCount - 1) { value -= spared }
      }
      let count = value - 1
      left -= abs(count)
      counts.append(count)
      if count == 0 {
        var more = 3
        while more == 3 {
          more = bits.read(2)
          counts += Array(repeating: 0, count: more)
          guard counts.count < Self.maximumSymbolCount else { return nil }
        }
      }
    }
    byteCount = bits.usedByteCount
    guard left == 0, byteCount <= bytes.count else { return nil }
  }
}

/// Bits from the front of some bytes, the lowest of each byte first; behind the end stand zeros.
private struct ForwardBits {
  private let bytes: ArraySlice<UInt8>
  private var at = 0

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  var usedByteCount: Int { (at + 7) / 8 }

  func peek(_ count: Int) -> Int {
    var value = 0
    for bit in 0..<count {
      let index = bytes.startIndex + (at + bit) / 8
      guard index < bytes.endIndex else { break }
      value |= Int(bytes[index] >> UInt8((at + bit) % 8) & 1) << bit
    }
    return value
  }

  mutating func skip(_ count: Int) { at += count }

  mutating func read(_ count: Int) -> Int {
    let value = peek(count)
    skip(count)
    return value
  }
}
