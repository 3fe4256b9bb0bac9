internal import Records

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
  /// What pays: at present always ``on``.
  case auto
  /// By common terms (recursive graph bisection): lists about a tenth smaller and searches up to a
  /// quarter faster, for a quarter to a third more processor time in indexing.
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
    /// The name in queries.
    public var name: String
    /// Path: keys joined by dots, or a file as given.
    public var path: String
    /// `integer`, `real`, `boolean` or `string`.
    public var type: String
    /// Makes a value of its parts.
    public init(name: String, path: String, type: String) {
      self.name = name; self.path = path; self.type = type
    }
  }

  /// Makes a value of its parts.
  public init(textFields: [String], recordID: String? = nil, columns: [Column] = []) {
    self.textFields = textFields; self.recordID = recordID; self.columns = columns
  }
}

/// What ``CorpusIndex/detect(_:base:textFields:recordID:)`` found.
public struct Detection: Sendable {
  /// Metadata columns with a value.
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
  /// How text becomes terms.
  public var analyzer = AnalyzerName.standard
  /// Language whose word endings are taken off (a name or ISO 639 code); `nil` for none.
  public var stemming: String?
  /// Words that are not indexed.
  public var stopWords: [String] = []
  /// Where texts stay.
  public var store = TextStore.lz4
  /// Whether documents are renumbered.
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
  /// Makes a value of its parts.
  public init() {}
}

/// How far an ingest has come.
public struct IngestProgress: Sendable {
  /// Files read to their end.
  public var filesDone: Int
  /// Files to read.
  public var filesTotal: Int
  /// Bytes on disk, of all files.
  public var bytesRead: UInt64
  /// Bytes on disk, of all files.
  public var bytesTotal: UInt64
  /// Records.
  public var records: UInt64
  /// Bytes of text, uncompressed UTF-8.
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
  /// What is wrong.
  public var message: String
}

/// What an ingest did.
public struct IngestReport: Sendable {
  /// Records.
  public var records: UInt64
  /// Bytes of text, uncompressed UTF-8.
  public var textBytes: UInt64
  /// Records and files that could not be used.
  public var badRecords: UInt64
  /// The first hundred problems.
  public var problems: [IngestProblem]
  /// Files read.
  public var filesRead: Int
  /// Files that were indexed before and have not changed.
  public var filesUnchanged: Int
  /// Time taken, in seconds.
  public var seconds: Double
}

/// What a check saw.
public struct IndexCheckReport: Sendable {
  /// What is wrong, one sentence each.
  public var problems: [String]
  /// What was mended.
  public var repaired: [String]
  /// Files read whole.
  public var filesChecked: Int
  /// Bytes verified.
  public var bytesChecked: UInt64
}

/// A source file as it was when indexed.
public struct IndexedFile: Sendable, Equatable {
  /// Path: keys joined by dots, or a file as given.
  public var path: String
  /// Bytes on disk.
  public var bytes: UInt64
  /// Seconds since 1970.
  public var modified: Double
  /// Records.
  public var records: UInt64
}
