internal import Storage

/// What one thread compresses the texts and rests of a segment with.
///
/// Rests share their keys with their neighbours in a block: a dictionary for them saves less than its
/// own size. So texts alone have one, and are not compressed before it is trained.
final class StoreCompressors {
  private(set) var texts: BlockCompressor?
  let rests: BlockCompressor

  /// `nil` for a store that keeps nothing.
  init?(_ store: TextStore) {
    switch store {
    case .none: return nil
    case .lz4:
      rests = BlockCompressor(.lz4)
      texts = rests
    case .zstd: rests = BlockCompressor(.zstd(nil))
    }
  }

  /// Changes what texts are compressed with; `nil` leaves them as they are.
  func compressTexts(with method: BlockMethod?) { texts = method.map { BlockCompressor($0) } }
}
