internal import CorpusIndex
internal import Datasets
internal import Foundation
internal import JSONText

/// Where a dataset's data lies and how it is to be indexed: what `catalog index` needs to know.
///
/// One small JSON file beside the index, written by rename. The description of the dataset is not
/// here but in the store.
struct Registration: Sendable, Equatable {
  /// Files, folders and globs; relative when inside the home.
  var sources: [String]
  /// What the user said about fields; the rest is detected.
  var textFields: [String] = []
  /// The field that names records, when the user said so.
  var recordID: String?
  /// How its records become an index.
  var method = IndexingMethod()
  /// Of the files' bytes when they were added; see `SourceListing`.
  var fingerprint: String?
  /// A run began and has not ended well.
  var isUnfinished = false

  /// Both are indexed in the same way, so that one can go on where the other stopped.
  func isIndexed(like other: Registration) -> Bool {
    var method = method
    // An index goes on whether or not its documents were renumbered so far.
    method.reordering = other.method.reordering
    return method == other.method
  }

  private var tree: JSON {
    .keys([
      "format": .string("catalog.registration/1"),
      "sources": .strings(sources),
      "text": .strings(textFields),
      "record_id": .text(recordID),
      "analyzer": .string(method.analyzer.rawValue),
      "stem": .text(method.stemming),
      "stop_words": .strings(method.stopWords),
      "store": .string(method.store.rawValue),
      "reorder": .string(method.reordering.rawValue),
      "fingerprint": .text(fingerprint),
      "unfinished": .bool(isUnfinished),
    ])
  }

  /// Reads the registration of a dataset; `nil` when no data is registered.
  ///
  /// - Throws: ``CatalogError`` when the file is damaged.
  static func read(_ path: String) throws -> Registration? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    guard let tree = try? JSONReader.read(Array(data)), let sources = tree["sources"]?.array else {
      throw CatalogError(
        .system, "the registration is damaged", at: .file(path),
        remedy: .advice("remove the file and add the data again"))
    }
    var registration = Registration(sources: sources.compactMap(\.string))
    registration.textFields = tree["text"]?.array?.compactMap(\.string) ?? []
    registration.recordID = tree["record_id"]?.string
    registration.method.stemming = tree["stem"]?.string
    registration.method.stopWords = tree["stop_words"]?.array?.compactMap(\.string) ?? []
    registration.fingerprint = tree["fingerprint"]?.string
    registration.isUnfinished = tree["unfinished"]?.bool ?? false
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

  /// Writes the registration in one step.
  func write(to path: String) throws {
    try CatalogError.folding {
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(tree.prettyText.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
  }
}
