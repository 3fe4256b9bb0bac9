internal import Storage

extension DecompressingReader {
  /// Opens a file at a byte of it, expanded, to go on reading.
  ///
  /// - Parameters:
  ///   - file: Open.
  ///   - offset: Where reading had stopped.
  ///   - options: Sizes.
  ///   - passesOverDamage: Offsets count on behind damage; see ``resume()``.
  /// - Returns: A reader that stands there.
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the file ends before.
  static func open(
    _ file: RandomAccessFile, at offset: UInt64, options: ReadingOptions,
    passesOverDamage: Bool = false
  ) throws(StorageError) -> DecompressingReader {
    var input = try DecompressingReader(file, checkpointSpacing: options.checkpointSpacing)
    let isThere =
      passesOverDamage ? try input.skipOverDamage(to: offset) : try input.skip(to: offset)
    guard isThere else {
      throw .damaged(
        path: file.path, offset: input.compressedOffset,
        detail: "the file ends before byte \(offset), where reading had stopped")
    }
    return input
  }
}
