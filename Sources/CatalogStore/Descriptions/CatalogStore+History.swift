internal import Datasets
internal import GRDB

// Who changed what, and taking it back.
extension CatalogStore {
  /// The history, newest first: of one dataset, by its id or an alias, or of everything.
  package func log(_ id: String? = nil, limit: Int? = nil) throws -> [HistoryEntry] {
    try translating {
      try pool.read { db in
        let name = try id.map { try Self.idInHistory($0, db) }
        let rows = try Row.fetchAll(
          db,
          sql: """
            SELECT history.number, at, who, action, history.dataset, summary, batch,
              history.revision IS NOT NULL AND history.revision = dataset.revision
            FROM history LEFT JOIN dataset ON dataset.id = history.dataset
            WHERE ?1 IS NULL OR history.dataset = ?1
            ORDER BY history.number DESC LIMIT ?2
            """, arguments: [name, limit ?? -1])
        return rows.map { row in
          HistoryEntry(
            number: row[0], at: row[1], who: row[2],
            action: HistoryEntry.Action(rawValue: row[3]) ?? .update, dataset: row[4],
            summary: row[5], batch: row[6], canUndo: row[7] ?? false)
        }
      }
    }
  }

  /// The id of the dataset that somebody means, or of one that was purged.
  private static func idInHistory(_ name: String, _ db: Database) throws -> String {
    if let row = try resolvedRow(name, db) { return row.id }
    let isRecorded =
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM history WHERE dataset = ?)", arguments: [name])
      ?? false
    return isRecorded ? name : try existingRow(name, db).id
  }

  /// Takes one change back, when nothing has changed the dataset since; undoing an undo redoes.
  ///
  /// - Throws: ``StoreError/cannotUndo(entry:reason:)`` when something newer stands on it.
  @discardableResult
  package func undo(_ number: Int64) throws -> StoredDataset {
    try writing { writer in
      guard
        let entry = try Row.fetchOne(
          writer.db,
          sql: "SELECT dataset, action, before, revision FROM history WHERE number = ?",
          arguments: [number])
      else { throw StoreError.noSuchEntry(number) }
      let id: String = entry[0]
      guard entry[1] as String != HistoryEntry.Action.rename.rawValue else {
        throw StoreError.cannotUndo(
          entry: number, reason: "a dataset gets its former id back by renaming it again")
      }
      let revision: Int64? = entry[3]
      guard let old = try Self.row(id: id, writer.db), old.document != nil, let revision else {
        throw StoreError.cannotUndo(entry: number, reason: "the dataset is gone for good")
      }
      guard old.revision == revision else {
        throw StoreError.cannotUndo(
          entry: number, reason: "\(id) was changed again since (revision \(old.revision))")
      }
      var row = old
      if let before: String = entry[2] {
        try row.restore(before)
        try writer.check(try row.dataset(), owner: row.number)
      } else {
        row.removedAt = writer.now
      }
      try writer.save(
        row, replacing: old, action: .undo, summary: "entry \(number): \(entry[1] as String)")
      return try Self.existing(id, writer.db)
    }
  }
}
