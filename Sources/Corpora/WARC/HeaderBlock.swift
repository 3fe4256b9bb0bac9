internal import Storage

/// The head of a WARC record or of an HTTP message: a first line, then a named field a line, up to a
/// blank line.
///
/// Read as leniently as browsers and archives do: lines may end with a bare line feed, a value may
/// go on in lines that begin with a space, and a line without a colon is left out.
struct HeaderBlock {
  /// The first line, without its break.
  let firstLine: Range<Int>
  /// Names and values in their order, without the space around them.
  let fields: [(name: Range<Int>, value: Range<Int>)]
  /// Where the body begins: behind the blank line.
  let end: Int

  /// Reads a head; `nil` when the bytes end before its blank line.
  ///
  /// All places count from the start of `bytes`.
  init?(_ bytes: BufferView<UInt8>, at start: Int = 0) {
    var fields: [(name: Range<Int>, value: Range<Int>)] = []
    var firstLine: Range<Int>?
    var at = start
    while let newline = bytes.firstIndex(of: 0x0A, from: at) {
      let end = newline > at && bytes[newline - 1] == 0x0D ? newline - 1 : newline
      let line = at..<end
      at = newline + 1
      guard firstLine != nil else {
        firstLine = line
        continue
      }
      if line.isEmpty { break }
      if Self.isSpace(bytes[line.lowerBound]) {
        if let last = fields.popLast() {
          fields.append((last.name, Self.trimmed(last.value.lowerBound..<end, bytes)))
        }
        continue
      }
      guard let colon = bytes[line].firstIndex(of: 0x3A, from: 0) else { continue }
      let name = Self.trimmed(line.lowerBound..<line.lowerBound + colon, bytes)
      if name.isEmpty { continue }
      fields.append((name, Self.trimmed(line.lowerBound + colon + 1..<end, bytes)))
    }
    // It ended with a blank line, and not with the bytes.
    guard let firstLine, at >= start + 2, bytes[at - 1] == 0x0A,
      bytes[at - 2] == 0x0A || (bytes[at - 2] == 0x0D && at >= start + 3 && bytes[at - 3] == 0x0A)
    else { return nil }
    self.firstLine = firstLine
    self.fields = fields
    end = at
  }

  /// The value of the first field of a name, in whatever case that is written.
  ///
  /// `name`: in lower case.
  func value(_ name: String, in bytes: BufferView<UInt8>) -> [UInt8]? {
    fields.first { Self.equals(bytes[$0.name], name) }.map { Self.unfolded(bytes[$0.value]) }
  }

  /// Whether bytes are a name, apart from the case of letters.
  static func equals(_ bytes: BufferView<UInt8>, _ name: String) -> Bool {
    guard bytes.count == name.utf8.count else { return false }
    var index = 0
    for byte in name.utf8 {
      if lowercased(bytes[index]) != byte { return false }
      index += 1
    }
    return true
  }

  /// A value without the line breaks in it.
  static func unfolded(_ value: BufferView<UInt8>) -> [UInt8] {
    let bytes = value.array
    guard bytes.contains(0x0A) else { return bytes }
    var line: [UInt8] = []
    for byte in bytes {
      if byte == 0x0D || byte == 0x0A || isSpace(byte) {
        if line.last != 0x20 { line.append(0x20) }
      } else {
        line.append(byte)
      }
    }
    return line
  }

  static func lowercased(_ byte: UInt8) -> UInt8 { 0x41...0x5A ~= byte ? byte + 0x20 : byte }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func trimmed(_ range: Range<Int>, _ bytes: BufferView<UInt8>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isSpace(bytes[start]) { start += 1 }
    while end > start, isSpace(bytes[end - 1]) || bytes[end - 1] == 0x0D { end -= 1 }
    return start..<end
  }
}
