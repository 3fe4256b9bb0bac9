package import Storage

/// Text as a JSON string.
package enum JSONEscaping {
  /// Appends bytes in quotes; control characters, quotes and backslashes escaped, all else as it
  /// is, so that whoever reads the string sees bytes that are no UTF-8.
  ///
  /// - Complexity: Linear, at the speed of copying where nothing is escaped.
  package static func append(_ bytes: BufferView<UInt8>, to output: inout GrowableBuffer<UInt8>) {
    output.append(0x22)
    append(contents: bytes, to: &output)
    output.append(0x22)
  }

  /// The same without the quotes around.
  package static func append(
    contents bytes: BufferView<UInt8>, to output: inout GrowableBuffer<UInt8>
  ) {
    // Room for some escapes, so that the buffer seldom grows in between.
    output.reserve(bytes.count + bytes.count / 16 + 2)
    var at = 0
    while true {
      at += output.append(upToEscapeIn: bytes[at..<bytes.count])
      if at == bytes.count { return }
      append(escaped: bytes[at], to: &output)
      at += 1
    }
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
