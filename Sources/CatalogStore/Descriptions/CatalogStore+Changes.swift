package import Datasets
internal import GRDB
internal import JSONText

// Adding, editing, removing: each call is one transaction and one line of history.
extension CatalogStore {
  /// Adds a dataset of the user's own; one that is there just so is left as it is.
  ///
  /// - Throws: ``StoreError/exists(id:owner:)`` when the id or an alias is taken,
  ///   ``StoreError/removed(id:)`` when it is by a removed dataset,
  ///   ``StoreError/invalid(id:message:remedy:)``, ``StoreError/cycle(_:)``.
  @discardableResult
  package func insert(_ dataset: Dataset) throws -> StoredDataset {
    try writing { writer in
      try writer.insert(dataset)
      return try Self.existing(dataset.id, writer.db)
    }
  }

  /// Adds a dataset, or replaces the whole description of one.
  ///
  /// A description that replaces a built-in one turns the dataset into the user's own. `revision`
  /// is the one that the new description was made from; nil overwrites whatever is there.
  @discardableResult
  package func put(_ dataset: Dataset, expecting revision: Int64? = nil) throws -> StoredDataset {
    try writing { writer in
      try writer.put(dataset, expecting: revision)
      return try Self.existing(dataset.id, writer.db)
    }
  }

  /// Changes some values of a dataset.
  ///
  /// `revision` is the one that the edits were made for; nil edits whatever is there.
  @discardableResult
  package func edit(
    _ id: String, _ edits: [DatasetEdit], expecting revision: Int64? = nil
  ) throws
    -> StoredDataset
  {
    try writing { writer in
      // An edit may take the title away by which somebody named the dataset.
      let id = try Self.existingRow(id, writer.db).id
      try writer.edit(id, edits, expecting: revision)
      return try Self.existing(id, writer.db)
    }
  }

  /// Takes a dataset out of every list; ``restore(_:)`` brings it back.
  package func remove(_ id: String, expecting revision: Int64? = nil) throws {
    try writing { try $0.remove(id, expecting: revision) }
  }

  /// Brings a removed dataset back.
  ///
  /// - Throws: ``StoreError/notRemoved(id:)`` for one that is there.
  @discardableResult
  package func restore(_ id: String) throws -> StoredDataset {
    try writing { writer in
      let outcome = try writer.restore(id)
      let stored = try Self.existing(id, writer.db)
      if outcome == .unchanged { throw StoreError.notRemoved(id: stored.id) }
      return stored
    }
  }

  /// The ids of removed datasets, those named by id or alias or all of them.
  ///
  /// - Throws: ``StoreError/notRemoved(id:)`` for one that is there.
  package func removedIDs(_ names: [String]? = nil) throws -> [String] {
    try translating {
      try pool.read { db in
        try names?.map { name in
          let row = try Self.existingRow(name, db)
          guard row.removedAt != nil else { throw StoreError.notRemoved(id: row.id) }
          return row.id
        }
          ?? String.fetchAll(
            db,
            sql: """
              SELECT id FROM dataset WHERE removed_at IS NOT NULL AND document IS NOT NULL
              ORDER BY id
              """)
      }
    }
  }

  /// Deletes removed datasets for good; present ones are refused.
  ///
  /// - Parameters:
  ///   - ids: Which.
  ///   - withFolder: Notes that the folders of their indexes are to be deleted.
  /// - Throws: ``StoreError/notRemoved(id:)``, and then nothing is purged.
  package func purge(_ ids: [String], withFolder: Bool = false) throws {
    try writing { writer in
      for id in ids {
        let row = try Self.existingRow(id, writer.db)
        guard row.removedAt != nil else { throw StoreError.notRemoved(id: row.id) }
        try writer.purge(row)
        if withFolder { try writer.db.note(FolderTask(row.id, .delete)) }
      }
    }
  }

  /// Gives a dataset of the user's own another id; the one it had becomes an alias.
  ///
  /// - Parameters:
  ///   - id: The dataset.
  ///   - new: An id that is free, or an alias of this dataset.
  ///   - withFolder: Notes that the folder of its index is to be moved.
  /// - Throws: ``StoreError/exists(id:owner:)``, ``StoreError/builtIn(id:)``.
  package func rename(_ id: String, to new: String, withFolder: Bool = false) throws {
    try writing { writer in
      let former = try writer.rename(id, to: new)
      if withFolder { try writer.db.note(FolderTask(new, .move(from: former))) }
    }
  }

