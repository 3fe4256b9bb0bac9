import CBzip2
import CLZ4
import CLZMA
import CZlib
import CZstd
package import Storage

/// Packs bytes the way corpora come packed: the writing side of ``Storage/DecompressingReader``.
///
/// One call makes one gzip member, zstd frame or LZ4 frame, with its checksum; files of several
/// are made by joining the results.
package enum Packing {
  /// The bytes as one member or frame; plain bytes unchanged.
  package static func pack(
    _ bytes: [UInt8], as format: DecompressingReader.Format
  ) -> [UInt8] {
    switch format {
    case .plain: bytes
    case .gzip: gzip(bytes)
    case .zstd: zstd(bytes)
    case .lz4: lz4(bytes)
    case .bzip2: bzip2(bytes)
    case .xz: xz(bytes)
    }
  }

  /// The bytes cut into pieces, each a member or frame of its own.
  package static func pack(
    _ bytes: [UInt8], as format: DecompressingReader.Format, piece: Int
  ) -> [UInt8] {
    stride(from: 0, to: bytes.count, by: piece).flatMap {
      pack(Array(bytes[$0..<min($0 + piece, bytes.count)]), as: format)
    }
  }

  /// One gzip member.
  package static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = unsafe z_stream()
    // Safe: the output is as large as the library's own worst case.
    var packed = [UInt8](repeating: 0, count: bytes.count + bytes.count / 1000 + 1024)
    var source = bytes + [0]
    unsafe deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      CInt(MemoryLayout<z_stream>.size))
    let count = unsafe source.withUnsafeMutableBufferPointer { source in
      unsafe packed.withUnsafeMutableBufferPointer { target in
        unsafe stream.next_in = source.baseAddress
        unsafe stream.avail_in = UInt32(bytes.count)
        unsafe stream.next_out = target.baseAddress
        unsafe stream.avail_out = UInt32(target.count)
        let code = unsafe deflate(&stream, Z_FINISH)
        precondition(code == Z_STREAM_END, "deflate did not finish")
        return unsafe target.count - Int(stream.avail_out)
      }
    }
    unsafe deflateEnd(&stream)
    return Array(packed.prefix(count))
  }

  /// One zstd frame; `windowLog`: its window has two to this power bytes, where it is not zero.
  package static func zstd(
    _ bytes: [UInt8], dictionary: [UInt8] = [], level: Int = 3, windowLog: Int = 0,
    hasChecksum: Bool = true
  ) -> [UInt8] {
    let context = unsafe ZSTD_createCCtx()
    defer { unsafe _ = ZSTD_freeCCtx(context) }
    unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, hasChecksum ? 1 : 0)
    unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, CInt(level))
    unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, CInt(windowLog))
    unsafe _ = ZSTD_CCtx_loadDictionary(context, dictionary, dictionary.count)
    var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let room = packed.count
    let count = unsafe ZSTD_compress2(context, &packed, room, bytes, bytes.count)
    precondition(ZSTD_isError(count) == 0, "zstd did not finish")
    return Array(packed.prefix(count))
  }

  /// One bzip2 stream.
  package static func bzip2(_ bytes: [UInt8]) -> [UInt8] {
    var packed = [CChar](repeating: 0, count: bytes.count + bytes.count / 100 + 1024)
    var count = UInt32(packed.count)
    var source = bytes.map { CChar(bitPattern: $0) } + [0]
    let code = unsafe BZ2_bzBuffToBuffCompress(
      &packed, &count, &source, UInt32(bytes.count), 9, 0, 0)
    precondition(code == BZ_OK, "bzip2 did not finish")
    return packed.prefix(Int(count)).map { UInt8(bitPattern: $0) }
  }

  /// One xz stream.
  package static func xz(_ bytes: [UInt8]) -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: lzma_stream_buffer_bound(bytes.count))
    var count = 0
    let room = packed.count
    let code = unsafe lzma_easy_buffer_encode(
      1, LZMA_CHECK_CRC32, nil, bytes, bytes.count, &packed, &count, room)
    precondition(code == LZMA_OK, "xz did not finish")
    return Array(packed.prefix(count))
  }

  /// One LZ4 frame with checksums of blocks and content.
  package static func lz4(_ bytes: [UInt8], areBlocksIndependent: Bool = false) -> [UInt8] {
    var preferences = LZ4F_preferences_t()
    preferences.frameInfo.blockMode =
      areBlocksIndependent ? LZ4F_blockIndependent : LZ4F_blockLinked
    preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
    preferences.frameInfo.blockChecksumFlag = LZ4F_blockChecksumEnabled
    var packed = [UInt8](
      repeating: 0, count: unsafe LZ4F_compressFrameBound(bytes.count, &preferences))
    let room = packed.count
    let count = unsafe LZ4F_compressFrame(&packed, room, bytes, bytes.count, &preferences)
    precondition(LZ4F_isError(count) == 0, "lz4 did not finish")
    return Array(packed.prefix(count))
  }
}
