internal import Storage

/// Finds ASCII characters in a text by its bytes, whatever its encoding, so that a place in them is a
/// place in the file.
///
/// Of the two encodings of Chinese, the second byte of a character can be a letter or a sign; a line
/// end it never is.
struct TextUnits: Sendable {
  /// Bytes of a unit: two for UTF-16.
  let width: Int
  /// Which byte of a unit holds an ASCII character.
  private let lowByte: Int

  init(of encoding: TextEncoding) {
    width = encoding.unitByteCount
    lowByte = encoding == .utf16BigEndian ? 1 : 0
  }

  /// The ASCII character at a place; 0xFF for any other of UTF-16.
  func unit(_ text: BufferView<UInt8>, _ at: Int) -> UInt8 {
    if width == 1 { return text[at] }
    guard at + 1 < text.count else { return 0xFF }
    return text[at + 1 - lowByte] == 0 ? text[at + lowByte] : 0xFF
  }

  /// The first place of an ASCII character in a range that begins with a whole unit.
  func firstIndex(
    of byte: UInt8, in text: BufferView<UInt8>, from start: Int, to end: Int
  ) -> Int? {
    if width == 1 { return text[0..<end].firstIndex(of: byte, from: start) }
    var at = start
    while at < end, let found = text[0..<end].firstIndex(of: byte, from: at) {
      let place = found - (found - start) % 2
      if unit(text, place) == byte { return place }
      at = place + 2
    }
    return nil
  }

  /// The last place of an ASCII character in a text that begins with a whole unit, looking back no
  /// further than the unit at `start`.
  func lastIndex(of byte: UInt8, in text: BufferView<UInt8>, from start: Int) -> Int? {
    if width == 1 { return text.lastIndex(of: byte, from: start, before: text.count) }
    var place = text.count - text.count % width
    while place > start - start % width {
      place -= width
      if unit(text, place) == byte { return place }
    }
    return nil
  }
}
