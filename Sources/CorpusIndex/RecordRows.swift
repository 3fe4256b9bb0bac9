package import Storage

/// Records that a program holds in a form of its own, such as columns, told as JSON where they are
/// indexed.
///
/// They go through the parser that rows of Parquet go through, so that texts, columns and whole
/// records are found in one way wherever records come from. Several threads ask at a time; nothing
/// may change meanwhile.
package protocol RecordRows: AnyObject, Sendable {
  /// How many there are.
  var count: Int { get }

  /// Bytes that some rows hold, about: what is parsed at a time is cut by them.
  func byteCount(of rows: Range<Int>) -> Int

  /// Appends a row as one JSON value, without a line break.
  func write(_ row: Int, into output: inout GrowableBuffer<UInt8>)
}

/// Rows that are lines of JSON already; blank lines are none.
package final class JSONLineRows: RecordRows, @unchecked Sendable {
  // Safe: nothing changes after `init`.
  private let bytes: GrowableBuffer<UInt8>
  private let lines: [Range<Int>]

  package init(_ bytes: consuming GrowableBuffer<UInt8>) {
    var lines: [Range<Int>] = []
    var start = 0
    var isBlank = true
    for index in 0...bytes.count {
      let byte = index < bytes.count ? bytes[index] : 0x0A
      if byte == 0x0A {
        if !isBlank { lines.append(start..<index) }
        start = index + 1
        isBlank = true
      } else if byte != 0x20, byte != 0x0D, byte != 0x09 {
        isBlank = false
      }
    }
    self.lines = lines
    self.bytes = bytes
  }

  package var count: Int { lines.count }

  package func byteCount(of rows: Range<Int>) -> Int {
    rows.isEmpty ? 0 : lines[rows.upperBound - 1].upperBound - lines[rows.lowerBound].lowerBound
  }

  package func write(_ row: Int, into output: inout GrowableBuffer<UInt8>) {
    output.append(contentsOf: bytes.view[lines[row]])
  }
}