  /// Makes many changes in one transaction, with a verdict for each.
  ///
  /// When a row fails, or in a dry run, nothing at all is kept.
  package func apply(
    _ rows: [BulkRow], dryRun: Bool = false
  ) throws -> (
    verdicts: [BulkVerdict], isKept: Bool
  ) {
    var rest = rows[...]
    return try apply(dryRun: dryRun) {
      let chunk = rest.prefix(BulkReader.chunk)
      rest = rest.dropFirst(chunk.count)
      return chunk.isEmpty ? nil : chunk.map { .success(PreparedRow($0)) }
    }
  }

  /// Makes the changes of a file in one transaction, with a verdict for each.
  ///
  /// The file is read chunk by chunk while the chunk before is written, so memory does not grow
  /// with it. When a row fails, or in a dry run, nothing at all is kept.
  package func apply(
    _ file: BulkReader, dryRun: Bool = false
  ) throws -> (
    verdicts: [BulkVerdict], isKept: Bool
  ) {
    let ahead = ReadAhead(file)
    return try apply(dryRun: dryRun) { try ahead.next() }
  }

  private func apply(
    dryRun: Bool, _ next: () throws -> [Result<PreparedRow, UnreadableRow>]?
  ) throws -> (
    verdicts: [BulkVerdict], isKept: Bool
  ) {
    var verdicts: [BulkVerdict] = []
    var isKept = false
    try translating {
      // Where nothing may be written, a dry run tries its changes in a copy.
      let target = dryRun && !isWritable ? try copyInMemory() : writer
      try target.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          verdicts = []
          var hasFailed = false
          let batch = try Int64.fetchOne(db, sql: "SELECT max(number) FROM history") ?? 0
          var writer = StoreWriter(db, now: clock(), who: author, batch: batch + 1)
          writer.tellsChanges = dryRun
          while let chunk = try next() {
            for row in chunk {
              switch row {
              case .success(let row): verdicts.append(try writer.apply(row))
              case .failure(let unreadable): verdicts.append(unreadable.verdict)
              }
              hasFailed = hasFailed || verdicts.last?.outcome == .failed
              try writer.relieve()
            }
          }
          isKept = !dryRun && !hasFailed
          // A row may name what a later one adds.
          var references = DanglingReferences(db)
          for index in verdicts.indices where !verdicts[index].references.isEmpty {
            verdicts[index].dangling = try references.dangling(verdicts[index].references)
              .map { try references.problem(with: $0) }
            verdicts[index].references = []
          }
          if isKept { try writer.finish() }
          return isKept ? .commit : .rollback
        }
      }
    }
    return (verdicts, isKept)
  }

  private func copyInMemory() throws -> any DatabaseWriter {
    let copy = try DatabaseQueue()
    try pool.backup(to: copy)
    return copy
  }

  /// Runs one writing transaction.
  func writing<Result>(_ body: (inout StoreWriter) throws -> Result) throws -> Result {
    try translating {
      try writer.write { db in
        var writer = StoreWriter(db, now: clock(), who: author)
        let result = try body(&writer)
        try writer.finish()
        return result
      }
    }
  }
}

extension StoreWriter {
  @discardableResult
  mutating func insert(
    _ dataset: Dataset, document: String? = nil
  ) throws -> BulkVerdict.Outcome {
    let old = try CatalogStore.row(id: dataset.id, db)
    if let old, old.document != nil {
      if old.removedAt != nil { throw StoreError.removed(id: old.id) }
      if try old.dataset() == dataset { return .unchanged }
      throw StoreError.exists(id: dataset.id, owner: old.id)
    }
    return try put(dataset, over: old, document: document)
  }

  @discardableResult
  mutating func put(
    _ dataset: Dataset, expecting revision: Int64?, document: String? = nil
  ) throws -> BulkVerdict.Outcome {
    let old = try CatalogStore.row(id: dataset.id, db)
    try expect(revision, old, dataset.id)
    return try put(dataset, over: old, document: document)
  }

