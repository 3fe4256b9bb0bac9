internal import CBrotli
internal import CLZ4
internal import CSnappy
internal import CZlib
internal import CZstd

/// Methods by which other formats compress pieces whose expanded size they keep.
package enum BlockCodec: String, Sendable, CaseIterable {
  case snappy, gzip, brotli, zstd
  /// A bare LZ4 block.
  case lz4
  /// LZ4 blocks with their sizes in front, as Hadoop writes them; also bare blocks, which some
  /// writers give the same name.
  case lz4Hadoop

  /// Expands a piece.
  ///
  /// - Parameters:
  ///   - source: The whole piece.
  ///   - destination: Exactly as large as the expanded piece; filled.
  /// - Throws: ``StorageError/compression(format:detail:)`` when the bytes are not valid, or expand to
  ///   another size; `destination` then holds undefined bytes.
  package func expand(
    _ source: ByteSlice, into destination: BufferView<UInt8>
  ) throws(StorageError) {
    let got: Int? =
      switch self {
      case .snappy: Self.snappy(source, destination)
      case .gzip: Self.gzip(source, destination)
      case .brotli: Self.brotli(source, destination)
      case .zstd: Self.zstd(source, destination)
      case .lz4: Self.lz4(source, destination)
      case .lz4Hadoop: Self.hadoop(source, destination) ?? Self.lz4(source, destination)
      }
    guard let got else {
      throw .compression(format: rawValue, detail: "the bytes are not valid, or not all there")
    }
    guard got == destination.count else {
      throw .compression(
        format: rawValue, detail: "expands to \(got) bytes instead of \(destination.count)")
    }
  }

  // Each gives the bytes written, `nil` for bytes that are not valid. All libraries read and write
  // within the two counts, whatever the bytes say.

  private static func snappy(_ source: ByteSlice, _ destination: BufferView<UInt8>) -> Int? {
    var count = 0
    let input = unsafe source.base.assumingMemoryBound(to: CChar.self)
    guard unsafe snappy_uncompressed_length(input, source.count, &count) == SNAPPY_OK else {
      return nil
    }
    // A larger size would be refused by the library as well; this one is told.
    if count > destination.count { return count }
    let output = unsafe UnsafeMutableRawPointer(destination.base)
      .assumingMemoryBound(to: CChar.self)
    guard unsafe snappy_uncompress(input, source.count, output, &count) == SNAPPY_OK else {
      return nil
    }
    return count
  }

  private static func brotli(_ source: ByteSlice, _ destination: BufferView<UInt8>) -> Int? {
    var count = destination.count
    let result = unsafe BrotliDecoderDecompress(
      source.count, source.base.assumingMemoryBound(to: UInt8.self), &count, destination.base)
    return result == BROTLI_DECODER_RESULT_SUCCESS ? count : nil
  }

  private static func zstd(_ source: ByteSlice, _ destination: BufferView<UInt8>) -> Int? {
    let count = unsafe ZSTD_decompress(
      destination.base, destination.count, source.base, source.count)
    return ZSTD_isError(count) == 0 ? count : nil
  }

  private static func lz4(_ source: ByteSlice, _ destination: BufferView<UInt8>) -> Int? {
    guard source.count <= Int(CInt.max), destination.count <= LZ4.maximumBlockByteCount else {
      return nil
    }
    let count = unsafe LZ4_decompress_safe(
      source.base.assumingMemoryBound(to: CChar.self),
      UnsafeMutableRawPointer(destination.base).assumingMemoryBound(to: CChar.self),
      CInt(source.count), CInt(destination.count))
    return count < 0 ? nil : Int(count)
  }

  /// Blocks of: expanded size and compressed size, four bytes each, highest first, then the bytes.
  private static func hadoop(_ source: ByteSlice, _ destination: BufferView<UInt8>) -> Int? {
    var at = 0
    var done = 0
    while at < source.count {
      guard source.count - at >= 8 else { return nil }
      let expanded = Int(source.load(UInt32.self, at: at).byteSwapped)
      let stored = Int(source.load(UInt32.self, at: at + 4).byteSwapped)
      at += 8
      guard stored <= source.count - at, expanded <= destination.count - done else { return nil }
      let target = destination[done..<(done + expanded)]
      guard lz4(source[at..<(at + stored)], target) == expanded else { return nil }
      at += stored
      done += expanded
    }
    return done
  }

  /// Any number of gzip members, or one zlib stream.
  private static func gzip(_ source: ByteSlice, _ destination: BufferView<UInt8>) -> Int? {
    guard source.count <= Int(UInt32.max), destination.count <= Int(UInt32.max) else { return nil }
    var stream = unsafe z_stream()
    // 32 and the largest window: gzip or zlib, told by the first bytes.
    guard
      unsafe inflateInit2_(
        &stream, 15 + 32, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { _ = unsafe inflateEnd(&stream) }
    unsafe stream.next_in = UnsafeMutablePointer(
      mutating: source.base.assumingMemoryBound(to: UInt8.self))
    unsafe stream.avail_in = UInt32(source.count)
    unsafe stream.next_out = destination.base
    unsafe stream.avail_out = UInt32(destination.count)
    while true {
      let result = unsafe inflate(&stream, Z_FINISH)
      let left = unsafe (input: Int(stream.avail_in), output: Int(stream.avail_out))
      guard result == Z_STREAM_END else { return nil }
      if left.input == 0 { return destination.count - left.output }
      if left.output == 0 { return destination.count }
      guard unsafe inflateReset(&stream) == Z_OK else { return nil }
    }
  }
}

/// The checksum that gzip files and pages of Parquet carry: CRC-32 after ISO 3309.
package enum GzipChecksum {
  package static func of(_ bytes: ByteSlice) -> UInt32 {
    UInt32(
      truncatingIfNeeded: unsafe crc32_z(
        0, bytes.base.assumingMemoryBound(to: UInt8.self), bytes.count))
  }
}
