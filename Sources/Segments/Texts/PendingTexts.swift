internal import Storage

/// The first texts of a segment whose dictionary is trained on them.
///
/// Blocks come as they are until there are enough of them, or no more; then they are compressed.
struct PendingTexts: ~Copyable {
  private var blocks = StoredBlocks(fieldCount: 0)
  /// What blocks are compressed with, once it is known.
  private(set) var method: BlockMethod?

  init() {}

  /// Bytes held.
  var byteCount: Int { blocks.bytes.count }

  /// Takes blocks that are not compressed; there are enough when this returns true.
  mutating func append(_ more: borrowing StoredBlocks) -> Bool {
    blocks.append(more)
    return blocks.bytes.count >= 2 * ZstdDictionary.sampleByteCount
  }

  /// Trains a dictionary and compresses what was held.
  mutating func compressed() -> StoredBlocks {
    let method = BlockMethod.zstd(ZstdDictionary.trained(on: blocks.bytes.view.slice))
    self.method = method
    var compressed = StoredBlocks(fieldCount: 0)
    compressed.append(compressing: blocks, with: BlockCompressor(method))
    blocks.removeAll()
    return compressed
  }

  /// Forgets everything, for the next segment.
  mutating func removeAll() { self = PendingTexts() }
}
