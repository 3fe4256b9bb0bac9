package import Storage

/// Where a long text can be cut so that its parts have the tokens of the whole.
///
/// At a space between two ASCII letters: no analyzer makes a token of what stands on both sides, and the
/// words beside it take neighbouring positions. Positions of a part go on where those before ended.
package enum TextParts {
  /// Bytes of a part, about: few enough for its tokens to take little memory.
  package static var byteCount: Int { 4 << 20 }

  /// The end of the part that begins at `start`; a text without such a place is one part.
  package static func end(
    ofPartFrom start: Int, of text: BufferView<UInt8>, byteCount: Int = Self.byteCount
  ) -> Int {
    // A place at the very beginning would end the part before.
    var place = start + max(byteCount, 1)
    while place + 1 < text.count {
      if text[place] == 0x20, isLetter(text[place - 1]), isLetter(text[place + 1]) { return place }
      place += 1
    }
    return text.count
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
  }
}
