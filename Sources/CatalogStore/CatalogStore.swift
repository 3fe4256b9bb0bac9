package import Datasets
internal import FoundationEssentials
internal import GRDB
internal import Glibc
internal import JSONText
internal import Storage

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
  /// Connections for reading, of which none ever waits for a process that writes.
  let pool: any DatabaseReader
  /// The connection for changes.
  let writer: any DatabaseWriter
  /// What a change meets where none can be made now; such a store is read as it is.
  private let denial: StoreError?
  /// Sees changes; a store in memory has none.
  let watch: StoreWatch?
  /// Who is named in the history.
  let author: String
  let clock: @Sendable () -> String
  /// Whether data lies under an id, be it known here or not.
  private let holdsData: @Sendable (String) -> Bool
  /// Whether this process can change the store; one that cannot be changed is read as it is.
  package var isWritable: Bool { denial == nil }

  /// Opens a store, makes it if there is none, and brings its built-in layer up to date.
  ///
  /// A store that may not be written, or lies on a full disk, is read as it was left, its built-in layer
  /// too.
  ///
  /// - Parameters:
  ///   - path: The file, whose folder must exist; nil keeps a store in memory, for as long as the
  ///     object lives.
  ///   - builtIn: The descriptions that the program carries; nil leaves that layer as it is.
  ///   - author: Who is named in the history.
  ///   - patience: Seconds that a change waits at most for another process which writes.
  ///   - clock: The time as RFC 3339 in UTC; tests give a fixed one.
  ///   - holdsData: Whether data lies under an id: if the store does not know it then, it was lost or
  ///     replaced, and the error says so.
  /// - Throws: ``StoreError``.
  package init(
    path: String?, builtIn: BuiltInLayer? = nil, author: String = "unknown", patience: Double = 10,
    clock: @escaping @Sendable () -> String = CatalogStore.currentTime,
    holdsData: @escaping @Sendable (String) -> Bool = { _ in false }
  ) throws {
    let name = path ?? ":memory:"
    self.path = name
    self.author = author
    self.clock = clock
    self.holdsData = holdsData
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience)
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
    let foreseen = file?.denial
    watch = path.map { StoreWatch($0, configuration) }
    // Several first commands at once would each make the file and its tables, so they take turns.
    func takeTurn() -> FolderTurn? { foreseen == nil ? file?.takeTurn(waitingAtMost: 30) : nil }
    var turn = file?.isMade == false ? takeTurn() : nil
    defer { withExtendedLifetime(turn) {} }
    let connections = try StoreError.translating(name) {
      let connections =
        if let file {
          try file.open(configuration, foreseen)
        } else {
          try StoreConnections(DatabaseQueue(configuration: configuration))
        }
      if turn == nil, try !Self.isUpToDate(connections, path: name) { turn = takeTurn() }
      try Self.bringUpToDate(connections, path: name)
      return connections
    }
    pool = connections.reader
    writer = connections.writer
    denial = connections.denial
    guard let builtIn, isWritable, try builtInHash() != builtIn.contentHash else { return }
    if turn == nil { turn = takeTurn() }
    try install(builtIn)
  }

  /// The tables have the form that this program works with.
  ///
  /// - Throws: ``StoreError`` for a store that this program cannot read.
  private static func isUpToDate(_ connections: StoreConnections, path: String) throws -> Bool {
    try connections.reader.read { db in
      // Damage to the byte that says so looks like a store that never had any.
      if !PageChecksums.areKept(in: db) { throw StoreError.uncheckedPages(path: path) }
      if try Migrations.migrator.hasBeenSuperseded(db) { throw StoreError.newerVersion(path: path) }
      if try !Migrations.migrator.hasCompletedMigrations(db) { return false }
      let index = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'index'")
      return index == Self.indexVersion
    }
  }

  /// Gives the tables the form that this program works with.
  ///
  /// Nothing is written where nothing is to be done, which another process may have done meanwhile.
  private static func bringUpToDate(_ connections: StoreConnections, path: String) throws {
    if try isUpToDate(connections, path: path) { return }
    if let denial = connections.denial {
      switch denial {
      case .readOnly, .unwritten(_, EROFS): throw StoreError.olderVersion(path: path)
      default: throw denial
      }
    }
    try Migrations.migrator.migrate(connections.writer)
    try connections.writer.write { try Self.rebuildIndexIfNeeded($0) }
  }

  /// Closes the file; the store must not be used afterwards.
  package func close() throws {
    try translating {
      try watch?.close()
      try pool.close()
      // The last connection takes the log over.
      if isWritable { try? writer.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }
      try writer.close()
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

  /// A dataset that is there, by its id or an alias alone: for ids that nobody has written, such as those
  /// of folders.
  ///
  /// - Throws: ``StoreError/noSuchDataset(id:similar:)``.
  package func dataset(id: String) throws -> StoredDataset {
    guard let stored = try find(id) else {
      return try translating { throw StoreError.noSuchDataset(id: id, similar: []) }
    }
    return stored
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
    do {
      return try StoreError.translating(path) {
        do {
          return try body()
        } catch let error as DatabaseError where error.isOfWriting {
          // SQLite has one word for all that a system may say.
          let code = writer.unsafeReentrantWrite { PageChecksums.systemError(of: $0) }
          guard let code else { throw error }
          throw StoreError(writing: path, failedWith: code)
        }
      }
    } catch StoreError.readOnly {
      throw denial ?? .readOnly(path: path)
    } catch let error as StoreError {
      guard case .noSuchDataset(let id, _) = error, DatasetID.isValid(id), holdsData(id) else {
        throw error
      }
      // A folder that is about to be deleted belongs to no dataset any more.
      guard try !folderTasks().contains(FolderTask(id, .delete)) else { throw error }
      throw StoreError.undescribed(id: id)
    }
  }
}

extension StoreError {
  static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED:
        throw StoreError.locked(path: path, owner: StoreFile(path: path).owner)
      case .SQLITE_FULL: throw StoreError.diskFull(path: path, needed: 0)
      case .SQLITE_READONLY: throw StoreError.readOnly(path: path)
      case .SQLITE_NOTADB: throw StoreError.notACatalogue(path: path)
      case _ where error.extendedResultCode == .SQLITE_IOERR_DATA:
        throw StoreError.damaged(path: path, message: "a page is not what was written")
      case .SQLITE_CORRUPT:
        throw StoreError.damaged(path: path, message: error.message ?? "\(error)")
      default: throw StoreError.failed(path: path, message: error.message ?? "\(error)")
      }
    } catch let error as JSONError {
      throw StoreError.damaged(path: path, message: "a description cannot be read: \(error)")
    }
  }
}
