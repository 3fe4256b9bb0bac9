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
  /// What its files hold besides records, by kind.
  var passedOver: [PassedOver] = []
  /// Why its records go by running numbers although a field has the name of an id.
  var refusedID: String?

  /// Takes over what a run has passed over.
  ///
  /// Files that it did not read, or read on in, hold what they held before. How much of that was in files
  /// that have become others is not known, so that it is not counted again.
  mutating func takePassedOver(_ report: IngestReport, before: [PassedOver]) {
    let keeps = report.filesUnchanged + report.filesGrown > 0
    passedOver = keeps ? before : []
    for other in report.passedOver {
      if let known = passedOver.firstIndex(where: { $0.kind == other.kind }) {
        let count = passedOver[known].count
        passedOver[known].count =
          report.filesReplaced > 0 ? max(count, other.count) : count + other.count
      } else {
        passedOver.append(other)
      }
    }
  }

  /// Both are indexed in the same way, so that one can go on where the other stopped.
  func isIndexed(like other: Registration) -> Bool {
    method == other.method && columns == other.columns && columnLimit == other.columnLimit
      && leftOut == other.leftOut && reading == other.reading
  }

  /// The fingerprints of the files, one by one.
  var fingerprints: [String] {
    fingerprint?.split(separator: ",").map(String.init) ?? []
  }

  private func values(of id: String) -> [JSON.Member] {
    [
      JSON.Member("dataset", .string(id)), .init("sources", .strings(sources)),
      .init("described_by", .text(describedBy)),
    ] + choices + [
      .init("fingerprint", .text(fingerprint)), .init("files", .strings(files)),
      .init("unfinished", .bool(isUnfinished)), .init("rebuilding", .bool(isRebuilding)),
      .init("skipped", .array(skipped.map(\.tree))), .init("refused_id", .text(refusedID)),
      .init("passed_over", .object(passedOver.map { .init($0.kind, .integer($0.count)) })),
    ]
  }

  /// Reads the registration in the folder of a dataset; `nil` when no data is registered.
  ///
  /// - Throws: ``CatalogError`` when the file is damaged or cannot be read, or is that of another
  ///   dataset.
  static func read(in folder: String) throws -> Registration? {
    let path = folder + "/" + RegistrationFile.name
    guard let tree = try tree(at: path) else { return nil }
    if let owner = tree["dataset"]?.string, owner != id(of: folder) {
      throw belongs(to: owner, in: folder)
    }
    return try Registration(tree, at: path)
  }

  /// The dataset that the registration in a folder was written for, where it says so.
  static func owner(in folder: String) -> String? {
    (try? tree(at: folder + "/" + RegistrationFile.name))?["dataset"]?.string
  }

  /// Refuses a folder whose registration was written for another dataset.
  ///
  /// Nothing is held against a folder without a registration that can be read: whoever needs that is
  /// told then.
  static func refuseAnother(in folder: String) throws {
    let path = folder + "/" + RegistrationFile.name
    // The whole of a long file is read only where its first lines leave a doubt.
    if RegistrationFile.begins(at: path, with: id(of: folder)) { return }
    if let owner = owner(in: folder), owner != id(of: folder) {
      throw belongs(to: owner, in: folder)
    }
  }

  /// Tells the registration in a folder that the folder is about to be called like another dataset.
  ///
  /// One that cannot be read stays as it is, and whoever needs it is told then.
  static func rename(to id: String, in folder: String) throws {
    let path = folder + "/" + RegistrationFile.name
    guard let tree = try? tree(at: path), let registration = try? Registration(tree, at: path)
    else { return }
    try registration.write(in: folder, of: id)
  }

  /// The error of a folder whose registration was written for another dataset: a file or a folder was
  /// copied, or called otherwise.
  static func belongs(to owner: String, in folder: String) -> CatalogError {
    let id = id(of: folder)
    let place = (folder as NSString).deletingLastPathComponent + "/" + owner
    let remedy =
      if FileStatus(place) == nil {
        "call the folder \(owner) again, and put that of \(id) in its place"
      } else if Self.owner(in: place) == owner {
        "remove the folder if it is a copy of that of \(owner); else remove the file and add the data of "
          + "\(id) again"
      } else {
        "the folders of \(id) and \(owner) changed places: give each its name back"
      }
    return CatalogError(
      .system, "the registration is that of \(owner), not of \(id)",
      at: .file(folder + "/" + RegistrationFile.name), remedy: .advice(remedy))
  }

  /// Each dataset has the folder of its name.
  private static func id(of folder: String) -> String { (folder as NSString).lastPathComponent }

  /// What the file says; `nil` when there is none.
  private static func tree(at path: String) throws -> JSON? {
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
    return try RegistrationFile.values(in: Array(data), at: path)
  }

  /// Puts the registration into the folder of a dataset, in one step.
  func write(in folder: String) throws { try write(in: folder, of: Self.id(of: folder)) }

  private func write(in folder: String, of id: String) throws {
    try CatalogError.folding {
      try FileSystemDirectory(creating: folder)
        .replace(RegistrationFile.name, with: RegistrationFile.bytes(of: values(of: id)))
    }
  }
}

extension Registration {
  /// What a file says; `path` is where it was read.
  private init(_ tree: JSON, at path: String) throws {
    self.init(sources: tree["sources"]?.array?.compactMap(\.string) ?? [])
    describedBy = tree["described_by"]?.string
    try take(tree, from: path)
    fingerprint = tree["fingerprint"]?.string
    files = tree["files"]?.array?.compactMap(\.string) ?? []
    isUnfinished = tree["unfinished"]?.bool ?? false
    isRebuilding = tree["rebuilding"]?.bool ?? false
    skipped = tree["skipped"]?.array?.compactMap { SkippedFiles($0) } ?? []
    passedOver =
      tree["passed_over"]?.members?.map {
        PassedOver(kind: $0.key, count: UInt64($0.value.integer ?? 0))
      } ?? []
    refusedID = tree["refused_id"]?.string
  }
}
