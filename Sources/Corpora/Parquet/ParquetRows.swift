internal import Storage

/// The rows of one row group as JSON objects, from front to back.
///
/// Records are put together from columns and their levels (Melnik et al., Dremel, 2010): a field is
/// there when the definition level of its first column says so, and a list goes on while that
/// column's repetition level is the list's.
final class ParquetRows {
  private let schema: ParquetSchema
  private let columns: [ParquetColumn]
  private let path: String
  /// Keys as JSON strings with their colon, by the fields' order in the schema.
  private let keys: ParquetKeys
  private(set) var rowsLeft: UInt64

  /// Bytes that all columns of a row group read at once together.
  private static var windowByteCount: Int { 8 << 20 }

  /// - Parameters:
  ///   - file: Open.
  ///   - schema: Of the file.
  ///   - keys: Of the schema.
  ///   - group: The row group.
  /// - Throws: ``StorageError`` for one that does not go with the schema.
  init(
    _ file: RandomAccessFile, schema: ParquetSchema, keys: ParquetKeys,
    group: ParquetMetadata.RowGroup
  ) throws(StorageError) {
    guard group.columns.count == schema.leaves.count else {
      throw .damaged(
        path: file.path, offset: 0,
        detail: "a row group has \(group.columns.count) columns for \(schema.leaves.count)")
    }
    let window = min(max(Self.windowByteCount / max(schema.leaves.count, 1), 4096), 1 << 18)
    var columns: [ParquetColumn] = []
    for (leaf, chunk) in zip(schema.leaves, group.columns) {
      columns.append(try ParquetColumn(file, leaf, chunk, windowByteCount: window))
    }
    self.schema = schema
    self.columns = columns
    self.keys = keys
    path = file.path
    rowsLeft = group.rowCount
  }

  /// Passes rows over.
  func skip(_ count: UInt64) throws(StorageError) {
    for column in columns { try column.skip(rows: count) }
    rowsLeft -= count
  }

  /// Appends the next row.
  func write(into output: inout GrowableBuffer<UInt8>) throws(StorageError) {
    for column in columns {
      guard try column.load() else { throw damaged(column, "there are fewer values than rows") }
      if column.repetition != 0 {
        throw damaged(column, "a list goes on where a row begins")
      }
    }
    try writeMembers(schema.fields, keys.members, &output)
    rowsLeft -= 1
    if rowsLeft == 0 { try checkEnd() }
  }

  /// Nothing may be left behind the last row: a list cut short would otherwise go unnoticed.
  private func checkEnd() throws(StorageError) {
    for column in columns where try column.load() {
      throw damaged(column, "there are more values than rows")
    }
  }

  private func damaged(_ column: ParquetColumn, _ detail: String) -> StorageError {
    .damaged(path: path, offset: 0, detail: "column \"\(column.leaf.path)\": \(detail)")
  }

  private func writeMembers(
    _ fields: [ParquetSchema.Field], _ keys: [ParquetKeys], _ output: inout GrowableBuffer<UInt8>
  ) throws(StorageError) {
    output.append(0x7b)
    for index in fields.indices {
      if index > 0 { output.append(0x2c) }
      output.append(contentsOf: keys[index].text)
      try write(fields[index], keys[index], &output)
    }
    output.append(0x7d)
  }

  /// The first column under a field, at a value.
  private func first(
    _ field: ParquetSchema.Field
  ) throws(StorageError) -> ParquetColumn {
    let column = columns[field.leaves.lowerBound]
    guard try column.load() else { throw damaged(column, "there are fewer values than rows") }
    return column
  }

