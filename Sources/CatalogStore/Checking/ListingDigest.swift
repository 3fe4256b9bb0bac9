internal import FoundationEssentials
internal import GRDB

/// What a listing index says, field by field, whatever numbers it uses for words and terms.
///
/// Two indexes of the same descriptions have equal digests, also when one grew by many changes and
/// the other was made at once.
struct ListingDigest {
  /// By the name of the field; the texts have one together.
  private var digests: [String: UInt64] = [:]

  /// Reads the whole index.
  ///
  /// - Throws: What GRDB throws, for an index that cannot be read too.
  init(_ db: Database) throws {
    let columns = try ColumnReader(db)
    digests["state"] = Self.digest(of: try columns.state())
    digests["text length"] = Self.digest(of: try columns.numbers(DatasetField.lengthColumn))
    for field in DatasetField.allCases {
      switch field.shape {
      case .words: digests[field.rawValue] = Self.digest(of: try columns.words(field))
      case .number: digests[field.rawValue] = Self.digest(of: try columns.numbers(field))
      case .row: break
      }
    }
    digests["text"] = try Self.digestOfTexts(db)
  }

  /// The fields in which two indexes differ, by name.
  func differences(from other: ListingDigest) -> [String] {
    digests.keys.filter { digests[$0] != other.digests[$0] }.sorted()
  }

  // Each item is hashed with its place and the hashes are added up, so their order does not matter.

  private static func digest(of column: WordColumn) -> UInt64 {
    var sum: UInt64 = 0
    for number in 0..<max(0, column.starts.count - 1) {
      let codes = column.codes[Int(column.starts[number])..<Int(column.starts[number + 1])]
      for (rank, code) in codes.enumerated() {
        sum &+= hash { hasher in
          hasher.combine(number)
          hasher.combine(rank)
          hasher.combine(column.dictionary[Int(code)])
        }
      }
    }
    return sum
  }

  private static func digest(of column: NumberColumn) -> UInt64 {
    var sum: UInt64 = 0
    for (number, value) in column.values.enumerated() where !value.isNaN {
      sum &+= hash { hasher in
        hasher.combine(number)
        hasher.combine(value.bitPattern)
      }
    }
    return sum
  }

  private static func digestOfTexts(_ db: Database) throws -> UInt64 {
    var terms: [Int64: String] = [:]
    let words = try Row.fetchCursor(db, sql: "SELECT number, term FROM text_term")
    while let row = try words.next() { terms[row[0]] = row[1] as String }
    var sum: UInt64 = 0
    let rows = try Row.fetchCursor(db, sql: "SELECT key, data FROM text_posting")
    while let row = try rows.next() {
      let key: Int64 = row[0]
      let data: Data = row[1]
      guard let term = terms[key >> 20], let chunk = try? TermChunk([UInt8](data)) else {
        throw DatabaseError(
          resultCode: .SQLITE_CORRUPT, message: "the listing index is damaged")
      }
      for entry in chunk.entries {
        sum &+= hash { hasher in
          hasher.combine(term)
          hasher.combine((key & 0xF_FFFF) << Chunk.bits | Int64(entry.place))
          hasher.combine(entry.inNames)
          hasher.combine(entry.positions)
        }
      }
    }
    return sum
  }

  private static func hash(_ body: (inout Hasher) -> Void) -> UInt64 {
    var hasher = Hasher()
    body(&hasher)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
