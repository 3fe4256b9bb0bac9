internal import Storage

/// Finds where a JSON value ends, by its brackets and quotes alone.
///
/// Whether it is JSON in between is for the parser to say.
enum JSONExtent {
  /// The first place at or after `start` that is no space.
  static func skipSpaces(_ bytes: BufferView<UInt8>, from start: Int) -> Int {
    var at = start
    while at < bytes.count, TextProbe.isSpace(bytes[at]) { at += 1 }
    return at
  }

  /// The place behind the value that begins at `start`; `nil` when it goes on behind the bytes.
  ///
  /// - Parameters:
  ///   - bytes: Text in UTF-8.
  ///   - start: The first character of the value.
  ///   - isLast: Nothing follows the bytes.
  /// - Returns: Behind its last character, and at least one further than `start`.
  static func end(in bytes: BufferView<UInt8>, from start: Int, isLast: Bool) -> Int? {
    var depth = 0
    var at = start
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        guard let end = endOfString(in: bytes, from: at + 1) else { return nil }
        at = end
        if depth == 0 { return at }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        at += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        // A bracket that closes nothing ends a number or a word, or is a value by itself: a bad one.
        if depth == 0 { return max(at, start + 1) }
        depth -= 1
        at += 1
        if depth == 0 { return at }
      default:
        if depth == 0, at > start, isBorder(bytes[at]) { return at }
        at += 1
      }
    }
    return isLast && depth == 0 && at > start ? at : nil
  }

  /// Whether a character ends a number or a word.
  private static func isBorder(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || TextProbe.isSpace(byte)
  }

  /// Behind the quote that closes a string.
  private static func endOfString(in bytes: BufferView<UInt8>, from start: Int) -> Int? {
    var at = start
    while let quote = bytes.firstIndex(of: UInt8(ascii: "\""), from: at) {
      var before = quote
      while before > start, bytes[before - 1] == UInt8(ascii: "\\") { before -= 1 }
      at = quote + 1
      if (quote - before) % 2 == 0 { return at }
    }
    return nil
  }
}
