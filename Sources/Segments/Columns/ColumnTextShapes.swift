import Storage

/// Strings that are one number between a fixed beginning and end, such as `17` or `cci4-17`.
struct ColumnTemplate: Sendable {
  var prefix: [UInt8]
  var suffix: [UInt8]

  init(prefix: [UInt8], suffix: [UInt8]) {
    self.prefix = prefix
    self.suffix = suffix
  }

  /// The shape that all strings of some documents have, or `nil`.
  init?(_ texts: ColumnTexts, _ documents: ColumnDocuments) {
    guard let first = (0..<documents.count).lazy.compactMap({ documents.known(at: $0) }).first
    else { return nil }
    let sample = texts[first]
    guard let last = (0..<sample.count).last(where: { Self.isDigit(sample[$0]) }) else {
      return nil
    }
    var start = last
    while start > 0, Self.isDigit(sample[start - 1]) { start -= 1 }
    self.init(prefix: sample[0..<start].array, suffix: sample.suffix(from: last + 1).array)
    for place in 0..<documents.count {
      if let document = documents.known(at: place), number(in: texts[document]) == nil {
        return nil
      }
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// The number in a string; `nil` when writing it back would not give the same string.
  func number(in text: ByteSlice) -> Int64? {
    let digits = text.count - prefix.count - suffix.count
    guard digits >= 1, digits <= 18 else { return nil }
    for index in prefix.indices where text[index] != prefix[index] { return nil }
    for index in suffix.indices where text[prefix.count + digits + index] != suffix[index] {
      return nil
    }
    if digits > 1, text[prefix.count] == 0x30 { return nil }
    var value: Int64 = 0
    for index in prefix.count..<prefix.count + digits {
      guard Self.isDigit(text[index]) else { return nil }
      value = value * 10 + Int64(text[index] - 0x30)
    }
    return value
  }

  /// Appends the string of a number, at least 0.
  func append(_ number: Int64, to output: inout GrowableBuffer<UInt8>) {
    output.append(contentsOf: prefix)
    var digits: [UInt8] = []
    var rest = max(number, 0)
    repeat {
      digits.append(UInt8(rest % 10) + 0x30)
      rest /= 10
    } while rest > 0
    output.append(contentsOf: digits.reversed())
    output.append(contentsOf: suffix)
  }
}

/// Strings of one length, each place of which takes the bits that its different bytes need: a UUID
/// takes 16 bytes and not 36.
struct ColumnAlphabets: Sendable {
  /// The bytes that occur at each place, rising.
  let bytes: [[UInt8]]
  private let bits: [Int]
  /// Bytes of a packed string.
  let rowSize: Int

  init(_ bytes: [[UInt8]]) {
    self.bytes = bytes
    bits = bytes.map { Int.bitWidth - ($0.count - 1).leadingZeroBitCount }
    rowSize = (bits.reduce(0, +) + 7) / 8
  }

  /// The alphabets of some documents' strings, when all are equally long and packing saves two
  /// fifths at least.
  init?(_ texts: ColumnTexts, _ documents: ColumnDocuments) {
    var length: Int?
    var seen: [UInt64] = []
    for place in 0..<documents.count {
      guard let document = documents.known(at: place) else { continue }
      let text = texts[document]
      if let length {
        guard text.count == length else { return nil }
      } else {
        guard text.count > 0, text.count <= ColumnFormat.maximumFixedLength else { return nil }
        length = text.count
        seen = [UInt64](repeating: 0, count: text.count * 4)
      }
      for index in 0..<text.count {
        let byte = Int(text[index])
        seen[index * 4 + byte >> 6] |= 1 << UInt64(byte & 63)
      }
    }
    guard let length else { return nil }
    var alphabets: [[UInt8]] = []
    for index in 0..<length {
      var alphabet: [UInt8] = []
      for byte in 0..<256 where seen[index * 4 + byte >> 6] >> UInt64(byte & 63) & 1 == 1 {
        alphabet.append(UInt8(byte))
      }
      alphabets.append(alphabet)
    }
    self.init(alphabets)
    guard rowSize * 5 <= length * 3 else { return nil }
  }

  /// Packs a string; `false` when a byte of it does not occur at its place.
  func pack(_ text: ByteSlice, into row: inout [UInt8]) -> Bool {
    guard text.count == bytes.count else { return false }
    var at = 0
    for index in bytes.indices {
      guard let code = bytes[index].firstIndex(of: text[index]) else { return false }
      for bit in 0..<bits[index] where code >> bit & 1 == 1 {
        row[(at + bit) >> 3] |= 1 << UInt8((at + bit) & 7)
      }
      at += bits[index]
    }
    return true
  }

  /// Appends the string of a row.
  func append(_ row: ByteSlice, to output: inout GrowableBuffer<UInt8>) {
    var at = 0
    for index in bytes.indices {
      let width = bits[index]
      var code = 0
      if width > 0 {
        // At most eight bits, so two bytes hold them; the column's slack allows the second.
        let pair = Int(row.load(UInt16.self, at: at >> 3))
        code = pair >> (at & 7) & (1 << width - 1)
        at += width
      }
      let alphabet = bytes[index]
      output.append(code < alphabet.count ? alphabet[code] : 0x3f)
    }
  }

  // MARK: - Bytes

  func write(to writer: inout ByteWriter) {
    writer.append(UInt16(bytes.count))
    for alphabet in bytes {
      writer.append(UInt8(alphabet.count - 1))
      writer.append(alphabet)
    }
  }

  /// Alphabets as written, or `nil` when the bytes are none.
  init?(_ slice: ByteSlice) {
    var offset = 2
    guard slice.count >= 2 else { return nil }
    let length = Int(slice.load(UInt16.self, at: 0))
    guard length > 0, length <= ColumnFormat.maximumFixedLength else { return nil }
    var alphabets: [[UInt8]] = []
    for _ in 0..<length {
      guard offset < slice.count else { return nil }
      let count = Int(slice[offset]) + 1
      guard slice.count - offset - 1 >= count else { return nil }
      alphabets.append(slice[offset + 1..<offset + 1 + count].array)
      offset += 1 + count
    }
    guard offset == slice.count else { return nil }
    self.init(alphabets)
  }
}
