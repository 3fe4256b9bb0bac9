package import CKernels
public import Storage

/// Bitmaps of the classes of 64 bytes.
package typealias ByteClassBits = ck_byte_classes

/// Bitmaps of letters and digits, and of what is not ASCII, among 64 bytes.
package typealias WordBytes = ck_word_bytes

/// Classes of 64 bytes at a time, from the vector kernels.
///
/// Bit *i* of a map speaks of byte *i*. The kernels read and write exactly 64 bytes; callers hand
/// the last bytes of a text over in a padded buffer of their own.
package enum ByteClasses {
  /// Lower-cases the ASCII letters of 64 bytes and classifies the bytes that words are made of.
  ///
  /// Reads from `offset` on and writes from `target` on; bytes beyond ASCII pass unchanged.
  ///
  /// - Precondition: 64 bytes lie behind `offset` in `source` and behind `target` in `lowered`.
  package static func classify(
    _ source: BufferView<UInt8>, at offset: Int,
    lowered: BufferView<UInt8>, at target: Int
  ) -> ByteClassBits {
    precondition(offset >= 0 && offset <= source.count - 64, "64 bytes to read")
    precondition(target >= 0 && target <= lowered.count - 64, "64 bytes to write")
    var classes = ck_byte_classes()
    // Safe: both ends have 64 bytes, checked above.
    unsafe ck_classify_64(source.base + offset, lowered.base + target, &classes)
    return classes
  }

  /// Lower-cases the ASCII letters of 64 bytes and separates letters and digits from other bytes.
  ///
  /// - Precondition: 64 bytes lie behind `offset` in `source` and behind `target` in `lowered`.
  package static func words(
    _ source: BufferView<UInt8>, at offset: Int,
    lowered: BufferView<UInt8>, at target: Int
  ) -> WordBytes {
    precondition(offset >= 0 && offset <= source.count - 64, "64 bytes to read")
    precondition(target >= 0 && target <= lowered.count - 64, "64 bytes to write")
    var words = ck_word_bytes()
    // Safe: both ends have 64 bytes, checked above.
    unsafe ck_words_64(source.base + offset, lowered.base + target, &words)
    return words
  }

  /// The instruction set in use: `avx512`, `avx2`, `sse2`, `neon` or `scalar`.
  package static var variant: String { unsafe String(cString: ck_byte_classes_variant()) }

  /// Uses the variant of that name from now on, for tests.
  ///
  /// - Returns: Whether this processor has it.
  package static func choose(_ name: String) -> Bool { unsafe ck_byte_classes_choose(name) != 0 }
}

extension BufferView<UInt8> {
  /// Whether the eight bytes from `offset` on exist and are all ASCII.
  @inlinable @inline(__always)
  package func eightASCII(at offset: Int) -> Bool {
    guard offset >= 0, offset <= count - 8 else { return false }
    // Safe: eight bytes lie behind `offset`.
    let word = unsafe UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self)
    return word & 0x8080_8080_8080_8080 == 0
  }
}
