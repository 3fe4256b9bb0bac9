import CLZ4
import CZlib
import CZstd

/// Reads a file from front to back, expanded, in fixed memory.
///
/// The format is told by the first bytes, not by the name: plain bytes, gzip (any number of
/// members), zstd (any number of frames, skippable ones included) or the LZ4 frame format.
/// Where a compressed stream is cut off or damaged, every byte before the damage that can be
/// expanded is delivered first; then the reader throws ``StorageError/damaged(path:offset:detail:)``
/// with the offset in the file, and goes on throwing it.
@safe
package struct DecompressingReader: ~Copyable {
  /// How the bytes of a file are packed.
  package enum Format: String, Sendable, Codable, CaseIterable {
    case plain, gzip, zstd, lz4
  }

  /// A place where reading can start: the beginning of a frame or member.
  package struct Checkpoint: Sendable, Equatable, Codable, BitwiseCopyable {
    package var compressedOffset: UInt64
    package var uncompressedOffset: UInt64

    package init(compressedOffset: UInt64, uncompressedOffset: UInt64) {
      self.compressedOffset = compressedOffset
      self.uncompressedOffset = uncompressedOffset
    }
  }

  /// Largest history a zstd frame may ask for, as a power of two: 128 MiB, the tool's own limit.
  package static var maximumWindowLog: Int { 27 }
  private static var inputByteCount: Int { 256 << 10 }
  /// Enough to begin a frame of either kind; the libraries say what they want from there on.
  private static var frameHeaderByteCount: Int { 7 }

  package let file: RandomAccessFile
  package let format: Format
  /// Frame starts seen so far, thinned to the spacing asked for; none for plain files.
  package private(set) var checkpoints: [Checkpoint] = []
  /// Expanded bytes delivered so far, counted from the start of the file.
  package private(set) var uncompressedOffset: UInt64

  private let checkpointSpacing: UInt64
  private var input: GrowableBuffer<UInt8>
  private var inputStart = 0
  private var fileOffset: UInt64
  private var isInsideFrame = false
  /// Bytes that the library wants next.
  ///
  /// It gets no more, so that one call expands at most one block: what a failing call expanded
  /// before the damage would be lost.
  private var wantedInput = 0
  private var hasEnded = false
  private var failure: StorageError?

  // Safe: each is made once in `init` by its library, only for its format, and freed in `deinit`.
  private var zlib: UnsafeMutablePointer<z_stream>?
  private var zstd: OpaquePointer?
  private var lz4: OpaquePointer?

  /// Opens a file at its start or at a checkpoint that an earlier reading noted.
  ///
  /// - Parameters:
  ///   - path: A regular file.
  ///   - start: One of ``checkpoints`` of a reader of the same bytes.
  ///   - checkpointSpacing: Expanded bytes that lie at least between two noted checkpoints.
  /// - Throws: ``StorageError/system(operation:path:code:)`` when the file cannot be opened.
  package init(
    path: String, from start: Checkpoint? = nil, checkpointSpacing: UInt64 = 1 << 20
  ) throws(StorageError) {
    let opened = try RandomAccessFile(path: path)
    let format = try Self.format(of: opened)
    unsafe zlib = format == .gzip ? try Self.makeZlib() : nil
    unsafe zstd = format == .zstd ? try Self.makeZstd() : nil
    unsafe lz4 = format == .lz4 ? try Self.makeLZ4() : nil
    opened.adviseSequential()
    file = opened
    self.format = format
    self.checkpointSpacing = checkpointSpacing
    fileOffset = start?.compressedOffset ?? 0
    uncompressedOffset = start?.uncompressedOffset ?? 0
    input = GrowableBuffer(capacity: format == .plain ? 0 : Self.inputByteCount)
  }

  deinit {
    if let zlib = unsafe zlib {
      unsafe inflateEnd(zlib)
      unsafe zlib.deinitialize(count: 1)
      unsafe zlib.deallocate()
    }
    if let zstd = unsafe zstd { unsafe _ = ZSTD_freeDCtx(zstd) }
    if let lz4 = unsafe lz4 { unsafe _ = LZ4F_freeDecompressionContext(lz4) }
  }

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
        let made = try expand(into: destination[done..<destination.count])
        done += made
        uncompressedOffset += UInt64(made)
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
      if count < destination.count { hasEnded = true }
      return count
    }
    if inputStart == input.count { try refill() }
    if !isInsideFrame {
      if format == .gzip, inputStart < input.count, input[inputStart] == 0 { try skipZeros() }
      if inputStart == input.count {
        hasEnded = true
        return 0
      }
      noteCheckpoint()
    }
    let available = input.count - inputStart
    if !isInsideFrame { wantedInput = Self.frameHeaderByteCount }
    let step =
      switch format {
      case .plain, .gzip: try stepZlib(into: destination)
      case .zstd: try stepZstd(into: destination)
      case .lz4: try stepLZ4(into: destination)
      }
    inputStart += step.used
    isInsideFrame = !step.endsFrame
    if !step.endsFrame, step.used == 0, step.made == 0 {
      throw damage(
        available == 0
          ? "the file ends in the middle of a \(frameName)" : "the \(frameName) cannot go on")
    }
    return step.made
  }

  /// What one call of a library did.
  private struct Step {
    var used: Int
    var made: Int
    var endsFrame: Bool
  }

  private mutating func refill() throws(StorageError) {
    input.setCount(0)
    inputStart = 0
    let count = try file.read(into: input.capacityView, at: fileOffset)
    input.setCount(count)
    fileOffset += UInt64(count)
  }

  /// Passes over the zero bytes with which tapes and some tools pad gzip files.
  private mutating func skipZeros() throws(StorageError) {
    while inputStart < input.count {
      guard input[inputStart] == 0 else { throw damage("bytes follow the last gzip member") }
      inputStart += 1
      if inputStart == input.count { try refill() }
    }
  }

  private mutating func noteCheckpoint() {
    if let last = checkpoints.last,
      uncompressedOffset < last.uncompressedOffset + checkpointSpacing
    {
      return
    }
    checkpoints.append(
      Checkpoint(compressedOffset: compressedOffset, uncompressedOffset: uncompressedOffset))
  }

  private var frameName: String { format == .gzip ? "gzip member" : "\(format.rawValue) frame" }

  private func damage(_ detail: String) -> StorageError {
    .damaged(
      path: file.path, offset: compressedOffset,
      detail: "\(detail); \(uncompressedOffset) bytes were read before")
  }

  // MARK: - The three libraries

  private static func makeZlib() throws(StorageError) -> UnsafeMutablePointer<z_stream> {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 15 is the largest history, 16 asks for the gzip wrapping and nothing else.
    let code = unsafe inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    guard code == Z_OK else {
      unsafe stream.deallocate()
      throw .compression(format: "gzip", detail: "the library did not start (\(code))")
    }
    return unsafe stream
  }

  private mutating func stepZlib(
    into destination: BufferView<UInt8>
  ) throws(StorageError) -> Step {
    guard let stream = unsafe zlib else { return Step(used: 0, made: 0, endsFrame: true) }
    let offered = input.count - inputStart
    let room = min(destination.count, Int(CInt.max))
    // Safe: both ranges lie inside their buffers, which outlive the call.
    unsafe stream.pointee.next_in = input.view.base + inputStart
    unsafe stream.pointee.avail_in = UInt32(offered)
    unsafe stream.pointee.next_out = destination.base
    unsafe stream.pointee.avail_out = UInt32(room)
    let code = unsafe inflate(stream, Z_NO_FLUSH)
    let used = unsafe offered - Int(stream.pointee.avail_in)
    let made = unsafe room - Int(stream.pointee.avail_out)
    switch code {
    case Z_STREAM_END:
      unsafe inflateReset(stream)
      return Step(used: used, made: made, endsFrame: true)
    case Z_OK, Z_BUF_ERROR:
      return Step(used: used, made: made, endsFrame: false)
    default:
      let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "code \(code)"
      inputStart += used
      if made > 0 {
        // The bytes made before the damage are good: deliver them, then report.
        uncompressedOffset += UInt64(made)
        failure = damage("damaged gzip stream (\(reason))")
        uncompressedOffset -= UInt64(made)
        hasEnded = true
        return Step(used: 0, made: made, endsFrame: false)
      }
      throw damage("damaged gzip stream (\(reason))")
    }
  }

  private static func makeZstd() throws(StorageError) -> OpaquePointer {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw .compression(format: "zstd", detail: "the library did not start")
    }
    _ = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, CInt(maximumWindowLog))
    return unsafe context
  }

  private mutating func stepZstd(
    into destination: BufferView<UInt8>
  ) throws(StorageError) -> Step {
    guard let context = unsafe zstd else { return Step(used: 0, made: 0, endsFrame: true) }
    // Safe: both ranges lie inside their buffers, which outlive the call.
    var source = unsafe ZSTD_inBuffer(
      src: input.view.base + inputStart,
      size: min(wantedInput, input.count - inputStart), pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: destination.base, size: destination.count, pos: 0)
    let code = unsafe ZSTD_decompressStream(context, &target, &source)
    if ZSTD_isError(code) != 0 {
      let name = unsafe String(cString: ZSTD_getErrorName(code))
      throw damage(
        ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge
          ? "the zstd frame needs more than \(1 << (Self.maximumWindowLog - 20)) MiB of history, "
            + "expand it with \"zstd -d --long=31\""
          : "damaged zstd stream (\(name))")
    }
    wantedInput = code
    return unsafe Step(used: source.pos, made: target.pos, endsFrame: code == 0)
  }

  private static func makeLZ4() throws(StorageError) -> OpaquePointer {
    var context: OpaquePointer?
    let code = unsafe LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))
    guard LZ4F_isError(code) == 0, let context = unsafe context else {
      throw .compression(format: "lz4", detail: "the library did not start")
    }
    return unsafe context
  }

  private mutating func stepLZ4(
    into destination: BufferView<UInt8>
  ) throws(StorageError) -> Step {
    guard let context = unsafe lz4 else { return Step(used: 0, made: 0, endsFrame: true) }
    var used = min(wantedInput, input.count - inputStart)
    var made = destination.count
    // Safe: both ranges lie inside their buffers, which outlive the call.
    let code = unsafe LZ4F_decompress(
      context, destination.base, &made, input.view.base + inputStart, &used, nil)
    if LZ4F_isError(code) != 0 {
      let name = unsafe String(cString: LZ4F_getErrorName(code))
      throw damage("damaged lz4 stream (\(name))")
    }
    wantedInput = code
    return Step(used: used, made: made, endsFrame: code == 0)
  }

  // MARK: - Telling the format

  /// Tells a file's format by its first bytes.
  package static func format(of file: borrowing RandomAccessFile) throws(StorageError) -> Format {
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
      guard count >= 4 else { return offset > 0 ? .zstd : .plain }
      switch (head[0], head[1], head[2], head[3]) {
      case (0x28, 0xB5, 0x2F, 0xFD): return .zstd
      case (0x04, 0x22, 0x4D, 0x18): return .lz4
      default: return offset > 0 ? .zstd : .plain
      }
    }
  }
}
