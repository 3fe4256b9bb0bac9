package import Records
package import Storage

/// Which columns a segment has, in the order of their numbers in the corpus.
///
/// A column without a value in the segment is not among them.
package struct SegmentColumns: Sendable, Equatable {
  /// A column of one segment.
  package struct Column: Sendable, Equatable {
    /// The column's number in the corpus; see ``ColumnLedger``.
    package var number: UInt32
    package var contents: ColumnContents

    package init(number: UInt32, contents: ColumnContents) {
      self.number = number
      self.contents = contents
    }
  }

  package var columns: [Column]

  package init(_ columns: [Column] = []) { self.columns = columns }

  package func write(to writer: inout ByteWriter) {
    writer.append(varint: UInt64(columns.count))
    for column in columns {
      writer.append(varint: UInt64(column.number))
      column.contents.write(to: &writer)
    }
  }

  package init(from reader: inout ByteReader) throws(StorageError) {
    columns = []
    for _ in 0..<(try reader.readCount(limit: 1 << 20)) {
      let number = UInt32(truncatingIfNeeded: try reader.readVarint())
      columns.append(Column(number: number, contents: try ColumnContents(from: &reader)))
    }
  }
}

extension ColumnLedger {
  /// Appends the ledger as bytes.
  package func write(to writer: inout ByteWriter) {
    writer.append(varint: UInt64(limit))
    columns.write(to: &writer)
    writer.append(varint: UInt64(leftOut.count))
    for path in leftOut { writer.append(text: path) }
    writer.append(UInt8(isCutOff ? 1 : 0))
  }

  /// Reads a ledger back.
  package init(from reader: inout ByteReader, path: String) throws(StorageError) {
    let limit = try reader.readCount(limit: Int(Int32.max))
    let columns = try [RecordSchema.Column](from: &reader, path: path)
    var leftOut: [String] = []
    for _ in 0..<(try reader.readCount(limit: 1 << 20)) { leftOut.append(try reader.readText()) }
    self.init(
      limit: limit, columns: columns, leftOut: leftOut,
      isCutOff: try reader.read(UInt8.self) == 1)
  }
}

extension [RecordSchema.Column] {
  /// Appends for each column its name, its path and its declared type, which may be empty.
  func write(to writer: inout ByteWriter) {
    writer.append(varint: UInt64(count))
    for column in self {
      writer.append(text: column.name)
      writer.append(text: column.path)
      writer.append(text: column.type?.rawValue ?? "")
    }
  }

  init(from reader: inout ByteReader, path: String) throws(StorageError) {
    self = []
    for _ in 0..<(try reader.readCount(limit: 1 << 20)) {
      let name = try reader.readText()
      let keys = try reader.readText()
      let word = try reader.readText()
      let type = RecordSchema.ColumnType(rawValue: word)
      guard type != nil || word.isEmpty else {
        throw .damaged(
          path: path, offset: 0, detail: "the column \"\(name)\" has the unknown type \"\(word)\"")
      }
      append(RecordSchema.Column(name: name, path: keys, type: type))
    }
  }
}
