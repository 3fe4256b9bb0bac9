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
  /// The analyzer chosen.
  var analyzer: AnalyzerChoice = CatalogConfiguration().analyzer
  /// The language whose word endings are taken off.
  var stem: String?
  /// Words that are not indexed.
  var stopWords: [String] = []
  /// The place of the text chosen.
  var store: StoreChoice = CatalogConfiguration().store
  /// Whether documents are renumbered.
  var reorder: ReorderChoice = CatalogConfiguration().reorder
  /// Of the files' bytes when they were added; see ``SourceFingerprint``.
  var fingerprint: String?
  /// A run began and has not ended well.
  var isUnfinished = false

  /// Both are indexed in the same way, so that one can go on where the other stopped.
  func isIndexed(like other: Registration) -> Bool {
    analyzer == other.analyzer && store == other.store && stem == other.stem
      && stopWords == other.stopWords
  }

  private var tree: JSON {
    .keys([
      "format": .string("catalog.registration/1"),
      "sources": .strings(sources),
      "text": .strings(textFields),
      "record_id": .text(recordID),
      "analyzer": .string(analyzer.rawValue),
      "stem": .text(stem),
      "stop_words": .strings(stopWords),
      "store": .string(store.rawValue),
      "reorder": .string(reorder.rawValue),
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
        .system, "the registration is damaged", place: path,
        remedy: "remove the file and add the data again")
    }
    var registration = Registration(sources: sources.compactMap(\.string))
    registration.textFields = tree["text"]?.array?.compactMap(\.string) ?? []
    registration.recordID = tree["record_id"]?.string
    registration.stem = tree["stem"]?.string
    registration.stopWords = tree["stop_words"]?.array?.compactMap(\.string) ?? []
    registration.fingerprint = tree["fingerprint"]?.string
    registration.isUnfinished = tree["unfinished"]?.bool ?? false
    if let analyzer = tree["analyzer"]?.string.flatMap(AnalyzerChoice.init) {
      registration.analyzer = analyzer
    }
    if let store = tree["store"]?.string.flatMap(StoreChoice.init) { registration.store = store }
    if let reorder = tree["reorder"]?.string.flatMap(ReorderChoice.init) {
      registration.reorder = reorder
    }
    return registration
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
