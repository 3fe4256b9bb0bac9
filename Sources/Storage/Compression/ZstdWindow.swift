internal import CZstd

/// How much of what was expanded before a zstd frame refers to, as its header says (RFC 8878, section
/// 3.1.1.1).
enum ZstdWindow {
  /// Bytes of the longest header.
  static let headerByteCount = 18

  /// Bytes of the window of the frame that a header begins, as many as it can fill; 0 for what is no
  /// such header.
  static func byteCount(_ head: BufferView<UInt8>) -> UInt64 {
    guard head.count >= 6, head.slice.load(UInt32.self, at: 0) == ZSTD_MAGICNUMBER else { return 0 }
    let isSingle = head[4] & 0x20 != 0
    var at = 5
    var window = UInt64.max
    if !isSingle {
      let base = UInt64(1) << (10 + UInt64(head[5] >> 3))
      window = base + base / 8 * UInt64(head[5] & 7)
      at += 1
    }
    at += [0, 1, 2, 4][Int(head[4] & 3)]
    let width = [isSingle ? 1 : 0, 2, 4, 8][Int(head[4] >> 6)]
    guard width > 0, at + width <= head.count else { return isSingle ? 0 : window }
    let content = (0..<width).reduce(UInt64(0)) { $0 | UInt64(head[at + $1]) << (8 * UInt64($1)) }
    return min(window, width == 2 ? content + 256 : content)
  }
}
