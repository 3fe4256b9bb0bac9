internal import Storage

/// The block that was expanded last, shared by the threads that read one section.
///
/// Neighbouring records share a block, and merging reads all of them in order: without this each
/// record would expand its block again.
final class LastBlock: @unchecked Sendable {
  // Safe: everything is reached under the lock.
  private let lock = Lock()
  private var number = -1
  private var bytes = GrowableBuffer<UInt8>()

  /// Calls `body` with a block's bytes, expanding it when it is not the last one.
  ///
  /// `expand`: fills a view of the given size.
  func read(
    _ wanted: Int, size: Int, expand: (BufferView<UInt8>) throws(StorageError) -> Void,
    _ body: (BufferView<UInt8>) throws(StorageError) -> Void
  ) throws(StorageError) {
    try lock.withLock { () throws(StorageError) in
      if number != wanted {
        number = -1
        bytes.removeAll()
        // A huge record should not be held for long.
        if bytes.byteCount > 8 << 20 { bytes = GrowableBuffer() }
        try expand(bytes.appendUninitialized(size))
        number = wanted
      }
      try body(bytes.view)
    }
  }
}
