internal import Glibc

/// Turns text of one charset, known by its name, into UTF-8.
///
/// The converters are those of the C library. Bytes that are no text of the charset become U+FFFD.
/// Belongs to one thread at a time.
@safe
package final class CharsetConverter {
  /// The name that the library knows the charset by.
  package let name: String
  // Safe: made in `init`, closed in `deinit`, used by one thread at a time.
  private let converter: iconv_t

  /// A converter for a charset; `nil` when the library has none of the name.
  ///
  /// A name may come from anywhere: only letters, digits and `-`, `_`, `.`, `:` are taken, since others
  /// have a meaning for the library.
  package init?(from name: String) {
    let isName = name.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5F: true
      default: false
      }
    }
    guard isName, (1...64).contains(name.utf8.count),
      let opened = unsafe iconv_open("UTF-8", name), Int(bitPattern: opened) != -1
    else { return nil }
    self.name = name
    unsafe converter = opened
  }

  deinit { unsafe _ = iconv_close(converter) }

  /// Appends a whole text.
  ///
  /// - Returns: How many places became U+FFFD.
  package func append(_ text: BufferView<UInt8>, to output: inout GrowableBuffer<UInt8>) -> Int {
    // Forgets what the text before may have left behind.
    unsafe _ = iconv(converter, nil, nil, nil, nil)
    return append(text, isLast: true, unitByteCount: 1, to: &output).replaced
  }

  /// Appends a piece of text.
  ///
  /// - Parameters:
  ///   - bytes: The next bytes.
  ///   - isLast: Nothing follows, so that a cut character is damage.
  ///   - unitByteCount: Bytes to pass over where nothing can be read.
  ///   - output: Grows by the text.
  /// - Returns: The bytes used, without those of a cut character, and how many places became U+FFFD.
  func append(
    _ bytes: BufferView<UInt8>, isLast: Bool, unitByteCount: Int,
    to output: inout GrowableBuffer<UInt8>
  ) -> (used: Int, replaced: Int) {
    var replaced = 0
    var at = 0
    while at < bytes.count {
      // Two bytes become three at most; the call stops and is made again where that is too little.
      let room = (bytes.count - at) * 3 + 16
      let before = output.count
      let target = output.appendUninitialized(room)
      // Safe: the library reads and writes within the counts and moves both pointers by what it used.
      var source: UnsafeMutablePointer<CChar>? = unsafe UnsafeMutableRawPointer(bytes.base + at)
        .assumingMemoryBound(to: CChar.self)
      var sourceLeft = bytes.count - at
      var written: UnsafeMutablePointer<CChar>? = unsafe UnsafeMutableRawPointer(target.base)
        .assumingMemoryBound(to: CChar.self)
      var roomLeft = room
      let result = unsafe iconv(converter, &source, &sourceLeft, &written, &roomLeft)
      let code = errno
      output.setCount(before + room - roomLeft)
      at = bytes.count - sourceLeft
      if result != -1 || code == E2BIG { continue }
      if code == EINVAL, !isLast { break }
      output.append(contentsOf: [0xEF, 0xBF, 0xBD])
      replaced += 1
      at = min(at + unitByteCount, bytes.count)
    }
    return (at, replaced)
  }
}
