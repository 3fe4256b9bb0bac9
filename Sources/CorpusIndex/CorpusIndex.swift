package import Corpora
internal import Indexing
internal import Segments
internal import Storage

/// A full-text index of one corpus: a folder of immutable, memory-mapped segments.
///
/// One writer at a time, any number of readers; a reader is a snapshot of one commit.
///
/// ```swift
/// let index = try CorpusIndex(at: "web.index")
/// _ = try index.ingest(["web.jsonl.zst"])
/// let answer = try index.search("\"white whale\" lang:en")
/// ```
public struct CorpusIndex: Sendable {
  /// The index's folder.
  public let path: String
  /// The formats that files are read with.
  let formats: CorpusFormats
  /// Sizes of reading; tests set smaller ones.
  var reading = ReadingOptions()
  /// Stands between writers and the folder; tests put a disk here that fails.
  var disk: @Sendable (any Directory) -> any Directory = { $0 }

  /// Names the folder of an index; it is made at the first write.
  ///
  /// - Throws: ``IndexFailure`` when something else than a folder is there.
  public init(at path: String) throws { try self.init(at: path, formats: .builtIn) }

  /// The same, with the formats that its files are read with.
  package init(at path: String, formats: CorpusFormats) throws {
    if let status = SystemCall.status(path), !status.isFolder {
      throw IndexFailure(
        code: .exists, message: "there is a file where the index's folder should be",
        at: .file(path), remedy: .advice("name another folder"))
    }
    self.path = path
    self.formats = formats
  }

  /// The newest commit, or `nil` before the first one.
  public func snapshot() throws -> IndexSnapshot? { try snapshot(base: "") }

  /// The newest commit, for files whose paths are relative to a folder.
  public func snapshot(base: String) throws -> IndexSnapshot? {
    try IndexFailure.folding {
      try IndexReader.open(path).map { IndexSnapshot(reader: $0, base: base, formats: formats) }
    }
  }

  /// Searches the newest commit of this index alone.
  ///
  /// - Throws: ``IndexFailure`` with code `badQuery` and the column, or `notFound` before the
  ///   first commit.
  public func search(_ query: String, limit: Int = 10) throws -> SearchAnswer {
    var options = SearchOptions()
    options.limit = limit
    return try searcher().search(query, options: options)
  }

  /// Counts the records of the newest commit that match.
  public func count(_ query: String) throws -> CountAnswer { try searcher().count(query) }

  /// A searcher over the newest commit of this index alone.
  public func searcher() throws -> CorpusSearcher {
    guard let snapshot = try snapshot() else {
      throw IndexFailure(IndexError.notFound(path: path))
    }
    return CorpusSearcher([SearchedCorpus(name: name, snapshot: snapshot)])
  }

  /// The folder's own name.
  private var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
