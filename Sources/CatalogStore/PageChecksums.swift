internal import CPages
internal import GRDB

/// The one door to the layer in C that keeps a checksum on each page of a store, and to what it knows of
/// failures.
///
/// SQLite takes a bit that flips inside a value for what was written; with this, reading the page fails.
enum PageChecksums {
  private static let isInstalled = cpages_install() == 0

  /// Lays the checks under every database that is opened from now on.
  static func install() { precondition(isInstalled, "SQLite refuses the layer below it") }

  /// Asks for checksums where the database is still empty.
  ///
  /// - Throws: What GRDB throws.
  static func reserve(in db: Database) throws {
    // Safe: GRDB keeps the connection open while it lends the database.
    let code = unsafe cpages_reserve(db.sqliteConnection)
    if code != 0 { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  /// Whether the pages of the database have checksums.
  static func areKept(in db: Database) -> Bool {
    // Safe: as above.
    unsafe cpages_are_checked(db.sqliteConnection) != 0
  }

  /// The error of the system behind what the connection could not read or write last; `nil` where there
  /// was none.
  static func systemError(of db: Database) -> Int32? {
    // Safe: as above.
    let code = unsafe cpages_system_error(db.sqliteConnection)
    return code == 0 ? nil : code
  }

  /// The page that a reading on this connection failed at last, counted from 1.
  static func damagedPage(of db: Database) -> UInt32? {
    // Safe: as above.
    let number = unsafe cpages_damaged(db.sqliteConnection)
    return number == 0 ? nil : number
  }
}
