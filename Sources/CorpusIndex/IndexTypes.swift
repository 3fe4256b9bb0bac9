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
///
/// Hits, scores and their order are the same either way.
public enum Reordering: String, Sendable, CaseIterable, Codable {
  /// What usually pays; at present the order of the source, because corpora mostly come sorted by
  /// source, and renumbering takes longer than all the rest of indexing.
  case auto
  /// By common terms (recursive graph bisection): lists about a tenth smaller.
  case on
  /// In the order of the source.
  case off
}

/// Which fields of a record are what.
public struct FieldPlan: Sendable, Equatable, Codable {
  /// Paths of searched texts (keys joined by dots); the first is the body.
  public var textFields: [String]
  /// Path of the record's id; `nil` numbers records from 0.
  public var recordID: String?
  /// Metadata columns by name, with path and type (`integer`, `real`, `boolean`, `string`).
  public var columns: [Column]

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
  /// Starts from nothing, replacing all that was indexed; the old index answers until then.
  public var rebuild = false
  /// Deletes the records of files that were indexed before and are not named now.
  public var removesMissing = false
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

/// A source file as it was when indexed.
public struct IndexedFile: Sendable, Equatable {
  public var path: String
  public var bytes: UInt64
  /// Seconds since 1970.
  public var modified: Double
  public var records: UInt64
}

