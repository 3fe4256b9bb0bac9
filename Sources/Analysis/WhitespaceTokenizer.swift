import Storage

/// The recipe `whitespace`: text cut beforehand, split at white space and left as it is.
///
/// White space is what Python's `str.split()` takes for it: Unicode's White_Space and the four
/// separators U+001C to U+001F. Bytes that are not UTF-8 separate like white space.
enum WhitespaceTokenizer {
  /// Fills `batch` with the tokens of a text.
  static func analyze(_ text: BufferView<UInt8>, into batch: inout TokenBatch) {
    var writer = TokenWriter(&batch, textByteCount: text.count)
    batch.bytes.append(contentsOf: text)
    writer.byteCount = text.count
    var index = 0
    var start = 0
    while index < text.count {
      let byte = text[index]
      var end = index &+ 1
      let separates: Bool
      if byte < 0x80 {
        separates = byte <= 0x20 && 1 &<< UInt64(byte) & asciiSpaces != 0
      } else {
        let decoded = UTF8Decoding.decode(text, at: index)
        end = decoded.end
        separates = isSeparator(decoded.scalar)
      }
      if separates {
        if index > start { add(start..<index, &writer, &batch) }
        start = end
      }
      index = end
    }
    if text.count > start { add(start..<text.count, &writer, &batch) }
    writer.finish(&batch)
  }

  @inline(__always)
  private static func add(
    _ word: Range<Int>, _ writer: inout TokenWriter, _ batch: inout TokenBatch
  ) {
    writer.reservePieces(1, &batch)
    writer.addWord(start: word.lowerBound, end: word.upperBound, source: word, &batch)
  }

  /// One bit for each white space up to U+0020.
  private static let asciiSpaces: UInt64 = 0x1_F000_3E00

  @inline(__always)
  private static func isSeparator(_ scalar: UInt32) -> Bool {
    if scalar >= 0x3001 { return scalar == UTF8Decoding.replacement }
    switch scalar {
    case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: return true
    default: return false
    }
  }
}
