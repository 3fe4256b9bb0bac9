import CLZ4

/// LZ4 frames.
extension DecompressingReader {
  static func makeLZ4() throws(StorageError) -> OpaquePointer {
    var context: OpaquePointer?
    let code = unsafe LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))
    guard LZ4F_isError(code) == 0, let context = unsafe context else {
      throw .compression(format: "lz4", detail: "the library did not start")
    }
    return unsafe context
  }

  mutating func stepLZ4(
    into destination: BufferView<UInt8>
  ) throws(StorageError) -> Step {
    guard let context = unsafe lz4 else { return Step(used: 0, made: 0, endsFrame: true) }
    while true {
      let isTakingHeld = mayHoldBytes
      var used = isTakingHeld ? 0 : min(wantedInput, input.count - inputStart)
      // Where blocks are followed, each is expanded to its end before the next is begun.
      if let border = lz4Blocks.border(after: compressedOffset) {
        used = min(used, Int(border - compressedOffset))
      }
      var made = destination.count
      // Safe: both ranges lie inside their buffers, which outlive the call.
      let code = unsafe LZ4F_decompress(
        context, destination.base, &made, input.view.base + inputStart, &used, nil)
      if LZ4F_isError(code) != 0 {
        let name = unsafe String(cString: LZ4F_getErrorName(code))
        throw damage("damaged lz4 stream (\(name))")
      }
      wantedInput = code
      mayHoldBytes = made == destination.count && code != 0
      try passLZ4Block(used: used, made: destination[0..<made], isLast: code == 0)
      if made > 0 || used > 0 || !isTakingHeld {
        return Step(used: used, made: made, endsFrame: code == 0)
      }
    }
  }

  /// Goes on to the next block of a frame whose blocks are followed, where the library stands at the
  /// end of one, and notes the place.
  private mutating func passLZ4Block(
    used: Int, made: BufferView<UInt8>, isLast: Bool
  ) throws(StorageError) {
    guard lz4Blocks.end != nil else { return }
    lz4Blocks.remember(made)
    // A full destination may have left some of the block behind.
    let here = compressedOffset + UInt64(used)
    guard here == lz4Blocks.end, !mayHoldBytes, !isLast else { return }
    let start = lz4Blocks.start
    try lz4Blocks.advance(in: file)
    let expanded = uncompressedOffset + UInt64(made.count)
    if lz4Blocks.end != nil, wantsCheckpoint(at: expanded) {
      note(start, compressed: here, uncompressed: expanded, history: lz4Blocks.lastBytes)
    }
  }
}

/// The LZ4 format as far as places inside a frame need it.
private enum LZ4Frame {
  static let magic: [UInt8] = [0x04, 0x22, 0x4D, 0x18]
  /// Bytes before a block that it may refer to.
  static let historyByteCount = 64 << 10

  static func areIndependent(_ flags: UInt8) -> Bool { flags & 0x20 != 0 }
  static func hasBlockChecksums(_ flags: UInt8) -> Bool { flags & 0x10 != 0 }
  static func hasContentSize(_ flags: UInt8) -> Bool { flags & 0x08 != 0 }
  static func hasContentChecksum(_ flags: UInt8) -> Bool { flags & 0x04 != 0 }
  static func hasDictionaryID(_ flags: UInt8) -> Bool { flags & 0x01 != 0 }

  /// Bytes of the largest block, expanded; `nil` for a code that means nothing.
  static func blockByteCount(_ descriptor: UInt8) -> Int? {
    let code = Int(descriptor >> 4 & 7)
    return code < 4 ? nil : 1 << (8 + 2 * code)
  }

  /// The four bytes at the beginning of a block; `nil` at the end of the file.
  static func blockHeader(
    in file: RandomAccessFile, at offset: UInt64
  ) throws(StorageError) -> UInt32? {
    let bytes = GrowableBuffer<UInt8>(repeating: 0, count: 4)
    guard try file.read(into: bytes.view, at: offset) == 4 else { return nil }
    return bytes.view.slice.load(UInt32.self, at: 0)
  }
}

extension UInt32 {
  /// Bytes of a block in the file; the highest bit says that it is not packed.
  fileprivate var blockByteCount: Int { Int(self & 0x7FFF_FFFF) }
  fileprivate var isStoredBlock: Bool { self >> 31 == 1 }
}

/// Follows the blocks of a frame that the library expands, which does not tell where they end.
struct LZ4Blocks: ~Copyable {
  /// Where the block being read ends in the file; `nil` where blocks are not followed.
  private(set) var end: UInt64?
  /// Where the checksum of the block begins, if the block is not packed and has one.
  ///
  /// The library delivers such a block as it reads it and compares afterwards; how much it delivers of
  /// a damaged one would depend on the room that it had.
  private var checksum: UInt64?
  private var flags: UInt8 = 0
  private var descriptor: UInt8 = 0
  private var notesPlaces = false
  private var history = GrowableBuffer<UInt8>()

  /// Follows nothing.
  init() {}

  /// Follows a frame from its header on, where that serves something; a skippable one never.
  ///
  /// `notesPlaces`: blocks are places to start from, so that what they may refer to is kept.
  init(
    of file: RandomAccessFile, at offset: UInt64, notesPlaces: Bool
  ) throws(StorageError) {
    self.notesPlaces = notesPlaces
    let head = GrowableBuffer<UInt8>(repeating: 0, count: 6)
    guard try file.read(into: head.view, at: offset) == 6,
      head.view[0..<4].array == LZ4Frame.magic,
      notesPlaces || LZ4Frame.hasBlockChecksums(head[4])
    else { return }
    flags = head[4]
    descriptor = head[5]
    end =
      offset + 7 + (LZ4Frame.hasContentSize(flags) ? 8 : 0)
      + (LZ4Frame.hasDictionaryID(flags) ? 4 : 0)
  }

