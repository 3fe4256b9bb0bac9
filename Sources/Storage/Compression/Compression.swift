import CLZ4

/// LZ4 blocks: small pieces of stored text, compressed and expanded on their own.
///
/// A block carries neither its size nor a checksum; whoever stores it keeps the expanded size
/// beside it and guards the bytes. Files in the LZ4 *frame* format are read by
/// ``DecompressingReader``.
package enum LZ4 {
  /// The most bytes one block can hold; the format's offsets end just below 2 GiB.
  package static var maximumBlockByteCount: Int { Int(LZ4_MAX_INPUT_SIZE) }

  /// Appends the compressed form of a block.
  ///
  /// - Parameters:
  ///   - source: At most ``maximumBlockByteCount`` bytes.
  ///   - destination: Grows by the compressed bytes.
  /// - Returns: The number of bytes appended, at least 1.
  package static func compress(
    _ source: BufferView<UInt8>, into destination: inout GrowableBuffer<UInt8>
  ) -> Int {
    precondition(source.count <= maximumBlockByteCount, "block too large for LZ4")
    let bound = LZ4_compressBound(CInt(source.count))
    let before = destination.count
    let room = destination.appendUninitialized(Int(bound))
    // Safe: `room` is as large as the library's own worst case, the source is only read.
    let written = unsafe LZ4_compress_default(
      UnsafeRawPointer(source.base).assumingMemoryBound(to: CChar.self),
      UnsafeMutableRawPointer(room.base).assumingMemoryBound(to: CChar.self),
      CInt(source.count), bound)
    precondition(written > 0, "LZ4 refused a block that fits its worst case")
    destination.setCount(before + Int(written))
    return Int(written)
  }

  /// Expands one block whose size is known.
  ///
  /// - Parameters:
  ///   - source: Exactly the bytes that ``compress(_:into:)`` appended.
  ///   - destination: Exactly as large as the block was before compression.
  /// - Throws: ``StorageError/compression(format:detail:)`` when the bytes are no valid block or
  ///   expand to another size; `destination` then holds undefined bytes.
  package static func decompress(
    _ source: BufferView<UInt8>, into destination: BufferView<UInt8>
  ) throws(StorageError) {
    guard source.count <= Int(CInt.max), destination.count <= maximumBlockByteCount else {
      throw .compression(
        format: "lz4 block", detail: "\(source.count) bytes are more than a block can be")
    }
    // Safe: the library reads and writes within the two counts, whatever the bytes say.
    let written = unsafe LZ4_decompress_safe(
      UnsafeRawPointer(source.base).assumingMemoryBound(to: CChar.self),
      UnsafeMutableRawPointer(destination.base).assumingMemoryBound(to: CChar.self),
      CInt(source.count), CInt(destination.count))
    guard written >= 0 else {
      throw .compression(format: "lz4 block", detail: "the bytes are not a valid block")
    }
    guard Int(written) == destination.count else {
      throw .compression(
        format: "lz4 block",
        detail: "expands to \(written) bytes instead of \(destination.count)")
    }
  }

  /// The most bytes of a block that its first bytes can come from.
  ///
  /// The last of them may belong to a run whose length is written out in full, at one byte for 255
  /// of the run, however little of the run is wanted.
  ///
  /// - Parameters:
  ///   - byteCount: Bytes wanted.
  ///   - whole: Bytes that the whole block expands to.
  /// - Returns: Bytes of the block, which may be more than it has.
  package static func bound(ofBeginning byteCount: Int, of whole: Int) -> Int {
    byteCount + byteCount / 255 + whole / 255 + 64
  }

  /// Expands the beginning of a block.
  ///
  /// - Parameters:
  ///   - source: The block, or its first ``bound(ofBeginning:of:)`` bytes.
  ///   - destination: Smaller than the block was before compression; filled.
  /// - Throws: ``StorageError/compression(format:detail:)`` when the bytes are no valid block.
  package static func decompress(
    beginningOf source: BufferView<UInt8>, into destination: BufferView<UInt8>
  ) throws(StorageError) {
    guard source.count <= Int(CInt.max), destination.count <= maximumBlockByteCount else {
      throw .compression(
        format: "lz4 block", detail: "\(source.count) bytes are more than a block can be")
    }
    // Safe: the library reads and writes within the counts, whatever the bytes say.
    let written = unsafe LZ4_decompress_safe_partial(
      UnsafeRawPointer(source.base).assumingMemoryBound(to: CChar.self),
      UnsafeMutableRawPointer(destination.base).assumingMemoryBound(to: CChar.self),
      CInt(source.count), CInt(destination.count), CInt(destination.count))
    guard Int(written) == destination.count else {
      throw .compression(format: "lz4 block", detail: "the bytes are not a valid block")
    }
  }
}