  private func write(
    _ field: ParquetSchema.Field, _ keys: ParquetKeys, _ output: inout GrowableBuffer<UInt8>
  ) throws(StorageError) {
    // A group without columns has no value to ask.
    guard !field.leaves.isEmpty else { return output.append(contentsOf: Self.null) }
    let column = try first(field)
    if column.definition < field.definition {
      output.append(contentsOf: Self.null)
      return try passNull(field)
    }
    switch field.shape {
    case .leaf:
      if column.leaf.annotation == .null {
        output.append(contentsOf: Self.null)
      } else {
        ParquetJSON.write(column, into: &output)
      }
      column.advance()
    case .group(let fields): try writeMembers(fields, keys.members, &output)
    case .list(let element, let definition, let repetition):
      output.append(0x5b)
      try writeElements(field, definition, repetition, &output) {
        (output) throws(StorageError) in try write(element, keys.members[0], &output)
      }
      output.append(0x5d)
    case .map(let key, let value, let definition, let repetition):
      try writeMap(field, (key, value), keys, definition, repetition, &output)
    }
  }

  private func writeElements(
    _ field: ParquetSchema.Field, _ definition: Int, _ repetition: Int,
    _ output: inout GrowableBuffer<UInt8>,
    _ element: (inout GrowableBuffer<UInt8>) throws(StorageError) -> Void
  ) throws(StorageError) {
    let column = columns[field.leaves.lowerBound]
    if column.definition < definition { return try passNull(field) }
    try element(&output)
    while try column.load(), column.repetition == repetition {
      output.append(0x2c)
      try element(&output)
    }
    guard try column.load(), column.repetition > repetition else { return }
    throw damaged(column, "a list goes on that has not begun")
  }

  /// A map with text for keys becomes an object, any other a list of keys and values.
  private func writeMap(
    _ field: ParquetSchema.Field, _ pair: (key: ParquetSchema.Field, value: ParquetSchema.Field),
    _ keys: ParquetKeys, _ definition: Int, _ repetition: Int,
    _ output: inout GrowableBuffer<UInt8>
  ) throws(StorageError) {
    let isObject = ParquetKeys.isText(pair.key, schema)
    output.append(isObject ? 0x7b : 0x5b)
    try writeElements(field, definition, repetition, &output) { (output) throws(StorageError) in
      if isObject {
        let column = try first(pair.key)
        guard column.definition >= pair.key.definition else {
          throw damaged(column, "a key of a map is null")
        }
        ParquetJSON.write(column, into: &output)
        column.advance()
        output.append(0x3a)
        try write(pair.value, keys.members[1], &output)
      } else {
        try writeMembers([pair.key, pair.value], keys.members, &output)
      }
    }
    output.append(isObject ? 0x7d : 0x5d)
  }

  /// Goes behind the one null that every column under a field has here.
  private func passNull(_ field: ParquetSchema.Field) throws(StorageError) {
    for index in field.leaves {
      guard try columns[index].load() else {
        throw damaged(columns[index], "there are fewer values than rows")
      }
      columns[index].advance()
    }
  }

  private static let null = Array("null".utf8)
}

/// The names of fields as they stand in JSON, as a tree of the schema's shape.
struct ParquetKeys: Sendable {
  /// The name as a JSON string, and a colon.
  let text: [UInt8]
  /// Of the fields below; of a list its element, of a map key and value.
  let members: [ParquetKeys]

  init(_ schema: ParquetSchema) {
    text = []
    members = schema.fields.map(ParquetKeys.init)
  }

  private init(_ field: ParquetSchema.Field) {
    var quoted = GrowableBuffer<UInt8>()
    Array(field.name.utf8).withView { JSONEscaping.append($0, to: &quoted) }
    text = quoted.view.array + [0x3a]
    members =
      switch field.shape {
      case .leaf: []
      case .group(let fields): fields.map(ParquetKeys.init)
      case .list(let element, _, _): [ParquetKeys(element)]
      case .map(let key, let value, _, _): [ParquetKeys(key), ParquetKeys(value)]
      }
  }

  /// Whether the keys of a map are text.
  static func isText(_ key: ParquetSchema.Field, _ schema: ParquetSchema) -> Bool {
    guard case .leaf = key.shape else { return false }
    let leaf = schema.leaves[key.leaves.lowerBound]
    return leaf.type == .bytes && leaf.annotation == .text
  }
}