  /// `document`: the description as the store keeps it, when it was validated and written out.
  private mutating func put(
    _ dataset: Dataset, over old: DatasetRow?, document: String? = nil
  ) throws
    -> BulkVerdict.Outcome
  {
    try check(dataset, owner: old?.number, isValid: document != nil)
    var row =
      try old ?? DatasetRow(number: nextNumber(), id: dataset.id, layer: .own, now: now)
    row.layer = .own
    row.document = document ?? dataset.tree.text
    row.base = nil
    row.overlay = nil
    row.removedAt = nil
    // A built-in description that comes back as it is stays built in, and follows the next edition.
    if let old, old.document == row.document, old.removedAt == nil { return .unchanged }
    let isNew = old?.document == nil
    try save(row, dataset, replacing: old, action: isNew ? .add : .replace, summary: dataset.name)
    return isNew ? .added : .changed
  }

  @discardableResult
  mutating func edit(
    _ id: String, _ edits: [DatasetEdit], expecting revision: Int64?
  ) throws
    -> BulkVerdict.Outcome
  {
    let old = try present(id)
    try expect(revision, old, id)
    let changed: Dataset
    do {
      changed = try old.dataset().applying(edits)
    } catch let error as DatasetEditError {
      throw StoreError.badEdit(edit: error.edit, message: error.message, remedy: error.remedy)
    }
    try check(changed, owner: old.number)
    var row = old
    row.document = changed.tree.text
    if row.document == old.document { return .unchanged }
    if row.layer == .builtIn {
      row.base = old.base ?? old.document
      row.overlay = DatasetRow.encode(Self.compacted(try old.edits() + edits))
    }
    // A profile can be measured again at any time, so the last one alone has a line.
    if edits.allSatisfy({ DatasetEdit.key($0.key) == "profile" }) {
      try save(row, changed, replacing: old, action: .set, summary: Self.measuredProfile)
      try foldProfiles(of: row.id)
      return .changed
    }
    try save(
      row, changed, replacing: old, action: .set,
      summary: edits.map(\.shortText).joined(separator: " "))
    return .changed
  }

  mutating func remove(_ id: String, expecting revision: Int64?) throws {
    let old = try present(id)
    try expect(revision, old, id)
    var row = old
    row.removedAt = now
    try save(row, replacing: old, action: .remove, summary: "")
  }

  mutating func restore(_ id: String) throws -> BulkVerdict.Outcome {
    let old = try CatalogStore.existingRow(id, db)
    guard old.removedAt != nil else { return .unchanged }
    try check(try old.dataset(), owner: old.number)
    var row = old
    row.removedAt = nil
    try save(row, replacing: old, action: .restore, summary: "")
    return .restored
  }

  /// Gives a dataset another id and returns the one it had.
  ///
  /// Statements about it by its former id lead to it through the alias. Its history goes with it;
  /// what was changed before cannot be undone any more, since it was changed under another id.
  mutating func rename(_ id: String, to new: String) throws -> String {
    let old = try present(id)
    guard old.layer == .own else { throw StoreError.builtIn(id: old.id) }
    if let other = try CatalogStore.row(id: new, db) {
      throw StoreError.exists(id: new, owner: other.id)
    }
    var dataset = try old.dataset()
    dataset.id = new
    dataset.aliases.removeAll { $0 == new }
    dataset.aliases.append(old.id)
    try check(dataset, owner: old.number)
    var row = old
    row.id = new
    row.document = dataset.tree.text
    try db.execute(
      sql: "UPDATE history SET dataset = ? WHERE dataset = ?", arguments: [new, old.id])
    try db.execute(sql: "UPDATE edge SET child = ? WHERE child = ?", arguments: [new, old.id])
    try save(row, dataset, replacing: old, action: .rename, summary: "was \(old.id)")
    return old.id
  }

