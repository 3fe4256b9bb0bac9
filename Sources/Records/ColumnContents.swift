package import Storage

/// A column of a corpus or of one segment, and what its values are.
package struct ColumnContents: Sendable, Equatable {
  /// The name in queries.
  package var name: String
  /// Where the values stand in a record.
  package var path: String
  /// Values that are whole numbers of 64 bits.
  package var integers: UInt64 = 0
  /// All other numbers.
  package var decimals: UInt64 = 0
  package var booleans: UInt64 = 0
  package var texts: UInt64 = 0
  /// Texts that begin with a year.
  package var dates: UInt64 = 0
  /// Some record holds a list here.
  package var isList = false

  package init(name: String, path: String) {
    self.name = name
    self.path = path
  }

  /// Every kind of value that occurs.
  package var types: [RecordSchema.ColumnType] {
    var types: [RecordSchema.ColumnType] = []
    if decimals > 0 { types.append(.real) } else if integers > 0 { types.append(.integer) }
    if booleans > 0 { types.append(.boolean) }
    if texts > 0 { types.append(.string) }
    return types
  }

  package var numbers: UInt64 { integers + decimals }

  package var valueCount: UInt64 { numbers + booleans + texts }

  /// Takes over what another part of the same column holds.
  package mutating func formUnion(_ other: ColumnContents) {
    integers += other.integers
    decimals += other.decimals
    booleans += other.booleans
    texts += other.texts
    dates += other.dates
    isList = isList || other.isList
  }

  // MARK: - Bytes

  package func write(to writer: inout ByteWriter) {
    writer.append(text: name)
    writer.append(text: path)
    for count in [integers, decimals, booleans, texts, dates] { writer.append(varint: count) }
    writer.append(UInt8(isList ? 1 : 0))
  }

  package init(from reader: inout ByteReader) throws(StorageError) {
    self.init(name: try reader.readText(), path: try reader.readText())
    integers = try reader.readVarint()
    decimals = try reader.readVarint()
    booleans = try reader.readVarint()
    texts = try reader.readVarint()
    dates = try reader.readVarint()
    isList = try reader.read(UInt8.self) == 1
  }
}
