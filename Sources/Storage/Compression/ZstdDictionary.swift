import CZstd

/// What blocks of stored text have in common, so that each of them can be compressed small and still
/// be expanded on its own.
///
/// Made of samples by zstd's own trainer, then kept beside the blocks. Threads share it.
@safe
package final class ZstdDictionary: @unchecked Sendable {
  /// Bytes of a dictionary at most: more makes text no smaller.
  package static let byteCount = 110 << 10
  /// Bytes of samples that are enough: four times as many make English text smaller by a hundredth
  /// and training three times as long.
  package static let sampleByteCount = 1 << 20
  /// Bytes of a sample.
  private static let pieceByteCount = 4 << 10

  /// The dictionary as it is kept.
  package let bytes: [UInt8]
  // Safe: made in `init`, freed in `deinit`, and only read in between.
  let expansion: OpaquePointer

  /// Takes a dictionary that was kept; `nil` when the bytes are none.
  package init?(_ bytes: [UInt8]) {
    // Safe: the library copies the bytes, and its answers are checked.
    guard let expansion = unsafe ZSTD_createDDict(bytes, bytes.count) else { return nil }
    self.bytes = bytes
    unsafe self.expansion = expansion
  }

  deinit { unsafe _ = ZSTD_freeDDict(expansion) }

  /// Trains a dictionary on pieces taken evenly from some bytes.
  ///
  /// - Returns: `nil` where there is too little for a dictionary to pay, or the trainer finds nothing.
  package static func trained(on bytes: ByteSlice) -> ZstdDictionary? {
    guard bytes.count >= sampleByteCount else { return nil }
    let pieces = sampleByteCount / pieceByteCount
    let step = bytes.count / pieces
    var samples = GrowableBuffer<UInt8>(capacity: sampleByteCount)
    for piece in 0..<pieces {
      samples.append(
        contentsOf: bytes[(piece * step)..<(piece * step + pieceByteCount)].readOnlyView)
    }
    let sizes = [Int](repeating: pieceByteCount, count: pieces)
    var trained = [UInt8](repeating: 0, count: byteCount)
    // Safe: the samples are as long as their sizes add up to, the room is as large as said.
    let count = unsafe ZDICT_trainFromBuffer(
      &trained, trained.count, samples.view.base, sizes, UInt32(pieces))
    guard ZDICT_isError(count) == 0 else { return nil }
    return ZstdDictionary(Array(trained.prefix(count)))
  }
}
