import CZstd

/// Follows the blocks of a zstd frame that the library expands, and finds places in it to start from.
///
/// The library has no way to begin inside of a frame. But what a block goes on from is just what a
/// dictionary holds (RFC 8878, section 5): tables, the last three offsets, and the bytes before. So a
/// place is kept as the dictionary with which the blocks behind it are a frame of their own. Tables
/// are taken from the blocks that describe them; offsets from the sequences of the block before.
struct ZstdBlocks: ~Copyable {
  /// Bytes of the largest window that places are kept for.
  static let maximumWindowByteCount = 8 << 20
  /// Places lie so many windows apart, since each keeps one.
  static let windowsApart: UInt64 = 32
  /// Bytes before a block that say what it is.
  static let headerByteCount = 3
  /// Blocks that are searched for a description of a table.
  private static let searchedBlockCount = 32
  /// A table of two literals with one bit each.
  private static let anyLiteralTable: [UInt8] = [128, 0x10]
  /// Bytes of a block at most.
  private static let maximumBlockByteCount = 128 << 10

  /// Where the block begins that comes next in the file; `nil` where blocks are not followed.
  private(set) var next: UInt64?
  private let header: Header?
  /// Where the last blocks before it begin.
  private var passed: [UInt64] = []
  private var isLast = false
  /// Some block before it describes a table of literals.
  private var hasLiteralTable = false
  /// Expanded bytes, of which the last are the window.
  private var window = GrowableBuffer<UInt8>()
  /// A place whose first bytes have not been compared yet.
  var untried: DecompressingReader.Checkpoint?

  /// What the header of a frame says.
  struct Header {
    /// The byte that says how large the window is.
    var windowDescriptor: UInt8
    var hasChecksum: Bool
    var byteCount: Int

    var windowByteCount: UInt64 {
      let base = UInt64(1) << (10 + UInt64(windowDescriptor >> 3))
      return base + base / 8 * UInt64(windowDescriptor & 7)
    }

    /// Reads a header; `nil` for a frame that is one window, or a skippable one.
    init?(of file: RandomAccessFile, at offset: UInt64) throws(StorageError) {
      let head = GrowableBuffer<UInt8>(repeating: 0, count: 6)
      guard try file.read(into: head.view, at: offset) == 6,
        head.view.slice.load(UInt32.self, at: 0) == ZSTD_MAGICNUMBER, head[4] & 0x20 == 0
      else { return nil }
      windowDescriptor = head[5]
      hasChecksum = head[4] & 4 != 0
      byteCount = 6 + [0, 1, 2, 4][Int(head[4] & 3)] + [0, 2, 4, 8][Int(head[4] >> 6)]
    }

    /// The beginning of a frame of blocks that go on from a dictionary.
    static func bytes(windowDescriptor: UInt8) -> [UInt8] {
      [0x28, 0xB5, 0x2F, 0xFD, 0, windowDescriptor]
    }
  }

  /// Follows nothing.
  init() { header = nil }

  /// Follows a frame from its header on, if its window is not too large.
  init(of file: RandomAccessFile, at offset: UInt64) throws(StorageError) {
    header = try Header(of: file, at: offset)
    guard let header, header.windowByteCount <= UInt64(Self.maximumWindowByteCount) else { return }
    next = offset + UInt64(header.byteCount)
  }

  /// Expanded bytes that lie at least between two places.
  var spacing: UInt64 { (header?.windowByteCount ?? 0) * Self.windowsApart }

  /// Takes over what a call of the library expanded, up to where it read in the file.
  ///
  /// Returns whether this is where a block begins that follows another; `isWhole`: nothing that was
  /// read is still to be expanded.
  mutating func advance(
    _ made: BufferView<UInt8>, to offset: UInt64, isWhole: Bool, in file: RandomAccessFile
  ) throws(StorageError) -> Bool {
    remember(made)
    while let here = next, !isLast {
      guard let block = try Self.block(in: file, at: here) else {
        next = nil
        return false
      }
      let end = here + UInt64(Self.headerByteCount) + UInt64(block.byteCount)
      if offset < end { break }
      passed.append(here)
      if passed.count > 2 * Self.searchedBlockCount {
        passed.removeFirst(Self.searchedBlockCount)
      }
      isLast = block.isLast
      hasLiteralTable = hasLiteralTable || block.describesLiterals
      next = end
    }
    // The header of the block may have been read, and none of its bytes.
    guard let next, !isLast, isWhole, let header else { return false }
    return !passed.isEmpty && next <= offset && offset <= next + UInt64(Self.headerByteCount)
      && UInt64(window.count) >= header.windowByteCount
  }

