/// A full-text index of one corpus: a folder of immutable, memory-mapped segments.
///
/// One writer at a time, any number of readers; a reader is a snapshot of one commit.
public struct CorpusIndex: Sendable {
  /// The index's folder.
  public let path: String

  /// Opens the index in a folder, or prepares to make one there at the first write.
  ///
  /// - Throws: ``IndexFailure`` when the folder holds something else or is damaged.
  public init(at path: String) throws { self.path = path }

  /// The newest commit, or `nil` before the first one.
  public func snapshot() throws -> IndexSnapshot? { throw IndexFailure(code: .internalError, message: "unfinished") }

  /// Reads the records of files, indexes them and commits.
  ///
  /// Files already indexed with the same identity (path, size, modification time) are skipped; a
  /// changed file's records are replaced. After a kill, what was committed stays and the rest is
  /// read again.
  ///
  /// - Parameters:
  ///   - files: Data files in source order, paths as they shall be remembered.
  ///   - base: Folder that relative paths start from.
  ///   - options: Schema, analyzer, store, memory, jobs.
  ///   - progress: Called about ten times a second from the calling thread; returning `false`
  ///     cancels after the last whole commit.
  /// - Returns: What was read, and the problems met.
  public func ingest(
    _ files: [String], base: String, options: IngestOptions,
    progress: (IngestProgress) -> Bool = { _ in true }
  ) throws -> IngestReport { throw IndexFailure(code: .internalError, message: "unfinished") }

  /// Takes records out of the index by query.
  /// - Returns: Records deleted.
  public func delete(matching query: String) throws -> UInt64 { throw IndexFailure(code: .internalError, message: "unfinished") }

  /// Takes records out of the index by id.
  public func delete(records ids: [String]) throws -> UInt64 { throw IndexFailure(code: .internalError, message: "unfinished") }

  /// Verifies every checksum and invariant.
  ///
  /// - Parameter repair: Removes unreferenced files and falls back to the newest valid commit.
  public func check(repair: Bool = false) throws -> IndexCheckReport { throw IndexFailure(code: .internalError, message: "unfinished") }

  /// Merges all segments into one.
  public func merge() throws { throw IndexFailure(code: .internalError, message: "unfinished") }

  /// Looks at the beginning of some files and says what their fields are.
  ///
  /// - Throws: ``IndexFailure`` with code `noInput`, `badFormat` or `noText`.
  public static func detect(
    _ files: [String], base: String, textFields: [String] = [], recordID: String? = nil
  ) throws -> Detection { throw IndexFailure(code: .internalError, message: "unfinished") }

  /// The terms that a text becomes, with their positions.
  public static func tokens(of text: String, analyzer: AnalyzerName = .standard) throws -> [TermOccurrence] { throw IndexFailure(code: .internalError, message: "unfinished") }
}

/// One term of a text.
public struct TermOccurrence: Sendable, Equatable {
  /// The folded characters.
  public var term: String
  /// `word`, `character` or `pair`.
  public var kind: String
  /// Position within the text, from 0.
  public var position: UInt32
  /// Half-open range in the text's UTF-8 bytes.
  public var bytes: Range<Int>
}

/// The three analyzers.
public enum AnalyzerName: String, Sendable, CaseIterable, Codable {
  case standard, plain, whitespace
}

/// Where the text of records stays.
public enum TextStore: String, Sendable, CaseIterable, Codable {
  /// Compressed inside the index.
  case lz4
  /// In the corpus files only.
  case none
}

/// Whether documents are renumbered for smaller and faster lists.
public enum Reordering: String, Sendable, CaseIterable, Codable {
  case auto, on, off
}

/// Which fields of a record are what.
public struct FieldPlan: Sendable, Equatable, Codable {
  /// Paths of searched texts (keys joined by dots); the first is the body.
  public var textFields: [String]
  /// Path of the record's id; `nil` numbers records from 0.
  public var recordID: String?
  /// Metadata columns by name, with path and type (`integer`, `real`, `boolean`, `string`).
  public var columns: [(Column)]

  /// A metadata column.
  public struct Column: Sendable, Equatable, Codable {
    public var name: String
    public var path: String
    public var type: String
    public init(name: String, path: String, type: String) {
      self.name = name; self.path = path; self.type = type
    }
  }

