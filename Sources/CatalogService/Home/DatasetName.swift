internal import Datasets
internal import Foundation

/// How a dataset gets its id: from the user, or from the name of its source.
enum DatasetName {
  /// Refuses a text that cannot be a dataset's id.
  ///
  /// - Parameters:
  ///   - id: The text.
  ///   - remedy: What helps, from an id that looks like it.
  /// - Throws: ``CatalogError`` `usage`.
  static func validate(_ id: String, remedy: (String) -> Remedy = { .giveID($0) }) throws {
    guard !DatasetID.isValid(id) else { return }
    let isLong = id.utf8.count > DatasetID.longest
    throw CatalogError(
      .usage,
      isLong
        ? "a dataset id has at most \(DatasetID.longest) letters, and this one \(id.utf8.count)"
        : "\"\(id)\" is no dataset id: a-z, 0-9, then also . _ -",
      remedy: DatasetID.slug(id).map(remedy))
  }

  /// The id that sources suggest: the name of a file without its endings, of a folder, or of the
  /// folder that a glob looks in; of several sources, the folder they share.
  ///
  /// - Throws: ``CatalogError`` when nothing usable is left, asking for an id.
  static func suggestion(for sources: [String], from folder: String) throws -> String {
    let whole = sources.map { CatalogHome.absolute($0, from: folder) }
    let name = whole.count == 1 ? stem(of: whole[0]) : stem(of: sharedFolder(of: whole))
    guard let slug = DatasetID.slug(name) else {
      throw CatalogError(
        .usage, "no id can be made from the name of the source",
        at: sources.first.map { .file($0) }, remedy: .giveID(nil))
    }
    return slug
  }

  /// Endings that say how a file is written, not what it is called.
  private static let endings = [
    ".gz", ".zst", ".lz4", ".bz2", ".xz", ".jsonl", ".ndjson", ".json", ".parquet", ".warc", ".wet",
    ".yaml", ".yml", ".txt", ".csv", ".tsv",
  ]

  private static func stem(of path: String) -> String {
    var path = path
    while lastPart(of: path).contains(where: { "*?[{".contains($0) }) {
      path = (path as NSString).deletingLastPathComponent
    }
    var name = lastPart(of: path)
    while let ending = endings.first(where: { name.lowercased().hasSuffix($0) }),
      name.count > ending.count
    {
      name.removeLast(ending.count)
    }
    return name
  }

  private static func lastPart(of path: String) -> String { (path as NSString).lastPathComponent }

  private static func sharedFolder(of paths: [String]) -> String {
    var shared = (paths[0] as NSString).deletingLastPathComponent
    while shared != "/", !paths.allSatisfy({ $0.hasPrefix(shared + "/") }) {
      shared = (shared as NSString).deletingLastPathComponent
    }
    return shared
  }
}
