package import Storage

/// Text as a JSON string.
package enum JSONEscaping {
  /// Appends bytes in quotes; control characters, quotes and backslashes escaped, all else as it
  /// is, so that whoever reads the string sees bytes that are no UTF-8.
  ///
  /// - Complexity: Linear; eight bytes at a time where nothing is escaped.
  package static func append(_ bytes: BufferView<UInt8>, to output: inout GrowableBuffer<UInt8>) {
    output.append(0x22)
    append(contents: bytes, to: &output)
    output.append(0x22)
  }

  /// The same without the quotes around.
  package static func append(
    contents bytes: BufferView<UInt8>, to output: inout GrowableBuffer<UInt8>
  ) {
    output.reserve(bytes.count + 2)
    let slice = ByteSlice(bytes)
    var start = 0
    var at = 0
    while at < bytes.count {
      if at + 8 <= bytes.count, !needsEscape(slice.load(UInt64.self, at: at)) {
        at += 8
        continue
      }
      let byte = bytes[at]
      if byte < 0x20 || byte == 0x22 || byte == 0x5c {
        output.append(contentsOf: bytes[start..<at])
        append(escaped: byte, to: &output)
        start = at + 1
      }
      at += 1
    }
    output.append(contentsOf: bytes[start..<bytes.count])
  }

  /// Whether one of eight bytes is a control character, a quote or a backslash.
  private static func needsEscape(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5c)
    let control = (word &- ones &* 0x20) & ~word
    let quotes = (quote &- ones) & ~quote
    let backslashes = (backslash &- ones) & ~backslash
    return (control | quotes | backslashes) & highs != 0
  }

  private static func append(escaped byte: UInt8, to output: inout GrowableBuffer<UInt8>) {
    output.append(0x5c)
    switch byte {
    case 0x22, 0x5c: output.append(byte)
    case 0x08: output.append(0x62)
    case 0x09: output.append(0x74)
    case 0x0a: output.append(0x6e)
    case 0x0c: output.append(0x66)
    case 0x0d: output.append(0x72)
    default:
      output.append(contentsOf: Array("u00".utf8))
      for nibble in [byte >> 4, byte & 15] {
        output.append(nibble < 10 ? 0x30 + nibble : 0x57 + nibble)
      }
    }
  }
}
