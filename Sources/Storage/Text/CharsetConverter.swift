internal import Glibc

/// Turns texts of one charset, known by its name, into UTF-8.
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
  package func append(_ bytes: ByteSlice, to output: inout GrowableBuffer<UInt8>) -> Int {
    // Forgets what the text before may have left behind.
    unsafe _ = iconv(converter, nil, nil, nil, nil)
    var replaced = 0
    var at = 0
    while at < bytes.count {
      // A byte becomes at most three, apart from very rare characters; for those it goes on.
      let room = (bytes.count - at) * 3 + 64
      let before = output.count
      let target = output.appendUninitialized(room)
      // Safe: the library reads and writes within the counts and moves both pointers by what it used.
      var source: UnsafeMutablePointer<CChar>? = unsafe UnsafeMutablePointer(
        mutating: (bytes.base + at).assumingMemoryBound(to: CChar.self))
      var sourceLeft = bytes.count - at
      var written: UnsafeMutablePointer<CChar>? = unsafe UnsafeMutableRawPointer(target.base)
        .assumingMemoryBound(to: CChar.self)
      var left = room
      let result = unsafe iconv(converter, &source, &sourceLeft, &written, &left)
      let code = errno
      output.setCount(before + room - left)
      at = bytes.count - sourceLeft
      if result != -1 || code == E2BIG { continue }
      output.append(contentsOf: [0xEF, 0xBF, 0xBD])
      replaced += 1
      at += 1
    }
    return replaced
  }
}
