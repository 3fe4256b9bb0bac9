internal import Datasets
internal import GRDB
internal import JSONText

// The layer that the program carries.
extension CatalogStore {
  /// The content hash of the built-in layer that the store holds.
  package func builtInHash() throws -> String? {
    try translating { try pool.read { try Self.builtInHash($0) } }
  }

  private static func builtInHash(_ db: Database) throws -> String? {
    try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'built-in'")
  }

  /// Lays the program's descriptions under what the user did to them, unless they are there already.
  ///
  /// Edits are made again on the new descriptions; one that no longer fits is dropped with a line
  /// of history. What was removed or purged stays away. A description that the program no longer
  /// carries goes, unless it was edited or has data: then it becomes the user's own.
  func install(_ layer: BuiltInLayer) throws {
    let held = try builtInHash()
    if held == layer.contentHash { return }
    let clusters = try layer.clusters()
    try writing { writer in
      let db = writer.db
      // Another process may have been faster.
      if try Self.builtInHash(db) == layer.contentHash { return }
      writer.keepsHistory = false
      var former: [String: [String]] = [:]
      for document in try String.fetchAll(db, sql: "SELECT document FROM cluster") {
        let cluster = try Self.decodeCluster(document)
        former[cluster.id] = cluster.introduction.all
      }
      writer.formerIntroductions = former
      try db.execute(sql: "DELETE FROM cluster")
      var wanted: Set<String> = []
      for cluster in clusters {
        var bare = cluster
        bare.datasets = []
        let document = bare.tree.text
        try db.execute(
          sql: "INSERT OR REPLACE INTO cluster (id, document, checksum) VALUES (?, ?, ?)",
          arguments: [cluster.id, document, DocumentChecksum.of(document)])
      }
      for cluster in clusters {
        for var dataset in cluster.datasets {
          if dataset.cluster == nil { dataset.cluster = cluster.id }
          wanted.insert(dataset.id)
          try writer.installBuiltIn(dataset)
          try writer.relieve()
        }
      }
      let present = try String.fetchAll(
        db, sql: "SELECT id FROM dataset WHERE layer = 'built-in' ORDER BY id")
      for id in present where !wanted.contains(id) { try writer.retireBuiltIn(id) }
      try writer.reintroduceOwn(clusters, formerly: former)
      try db.execute(
        sql: "INSERT OR REPLACE INTO meta (key, value) VALUES ('built-in', ?)",
        arguments: [layer.contentHash])
      try writer.record(
        .update, "",
        "built-in descriptions \(layer.contentHash.prefix(12)): \(wanted.count) datasets",
        before: nil, revision: nil)
    }
  }
}

extension StoreWriter {
  /// Puts one description of the program under what the user did to it.
  mutating func installBuiltIn(_ dataset: Dataset) throws {
    let document = dataset.tree.text
    guard let old = try CatalogStore.row(id: dataset.id, db) else {
      var row = DatasetRow(number: try nextNumber(), id: dataset.id, layer: .builtIn, now: now)
      row.document = document
      try save(row, dataset, replacing: nil, action: .update, summary: "")
      return
    }
    // The user's own dataset of that name, and a purged one, stay as they are.
    guard old.layer == .builtIn, old.document != nil else { return }
    guard (old.base ?? old.document) != document else { return try reintroduce(old) }
    var row = old
    if old.overlay == nil {
      row.document = document
    } else {
      row.base = document
      var result = dataset
      var kept: [DatasetEdit] = []
      for edit in try old.edits() {
        if let next = try? result.applying([edit]) {
          result = next
          kept.append(edit)
        } else {
          try record(
            .update, dataset.id, "an edit no longer fits and was dropped: \(edit.text)",
            before: nil, revision: nil)
        }
      }
      row.document = result.tree.text
      row.overlay = DatasetRow.encode(kept)
      if row.overlay == nil { row.base = nil }
    }
    try save(row, replacing: old, action: .update, summary: "")
  }

  /// Brings the index up to date for the user's own datasets in clusters whose introduction is
  /// another one now.
  mutating func reintroduceOwn(_ clusters: [Cluster], formerly: [String: [String]]) throws {
    var changed = Set(formerly.keys)
    for cluster in clusters {
      if formerly[cluster.id] == cluster.introduction.all {
        changed.remove(cluster.id)
      } else {
        changed.insert(cluster.id)
      }
    }
    for name in changed.sorted() {
      let key = "\"cluster\":" + JSON.string(name).text
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT \(DatasetRow.columns) FROM dataset
          WHERE layer = 'own' AND document IS NOT NULL AND instr(document, ?) > 0
          """, arguments: [key])
      for row in rows { try reintroduce(DatasetRow(row)) }
    }
  }

  /// Takes away a description that the program no longer carries, unless the user has a stake in it.
  mutating func retireBuiltIn(_ id: String) throws {
    guard let old = try CatalogStore.row(id: id, db) else { return }
    let hasData = try CatalogStore.indexState(number: old.number, db).state != .none
    var row = old
    row.layer = .own
    if old.document != nil, old.overlay != nil || hasData {
      row.base = nil
      row.overlay = nil
      try save(row, replacing: old, action: .update, summary: "")
      try record(
        .update, id, "no longer built in; kept as an own dataset", before: nil, revision: nil)
    } else {
      try purge(row)
    }
  }
}
