internal import CorpusIndex
internal import Datasets
internal import Foundation
internal import JSONText
internal import Storage

/// Where a dataset's data lies and how it is to be indexed: what `catalog index` needs to know.
///
/// One small JSON file in the folder of the dataset's index, replaced in one step. The description of
/// the dataset is not here but in the store.
struct Registration: Sendable, Equatable {
  /// Files, folders and globs; relative when inside the home.
  var sources: [String]
  /// What the user said about how files are read; the rest is told by the files.
  var reading = FileReading()
  /// What the user said about fields; the rest is detected.
  var textFields: [String] = []
  /// The field that names records, when the user said so.
  var recordID: String?
  /// Columns that the user declared.
  var columns: [FieldPlan.Column] = []
  /// Columns that are taken at most.
  var columnLimit = FieldPlan.usualColumnLimit
  /// How its records become an index.
  var method = IndexingMethod()
  /// Of the files' bytes when they were last indexed; see `SourceListing`.
  var fingerprint: String?
  /// The files that the fingerprint is of, in its order, as the index remembers them.
  var files: [String] = []
  /// A run began and has not ended well.
  var isUnfinished = false
  /// Files that the last run came across and left out.
  var skipped: [SkippedFiles] = []

  /// Both are indexed in the same way, so that one can go on where the other stopped.
  func isIndexed(like other: Registration) -> Bool {
    var method = method
    // An index goes on whether or not its documents were renumbered so far.
    method.reordering = other.method.reordering
    return method == other.method && columns == other.columns && columnLimit == other.columnLimit
      && reading == other.reading
  }

  /// The fingerprints of the files, one by one.
  var fingerprints: [String] {
    fingerprint?.split(separator: ",").map(String.init) ?? []
  }

  private var values: JSON {
    .keys([
      "sources": .strings(sources),
      "reading": .keys([
        "format": .text(reading.format), "delimiter": .text(reading.delimiter),
        "quote": .text(reading.quote), "encoding": .text(reading.encoding),
        "header": .text(reading.header),
      ]),
      "text": .strings(textFields),
      "record_id": .text(recordID),
      "columns": .array(
        columns.map {
          .keys([
            "name": .string($0.name), "path": .string($0.path), "type": .text($0.type?.rawValue),
          ])
        }),
      "column_limit": .integer(columnLimit),
      "analyzer": .string(method.analyzer.rawValue),
      "stem": .text(method.stemming),
      "stop_words": .strings(method.stopWords),
      "store": .string(method.store.rawValue),
      "reorder": .string(method.reordering.rawValue),
      "fingerprint": .text(fingerprint),
      "files": .strings(files),
      "unfinished": .bool(isUnfinished),
      "skipped": .array(skipped.map(\.tree)),
    ])
  }

  /// Reads the registration in the folder of a dataset; `nil` when no data is registered.
  ///
  /// - Throws: ``CatalogError`` when the file is damaged or cannot be read.
  static func read(in folder: String) throws -> Registration? {
    let path = folder + "/" + RegistrationFile.name
    guard FileStatus(path) != nil else { return nil }
    let data = try CatalogError.folding {
      try Data(contentsOf: URL(fileURLWithPath: path))
    }
    let tree = try RegistrationFile.values(in: Array(data), at: path)
    var registration = Registration(
      sources: tree["sources"]?.array?.compactMap(\.string) ?? [])
    let reading = tree["reading"]
    registration.reading.format = reading?["format"]?.string
    registration.reading.delimiter = reading?["delimiter"]?.string
    registration.reading.quote = reading?["quote"]?.string
    registration.reading.encoding = reading?["encoding"]?.string
    registration.reading.header = reading?["header"]?.string
    registration.textFields = tree["text"]?.array?.compactMap(\.string) ?? []
    registration.recordID = tree["record_id"]?.string
    for column in tree["columns"]?.array ?? [] {
      guard let name = column["name"]?.string, let path = column["path"]?.string else { continue }
      registration.columns.append(
        FieldPlan.Column(name: name, path: path, type: try choice("type", in: column, path)))
    }
    if let limit = tree["column_limit"]?.integer.flatMap({ Int(exactly: $0) }) {
      registration.columnLimit = limit
    }
    registration.method.stemming = tree["stem"]?.string
    registration.method.stopWords = tree["stop_words"]?.array?.compactMap(\.string) ?? []
    registration.fingerprint = tree["fingerprint"]?.string
    registration.files = tree["files"]?.array?.compactMap(\.string) ?? []
    registration.isUnfinished = tree["unfinished"]?.bool ?? false
    registration.skipped = tree["skipped"]?.array?.compactMap { SkippedFiles($0) } ?? []
    if let analyzer: AnalyzerKind = try choice("analyzer", in: tree, path) {
      registration.method.analyzer = analyzer
    }
    if let store: TextStore = try choice("store", in: tree, path) {
      registration.method.store = store
    }
    if let reordering: Reordering = try choice("reorder", in: tree, path) {
      registration.method.reordering = reordering
    }
    return registration
  }

  /// The choice that a registration names; `nil` when it names none.
  ///
  /// - Throws: ``CatalogError`` for a name that this program does not know: the data must not be
  ///   indexed in another way than it was.
  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, in tree: JSON, _ path: String
  ) throws -> Choice? {
    guard let name = tree[key]?.string else { return nil }
    guard let choice = Choice(rawValue: name) else {
      throw CatalogError(
        .badFormat, "the registration has an unknown \(key), \"\(name)\"", at: .file(path),
        remedy: .choose(.value, from: Choice.allCases.map(\.rawValue)))
    }
    return choice
  }

  /// Puts the registration into the folder of a dataset, in one step.
  func write(in folder: String) throws {
    try CatalogError.folding {
      try FileSystemDirectory(creating: folder)
        .replace(RegistrationFile.name, with: RegistrationFile.bytes(of: values.members ?? []))
    }
  }
}
