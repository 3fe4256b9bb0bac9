internal import GRDB

/// The tables of the store, as the list of steps that led to them.
///
/// A step that was released is never changed; new needs get a new step.
enum Migrations {
  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 descriptions") { db in
      try db.execute(
        sql: """
          CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

          -- One row per dataset. `document` is the description as JSON, with all changes made.
          -- A changed dataset of the built-in layer also keeps the program's own description
          -- (`base`) and the edits (`overlay`), so that a newer program can be laid under them.
          -- A purged one of that layer keeps a row without document, so that it stays away.
          CREATE TABLE dataset (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            layer TEXT NOT NULL,
            revision INTEGER NOT NULL,
            document TEXT,
            base TEXT,
            overlay TEXT,
            removed_at TEXT,
            created_at TEXT NOT NULL,
            changed_at TEXT NOT NULL
          );
          CREATE INDEX dataset_name ON dataset (name, id);

          CREATE TABLE alias (
            alias TEXT PRIMARY KEY,
            dataset INTEGER NOT NULL
          ) WITHOUT ROWID;
          CREATE INDEX alias_dataset ON alias (dataset);

          CREATE TABLE cluster (
            id TEXT PRIMARY KEY,
            document TEXT NOT NULL
          ) WITHOUT ROWID;

          CREATE TABLE history (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            who TEXT NOT NULL,
            action TEXT NOT NULL,
            dataset TEXT NOT NULL,
            summary TEXT NOT NULL,
            batch INTEGER,
            -- The row as it was before, and the revision that the change made.
            before TEXT,
            revision INTEGER
          );
          CREATE INDEX history_dataset ON history (dataset, number);

          CREATE TABLE index_state (
            dataset INTEGER PRIMARY KEY,
            document TEXT NOT NULL
          );
          CREATE TABLE source_file (
            dataset INTEGER NOT NULL,
            path TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            checksum TEXT,
            records INTEGER,
            PRIMARY KEY (dataset, path)
          ) WITHOUT ROWID;

          CREATE TABLE edge (
            child TEXT NOT NULL,
            parent TEXT NOT NULL,
            relation TEXT NOT NULL,
            document TEXT NOT NULL,
            PRIMARY KEY (child, parent, relation)
          ) WITHOUT ROWID;
          CREATE INDEX edge_parent ON edge (parent);
          """)
    }
    migrator.registerMigration("2 listing index") { db in
      try db.execute(
        sql: """
          -- Values of one field for 4,096 datasets; key = field << 32 | chunk.
          CREATE TABLE column_chunk (key INTEGER PRIMARY KEY, data BLOB NOT NULL);
          -- The words that the columns hold as codes.
          CREATE TABLE column_word (
            field INTEGER NOT NULL,
            code INTEGER NOT NULL,
            word TEXT NOT NULL,
            PRIMARY KEY (field, code)
          ) WITHOUT ROWID;
          CREATE UNIQUE INDEX column_word_word ON column_word (field, word);

          -- The terms of the descriptions, and where each stands in 4,096 datasets;
          -- key = term << 20 | chunk.
          CREATE TABLE text_term (term TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
          CREATE TABLE text_posting (key INTEGER PRIMARY KEY, data BLOB NOT NULL);
          """)
    }
    migrator.registerMigration("3 folder tasks") { db in
      try db.execute(
        sql: """
          -- What the folder of a dataset's index needs after a change of its description.
          CREATE TABLE folder_task (
            dataset TEXT PRIMARY KEY,
            work TEXT NOT NULL,
            -- The id that the folder is still called by.
            former TEXT
          ) WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("4 checksums of documents") { db in
      // See ``DocumentChecksum``; rows written before have none.
      try db.execute(
        sql: """
          ALTER TABLE dataset ADD COLUMN checksum INTEGER;
          ALTER TABLE cluster ADD COLUMN checksum INTEGER;
          ALTER TABLE history ADD COLUMN checksum INTEGER;
          """)
    }
    return migrator
  }()
}
