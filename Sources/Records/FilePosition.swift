/// Where reading stands in one file; what the offset counts is the format's affair.
package struct FilePosition: Sendable, Equatable {
  /// Where the next record begins: for lines, a byte of the expanded file.
  package var offset: UInt64
  /// Number of the next line or row, from 1; from ``uncounted`` on nobody knows it.
  package var number: UInt64

  /// Stands for the number of a line in the middle of a file when nobody has counted those before.
  package static let uncounted: UInt64 = 1 << 62

  package init(offset: UInt64 = 0, number: UInt64 = 1) {
    self.offset = offset
    self.number = number
  }
}
