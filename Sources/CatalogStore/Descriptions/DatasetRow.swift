internal import Datasets
internal import GRDB
internal import JSONText

/// One row of the table `dataset`.
struct DatasetRow: Sendable {
  var number: Int64
  var id: String
  var layer: StoredDataset.Layer
  var revision: Int64
  /// Nil when the dataset was purged from the built-in layer.
  var document: String?
  var base: String?
  var overlay: String?
  var removedAt: String?
  var createdAt: String
  var changedAt: String

  static let columns = """
    number, id, layer, revision, document, base, overlay, removed_at, created_at, changed_at
    """

  init(_ row: Row) {
    number = row[0]
    id = row[1]
    layer = StoredDataset.Layer(rawValue: row[2]) ?? .own
    revision = row[3]
    document = row[4]
    base = row[5]
    overlay = row[6]
    removedAt = row[7]
    createdAt = row[8]
    changedAt = row[9]
  }

  init(number: Int64, id: String, layer: StoredDataset.Layer, now: String) {
    self.number = number
    self.id = id
    self.layer = layer
    revision = 0
    createdAt = now
    changedAt = now
  }

  /// The description.
  func dataset() throws -> Dataset { try Self.dataset(in: document) }

  /// A description as the store keeps it; nil is an empty one.
  static func dataset(in document: String?) throws -> Dataset {
    var problems: [DatasetProblem] = []
    return Dataset(reading: try JSONReader.read(document ?? "{}"), problems: &problems)
  }

  /// The edits on top of the built-in description.
  func edits() throws -> [DatasetEdit] {
    guard let overlay else { return [] }
    return try JSONReader.read(overlay).elements.compactMap { element in
      guard let key = element["key"]?.string, let value = element["value"]?.string,
        let sign = element["operation"]?.string,
        let operation = DatasetEdit.Operation(rawValue: sign)
      else { return nil }
      return DatasetEdit(key, operation, value)
    }
  }

  static func encode(_ edits: [DatasetEdit]) -> String? {
    guard !edits.isEmpty else { return nil }
    return JSON.array(
      edits.map { edit in
        .object([
          JSON.Member("key", .string(edit.key)),
          JSON.Member("operation", .string(edit.operation.rawValue)),
          JSON.Member("value", .string(edit.value)),
        ])
      }
    ).text
  }

  /// The whole row as JSON, for the history.
  var snapshot: String {
    func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
    return JSON.object([
      JSON.Member("id", .string(id)), JSON.Member("layer", .string(layer.rawValue)),
      JSON.Member("document", text(document)), JSON.Member("base", text(base)),
      JSON.Member("overlay", text(overlay)), JSON.Member("removed_at", text(removedAt)),
      JSON.Member("created_at", .string(createdAt)),
    ]).text
  }

  /// Takes back the state that a snapshot holds.
  mutating func restore(_ snapshot: String) throws {
    let tree = try JSONReader.read(snapshot)
    layer = tree["layer"]?.string.flatMap(StoredDataset.Layer.init) ?? layer
    document = tree["document"]?.string
    base = tree["base"]?.string
    overlay = tree["overlay"]?.string
    removedAt = tree["removed_at"]?.string
  }
}

extension CatalogStore {
  static func row(number: Int64, _ db: Database) throws -> DatasetRow? {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT \(DatasetRow.columns) FROM dataset WHERE number = ?"),
      arguments: [number]
    ).map(DatasetRow.init)
  }

  static func row(id: String, _ db: Database) throws -> DatasetRow? {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT \(DatasetRow.columns) FROM dataset WHERE id = ?"),
      arguments: [id]
    ).map(DatasetRow.init)
  }

  /// The row of an id or an alias; purged ones count as absent.
  static func resolvedRow(_ id: String, _ db: Database) throws -> DatasetRow? {
    if let row = try row(id: id, db), row.document != nil { return row }
    guard
      let number = try Int64.fetchOne(
        db.cachedStatement(sql: "SELECT dataset FROM alias WHERE alias = ?"), arguments: [id])
    else { return nil }
    return try row(number: number, db).flatMap { $0.document == nil ? nil : $0 }
  }

  /// The row of the dataset that somebody means: by its id or an alias, else by what no other is called
  /// (``SimilarDatasets/ids(called:_:)``).
  ///
  /// - Throws: ``StoreError/noSuchDataset(id:similar:)``, ``StoreError/severalDatasets(name:ids:)``.
  static func existingRow(_ name: String, _ db: Database) throws -> DatasetRow {
    if let row = try resolvedRow(name, db) { return row }
    let ids = try SimilarDatasets.ids(called: name, db)
    if ids.count > 1 { throw StoreError.severalDatasets(name: name, ids: ids) }
    guard let id = ids.first, let row = try row(id: id, db) else {
      throw StoreError.noSuchDataset(id: name, similar: try similarIDs(to: name, db))
    }
    return row
  }

  static func stored(_ id: String, _ db: Database) throws -> StoredDataset? {
    try resolvedRow(id, db).map { try stored($0, db) }
  }

  static func existing(_ id: String, _ db: Database) throws -> StoredDataset {
    try stored(try existingRow(id, db), db)
  }

  static func stored(_ row: DatasetRow, _ db: Database) throws -> StoredDataset {
    StoredDataset(
      number: row.number, dataset: try row.dataset(), revision: row.revision, layer: row.layer,
      isEdited: row.overlay != nil, removedAt: row.removedAt, createdAt: row.createdAt,
      changedAt: row.changedAt, index: try indexState(number: row.number, db), score: nil)
  }
}
