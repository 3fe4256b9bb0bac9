internal import Datasets
internal import GRDB
internal import JSONText

/// What one writing transaction does to datasets: rows, aliases, lineage, history and index.
///
/// All changes of a description go through ``save(_:replacing:action:summary:)``, so that no table
/// is forgotten.
struct StoreWriter {
  let db: Database
  let now: String
  let who: String
  /// The number that the changes of one bulk command share.
  var batch: Int64?
  /// False for the built-in layer, which has one line of history as a whole.
  var keepsHistory = true
  /// Whether the verdicts of a bulk change say what differs, value by value.
  var tellsChanges = false
  var index: IndexBatch
  var rights = RightsUpdate()
  /// Introductions of clusters that were looked up, and those from before this transaction where
  /// it replaces them.
  private var introductions: [String: [String]] = [:]
  var formerIntroductions: [String: [String]]?

  init(_ db: Database, now: String, who: String, batch: Int64? = nil) {
    self.db = db
    self.now = now
    self.who = who
    self.batch = batch
    index = IndexBatch(db)
  }

  // MARK: - The one door

  /// Writes a row that is new or takes the place of `old`, with all that depends on it.
  ///
  /// `described` is the description that the row holds, when the caller has it at hand.
  mutating func save(
    _ row: DatasetRow, _ described: Dataset? = nil, replacing old: DatasetRow?,
    action: HistoryEntry.Action, summary: String
  ) throws {
    var row = row
    row.revision = (old?.revision ?? 0) + 1
    row.changedAt = now
    let dataset = try row.document.map { _ in try described ?? row.dataset() }
    try write(row, name: dataset?.name ?? row.id, isNew: old == nil)
    let before = try old.flatMap { try $0.document == nil ? nil : $0.dataset() }
    if (before?.aliases ?? []) != (dataset?.aliases ?? []) {
      try writeAliases(dataset?.aliases ?? [], of: row)
    }
    if (before?.links ?? []) != (dataset?.links ?? []) {
      try writeEdges(dataset?.links ?? [], of: row.id)
    }
    rights.note(
      row.id, from: old?.removedAt == nil ? before : nil, to: row.removedAt == nil ? dataset : nil)
    let state = try old.map { try CatalogStore.indexState(number: $0.number, db).state } ?? .none
    let formerly =
      try formerIntroductions.map { $0[before?.cluster ?? ""] ?? [] }
      ?? introduction(of: before?.cluster)
    let now = try introduction(of: dataset?.cluster)
    index.change(
      row.number,
      from: old.flatMap { old in
        before.map {
          IndexedDescription(
            $0, layer: old.layer, isEdited: old.overlay != nil, index: state,
            isRemoved: old.removedAt != nil, introduction: formerly)
        }
      },
      to: dataset.map {
        IndexedDescription(
          $0, layer: row.layer, isEdited: row.overlay != nil, index: state,
          isRemoved: row.removedAt != nil, introduction: now)
      })
    if keepsHistory {
      try record(
        action, row.id, summary, before: old.flatMap { $0.document == nil ? nil : $0.snapshot },
        revision: row.revision)
    }
  }

  /// What introduces a cluster; looked up once.
  private mutating func introduction(of cluster: String?) throws -> [String] {
    guard let cluster else { return [] }
    if let known = introductions[cluster] { return known }
    let found = try CatalogStore.introduction(of: cluster, db)
    introductions[cluster] = found
    return found
  }

  /// Brings the index of a dataset up to date whose cluster has another introduction by now.
  mutating func reintroduce(_ row: DatasetRow) throws {
    let dataset = try row.dataset()
    let former = formerIntroductions?[dataset.cluster ?? ""] ?? []
    guard try introduction(of: dataset.cluster) != former else { return }
    let state = try CatalogStore.indexState(number: row.number, db).state
    guard let after = try CatalogStore.indexed(row, state: state, db) else { return }
    var before = after
    before.introduction = former
    index.change(row.number, from: before, to: after)
  }

  /// Takes a dataset out for good; one of the built-in layer keeps an empty row.
  mutating func purge(_ row: DatasetRow) throws {
    try db.execute(sql: "DELETE FROM index_state WHERE dataset = ?", arguments: [row.number])
    try db.execute(sql: "DELETE FROM source_file WHERE dataset = ?", arguments: [row.number])
    var empty = row
    empty.document = nil
    empty.base = nil
    empty.overlay = nil
    let keeps = keepsHistory
    keepsHistory = false
    try save(empty, replacing: row, action: .purge, summary: "")
    keepsHistory = keeps
    if row.layer == .own {
      try db.execute(sql: "DELETE FROM dataset WHERE number = ?", arguments: [row.number])
    }
    // What was purged must not live on in the history.
    try db.execute(
      sql: "UPDATE history SET before = NULL, checksum = NULL WHERE dataset = ?",
      arguments: [row.id])
    if keepsHistory { try record(.purge, row.id, "", before: nil, revision: nil) }
  }

  /// Writes what was gathered for the index when it has become much; not inside a savepoint.
  mutating func relieve() throws {
    if index.isFull { try index.flush() }
  }

