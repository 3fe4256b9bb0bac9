import Storage

/// One code point read from UTF-8 text.
struct DecodedScalar {
  /// The code point; U+FFFD for bytes that are none.
  var scalar: UInt32
  /// The index behind its bytes.
  var end: Int
}

/// Reading and writing of UTF-8 that may be invalid.
///
/// An invalid stretch is read as U+FFFD once for each maximal part that could have begun a
/// code point, the practice of the Unicode Standard, chapter 3.9, and of Swift's `String`.
enum UTF8Decoding {
  /// What stands in for bytes that are no code point.
  static let replacement: UInt32 = 0xFFFD

  /// Reads the code point that begins at `index`.
  @inline(__always)
  static func decode(_ text: BufferView<UInt8>, at index: Int) -> DecodedScalar {
    let first = UInt32(text[index])
    if first < 0x80 { return DecodedScalar(scalar: first, end: index + 1) }
    // Three bytes from U+1000 on, without the surrogates: most text that is not Latin.
    if first > 0xE0, first < 0xED, index + 2 < text.count {
      let second = UInt32(text[index + 1]) ^ 0x80
      let third = UInt32(text[index + 2]) ^ 0x80
      if second | third < 0x40 {
        return DecodedScalar(
          scalar: (first & 0x0F) << 12 | second << 6 | third, end: index + 3)
      }
    }
    if first >= 0xC2, first < 0xE0, index + 1 < text.count {
      let second = UInt32(text[index + 1]) ^ 0x80
      if second < 0x40 {
        return DecodedScalar(scalar: (first & 0x1F) << 6 | second, end: index + 2)
      }
    }
    return decodeRest(text, at: index)
  }

  @inline(never)
  private static func decodeRest(_ text: BufferView<UInt8>, at index: Int) -> DecodedScalar {
    let first = UInt32(text[index])
    let length: Int
    var lowest: UInt32 = 0x80
    var highest: UInt32 = 0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0:
      length = 3
      lowest = 0xA0
    case 0xED:
      length = 3
      highest = 0x9F
    case 0xE1...0xEF: length = 3
    case 0xF0:
      length = 4
      lowest = 0x90
    case 0xF4:
      length = 4
      highest = 0x8F
    case 0xF1...0xF3: length = 4
    default: return DecodedScalar(scalar: replacement, end: index + 1)
    }
    var scalar = first & (0x7F >> UInt32(length))
    for offset in 1..<length {
      guard index + offset < text.count else {
        return DecodedScalar(scalar: replacement, end: index + offset)
      }
      let byte = UInt32(text[index + offset])
      guard byte >= lowest, byte <= highest else {
        return DecodedScalar(scalar: replacement, end: index + offset)
      }
      scalar = scalar << 6 | byte & 0x3F
      lowest = 0x80
      highest = 0xBF
    }
    return DecodedScalar(scalar: scalar, end: index + length)
  }

  /// Reads the code point whose last byte stands before `index`, for looking back.
  ///
  /// - Returns: The code point and where it begins.
  static func decodeBefore(
    _ text: BufferView<UInt8>, _ index: Int
  ) -> (scalar: UInt32, start: Int) {
    var start = index - 1
    while start > 0, index - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
    let decoded = decode(text, at: start)
    return decoded.end == index ? (decoded.scalar, start) : (replacement, index - 1)
  }

  /// Writes a code point at `index`; at least four bytes must be free there.
  ///
  /// - Returns: The index behind its bytes.
  @inline(__always)
  static func encode(_ scalar: UInt32, into bytes: BufferView<UInt8>, at index: Int) -> Int {
    if scalar < 0x80 {
      bytes[index] = UInt8(truncatingIfNeeded: scalar)
      return index + 1
    }
    if scalar < 0x800 {
      bytes[index] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
      bytes[index + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return index + 2
    }
    if scalar < 0x10000 {
      bytes[index] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
      bytes[index + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
      bytes[index + 2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return index + 3
    }
    bytes[index] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
    bytes[index + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
    bytes[index + 2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
    bytes[index + 3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
    return index + 4
  }
}
