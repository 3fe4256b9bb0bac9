import CBzip2
import CLZ4
import CLZMA
import CZlib
import CZstd

/// Reads a file from front to back, expanded, in fixed memory.
///
/// The format is told by the first bytes, not by the name: plain bytes, gzip (any number of
/// members), zstd (any number of frames, skippable ones included), the LZ4 frame format, bzip2 or xz
/// (any number of streams).
/// Where a compressed stream is cut off or damaged, every byte before the damage that can be
/// expanded is delivered first; then the reader throws ``StorageError/damaged(path:offset:detail:)``
/// with the offset in the file, and goes on throwing it until ``resume()`` passes over the damage.
@safe
package struct DecompressingReader: ~Copyable {
  /// How the bytes of a file are packed.
  package enum Format: String, Sendable, Codable, CaseIterable {
    case plain, gzip, zstd, lz4, bzip2, xz
  }

  /// Largest history a zstd frame can ask for, as a power of two; ``WindowBudget`` says what it may.
  static var maximumWindowLog: Int { 31 }
  private static var inputByteCount: Int { 256 << 10 }
  /// Enough to begin a frame of either kind; the libraries say what they want from there on.
  private static var frameHeaderByteCount: Int { 7 }

  package let file: RandomAccessFile
  package let format: Format
  /// Expanded bytes delivered so far, counted from the start of the file.
  package internal(set) var uncompressedOffset: UInt64

  /// Places to start seen so far; `nil` where none are to be noted.
  var noted: CheckpointList?
  var input: GrowableBuffer<UInt8>
  var inputStart = 0
  var fileOffset: UInt64
  var isInsideFrame: Bool
  /// Where the frame at hand begins, or where reading began inside of one.
  var frameOffset: UInt64
  /// The same place in the expanded file.
  package internal(set) var frameUncompressedOffset: UInt64
  /// Bytes that the library wants next.
  ///
  /// It gets no more, so that one call expands at most one block: what a failing call expanded
  /// before the damage would be lost.
  var wantedInput = 0
  /// The last call of zstd or LZ4 filled its destination, so that the library may hold more.
  ///
  /// That is taken before the library gets more input, for the same reason.
  var mayHoldBytes = false
  var hasEnded = false
  var failure: StorageError?

  /// CRC-32 of the plain bytes read so far, where the file has one and was read from its start.
  var plainChecksum: UInt?

  // Safe: each is made once in `init` by its library, only for its format, and freed in `deinit`.
  var zlib: UnsafeMutablePointer<z_stream>?
  let zstd: OpaquePointer?
  let lz4: OpaquePointer?
  let bzip2: UnsafeMutablePointer<bz_stream>?
  let xz: UnsafeMutablePointer<lzma_stream>?

  /// What is left of a gzip member or zstd frame that was begun in its middle: checksum and length.
  var trailer = 0
  /// Where a gzip member was begun in its middle, its wrapping is not the library's affair.
  var isRawDeflate = false
  /// The last byte that the library took.
  var lastByte: UInt8 = 0
  /// The blocks of the LZ4 frame being read, where they are followed.
  var lz4Blocks: LZ4Blocks
  /// The blocks of the zstd frame being read, where they are followed.
  var zstdBlocks: ZstdBlocks
  /// Bytes of the largest window of the zstd frames read, which the library keeps.
  var zstdWindowByteCount: UInt64 = 0
  /// Where a zstd frame was begun in its middle, whether a checksum ends it.
  var zstdRestHasChecksum: Bool?
  /// Reads the rest of an LZ4 frame that was begun in its middle.
  var lz4Rest: LZ4Rest?

  /// Opens a file at its start or at a checkpoint that an earlier reading noted.
  ///
  /// - Parameters:
  ///   - path: A regular file.
  ///   - start: One of ``checkpoints`` of a reader of the same bytes.
  ///   - checkpointSpacing: Expanded bytes that lie at least between two noted checkpoints; without,
  ///     none is noted.
  /// - Throws: ``StorageError/system(operation:path:code:)`` when the file cannot be opened.
  package init(
    path: String, from start: Checkpoint? = nil, checkpointSpacing: UInt64? = nil
  ) throws(StorageError) {
    try self.init(
      try RandomAccessFile(path: path), from: start, checkpointSpacing: checkpointSpacing)
  }

  /// Reads a file that is open already.
  package init(
    _ file: RandomAccessFile, from start: Checkpoint? = nil, checkpointSpacing: UInt64? = nil
  ) throws(StorageError) {
    let format = try Self.format(of: file)
    let history = try Checkpoint.history(before: start)
    // Only one of them is made, so none is left behind when another fails.
    let zlib =
      unsafe format == .gzip
      ? try Self.makeZlib(from: start, history: history.view) : nil
    let zstd =
      unsafe format == .zstd
      ? try Self.makeZstd(for: file, from: start, history: history.view) : nil
    let lz4 = unsafe format == .lz4 ? try Self.makeLZ4() : nil
    let bzip2 = unsafe format == .bzip2 ? try Self.makeBzip2() : nil
    let xz = unsafe format == .xz ? try Self.makeXZ() : nil
    unsafe self.zlib = unsafe zlib
    unsafe self.zstd = unsafe zstd
    unsafe self.lz4 = unsafe lz4
    unsafe self.bzip2 = unsafe bzip2
    unsafe self.xz = unsafe xz
    file.adviseSequential()
    self.file = file
    self.format = format
    plainChecksum = format == .plain && file.checksum != nil && start == nil ? 0 : nil
    noted = checkpointSpacing.map { CheckpointList(spacing: $0) }
    fileOffset = start?.compressedOffset ?? 0
    frameOffset = fileOffset
    uncompressedOffset = start?.uncompressedOffset ?? 0
    frameUncompressedOffset = uncompressedOffset
    input = GrowableBuffer(capacity: format == .plain ? 0 : Self.inputByteCount)
    lz4Blocks = LZ4Blocks()
    zstdBlocks = ZstdBlocks()
    lz4Rest = LZ4Rest(start, history: history.view)
    if case .deflateBlock = start?.start { isRawDeflate = true }
    switch start?.start {
    case .deflateBlock, .lz4Block: isInsideFrame = true
    case .zstdBlock(_, let hasChecksum):
      isInsideFrame = true
      zstdRestHasChecksum = hasChecksum
      wantedInput = ZstdBlocks.headerByteCount
    case .frame, nil: isInsideFrame = false
    }
  }

  deinit {
    if let zlib = unsafe zlib {
      unsafe inflateEnd(zlib)
      unsafe zlib.deinitialize(count: 1)
      unsafe zlib.deallocate()
    }
    if let zstd = unsafe zstd {
      unsafe _ = ZSTD_freeDCtx(zstd)
      file.windows.giveBack(zstdWindowByteCount)
    }
    if let lz4 = unsafe lz4 { unsafe _ = LZ4F_freeDecompressionContext(lz4) }
    if let bzip2 = unsafe bzip2 { unsafe Self.freeBzip2(bzip2) }
    if let xz = unsafe xz { unsafe Self.freeXZ(xz) }
  }

  /// Places to start seen so far; none for plain files.
  package var checkpoints: [Checkpoint] { noted?.checkpoints ?? [] }

  /// Bytes of the file that were used up so far.
  package var compressedOffset: UInt64 {
    format == .plain ? uncompressedOffset : fileOffset - UInt64(input.count - inputStart)
  }

  /// Fills a view with the next bytes.
  ///
  /// - Returns: Fewer than `destination.count` only at the end of the file or before damage;
  ///   0 at the end.
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the compressed stream breaks,
  ///   ``StorageError/system(operation:path:code:)`` when the file cannot be read.
  package mutating func read(into destination: BufferView<UInt8>) throws(StorageError) -> Int {
    if let failure { throw failure }
    var done = 0
    do throws(StorageError) {
      while done < destination.count, !hasEnded {
        done += try expand(into: destination[done..<destination.count])
      }
    } catch {
      failure = error
      if done == 0 { throw error }
    }
    return done
  }

  /// Reads on without delivering, until an expanded offset.
  ///
  /// - Returns: Whether the offset was reached before the end of the file.
  package mutating func skip(to offset: UInt64) throws(StorageError) -> Bool {
    if format == .plain {
      if offset != uncompressedOffset { plainChecksum = nil }
      uncompressedOffset = min(offset, file.status.byteCount)
      return uncompressedOffset == offset
    }
    let scratch = GrowableBuffer<UInt8>(repeating: 0, count: 128 << 10)
    while uncompressedOffset < offset {
      let wanted = Int(min(UInt64(scratch.count), offset - uncompressedOffset))
      if try read(into: scratch.view[0..<wanted]) == 0 { return false }
    }
    return uncompressedOffset == offset
  }

  // MARK: - One step

  /// Expands something, or notes the end.
  private mutating func expand(into destination: BufferView<UInt8>) throws(StorageError) -> Int {
    if format == .plain {
      let count = try file.read(into: destination, at: uncompressedOffset)
      // A part of a file says at its next reading when it goes on behind the whole.
      if count == 0 {
        hasEnded = true
        if let plainChecksum, let checksum = file.checksum, plainChecksum != UInt(checksum) {
          throw .damaged(
            path: file.path, offset: uncompressedOffset,
            detail: "the bytes before have another checksum than the archive says")
        }
      }
      if let checksum = plainChecksum {
        // Safe: the bytes were read into the view.
        plainChecksum = unsafe crc32_z(checksum, destination.base, count)
      }
      uncompressedOffset += UInt64(count)
      return count
    }
    if lz4Rest != nil { return try expandRest(into: destination) }
    if inputStart == input.count { try refill() }
    if trailer > 0 { return try skipTrailer() }
    if !isInsideFrame {
      if format == .gzip || format == .xz, inputStart < input.count, input[inputStart] == 0 {
        try skipZeros()
      }
      if inputStart == input.count {
        hasEnded = true
        return 0
      }
      frameOffset = compressedOffset
      frameUncompressedOffset = uncompressedOffset
      if wantsCheckpoint(at: uncompressedOffset) {
        let place = Checkpoint(
          compressedOffset: compressedOffset, uncompressedOffset: uncompressedOffset)
        noted?.append(place)
      }
      if format == .lz4 {
        lz4Blocks = try LZ4Blocks(of: file, at: compressedOffset, notesPlaces: noted != nil)
      }
      if format == .zstd { try takeZstdWindow() }
      if noted != nil, format == .zstd {
        zstdBlocks = try ZstdBlocks(of: file, at: compressedOffset)
      }
    }
    let available = input.count - inputStart
    if !isInsideFrame { wantedInput = Self.frameHeaderByteCount }
    let step =
      switch format {
      case .plain, .gzip: try stepZlib(into: destination)
      case .zstd: try stepZstd(into: destination)
      case .lz4: try stepLZ4(into: destination)
      case .bzip2: try stepBzip2(into: destination)
      case .xz: try stepXZ(into: destination)
      }
    inputStart += step.used
    uncompressedOffset += UInt64(step.made)
    isInsideFrame = !step.endsFrame
    if !step.endsFrame, step.used == 0, step.made == 0 {
      throw damage(
        available == 0
          ? "the file ends in the middle of a \(frameName)" : "the \(frameName) cannot go on")
    }
    return step.made
  }

  /// What one call of a library did.
  struct Step {
    var used: Int
    var made: Int
    var endsFrame: Bool
  }

  mutating func refill() throws(StorageError) {
    input.setCount(0)
    inputStart = 0
    let count = try file.read(into: input.capacityView, at: fileOffset)
    input.setCount(count)
    fileOffset += UInt64(count)
  }

  /// Ends a step in which a library found damage: what it made before is delivered, then the
  /// damage is told.
  mutating func fail(
    _ detail: String, used: Int, made: Int
  ) throws(StorageError) -> Step {
    inputStart += used
    guard made > 0 else { throw damage(detail) }
    uncompressedOffset += UInt64(made)
    failure = damage(detail)
    uncompressedOffset -= UInt64(made)
    hasEnded = true
    return Step(used: 0, made: made, endsFrame: false)
  }

  /// Passes over the zero bytes with which tapes and some tools pad gzip files, and the padding of xz.
  private mutating func skipZeros() throws(StorageError) {
    while inputStart < input.count {
      guard input[inputStart] == 0 else {
        // Streams may follow the padding of xz.
        if format == .xz { return }
        throw damage("bytes follow the last gzip member")
      }
      inputStart += 1
      if inputStart == input.count { try refill() }
    }
  }

  /// Passes over what ends a gzip member or zstd frame that was begun in its middle.
  private mutating func skipTrailer() throws(StorageError) -> Int {
    let count = min(trailer, input.count - inputStart)
    guard count > 0 else { throw damage("the file ends in the middle of a \(frameName)") }
    inputStart += count
    trailer -= count
    return 0
  }

  /// Delivers bytes of an LZ4 frame that was begun in its middle.
  private mutating func expandRest(
    into destination: BufferView<UInt8>
  ) throws(StorageError) -> Int {
    guard let made = try lz4Rest?.read(from: file, at: &fileOffset, into: destination) else {
      lz4Rest = nil
      isInsideFrame = false
      return 0
    }
    uncompressedOffset += UInt64(made)
    return made
  }

  /// Whether a place to start is to be noted at an expanded offset.
  func wantsCheckpoint(at uncompressed: UInt64) -> Bool { noted?.wants(uncompressed) == true }

  /// Notes a place to start.
  ///
  /// `history`: the expanded bytes before it that what follows may refer to.
  mutating func note(
    _ start: Checkpoint.Start, compressed: UInt64, uncompressed: UInt64,
    history: BufferView<UInt8>
  ) {
    var checkpoint = Checkpoint(
      compressedOffset: compressed, uncompressedOffset: uncompressed, start: start)
    checkpoint.keep(history)
    noted?.append(checkpoint)
  }

  private var frameName: String {
    switch format {
    case .plain, .gzip: "gzip member"
    case .zstd, .lz4: "\(format.rawValue) frame"
    case .bzip2, .xz: "\(format.rawValue) stream"
    }
  }

  func damage(_ detail: String) -> StorageError {
    .damaged(
      path: file.path, offset: compressedOffset,
      detail: "\(detail); \(uncompressedOffset) bytes were read before")
  }

  // MARK: - Telling the format

  /// `BZh`, the size of blocks as a digit, and the beginning of a block or of the end.
  private static func isBzip2(_ head: BufferView<UInt8>) -> Bool {
    head[0..<3].array == Array("BZh".utf8) && 0x31...0x39 ~= head[3]
      && [[0x31, 0x41, 0x59, 0x26], [0x17, 0x72, 0x45, 0x38]].contains(head[4..<8].array)
  }

  /// Tells a file's format by its first bytes.
  package static func format(of file: RandomAccessFile) throws(StorageError) -> Format {
    let head = GrowableBuffer<UInt8>(repeating: 0, count: 8)
    var offset: UInt64 = 0
    // zstd and LZ4 share their skippable frames, so the first other frame decides.
    while true {
      let count = try file.read(into: head.view, at: offset)
      let skippable =
        count == 8 && head[0] & 0xF0 == 0x50
        && head[1] == 0x2A && head[2] == 0x4D && head[3] == 0x18
      if skippable {
        let length = (0..<4).reduce(UInt64(0)) { $0 | UInt64(head[4 + $1]) << (8 * UInt64($1)) }
        offset += 8 + length
        continue
      }
      if count == 0 && offset > 0 { return .zstd }
      if count >= 2, head[0] == 0x1F, head[1] == 0x8B, offset == 0 { return .gzip }
      if offset == 0, count == 8, isBzip2(head.view) { return .bzip2 }
      if offset == 0, count >= 6, head.view[0..<6].array == [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0] {
        return .xz
      }
      guard count >= 4 else { return offset > 0 ? .zstd : .plain }
      switch (head[0], head[1], head[2], head[3]) {
      case (0x28, 0xB5, 0x2F, 0xFD): return .zstd
      case (0x04, 0x22, 0x4D, 0x18): return .lz4
      default: return offset > 0 ? .zstd : .plain
      }
    }
  }
}
