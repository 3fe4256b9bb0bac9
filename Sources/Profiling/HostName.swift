internal import Storage

/// Finds the name of the server in an address on the web.
enum HostName {
  /// Where the name stands in `https://user@name:port/path`; `nil` for what is no such address.
  ///
  /// Schemes are `http` and `https`, in any case.
  static func range(in text: BufferView<UInt8>) -> Range<Int>? {
    guard let start = start(in: text) else { return nil }
    var from = start
    var at = start
    loop: while at < text.count {
      switch text[at] {
      case UInt8(ascii: "@"): from = at + 1
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): break loop
      // No name of a server has these; the text only begins like an address.
      case 0...0x20: return nil
      default: break
      }
      at += 1
    }
    var end = from
    // An address of version 6 stands in brackets and has colons of its own.
    if end < at, text[end] == UInt8(ascii: "[") {
      while end < at, text[end] != UInt8(ascii: "]") { end += 1 }
    }
    while end < at, text[end] != UInt8(ascii: ":") { end += 1 }
    return from < end ? from..<end : nil
  }

  /// Where the scheme ends.
  private static func start(in text: BufferView<UInt8>) -> Int? {
    guard text.count > 8 else { return nil }
    for (index, letter) in "http".utf8.enumerated() where text[index] | 0x20 != letter {
      return nil
    }
    let colon = text[4] | 0x20 == UInt8(ascii: "s") ? 5 : 4
    guard text[colon] == UInt8(ascii: ":"), text[colon + 1] == UInt8(ascii: "/"),
      text[colon + 2] == UInt8(ascii: "/")
    else { return nil }
    return colon + 3
  }
}
