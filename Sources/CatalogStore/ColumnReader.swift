internal import Datasets
internal import GRDB

/// The columns of all datasets, in one snapshot of the store.
final class ColumnReader {
  /// One more than the highest dataset number.
  let count: Int
  private var facts: [Int: (facts: DatasetFacts, state: String)] = [:]

  init(_ db: Database) throws {
    count = 1 + Int(try Int64.fetchOne(db, sql: "SELECT max(number) FROM dataset") ?? 0)
    for row in try Row.fetchAll(
      db, sql: "SELECT \(DatasetRow.columns) FROM dataset WHERE document IS NOT NULL")
    {
      let row = DatasetRow(row)
      let index = try CatalogStore.indexState(number: row.number, db)
      facts[Int(row.number)] = (
        DatasetFacts(
          try row.dataset(), layer: row.layer, isEdited: row.overlay != nil, index: index.state),
        row.removedAt == nil ? "live" : "removed"
      )
    }
  }

  func state() throws -> WordColumn { column { [$0.state] } }

  func words(_ field: DatasetField) throws -> WordColumn { column { $0.facts.words[field] ?? [] } }

  func numbers(_ field: DatasetField) throws -> NumberColumn {
    NumberColumn(values: (0..<count).map { facts[$0]?.facts.numbers[field] ?? .nan })
  }

  private func column(_ values: ((facts: DatasetFacts, state: String)) -> [String]) -> WordColumn {
    var column = WordColumn()
    var codes: [String: UInt32] = [:]
    for number in 0..<count {
      for word in facts[number].map(values) ?? [] {
        let code =
          codes[word]
          ?? {
            let code = UInt32(column.dictionary.count)
            column.dictionary.append(word)
            codes[word] = code
            return code
          }()
        column.codes.append(code)
      }
      column.starts.append(UInt32(column.codes.count))
    }
    return column
  }
}
