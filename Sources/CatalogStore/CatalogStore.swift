package import Datasets
internal import FoundationEssentials
internal import GRDB
internal import JSONText

/// All descriptions of a catalogue in one SQLite file.
///
/// Three things lie in layers here: the built-in descriptions, which the program carries and a
/// newer program replaces; what the user changed about them; and the user's own datasets. Every
/// change leaves a line of history that can be undone. Any number of processes may use a store at
/// once: readers see a snapshot, writers take turns, and a change that was prepared on an older
/// revision is refused.
package final class CatalogStore: Sendable {
  /// The file.
  package let path: String
  let pool: any DatabaseWriter
  /// Sees changes; a store in memory has none.
  let watch: StoreWatch?
  /// Who is named in the history.
  let author: String
  let clock: @Sendable () -> String
  /// Whether this process may change the store; one that may not be changed is read as it is.
  package let isWritable: Bool

  /// Opens a store, makes it if there is none, and brings its built-in layer up to date.
  ///
  /// A store that may not be written is read as it was left, its built-in layer too.
  ///
  /// - Parameters:
  ///   - path: The file, whose folder must exist; nil keeps a store in memory, for as long as the
  ///     object lives.
  ///   - builtIn: The descriptions that the program carries; nil leaves that layer as it is.
  ///   - author: Who is named in the history.
  ///   - clock: The time as RFC 3339 in UTC; tests give a fixed one.
  /// - Throws: ``StoreError``.
  package init(
    path: String?, builtIn: BuiltInLayer? = nil, author: String = "unknown",
    clock: @escaping @Sendable () -> String = CatalogStore.currentTime
  ) throws {
    let name = path ?? ":memory:"
    self.path = name
    self.author = author
    self.clock = clock
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.label = "catalogue"
    configuration.maximumReaderCount = 4
    PageChecksums.install()
    configuration.prepareDatabase { db in
      try PageChecksums.reserve(in: db)
      // A write-ahead log that a large import made long is cut when it has been taken over; pages
      // that an import touches again and again stay in memory, up to 32 MiB.
      try db.execute(
        sql: "PRAGMA journal_size_limit = 8388608; PRAGMA cache_size = -32768")
    }
    let file = path.map { StoreFile(path: $0) }
    let isWritable = file?.isWritable ?? true
    self.isWritable = isWritable
    watch = path.map { StoreWatch($0, configuration) }
    // Several first commands at once would each make the tables.
    let turn = isWritable ? file?.takeTurn(waitingAtMost: 30) : nil
    defer { withExtendedLifetime(turn) {} }
    pool = try StoreError.translating(name) {
      let pool: any DatabaseWriter =
        if let file {
          try isWritable ? file.open(configuration) : file.openForReading(configuration)
        } else {
          try DatabaseQueue(configuration: configuration)
        }
      let (isChecked, isCurrent, isNewer) = try pool.read { db in
        (
          PageChecksums.areKept(in: db),
          try Migrations.migrator.hasCompletedMigrations(db),
          try Migrations.migrator.hasBeenSuperseded(db)
        )
      }
      // Damage to the byte that says so looks like a store that never had any.
      if !isChecked { throw StoreError.uncheckedPages(path: name) }
      if isNewer { throw StoreError.newerVersion(path: name) }
      if !isCurrent {
        guard isWritable else { throw StoreError.olderVersion(path: name) }
        try Migrations.migrator.migrate(pool)
      }
      let index = try pool.read { db in
        try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'index'")
      }
      if index != Self.indexVersion {
        guard isWritable else { throw StoreError.olderVersion(path: name) }
        try pool.write { try Self.rebuildIndexIfNeeded($0) }
      }
      return pool
    }
    if let builtIn, isWritable { try install(builtIn) }
  }

  /// Closes the file; the store must not be used afterwards.
  package func close() throws {
    try translating {
      try watch?.close()
      // A pool closes its writer first, and the readers that are left cannot take the log over.
      if isWritable { try? pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }
      try pool.close()
    }
  }

  /// The time now, as RFC 3339 in UTC, to the second.
  package static let currentTime: @Sendable () -> String = {
    Date().formatted(Date.ISO8601FormatStyle())
  }

  // MARK: - Reading one dataset

  /// The dataset that somebody means: by its id or one of its aliases, by a title that it alone has, in
  /// any language, or by the address of its homepage.
  ///
  /// - Throws: ``StoreError/noSuchDataset(id:similar:)``, ``StoreError/severalDatasets(name:ids:)``;
  ///   ``StoreError/removed(id:)`` unless `includingRemoved`.
  package func dataset(_ name: String, includingRemoved: Bool = false) throws -> StoredDataset {
    try translating {
      try pool.read { db in
        let stored = try Self.existing(name, db)
        if stored.removedAt != nil && !includingRemoved { throw StoreError.removed(id: stored.id) }
        return stored
      }
    }
  }

  /// A dataset by its id or one of its aliases, or nil; removed ones count as absent unless they are
  /// asked for.
  package func find(_ id: String, includingRemoved: Bool = false) throws -> StoredDataset? {
    try translating {
      try pool.read { db in
        let stored = try Self.stored(id, db)
        return includingRemoved || stored?.removedAt == nil ? stored : nil
      }
    }
  }

  /// The clusters of the built-in layer, without their datasets, by id.
  package func clusters() throws -> [Cluster] {
    try translating {
      try pool.read { db in
        try String.fetchAll(db, sql: "SELECT document FROM cluster ORDER BY id").map(
          Self.decodeCluster)
      }
    }
  }

  /// One cluster of the built-in layer, without its datasets.
  package func cluster(_ id: String) throws -> Cluster? {
    try translating {
      try pool.read { db in
        try String.fetchOne(db, sql: "SELECT document FROM cluster WHERE id = ?", arguments: [id])
          .map(Self.decodeCluster)
      }
    }
  }

  static func decodeCluster(_ document: String) throws -> Cluster {
    var problems: [DatasetProblem] = []
    return Cluster(reading: try JSONReader.read(document), problems: &problems)
  }

  // MARK: - Errors

  /// Runs a body whose database errors become ours.
  func translating<Result>(_ body: () throws -> Result) throws -> Result {
    try StoreError.translating(path, body)
  }
}

extension StoreError {
  static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED: throw StoreError.locked(path: path)
      case .SQLITE_FULL: throw StoreError.diskFull(path: path)
      case .SQLITE_READONLY: throw StoreError.readOnly(path: path)
      case .SQLITE_NOTADB: throw StoreError.notACatalogue(path: path)
      case _ where error.extendedResultCode == .SQLITE_IOERR_DATA:
        throw StoreError.failed(path: path, message: "a page is not what was written")
      default: throw StoreError.failed(path: path, message: error.message ?? "\(error)")
      }
    } catch let error as JSONError {
      throw StoreError.failed(path: path, message: "a stored description is damaged: \(error)")
    }
  }
}
