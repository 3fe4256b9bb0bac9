internal import Datasets
internal import GRDB
internal import JSONText

// What the index of each dataset holds, and from which files.
extension CatalogStore {
  /// The index of a dataset as of its last commit.
  package func indexState(_ id: String) throws -> IndexState {
    try translating {
      try pool.read { db in
        try Self.indexState(number: try Self.indexedRow(id, db).number, db)
      }
    }
  }

  /// Datasets that have an index or should have one, by id.
  package func indexStates() throws -> [(id: String, state: IndexState)] {
    try translating {
      try pool.read { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT dataset.id, index_state.document FROM index_state
            JOIN dataset ON dataset.number = index_state.dataset
            WHERE dataset.removed_at IS NULL AND dataset.document IS NOT NULL ORDER BY dataset.id
            """
        ).map { row in (row[0], try IndexState(stored: row[1])) }
      }
    }
  }

  /// Notes what the index of a dataset holds now, and the files that it was made from.
  ///
  /// `files` takes the place of the list of files; nil leaves it. A note that the state is to be
  /// learned goes.
  package func setIndexState(_ id: String, _ state: IndexState, files: [SourceFile]? = nil) throws {
    try translating {
      try writer.write { db in
        let row = try Self.indexedRow(id, db)
        var state = state
        state.updatedAt = clock()
        let old = try Self.indexState(number: row.number, db)
        if state == IndexState() {
          try db.execute(
            sql: "DELETE FROM index_state WHERE dataset = ?", arguments: [row.number])
        } else {
          try db.execute(
            sql: "INSERT OR REPLACE INTO index_state (dataset, document) VALUES (?, ?)",
            arguments: [row.number, state.stored])
        }
        if let files { try Self.replaceFiles(of: row.number, files, db) }
        if old.state != state.state { try Self.reindex(row, was: old.state, now: state.state, db) }
        try db.finish(FolderTask(row.id, .learn))
      }
    }
  }

  /// The files of a dataset's data, by path.
  package func sourceFiles(_ id: String) throws -> [SourceFile] {
    try translating {
      try pool.read { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT path, bytes, modified, checksum, records FROM source_file
            WHERE dataset = ? ORDER BY path
            """, arguments: [try Self.indexedRow(id, db).number]
        ).map {
          SourceFile(
            path: $0[0], bytes: $0[1], modified: $0[2], checksum: $0[3], records: $0[4])
        }
      }
    }
  }

  /// The dataset of an index, whose folder has its id: no other name leads to it.
  private static func indexedRow(_ id: String, _ db: Database) throws -> DatasetRow {
    guard let row = try resolvedRow(id, db) else {
      throw StoreError.noSuchDataset(id: id, similar: [])
    }
    return row
  }

  static func indexState(number: Int64, _ db: Database) throws -> IndexState {
    guard
      let document = try String.fetchOne(
        db.cachedStatement(sql: "SELECT document FROM index_state WHERE dataset = ?"),
        arguments: [number])
    else { return IndexState() }
    return try IndexState(stored: document)
  }

  private static func replaceFiles(of number: Int64, _ files: [SourceFile], _ db: Database) throws {
    try db.execute(sql: "DELETE FROM source_file WHERE dataset = ?", arguments: [number])
    let insert = try db.makeStatement(
      sql: """
        INSERT OR REPLACE INTO source_file (dataset, path, bytes, modified, checksum, records)
        VALUES (?, ?, ?, ?, ?, ?)
        """)
    for file in files {
      try insert.execute(arguments: [
        number, file.path, file.bytes, file.modified, file.checksum, file.records,
      ])
    }
  }
}

extension IndexState {
  /// The state as the store keeps it.
  var stored: String {
    func text(_ key: String, _ value: String?) -> JSON.Member? {
      value.map { JSON.Member(key, .string($0)) }
    }
    return JSON.object(
      [
        text("state", state.rawValue), text("path", path),
        JSON.Member("generation", .integer(generation)), JSON.Member("records", .integer(records)),
        JSON.Member("segments", .integer(segments)), JSON.Member("bytes", .integer(bytes)),
        JSON.Member("text_bytes", .integer(textBytes)), text("analyzer", analyzer),
        text("message", message), text("updated_at", updatedAt),
      ].compactMap { $0 }
    ).text
  }

  init(stored: String) throws {
    let tree = try JSONReader.read(stored)
    state = tree["state"]?.string.flatMap(State.init) ?? .none
    path = tree["path"]?.string
    generation = tree["generation"]?.integer ?? 0
    records = tree["records"]?.integer ?? 0
    segments = tree["segments"]?.integer ?? 0
    bytes = tree["bytes"]?.integer ?? 0
    textBytes = tree["text_bytes"]?.integer ?? 0
    analyzer = tree["analyzer"]?.string
    message = tree["message"]?.string
    updatedAt = tree["updated_at"]?.string
  }
}
