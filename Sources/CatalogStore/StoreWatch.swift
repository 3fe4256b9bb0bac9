internal import GRDB
internal import Synchronization

/// Tells whether a store has been changed since somebody looked last.
///
/// SQLite counts, for each connection, the commits of all others, of this process and of others (`PRAGMA
/// data_version`). A connection that does nothing but ask for this number sees every change. Asking
/// reads no table and takes some microseconds.
final class StoreWatch: Sendable {
  private let path: String
  private let configuration: Configuration
  private let connection = Mutex<DatabaseQueue?>(nil)

  /// Watches a file that is open already; the connection is made when somebody asks first.
  init(_ path: String, _ configuration: Configuration) {
    self.path = path
    var configuration = configuration
    configuration.readonly = true
    self.configuration = configuration
  }

  /// The number of changes so far, counted from anywhere.
  ///
  /// - Throws: What GRDB throws.
  func mark() throws -> Int64? {
    try connection.withLock { connection in
      let queue = try connection ?? DatabaseQueue(path: path, configuration: configuration)
      connection = queue
      // Outside of a transaction, which would hold on to what it saw first.
      return try queue.unsafeRead { db in
        try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA data_version"))
      }
    }
  }

  func close() throws {
    try connection.withLock { connection in
      try connection?.close()
      connection = nil
    }
  }
}

extension CatalogStore {
  /// A number that is another one after each change of the store, whoever makes it; `nil` for a store in
  /// memory, which nobody needs to watch.
  ///
  /// What was read after asking for the number is at least as new as it, so an answer may be kept
  /// under the number until that is another one. A store that may not be written is read as it was
  /// when it was opened, and its number stays.
  package func mark() throws -> Int64? {
    guard let watch else { return nil }
    return isWritable ? try translating { try watch.mark() } : 0
  }
}