  /// Writes what was gathered for the index and works out the rights that changed; the transaction
  /// must not end before.
  mutating func finish() throws {
    try index.flush()
    let index = index
    try rights.finish(db) { try index.write($0) }
  }

  // MARK: - Checks

  /// Refuses a description that has errors, a taken alias, or lineage in a circle.
  ///
  /// `isValid`: the description itself was found to be without errors already.
  func check(_ dataset: Dataset, owner: Int64?, isValid: Bool = false) throws {
    if !isValid, let problem = Self.problem(of: dataset) { throw problem }
    let taken = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT dataset FROM alias WHERE alias = ?"),
      arguments: [dataset.id])
    if let taken, taken != owner {
      let id = try String.fetchOne(
        db, sql: "SELECT id FROM dataset WHERE number = ?", arguments: [taken])
      throw StoreError.exists(id: dataset.id, owner: id ?? dataset.id)
    }
    for name in dataset.aliases {
      let other = try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT number, id FROM dataset WHERE id = ?1 AND document IS NOT NULL
            UNION ALL
            SELECT dataset.number, dataset.id FROM alias
            JOIN dataset ON dataset.number = alias.dataset WHERE alias = ?1
            """), arguments: [name])
      if let other, other[0] as Int64 != owner {
        throw StoreError.exists(id: name, owner: other[1])
      }
    }
    try checkLineage(of: dataset)
  }

  /// Why a description is refused whatever the store holds; nil for a good one.
  static func problem(of dataset: Dataset) -> StoreError? {
    guard DatasetID.isValid(dataset.id) else { return .badID(dataset.id) }
    return dataset.validate().first { $0.severity == .error }.map {
      .invalid(id: dataset.id, message: "\($0.path): \($0.message)", remedy: $0.remedy)
    }
  }

  /// Refuses lineage that leads back to the dataset; a whole and its part may name each other.
  private func checkLineage(of dataset: Dataset) throws {
    for name in dataset.lineage.filter({ $0.relation != .hasPart }).compactMap(\.targetID) {
      let parent =
        dataset.aliases.contains(name) ? dataset.id : try CatalogStore.target(name, db)
      var cameFrom: [String: String] = [parent: dataset.id]
      var queue = [parent]
      while let current = queue.popLast() {
        if current == dataset.id {
          var path = [current]
          var step = cameFrom[current]
          while let id = step, id != dataset.id {
            path.append(id)
            step = cameFrom[id]
          }
          path.append(dataset.id)
          throw StoreError.cycle(path.reversed())
        }
        let next = try String.fetchAll(
          db.cachedStatement(
            sql: "SELECT parent FROM edge WHERE child = ? AND relation != 'has-part'"),
          arguments: [current]
        ).map { try CatalogStore.target($0, db) }
        for id in next where cameFrom[id] == nil || id == dataset.id {
          if id == dataset.id && cameFrom[id] != nil { continue }
          cameFrom[id] = current
          queue.append(id)
        }
      }
    }
  }

  // MARK: - Tables

  private func write(_ row: DatasetRow, name: String, isNew: Bool) throws {
    let statement = try db.cachedStatement(
      sql: isNew
        ? """
        INSERT INTO dataset (id, name, layer, revision, document, base, overlay, removed_at,
          created_at, changed_at, checksum, number) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
        : """
        UPDATE dataset SET id = ?, name = ?, layer = ?, revision = ?, document = ?, base = ?,
          overlay = ?, removed_at = ?, created_at = ?, changed_at = ?, checksum = ? WHERE number = ?
        """)
    try statement.execute(arguments: [
      row.id, name, row.layer.rawValue, row.revision, row.document, row.base, row.overlay,
      row.removedAt, row.createdAt, row.changedAt,
      DocumentChecksum.of(row.document, row.base, row.overlay), row.number,
    ])
  }

  private func writeAliases(_ aliases: [String], of row: DatasetRow) throws {
    try db.cachedStatement(sql: "DELETE FROM alias WHERE dataset = ?").execute(
      arguments: [row.number])
    for alias in aliases where alias != row.id {
      try db.cachedStatement(sql: "INSERT OR REPLACE INTO alias (alias, dataset) VALUES (?, ?)")
        .execute(arguments: [alias, row.number])
    }
  }

  private func writeEdges(_ links: [LineageEdge], of id: String) throws {
    try db.cachedStatement(sql: "DELETE FROM edge WHERE child = ?").execute(arguments: [id])
    for edge in links {
      guard let parent = edge.targetID else { continue }
      try db.cachedStatement(
        sql: "INSERT OR REPLACE INTO edge (child, parent, relation, document) VALUES (?, ?, ?, ?)"
      ).execute(arguments: [id, parent, edge.relation.rawValue, edge.tree.text])
    }
  }

  func record(
    _ action: HistoryEntry.Action, _ dataset: String, _ summary: String, before: String?,
    revision: Int64?
  ) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO history (at, who, action, dataset, summary, batch, before, revision, checksum)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      now, who, action.rawValue, dataset, summary, batch, before, revision,
      before.map { DocumentChecksum.of($0) },
    ])
  }
}
