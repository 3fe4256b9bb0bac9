package import Storage

/// Whole numbers of any width.
package enum WideInteger {
  /// The digits of a number in two's complement, most significant byte first.
  ///
  /// - Complexity: Quadratic in the number of bytes, of which decimals have at most some dozens.
  package static func digits(
    ofBigEndian bytes: ByteSlice
  ) -> (digits: String, isNegative: Bool) {
    let isNegative = bytes.count > 0 && bytes[0] >= 0x80
    // Groups of nine digits, least significant first.
    var groups: [UInt32] = [0]
    var carry: UInt32 = isNegative ? 1 : 0
    var magnitude: [UInt8] = []
    for index in stride(from: bytes.count - 1, through: 0, by: -1) {
      let byte = isNegative ? UInt32(~bytes[index]) + carry : UInt32(bytes[index])
      magnitude.append(UInt8(byte & 0xff))
      carry = byte >> 8
    }
    for byte in magnitude.reversed() {
      var add = UInt64(byte)
      for index in groups.indices {
        let sum = UInt64(groups[index]) * 256 + add
        groups[index] = UInt32(sum % 1_000_000_000)
        add = sum / 1_000_000_000
      }
      if add > 0 { groups.append(UInt32(add)) }
    }
    var text = String(groups[groups.count - 1])
    for group in groups.dropLast().reversed() {
      let digits = String(group)
      text += String(repeating: "0", count: 9 - digits.count) + digits
    }
    return (text, isNegative)
  }
}
