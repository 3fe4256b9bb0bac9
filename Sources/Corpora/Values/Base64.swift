package import Storage

/// Bytes as text after RFC 4648, with padding.
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  package static func append(_ bytes: ByteSlice, to output: inout GrowableBuffer<UInt8>) {
    var at = 0
    while at < bytes.count {
      let left = min(3, bytes.count - at)
      var group = UInt32(bytes[at]) << 16
      if left > 1 { group |= UInt32(bytes[at + 1]) << 8 }
      if left > 2 { group |= UInt32(bytes[at + 2]) }
      for place in 0..<4 as Swift.Range<Int> {
        output.append(
          place <= left ? alphabet[Int(group >> UInt32(18 - 6 * place)) & 63] : 0x3d)
      }
      at += left
    }
  }
}
