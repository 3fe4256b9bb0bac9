import CLZ4
import CZlib
import CZstd

/// Writes a file front to back, compressed, in fixed memory: the other side of
/// ``DecompressingReader``.
///
/// Bytes are gathered into pieces of one MiB, each written as a gzip member, zstd frame or LZ4
/// frame of its own with its checksum; the formats allow any number of them in a row, and a reader
/// can begin at each. The file is made under its name with `.partial` behind it and takes its name
/// in ``finish()``; what is left unfinished is removed. Links, devices and pipes: see ``Destination``.
package struct CompressingWriter: ~Copyable {
  /// How a file is packed that is written here: fewer ways than ``DecompressingReader`` reads.
  package enum Format: String, Sendable, CaseIterable {
    case plain, gzip, zstd, lz4
  }

  /// Bytes of one piece before compression.
  package static var pieceByteCount: Int { 1 << 20 }

  package let path: String
  package let format: Format
  /// Bytes appended so far.
  package private(set) var byteCount: UInt64 = 0
  /// Bytes in the file so far.
  package private(set) var writtenByteCount: UInt64 = 0

  private let directory: any Directory
  private let name: String
  private let file: any WritableFile
  private var pending = GrowableBuffer<UInt8>()
  private var packed = GrowableBuffer<UInt8>()
  private var digest = SHA256()
  private var isFinished = false

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: Where the file shall stand; its folder must exist.
  ///   - format: How it is packed.
  /// - Throws: ``StorageError`` when the file cannot be made.
  package init(path: String, format: Format) throws(StorageError) {
    let destination = try Destination(path)
    try self.init(
      in: destination.directory, name: destination.name, path: path, format: format)
  }

  /// Begins a file in a folder that may be one which fails.
  package init(
    in directory: any Directory, name: String, path: String, format: Format
  ) throws(StorageError) {
    self.path = path
    self.format = format
    self.directory = directory
    self.name = name
    file = try directory.create(name + ".partial")
  }

  deinit {
    guard !isFinished else { return }
    file.close()
    try? directory.remove(name + ".partial")
  }

  /// The format that a file's name asks for: `.gz`, `.zst`, `.lz4`, else plain.
  package static func format(forName name: String) -> Format {
    let name = name.lowercased()
    if name.hasSuffix(".gz") { return .gzip }
    if name.hasSuffix(".zst") || name.hasSuffix(".zstd") { return .zstd }
    return name.hasSuffix(".lz4") ? .lz4 : .plain
  }

  /// Appends bytes.
  package mutating func append(_ bytes: [UInt8]) throws(StorageError) {
    pending.append(contentsOf: bytes)
    byteCount += UInt64(bytes.count)
    if pending.count >= Self.pieceByteCount { try flush() }
  }

  /// Writes what is left, waits until it is on the device, and gives the file its name.
  ///
  /// - Returns: SHA-256 of the file, as hexadecimal digits.
  package mutating func finish() throws(StorageError) -> String {
    // An empty file of a format is one empty frame, which its tools take.
    if pending.count > 0 || writtenByteCount == 0 && format != .plain { try flush() }
    try file.synchronize()
    file.close()
    try directory.rename(name + ".partial", to: name)
    isFinished = true
    return digest.hexadecimal
  }

  private mutating func flush() throws(StorageError) {
    packed.removeAll()
    switch format {
    case .plain: packed.append(contentsOf: pending.view)
    case .gzip: try Self.gzip(pending.view, into: &packed)
    case .zstd: try Self.zstd(pending.view, into: &packed)
    case .lz4: try Self.lz4(pending.view, into: &packed)
    }
    try file.write(ByteSlice(packed.view))
    digest.append(packed.view)
    writtenByteCount += UInt64(packed.count)
    pending.removeAll()
  }

  // MARK: - Formats

  /// Some bytes as one gzip member.
  package static func gzip(_ bytes: [UInt8]) throws(StorageError) -> [UInt8] {
    var source = GrowableBuffer<UInt8>(capacity: bytes.count)
    source.append(contentsOf: bytes)
    var packed = GrowableBuffer<UInt8>()
    try gzip(source.view, into: &packed)
    return packed.view.array
  }

  private static func gzip(
    _ source: BufferView<UInt8>, into target: inout GrowableBuffer<UInt8>
  ) throws(StorageError) {
    var stream = unsafe z_stream()
    // Safe: both buffers outlive the calls, and the library is told how large they are.
    var code = unsafe deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      CInt(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw failed("gzip", "\(code)") }
    let room = target.appendUninitialized(
      unsafe Int(deflateBound(&stream, UInt(source.count))))
    unsafe stream.next_in = source.base
    unsafe stream.avail_in = UInt32(source.count)
    unsafe stream.next_out = room.base
    unsafe stream.avail_out = UInt32(room.count)
    code = unsafe deflate(&stream, Z_FINISH)
    let count = unsafe room.count - Int(stream.avail_out)
    unsafe deflateEnd(&stream)
    guard code == Z_STREAM_END else { throw failed("gzip", "\(code)") }
    target.setCount(count)
  }

  private static func zstd(
    _ source: BufferView<UInt8>, into target: inout GrowableBuffer<UInt8>
  ) throws(StorageError) {
    // Safe: made and freed here; the library is told how large both buffers are.
    let context = unsafe ZSTD_createCCtx()
    defer { unsafe _ = ZSTD_freeCCtx(context) }
    unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    let room = target.appendUninitialized(ZSTD_compressBound(source.count))
    let count = unsafe ZSTD_compress2(
      context, room.base, room.count, source.base, source.count)
    guard ZSTD_isError(count) == 0 else {
      throw failed("zstd", unsafe String(cString: ZSTD_getErrorName(count)))
    }
    target.setCount(count)
  }

  private static func lz4(
    _ source: BufferView<UInt8>, into target: inout GrowableBuffer<UInt8>
  ) throws(StorageError) {
    var preferences = LZ4F_preferences_t()
    preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
    // Safe: the library is told how large both buffers are.
    let room = target.appendUninitialized(
      unsafe LZ4F_compressFrameBound(source.count, &preferences))
    let count = unsafe LZ4F_compressFrame(
      room.base, room.count, source.base, source.count, &preferences)
    guard LZ4F_isError(count) == 0 else {
      throw failed("lz4", unsafe String(cString: LZ4F_getErrorName(count)))
    }
    target.setCount(count)
  }

  private static func failed(_ format: String, _ detail: String) -> StorageError {
    .compression(format: format, detail: "compressing failed: \(detail)")
  }
}
