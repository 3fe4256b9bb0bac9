/// The offsets with which a block of a zstd frame ends (RFC 8878, sections 3.1.1.3.2 and 3.1.1.5).
///
/// The sequences are read without being carried out: lengths only as far as their bits must be passed
/// over.
struct ZstdSequences {
  /// The last three offsets, the newest first; `nil` for one that the block took over and kept.
  private var recent: [Int?] = [nil, nil, nil]

  /// The last three offsets behind a block; `nil` where not all of them come from it.
  ///
  /// `counts`: of the tables in force in it, in the order of ``ZstdBlock/tables``.
  static func lastOffsets(of block: ZstdBlock, _ counts: [ZstdCounts]) -> [Int]? {
    var sequences = ZstdSequences()
    guard sequences.read(block, counts.map(Self.states(of:))) else { return nil }
    let offsets = sequences.recent.compactMap { $0 }
    return offsets.count == 3 && offsets.allSatisfy { $0 > 0 } ? offsets : nil
  }

  private mutating func read(_ block: ZstdBlock, _ tables: [[State]]) -> Bool {
    guard var bits = BackwardBits(block.bytes[block.sequenceBits]) else { return false }
    var states: [Int] = []
    for table in tables {
      guard let state = bits.read(table.count.trailingZeroBitCount) else { return false }
      states.append(state)
    }
    for number in 1...block.sequenceCount {
      let literals = tables[ZstdBlock.literalLengths][states[ZstdBlock.literalLengths]]
      let match = tables[ZstdBlock.matchLengths][states[ZstdBlock.matchLengths]]
      let offset = tables[ZstdBlock.offsets][states[ZstdBlock.offsets]]
      guard offset.symbol < 32, match.symbol < Self.matchBits.count,
        literals.symbol < Self.literalBits.count,
        let low = bits.read(offset.symbol), bits.read(Self.matchBits[match.symbol]) != nil,
        bits.read(Self.literalBits[literals.symbol]) != nil
      else { return false }
      take(1 << offset.symbol + low, followsMatch: literals.symbol == 0)
      if number == block.sequenceCount { break }
      for table in [ZstdBlock.literalLengths, ZstdBlock.matchLengths, ZstdBlock.offsets] {
        let state = tables[table][states[table]]
        guard let low = bits.read(state.bitCount) else { return false }
        states[table] = state.base + low
      }
    }
    return true
  }

  /// Takes an offset as it is written: one of the last three, or one more than three more.
  ///
  /// `followsMatch`: no literals stand before it, so that the newest would be of no use.
  private mutating func take(_ written: Int, followsMatch: Bool) {
    if written > 3 {
      recent = [written - 3, recent[0], recent[1]]
      return
    }
    switch written - 1 + (followsMatch ? 1 : 0) {
    case 0: break
    case 1: recent = [recent[1], recent[0], recent[2]]
    case 2: recent = [recent[2], recent[0], recent[1]]
    default: recent = [recent[0].map { $0 - 1 }, recent[0], recent[1]]
    }
  }

  /// Bits that follow the code of a literal length or match length.
  private static let literalBits =
    Array(repeating: 0, count: 16) + [1, 1, 1, 1, 2, 2, 3, 3, 4] + Array(6...16)
  private static let matchBits =
    Array(repeating: 0, count: 32) + [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5] + Array(7...16)

  // MARK: - Tables

  /// One state of a table: its symbol, and how the next state is found.
  private struct State {
    var symbol: Int
    var bitCount = 0
    var base = 0
  }

  /// Lays the symbols out over the states (RFC 8878, section 4.1.1).
  private static func states(of counts: ZstdCounts) -> [State] {
    let size = 1 << counts.tableLog
    var states = [State](repeating: State(symbol: 0), count: size)
    var next = counts.counts.map { max($0, 1) }
    var end = size
    for (symbol, count) in counts.counts.enumerated() where count == -1 {
      end -= 1
      states[end].symbol = symbol
    }
    var at = 0
    let step = size >> 1 + size >> 3 + 3
    for (symbol, count) in counts.counts.enumerated() where count > 0 {
      for _ in 0..<count {
        states[at].symbol = symbol
        repeat { at = (at + step) & (size - 1) } while at >= end
      }
    }
    for index in states.indices {
      let symbol = states[index].symbol
      let place = next[symbol]
      next[symbol] += 1
      let bitCount = counts.tableLog - (Int.bitWidth - 1 - place.leadingZeroBitCount)
      states[index].bitCount = bitCount
      states[index].base = place << bitCount - size
    }
    return states
  }
}

/// Bits from the end of some bytes, which the highest bit set in the last byte marks.
private struct BackwardBits {
  private let bytes: ArraySlice<UInt8>
  /// Bits that are left.
  private var left: Int

  init?(_ bytes: ArraySlice<UInt8>) {
    guard let last = bytes.last, last > 0 else { return nil }
    self.bytes = bytes
    left = bytes.count * 8 - last.leadingZeroBitCount - 1
  }

  /// The next bits; `nil` when there are not so many.
  mutating func read(_ count: Int) -> Int? {
    guard count <= left else { return nil }
    left -= count
    var value: UInt64 = 0
    let first = bytes.startIndex + left / 8
    for index in first..<min(first + 8, bytes.endIndex) {
      value |= UInt64(bytes[index]) << UInt64(8 * (index - first))
    }
    return Int(value >> UInt64(left % 8) & (1 << UInt64(count) - 1))
  }
}