  var start: DecompressingReader.Checkpoint.Start {
    .lz4Block(flags: flags, descriptor: descriptor)
  }

  /// Where a call of the library that begins at an offset has to end.
  func border(after offset: UInt64) -> UInt64? {
    if let checksum, offset < checksum { return checksum }
    return end
  }

  /// What the next block may refer to.
  var lastBytes: BufferView<UInt8> { history.view }

  /// Takes over expanded bytes as far as later blocks may refer to them.
  mutating func remember(_ bytes: BufferView<UInt8>) {
    if LZ4Frame.areIndependent(flags) || !notesPlaces { return }
    history.append(contentsOf: bytes.suffix(LZ4Frame.historyByteCount))
    history.keepLast(LZ4Frame.historyByteCount)
  }

  /// Goes to the next block; behind the last one nothing is followed.
  mutating func advance(in file: RandomAccessFile) throws(StorageError) {
    checksum = nil
    guard let here = end, let header = try LZ4Frame.blockHeader(in: file, at: here), header != 0
    else {
      end = nil
      return
    }
    let bytesEnd = here + 4 + UInt64(header.blockByteCount)
    let hasChecksum = LZ4Frame.hasBlockChecksums(flags)
    if hasChecksum, header.isStoredBlock { checksum = bytesEnd }
    end = bytesEnd + (hasChecksum ? 4 : 0)
  }
}

/// Expands the blocks of a frame from one of them on, which the library cannot.
///
/// Checksums of blocks and content are passed over: they were compared when the place was noted.
struct LZ4Rest: ~Copyable {
  private let flags: UInt8
  private let descriptor: UInt8
  /// History, then the block expanded last.
  private var bytes = GrowableBuffer<UInt8>()
  private var packed = GrowableBuffer<UInt8>()
  /// First byte of ``bytes`` not yet delivered.
  private var next = 0

  /// Goes on at a place inside a frame; `nil` for any other.
  init?(_ place: DecompressingReader.Checkpoint?, history: BufferView<UInt8>) {
    guard case .lz4Block(let flags, let descriptor) = place?.start else { return nil }
    self.flags = flags
    self.descriptor = descriptor
    bytes.append(contentsOf: history)
    next = history.count
  }

  /// Fills a view, at most to the end of a block.
  ///
  /// `offset`: of the next block in the file; moved behind what was read.
  /// Returns `nil` when the frame is at its end.
  mutating func read(
    from file: RandomAccessFile, at offset: inout UInt64, into destination: BufferView<UInt8>
  ) throws(StorageError) -> Int? {
    if next == bytes.count, try !expandBlock(from: file, at: &offset) { return nil }
    let count = min(destination.count, bytes.count - next)
    // Safe: both ranges lie inside their buffers.
    unsafe destination[0..<count].base.update(
      from: bytes.view[next..<(next + count)].base, count: count)
    next += count
    return count
  }

  private mutating func expandBlock(
    from file: RandomAccessFile, at offset: inout UInt64
  ) throws(StorageError) -> Bool {
    guard let header = try LZ4Frame.blockHeader(in: file, at: offset) else {
      throw damage(file, offset, "the file ends in the middle of a lz4 frame")
    }
    if header == 0 {
      offset += 4 + (LZ4Frame.hasContentChecksum(flags) ? 4 : 0)
      return false
    }
    bytes.keepLast(LZ4Frame.areIndependent(flags) ? 0 : LZ4Frame.historyByteCount)
    next = bytes.count
    guard let limit = LZ4Frame.blockByteCount(descriptor), header.blockByteCount <= limit else {
      throw damage(file, offset, "damaged lz4 stream (a block is too large)")
    }
    packed.removeAll()
    let source = packed.appendUninitialized(header.blockByteCount)
    guard try file.read(into: source, at: offset + 4) == source.count else {
      throw damage(file, offset, "the file ends in the middle of a lz4 frame")
    }
    if header.isStoredBlock {
      bytes.append(contentsOf: source)
    } else {
      let room = bytes.appendUninitialized(limit)
      // Safe: the library reads and writes within the counts; the history lies before the room.
      let made = unsafe LZ4_decompress_safe_usingDict(
        UnsafeRawPointer(source.base).assumingMemoryBound(to: CChar.self),
        UnsafeMutableRawPointer(room.base).assumingMemoryBound(to: CChar.self),
        CInt(source.count), CInt(limit),
        UnsafeRawPointer(bytes.view.base).assumingMemoryBound(to: CChar.self), CInt(next))
      guard made >= 0 else { throw damage(file, offset, "damaged lz4 stream (a block)") }
      bytes.setCount(next + Int(made))
    }
    offset += 4 + UInt64(source.count) + (LZ4Frame.hasBlockChecksums(flags) ? 4 : 0)
    return true
  }

  private func damage(
    _ file: RandomAccessFile, _ offset: UInt64, _ detail: String
  ) -> StorageError {
    .damaged(path: file.path, offset: offset, detail: detail)
  }
}

extension GrowableBuffer where Element == UInt8 {
  /// Drops all but the last bytes.
  fileprivate mutating func keepLast(_ limit: Int) {
    guard count > limit else { return }
    var last = GrowableBuffer<UInt8>()
    last.append(contentsOf: view[(count - limit)..<count])
    removeAll()
    append(contentsOf: last.view)
  }
}

extension BufferView where Element == UInt8 {
  fileprivate func suffix(_ limit: Int) -> BufferView<UInt8> {
    self[max(0, count - limit)..<count]
  }
}