  public init(textFields: [String], recordID: String? = nil, columns: [Column] = []) {
    self.textFields = textFields; self.recordID = recordID; self.columns = columns
  }
}

/// What ``CorpusIndex/detect(_:base:textFields:recordID:)`` found.
public struct Detection: Sendable {
  public var fields: FieldPlan
  /// `jsonl`, later others.
  public var format: String
  /// Files to read, in order, with their bytes on disk.
  public var files: [(path: String, bytes: UInt64)]
  /// One sentence per decision, for `--dry-run` and before indexing.
  public var reasons: [String]
}

/// How to index.
public struct IngestOptions: Sendable {
  /// `nil` keeps the plan of the index, or detects one.
  public var fields: FieldPlan?
  public var analyzer = AnalyzerName.standard
  public var store = TextStore.lz4
  public var reordering = Reordering.auto
  /// Anonymous memory that indexing may use, in bytes.
  public var memory: UInt64 = 1 << 30
  /// Threads.
  public var jobs = 2
  /// Bad records after which to stop; `nil` never stops.
  public var maximumErrors: Int?
  /// Starts from nothing, replacing all that was indexed.
  public var rebuild = false
  public init() {}
}

/// How far an ingest has come.
public struct IngestProgress: Sendable {
  public var filesDone: Int
  public var filesTotal: Int
  /// Bytes on disk, of all files.
  public var bytesRead: UInt64
  public var bytesTotal: UInt64
  public var records: UInt64
  public var textBytes: UInt64
  /// `reading`, `writing`, `merging`, `committing`.
  public var phase: String
}

/// A record or file that could not be used.
public struct IngestProblem: Sendable {
  /// The file as given.
  public var file: String
  /// Line from 1, where lines exist.
  public var line: UInt64?
  /// Byte offset in the uncompressed file.
  public var offset: UInt64
  public var message: String
}

/// What an ingest did.
public struct IngestReport: Sendable {
  public var records: UInt64
  public var textBytes: UInt64
  public var badRecords: UInt64
  /// The first hundred problems.
  public var problems: [IngestProblem]
  public var filesRead: Int
  /// Files that were indexed before and have not changed.
  public var filesUnchanged: Int
  public var seconds: Double
}

/// What a check saw.
public struct IndexCheckReport: Sendable {
  public var problems: [String]
  public var repaired: [String]
  public var filesChecked: Int
  public var bytesChecked: UInt64
}

/// One commit of an index, open for reading.
public struct IndexSnapshot: Sendable {
  /// Live records.
  public var records: UInt64
  public var deletedRecords: UInt64
  public var segments: Int
  /// Bytes of all files of the commit.
  public var bytes: UInt64
  /// Bytes by section: `terms`, `postings`, `positions`, `norms`, `columns`, `text`, `sources`, …
  public var bytesBySection: [(name: String, bytes: UInt64)]
  /// Bytes of the indexed text, uncompressed UTF-8.
  public var textBytes: UInt64
  public var tokens: UInt64
  public var generation: UInt64
  public var analyzer: AnalyzerName
  public var store: TextStore
  public var fields: FieldPlan
  /// Files indexed, with size and modification time as they were.
  public var files: [IndexedFile]
}

/// A source file as it was when indexed.
public struct IndexedFile: Sendable, Equatable {
  public var path: String
  public var bytes: UInt64
  /// Seconds since 1970.
  public var modified: Double
  public var records: UInt64
}

/// What kind of failure, mapped to exit statuses by faces.
public struct IndexFailure: Error, Sendable {
  public enum Code: String, Sendable {
    case badQuery, badFormat, noInput, noText, exists, system, diskFull, locked, damaged
    case badRecords, cancelled, notFound, internalError
  }
  public var code: Code
  public var message: String
  /// `file:line`, field or path.
  public var place: String?
  /// What to do next.
  public var remedy: String?
  /// For `badQuery`: 0-based column (in characters) and the query.
  public var column: Int?
  public init(code: Code, message: String, place: String? = nil, remedy: String? = nil, column: Int? = nil) {
    self.code = code; self.message = message; self.place = place; self.remedy = remedy
    self.column = column
  }
}