  private mutating func remember(_ bytes: BufferView<UInt8>) {
    guard let header, next != nil else { return }
    let size = Int(header.windowByteCount)
    if window.count + bytes.count > 2 * size, window.count > size {
      // Safe: both ranges lie inside the buffer; the library's move allows them to overlap.
      unsafe window.view.base.update(from: window.view.base + (window.count - size), count: size)
      window.setCount(size)
    }
    window.append(contentsOf: bytes)
  }

  /// The place before the next block, if the blocks before it say all that is needed.
  func place(
    uncompressed: UInt64, in file: RandomAccessFile
  ) throws(StorageError) -> DecompressingReader.Checkpoint? {
    guard let next, let header, let tables = try tables(in: file) else { return nil }
    let size = Int(header.windowByteCount)
    var dictionary = GrowableBuffer<UInt8>()
    dictionary.append(contentsOf: tables)
    dictionary.append(contentsOf: window.view[(window.count - size)..<window.count])
    var place = DecompressingReader.Checkpoint(
      compressedOffset: next, uncompressedOffset: uncompressed,
      start: .zstdBlock(windowDescriptor: header.windowDescriptor, hasChecksum: header.hasChecksum))
    place.keep(dictionary.view)
    return place
  }

  /// The beginning of a dictionary, up to its content: what the next block goes on from.
  private func tables(in file: RandomAccessFile) throws(StorageError) -> [UInt8]? {
    var literals: [UInt8]?
    var sequences = [[UInt8]?](repeating: nil, count: ZstdBlock.sequenceTables)
    var last: ZstdBlock?
    for (number, offset) in passed.suffix(Self.searchedBlockCount).reversed().enumerated() {
      guard let block = try Self.compressedBlock(in: file, at: offset) else {
        if number == 0 { return nil }
        continue
      }
      if number == 0 { last = block }
      if literals == nil, case .described(let range) = block.literals {
        literals = Array(block.bytes[range])
      }
      for (table, found) in block.tables.enumerated() where sequences[table] == nil {
        switch found {
        case .described(let range): sequences[table] = Array(block.bytes[range])
        case .repeated: break
        case .other: return nil
        }
      }
      if literals != nil, !sequences.contains(nil) { break }
    }
    // Quick levels do not code literals; a dictionary needs a table all the same.
    if literals == nil, !hasLiteralTable { literals = Self.anyLiteralTable }
    let described = sequences.compactMap { $0 }
    let counts = described.compactMap { ZstdCounts($0[...]) }
    guard let literals, counts.count == ZstdBlock.sequenceTables, let last,
      last.sequenceCount > 0, let offsets = ZstdSequences.lastOffsets(of: last, counts)
    else { return nil }
    var bytes = ByteWriter(capacity: 512)
    bytes.append(ZSTD_MAGIC_DICTIONARY)
    // Any number: frames that go on from it name none.
    bytes.append(UInt32(1))
    bytes.append(literals)
    for table in [ZstdBlock.offsets, ZstdBlock.matchLengths, ZstdBlock.literalLengths] {
      bytes.append(described[table])
    }
    for offset in offsets { bytes.append(UInt32(truncatingIfNeeded: offset)) }
    return bytes.slice.array
  }

  // MARK: - Blocks in the file

  private struct BlockHeader {
    /// Bytes of it in the file, behind the header.
    var byteCount: Int
    var isLast: Bool
    var isCompressed: Bool
    var describesLiterals: Bool
  }

  /// The header of a block; `nil` behind the end of the file.
  private static func block(
    in file: RandomAccessFile, at offset: UInt64
  ) throws(StorageError) -> BlockHeader? {
    let bytes = GrowableBuffer<UInt8>(repeating: 0, count: headerByteCount + 1)
    guard try file.read(into: bytes.view, at: offset) >= headerByteCount else { return nil }
    let value = Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16
    let kind = value >> 1 & 3
    return BlockHeader(
      byteCount: kind == 1 ? 1 : value >> 3, isLast: value & 1 == 1, isCompressed: kind == 2,
      describesLiterals: kind == 2 && bytes[headerByteCount] & 3 == 2)
  }

  /// A compressed block; `nil` for one of another kind.
  private static func compressedBlock(
    in file: RandomAccessFile, at offset: UInt64
  ) throws(StorageError) -> ZstdBlock? {
    guard let header = try block(in: file, at: offset), header.isCompressed,
      header.byteCount <= maximumBlockByteCount
    else { return nil }
    let bytes = GrowableBuffer<UInt8>(repeating: 0, count: header.byteCount)
    let start = offset + UInt64(headerByteCount)
    guard try file.read(into: bytes.view, at: start) == header.byteCount else { return nil }
    return ZstdBlock(bytes.view.array)
  }
}
