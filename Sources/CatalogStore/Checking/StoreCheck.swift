internal import GRDB
internal import JSONText

/// Verifies a store: its pages, what its rows say, and the listing index against the descriptions.
struct StoreCheck {
  /// Problems of SQLite's own check that are told one by one.
  private static let shown = 20

  private let db: Database
  private var problems: [String] = []

  private init(_ db: Database) { self.db = db }

  /// Everything that is wrong with the database, as sentences.
  ///
  /// What cannot be read is a problem like any other, so that one damage does not hide the next.
  static func problems(of db: Database) -> [String] {
    var check = StoreCheck(db)
    let parts: [(String, (inout StoreCheck) throws -> Void)] = [
      ("the pages cannot be read", { try $0.checkPages() }),
      ("the descriptions cannot be read", { try $0.checkDocuments() }),
      ("the tables cannot be compared", { try $0.checkReferences() }),
    ]
    for (failure, part) in parts {
      check.run(failure, part)
      // A page that cannot be read ends the transaction, and with it every later look.
      if let page = PageChecksums.damagedPage(of: db) {
        return ["page \(page) is not what was written"]
      }
    }
    return check.problems
  }

  private mutating func run(_ failure: String, _ part: (inout StoreCheck) throws -> Void) {
    do { try part(&self) } catch let error as DatabaseError {
      problems.append("\(failure): \(error.message ?? "\(error)")")
    } catch {
      problems.append("\(failure): \(error)")
    }
  }

  /// How pages, tables and their indexes hang together, as SQLite sees it.
  private mutating func checkPages() throws {
    let found = try String.fetchAll(db, sql: "PRAGMA integrity_check(\(Self.shown))")
    problems += found.filter { $0 != "ok" }
  }

  /// Long texts against their checksums; every one of them must also be JSON.
  private mutating func checkDocuments() throws {
    let tables = [
      ("description of", "SELECT id, checksum, document, base, overlay FROM dataset"),
      ("cluster", "SELECT id, checksum, document FROM cluster"),
      ("history entry", "SELECT number, checksum, before FROM history WHERE before IS NOT NULL"),
      ("index state of dataset", "SELECT dataset, NULL, document FROM index_state"),
    ]
    for (name, sql) in tables {
      let rows = try Row.fetchCursor(db, sql: sql)
      while let row = try rows.next() {
        let texts = (2..<row.count).map { row[$0] as String? }
        let isWhole = (row[1] as Int64?).map { $0 == DocumentChecksum.of(texts) } ?? true
        let isJSON = texts.allSatisfy { text in
          text.map { (try? JSONReader.read($0)) != nil } ?? true
        }
        if !isWhole || !isJSON {
          problems.append("the \(name) \(row[0] as DatabaseValue) is not what was written")
        }
      }
    }
  }

  /// Rows that speak of datasets which are not there.
  private mutating func checkReferences() throws {
    let references = [
      ("alias", "alias", "dataset", "number"), ("index state", "index_state", "dataset", "number"),
      ("source file", "source_file", "dataset", "number"), ("link", "edge", "child", "id"),
    ]
    for (name, table, column, key) in references {
      let lost = try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM \(table) LEFT JOIN dataset ON dataset.\(key) = \(table).\(column)
          WHERE dataset.number IS NULL
          """)
      if let lost, lost > 0 {
        problems.append("\(lost) rows of kind \(name) belong to no dataset")
      }
    }
  }
}

extension CatalogStore {
  /// Verifies the store and, on request, makes the listing index anew when it is wrong.
  ///
  /// The listing index is made a second time in memory and compared, so the check takes about as long
  /// as writing all descriptions does (a second for a few thousand), and as much memory as the store is
  /// large. Other processes may read and write meanwhile.
  ///
  /// - Parameter repair: Makes the listing index anew when it does not say what the descriptions say.
  /// - Returns: What is wrong, and what was mended.
  /// - Throws: ``StoreError`` when another process writes too long, or the disk is full.
  package func check(repair: Bool) throws -> (problems: [String], repaired: [String]) {
    var problems: [String] = []
    do {
      try pool.read { problems = StoreCheck.problems(of: $0) }
    } catch let error as DatabaseError where problems.isEmpty {
      problems = ["the store cannot be read: \(error.message ?? "\(error)")"]
    } catch is DatabaseError {
      // The transaction ended with what was found.
    }
    // A copy of damaged pages would say nothing about the index.
    guard problems.isEmpty else { return (problems, []) }
    let wrong: [String]
    do {
      let copy = try DatabaseQueue()
      try pool.backup(to: copy)
      wrong = try copy.write { db in
        let held = try ListingDigest(db)
        try Self.rebuildIndex(db)
        return held.differences(from: try ListingDigest(db))
      }
    } catch let error as DatabaseError {
      problems.append("the listing index cannot be read: \(error.message ?? "\(error)")")
      return (problems, [])
    }
    guard !wrong.isEmpty else { return ([], []) }
    let message =
      "the listing index differs from the descriptions in: " + wrong.joined(separator: ", ")
    guard repair else { return ([message], []) }
    try translating { try writer.write { try Self.rebuildIndex($0) } }
    return ([], [message])
  }
}
