internal import FoundationEssentials
internal import GRDB

/// The columns of all datasets, in one snapshot of the store.
final class ColumnReader {
  /// One more than the highest dataset number.
  let count: Int
  private let db: Database
  private var wordColumns: [Int64: WordColumn] = [:]
  private var numberColumns: [Int64: NumberColumn] = [:]

  init(_ db: Database) throws {
    self.db = db
    count = 1 + Int(try Int64.fetchOne(db, sql: "SELECT max(number) FROM dataset") ?? 0)
  }

  /// `live` or `removed`.
  func state() throws -> WordColumn { try words(DatasetField.stateColumn) }

  func words(_ field: DatasetField) throws -> WordColumn { try words(field.column) }

  func numbers(_ field: DatasetField) throws -> NumberColumn { try numbers(field.column) }

  private func words(_ column: Int64) throws -> WordColumn {
    if let known = wordColumns[column] { return known }
    var result = WordColumn()
    let words = try Row.fetchCursor(
      db, sql: "SELECT code, word FROM column_word WHERE field = ? ORDER BY code",
      arguments: [column])
    while let row = try words.next() {
      let code: Int = row[0]
      guard code >= result.dictionary.count, code < 1 << 31 else { throw damage }
      while result.dictionary.count < code { result.dictionary.append("") }
      result.dictionary.append(row[1])
    }
    result.starts.reserveCapacity(count + 1)
    try chunks(column) { first, bytes in
      while result.starts.count <= first { result.starts.append(UInt32(result.codes.count)) }
      try WordChunk.append(bytes, to: &result)
    }
    while result.starts.count <= count { result.starts.append(UInt32(result.codes.count)) }
    guard result.starts.count == count + 1,
      result.codes.allSatisfy({ Int($0) < result.dictionary.count })
    else { throw damage }
    wordColumns[column] = result
    return result
  }

  func numbers(_ column: Int64) throws -> NumberColumn {
    if let known = numberColumns[column] { return known }
    var result = NumberColumn()
    result.values.reserveCapacity(count)
    try chunks(column) { first, bytes in
      while result.values.count < first { result.values.append(.nan) }
      try NumberChunk.append(bytes, to: &result.values)
    }
    while result.values.count < count { result.values.append(.nan) }
    guard result.values.count == count else { throw damage }
    numberColumns[column] = result
    return result
  }

  private func chunks(_ column: Int64, _ body: (Int, [UInt8]) throws -> Void) throws {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: "SELECT key, data FROM column_chunk WHERE key >= ? AND key < ? ORDER BY key"),
      arguments: [column << 32, (column + 1) << 32])
    while let row = try rows.next() {
      let key: Int64 = row[0]
      let data: Data = row[1]
      do {
        try body(Int(key & 0xFFFF_FFFF) * Chunk.capacity, [UInt8](data))
      } catch is ByteCursor.Damage {
        throw damage
      }
    }
  }

  private var damage: DatabaseError {
    DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the listing index is damaged")
  }
}
