internal import CKernels

/// CRC-32C (Castagnoli), the checksum of all files of an index.
package struct Checksum: Sendable, Equatable {
  /// The checksum of the bytes seen so far.
  package private(set) var value: UInt32 = 0

  package init() {}

  package mutating func update(_ bytes: ByteSlice) {
    unsafe value = ck_crc32c(value, bytes.base, bytes.count)
  }

  /// Goes on with bytes whose checksum is known.
  ///
  /// - Complexity: O(log *n*) in their number.
  package mutating func append(_ checksum: UInt32, count: Int) {
    value = ck_crc32c_join(value, checksum, UInt64(count))
  }

  /// The checksum of some bytes at once.
  package static func of(_ bytes: ByteSlice) -> UInt32 {
    var sum = Checksum()
    sum.update(bytes)
    return sum.value
  }
}