  /// One row of a bulk change; a failing one leaves no trace.
  ///
  /// - Throws: What is not the row's fault, such as a full disk.
  mutating func apply(_ prepared: PreparedRow) throws -> BulkVerdict {
    let row = prepared.row
    var verdict = BulkVerdict(place: row.place, id: row.id, outcome: .unchanged)
    do {
      try db.cachedStatement(sql: "SAVEPOINT bulk_row").execute()
      let saved = (index: index.count, rights: rights.count)
      do {
        if let problem = prepared.problem { throw problem }
        let isEdit = if case .edit = row.action { true } else { false }
        if isEdit { verdict.id = try present(row.id).id }
        let before = tellsChanges || isEdit ? try described(verdict.id) : nil
        verdict.notes = prepared.notes
        switch row.action {
        case .add(let dataset):
          verdict.outcome = try insert(dataset, document: prepared.document)
          if verdict.outcome != .unchanged { verdict.references = dataset.references }
        case .put(let dataset):
          verdict.outcome = try put(dataset, expecting: nil, document: prepared.document)
          if verdict.outcome != .unchanged { verdict.references = dataset.references }
        case .edit(let edits): verdict.outcome = try edit(verdict.id, edits, expecting: nil)
        case .remove:
          verdict.id = try present(row.id).id
          try remove(verdict.id, expecting: nil)
          verdict.outcome = .removed
        case .restore:
          verdict.id = try CatalogStore.existingRow(row.id, db).id
          verdict.outcome = try restore(verdict.id)
        }
        if tellsChanges || isEdit, verdict.outcome == .added || verdict.outcome == .changed {
          let before = before ?? Dataset(id: row.id)
          let after = try described(verdict.id) ?? before
          if tellsChanges { verdict.changes = DatasetDiff(before, after).changes }
          if isEdit {
            verdict.warnings = after.doubts(beyond: before, today: CatalogStore.currentTime())
            let known = Set(before.references.map(\.id))
            verdict.references = after.references.filter { !known.contains($0.id) }
          }
        }
        try db.cachedStatement(sql: "RELEASE bulk_row").execute()
      } catch {
        index.cut(to: saved.index)
        rights.cut(to: saved.rights)
        try db.execute(sql: "ROLLBACK TO bulk_row; RELEASE bulk_row")
        throw error
      }
    } catch let error as StoreError {
      verdict.outcome = .failed
      verdict.failure = error
      verdict.message = error.message
    }
    return verdict
  }

  // MARK: - Helpers

  /// What the history says of a new profile.
  private static let measuredProfile = "profile measured"

  /// Leaves one line of profiles that follow each other: the newest, which takes back all of them.
  private func foldProfiles(of id: String) throws {
    let lines = try Row.fetchAll(
      db,
      sql: """
        SELECT number, before FROM history WHERE dataset = ? AND action = 'set' AND summary = ?
          AND NOT EXISTS (
            SELECT 1 FROM history AS other WHERE other.dataset = history.dataset
              AND other.number > history.number AND other.summary <> history.summary)
        ORDER BY number DESC LIMIT 2
        """, arguments: [id, Self.measuredProfile])
    guard lines.count == 2 else { return }
    let (newest, former): (Int64, Int64) = (lines[0][0], lines[1][0])
    try db.execute(
      sql: "UPDATE history SET before = ? WHERE number = ?",
      arguments: [lines[1][1] as String?, newest])
    try db.execute(sql: "DELETE FROM history WHERE number = ?", arguments: [former])
  }

  /// The description under an id, when there is one.
  private func described(_ id: String) throws -> Dataset? {
    guard let row = try CatalogStore.resolvedRow(id, db), row.removedAt == nil else { return nil }
    return try row.dataset()
  }

  /// The row of a dataset that is there.
  func present(_ id: String) throws -> DatasetRow {
    let row = try CatalogStore.existingRow(id, db)
    if row.removedAt != nil { throw StoreError.removed(id: row.id) }
    return row
  }

  func nextNumber() throws -> Int64 {
    1 + (try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(number) FROM dataset")) ?? 0)
  }

  private func expect(_ revision: Int64?, _ row: DatasetRow?, _ id: String) throws {
    guard let revision else { return }
    let found = row?.revision ?? 0
    if found != revision { throw StoreError.conflict(id: id, expected: revision, found: found) }
  }

  /// Edits without those that a later one makes void.
  static func compacted(_ edits: [DatasetEdit]) -> [DatasetEdit] {
    var kept: [DatasetEdit] = []
    for edit in edits {
      if edit.operation == .set {
        let key = DatasetEdit.key(edit.key)
        kept.removeAll { DatasetEdit.key($0.key) == key }
      }
      kept.append(edit)
    }
    return kept
  }
}

extension DatasetEdit {
  /// Characters of a value that a line of history shows.
  private static let shownCharacters = 120

  /// The edit as a line of history shows it.
  fileprivate var shortText: String {
    value.count <= Self.shownCharacters
      ? text : key + operation.rawValue + value.prefix(Self.shownCharacters) + "…"
  }

  static func key(_ key: String) -> String { Dataset.canonicalKey(key) }
}
