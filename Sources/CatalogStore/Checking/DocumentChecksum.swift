internal import Storage

/// The checksum that a row keeps of its long texts.
///
/// SQLite verifies how its pages hang together, not what they say: a letter that changes inside a
/// description shows by this alone.
enum DocumentChecksum {
  /// The CRC-32C of the texts of a row, each with its length, absent ones as such.
  static func of(_ texts: String?...) -> Int64 { of(texts) }

  /// The same for texts at hand.
  static func of(_ texts: [String?]) -> Int64 {
    var bytes: [UInt8] = []
    for text in texts {
      bytes += Array((text.map { "\($0.utf8.count):" } ?? "-").utf8)
      bytes += Array((text ?? "").utf8)
    }
    var checksum = Checksum()
    bytes.withView { checksum.update($0.slice) }
    return Int64(checksum.value)
  }
}
