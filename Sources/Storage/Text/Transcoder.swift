internal import Glibc

/// Turns text of one encoding into UTF-8, piece by piece, with the converters of the C library.
///
/// What cannot be read becomes U+FFFD. Belongs to one thread at a time.
@safe
package struct Transcoder: ~Copyable, @unchecked Sendable {
  package let encoding: TextEncoding
  /// Places where something became U+FFFD.
  package private(set) var replacedCount = 0
  // Safe: opened in `init`, closed in `deinit`, used by one thread at a time.
  private let converter: iconv_t?

  /// A transcoder at the beginning of a text, behind its mark.
  ///
  /// - Throws: ``StorageError/unsupported(path:detail:)`` when the system lacks the converter.
  package init(from encoding: TextEncoding, path: String) throws(StorageError) {
    self.encoding = encoding
    let opened = unsafe encoding == .utf8 ? nil : iconv_open("UTF-8", encoding.converterName)
    if Int(bitPattern: opened) == -1 {
      throw .unsupported(
        path: path,
        detail:
          "the C library of this system has no converter for \(encoding.rawValue) (Debian has "
          + "them in libc6)")
    }
    unsafe converter = opened
  }

  deinit {
    if let converter = unsafe converter { _ = unsafe iconv_close(converter) }
  }

  /// Appends a piece of text.
  ///
  /// - Parameters:
  ///   - bytes: The next bytes.
  ///   - isLast: Nothing follows, so that a cut character is damage.
  ///   - output: Grows by the text.
  /// - Returns: The bytes used; those of a cut character are left for the next piece.
  @discardableResult
  package mutating func append(
    _ bytes: BufferView<UInt8>, isLast: Bool, to output: inout GrowableBuffer<UInt8>
  ) -> Int {
    guard let converter = unsafe converter else {
      output.append(contentsOf: bytes)
      return bytes.count
    }
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
      replacedCount += 1
      at = min(at + encoding.unitByteCount, bytes.count)
    }
    return at
  }
}

extension TextEncoding {
  /// What the C library calls the encoding.
  fileprivate var converterName: String {
    switch self {
    // A superset that is what most texts called Big5 are written in.
    case .big5: "BIG5-HKSCS"
    case .windows1252: "CP1252"
    case .utf8, .utf16LittleEndian, .utf16BigEndian, .gb18030: rawValue.uppercased()
    }
  }
}
