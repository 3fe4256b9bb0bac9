internal import Storage

/// The block that was expanded last, shared by the threads that read one section.
///
/// Neighbouring records share a block, and merging reads all of them in order: without this each
/// record would expand its block again, and go through the lengths of all before it.
final class LastBlock: @unchecked Sendable {
  /// A string of the block.
  struct Piece: BitwiseCopyable {
    var start: UInt32
    /// Bytes, or `UInt32.max` where there is no string.
    var count: UInt32

    static func missing(at start: Int) -> Piece { Piece(start: UInt32(start), count: .max) }
  }

  // Safe: everything is reached under the lock.
  private let lock = Lock()
  private var number = -1
  private var bytes = GrowableBuffer<UInt8>()
  private var pieces = GrowableBuffer<Piece>()

  /// Calls `body` with a block's bytes and pieces, making both when it is not the last one.
  ///
  /// - Parameters:
  ///   - wanted: Number of the block.
  ///   - size: Bytes once expanded.
  ///   - expand: Fills a view of that size.
  ///   - divide: Finds the strings of the expanded bytes.
  ///   - body: Gets the bytes, and where each string stands in them.
  /// - Throws: What the closures throw.
  func read(
    _ wanted: Int, size: Int, expand: (BufferView<UInt8>) throws(StorageError) -> Void,
    divide: (BufferView<UInt8>, inout GrowableBuffer<Piece>) throws(StorageError) -> Void,
    _ body: (BufferView<UInt8>, BufferView<Piece>) throws(StorageError) -> Void
  ) throws(StorageError) {
    try lock.withLock { () throws(StorageError) in
      if number != wanted {
        number = -1
        bytes.removeAll()
        pieces.removeAll()
        // A huge record should not be held for long.
        if bytes.byteCount > 8 << 20 { bytes = GrowableBuffer() }
        try expand(bytes.appendUninitialized(size))
        try divide(bytes.view, &pieces)
        number = wanted
      }
      try body(bytes.view, pieces.view)
    }
  }
}
