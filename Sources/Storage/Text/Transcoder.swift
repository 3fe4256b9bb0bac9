/// Turns text of one encoding into UTF-8, piece by piece.
///
/// What cannot be read becomes U+FFFD. Belongs to one thread at a time.
package struct Transcoder: ~Copyable, @unchecked Sendable {
  package let encoding: TextEncoding
  /// Places where something became U+FFFD.
  package private(set) var replacedCount = 0
  /// None where the text is UTF-8 already.
  private let converter: CharsetConverter?

  /// A transcoder at the beginning of a text, behind its mark.
  ///
  /// - Throws: ``StorageError/unsupported(path:detail:)`` when the system lacks the converter.
  package init(from encoding: TextEncoding, path: String) throws(StorageError) {
    self.encoding = encoding
    converter = encoding == .utf8 ? nil : CharsetConverter(from: encoding.converterName)
    if converter == nil, encoding != .utf8 {
      throw .unsupported(
        path: path,
        detail:
          "the C library of this system has no converter for \(encoding.rawValue) (Debian has "
          + "them in libc6)")
    }
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
    guard let converter else {
      output.append(contentsOf: bytes)
      return bytes.count
    }
    let done = converter.append(
      bytes, isLast: isLast, unitByteCount: encoding.unitByteCount, to: &output)
    replacedCount += done.replaced
    return done.used
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
