internal import CorpusIndex
internal import Datasets
internal import Foundation
internal import Glibc
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
  /// The description that was named beside the data and says what its files are; one that stands in
  /// the folder of the data is found there.
  var describedBy: String?
  /// What the user said about fields; the rest is detected.
  var textFields: [String] = []
  /// The field that names records, when the user said so.
  var recordID: String?
  /// Columns that the user declared.
  var columns: [FieldPlan.Column] = []
  /// Columns that are taken at most.
  var columnLimit = FieldPlan.usualColumnLimit
  /// Paths that are no columns, such as the heads of responses in the copy of a crawl.
  var leftOut: [String] = []
  /// How its records become an index.
  var method = IndexingMethod()
  /// Of the files' bytes when they were last indexed; see `SourceListing`.
  var fingerprint: String?
  /// The files that the fingerprint is of, in its order, as the index remembers them.
  var files: [String] = []
  /// A run began and has not ended well.
  var isUnfinished = false
  /// That run indexes everything again, perhaps in another way than the index which answers.
  var isRebuilding = false
  /// Files that the last run came across and left out.
  var skipped: [SkippedFiles] = []

  /// Both are indexed in the same way, so that one can go on where the other stopped.
  func isIndexed(like other: Registration) -> Bool {
    var method = method
    // An index goes on whether or not its documents were renumbered so far.
    method.reordering = other.method.reordering
    return method == other.method && columns == other.columns && columnLimit == other.columnLimit
      && leftOut == other.leftOut && reading == other.reading
  }

  /// The fingerprints of the files, one by one.
  var fingerprints: [String] {
    fingerprint?.split(separator: ",").map(String.init) ?? []
  }

  private var values: [JSON.Member] {
    [
      JSON.Member("sources", .strings(sources)), .init("described_by", .text(describedBy)),
    ] + choices + [
      .init("fingerprint", .text(fingerprint)), .init("files", .strings(files)),
      .init("unfinished", .bool(isUnfinished)), .init("rebuilding", .bool(isRebuilding)),
      .init("skipped", .array(skipped.map(\.tree))),
    ]
  }

  /// Reads the registration in the folder of a dataset; `nil` when no data is registered.
  ///
  /// - Throws: ``CatalogError`` when the file is damaged or cannot be read.
  static func read(in folder: String) throws -> Registration? {
    let path = folder + "/" + RegistrationFile.name
    guard FileStatus(path) != nil else {
      if let code = SystemCall.refusal(of: path), code != ENOENT {
        throw CatalogError(
          .system, "the registration cannot be read: \(SystemCall.describe(code))", at: .file(path),
          remedy: .advice("ask its owner for permission"))
      }
      return nil
    }
    let data = try CatalogError.folding {
      try Data(contentsOf: URL(fileURLWithPath: path))
    }
    let tree = try RegistrationFile.values(in: Array(data), at: path)
    var registration = Registration(
      sources: tree["sources"]?.array?.compactMap(\.string) ?? [])
    registration.describedBy = tree["described_by"]?.string
    try registration.take(tree, from: path)
    registration.fingerprint = tree["fingerprint"]?.string
    registration.files = tree["files"]?.array?.compactMap(\.string) ?? []
    registration.isUnfinished = tree["unfinished"]?.bool ?? false
    registration.isRebuilding = tree["rebuilding"]?.bool ?? false
    registration.skipped = tree["skipped"]?.array?.compactMap { SkippedFiles($0) } ?? []
    return registration
  }

  /// Puts the registration into the folder of a dataset, in one step.
  func write(in folder: String) throws {
    try CatalogError.folding {
      try FileSystemDirectory(creating: folder)
        .replace(RegistrationFile.name, with: RegistrationFile.bytes(of: values))
    }
  }
}
