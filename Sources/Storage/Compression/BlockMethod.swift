import CZstd

/// How blocks of stored text are compressed: small pieces, each expanded on its own.
///
/// A block carries neither its size nor a checksum; whoever stores it keeps the expanded size
/// beside it and guards the bytes.
package enum BlockMethod: Sendable {
  case lz4
  /// With what all blocks have in common, where it is worth keeping.
  case zstd(ZstdDictionary?)

  /// Measured on blocks of 64 KiB with a dictionary: level 2 is 5 % larger and a fifth quicker.
  static let zstdLevel: CInt = 3
}

/// Compresses blocks one after the other, with memory that it uses again; for one thread at a time.
@safe
package final class BlockCompressor {
  // Safe: made in `init`, freed in `deinit`; nil for LZ4, which needs no memory of its own.
  private let context: OpaquePointer?

  package init(_ method: BlockMethod) {
    guard case .zstd(let dictionary) = method else {
      unsafe context = nil
      return
    }
    guard let context = unsafe ZSTD_createCCtx() else {
      preconditionFailure("no memory to compress with")
    }
    // A block lies in a checksummed page, so frames need neither their size nor a sum.
    unsafe _ = ZSTD_CCtx_setParameter(
      context, ZSTD_c_compressionLevel, BlockMethod.zstdLevel)
    unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)
    unsafe _ = ZSTD_CCtx_setParameter(context, ZSTD_c_dictIDFlag, 0)
    // Safe: the library copies the dictionary.
    if let dictionary {
      unsafe _ = ZSTD_CCtx_loadDictionary(context, dictionary.bytes, dictionary.bytes.count)
    }
    unsafe self.context = context
  }

  deinit { unsafe _ = ZSTD_freeCCtx(context) }

  /// Appends the compressed form of a block.
  package func compress(_ source: BufferView<UInt8>, into destination: inout GrowableBuffer<UInt8>)
  {
    guard let context = unsafe context else {
      _ = LZ4.compress(source, into: &destination)
      return
    }
    let before = destination.count
    let room = destination.appendUninitialized(ZSTD_compressBound(source.count))
    // Safe: `room` is as large as the library's own worst case, the source is only read.
    let count = unsafe ZSTD_compress2(context, room.base, room.count, source.base, source.count)
    precondition(ZSTD_isError(count) == 0, "zstd refused a block that fits its worst case")
    destination.setCount(before + count)
  }
}

/// Expands blocks one after the other, with memory that it uses again.
///
/// For one thread at a time: whoever shares it holds a lock meanwhile.
@safe
package final class BlockExpander: @unchecked Sendable {
  private let method: BlockMethod
  // Safe: made in `init`, freed in `deinit`; nil for LZ4, which needs no memory of its own.
  private let context: OpaquePointer?

  package init(_ method: BlockMethod) {
    self.method = method
    guard case .zstd(let dictionary) = method else {
      unsafe context = nil
      return
    }
    guard let context = unsafe ZSTD_createDCtx() else {
      preconditionFailure("no memory to expand with")
    }
    // Safe: the method keeps the dictionary alive as long as this object.
    if let dictionary { unsafe _ = ZSTD_DCtx_refDDict(context, dictionary.expansion) }
    unsafe self.context = context
  }

  deinit { unsafe _ = ZSTD_freeDCtx(context) }

  /// Expands one block whose size is known.
  ///
  /// - Parameters:
  ///   - source: Exactly the bytes that a compressor of the same method appended.
  ///   - destination: Exactly as large as the block was before compression.
  /// - Throws: ``StorageError/compression(format:detail:)`` when the bytes are no valid block or
  ///   expand to another size; `destination` then holds undefined bytes.
  package func expand(
    _ source: BufferView<UInt8>, into destination: BufferView<UInt8>
  ) throws(StorageError) {
    guard let context = unsafe context else { return try LZ4.decompress(source, into: destination) }
    // Safe: the library reads and writes within the two counts, whatever the bytes say.
    let count = unsafe ZSTD_decompressDCtx(
      context, destination.base, destination.count, source.base, source.count)
    guard ZSTD_isError(count) == 0, count == destination.count else { throw invalid }
  }

  /// Expands the beginning of a block.
  ///
  /// - Parameters:
  ///   - source: The block, or its first ``bound(ofBeginning:of:)`` bytes.
  ///   - destination: Smaller than the block was before compression; filled.
  /// - Throws: ``StorageError/compression(format:detail:)`` when the bytes are no valid block.
  package func expand(
    beginningOf source: BufferView<UInt8>, into destination: BufferView<UInt8>
  ) throws(StorageError) {
    guard let context = unsafe context else {
      return try LZ4.decompress(beginningOf: source, into: destination)
    }
    unsafe _ = ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    // Safe: both ranges lie inside their buffers, which outlive the calls.
    var input = unsafe ZSTD_inBuffer(src: source.base, size: source.count, pos: 0)
    var output = unsafe ZSTD_outBuffer(dst: destination.base, size: destination.count, pos: 0)
    while unsafe output.pos < output.size {
      let before = unsafe (input.pos, output.pos)
      let code = unsafe ZSTD_decompressStream(context, &output, &input)
      guard ZSTD_isError(code) == 0, unsafe (input.pos, output.pos) != before else { throw invalid }
    }
  }

  /// The most bytes of a block that its first bytes can come from; `whole` are those that the block
  /// expands to.
  package func bound(ofBeginning byteCount: Int, of whole: Int) -> Int {
    // A zstd block of 128 KiB is expanded whole, and one that does not shrink has three bytes more.
    unsafe context == nil
      ? LZ4.bound(ofBeginning: byteCount, of: whole) : byteCount + byteCount / 16 + (256 << 10)
  }

  private var invalid: StorageError {
    .compression(format: "zstd block", detail: "the bytes are not a valid block")
  }
}
