package import Storage

/// Where a segment stands in an index that took it over from another one.
///
/// Inside, a segment numbers source files, records and columns as the index did that it was made for.
/// Its bytes stay what they are wherever it goes; what it says is read with these numbers.
package struct SegmentPlacement: Sendable, Equatable {
  /// The number in the index of what the segment calls file 0.
  package var firstFile: UInt32
  /// The running number in the index of what the segment calls record 0.
  package var firstOrdinal: UInt64
  /// By the number of a column in the segment, its number in the index, or ``noColumn``; empty where
  /// both are the same.
  package var columns: [UInt32]

  /// Stands for a column that the index has no room for.
  package static let noColumn = UInt32.max

  /// A segment made for the index that has it, where nothing is given.
  package init(firstFile: UInt32 = 0, firstOrdinal: UInt64 = 0, columns: [UInt32] = []) {
    self.firstFile = firstFile
    self.firstOrdinal = firstOrdinal
    self.columns = columns
  }

  /// The number in the index of a column, or ``noColumn``.
  package func number(ofColumn number: UInt32) -> UInt32 {
    if columns.isEmpty { return number }
    return columns.indices.contains(Int(number)) ? columns[Int(number)] : Self.noColumn
  }

  /// Appends the placement as bytes of a commit.
  package func write(to writer: inout ByteWriter) {
    writer.append(varint: UInt64(firstFile))
    writer.append(varint: firstOrdinal)
    writer.append(varint: UInt64(columns.count))
    // One up, so that no column is 0.
    for column in columns { writer.append(varint: UInt64(column &+ 1)) }
  }

  /// Reads a placement back.
  package init(from reader: inout ByteReader) throws(StorageError) {
    firstFile = UInt32(truncatingIfNeeded: try reader.readVarint())
    firstOrdinal = try reader.readVarint()
    columns = []
    for _ in 0..<(try reader.readCount(limit: 1 << 20)) {
      columns.append(UInt32(truncatingIfNeeded: try reader.readVarint()) &- 1)
    }
  }
}
