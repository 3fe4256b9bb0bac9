public import CorpusIndex
internal import Foundation
internal import Records

/// What changes in how a dataset is indexed; what is `nil` keeps what the index has, or the default.
public struct IndexingOptions: Sendable, Equatable {
  /// How files are read: what is set here replaces what was decided before.
  public var reading = FileReading()
  /// How text becomes terms.
  public var analyzer: AnalyzerKind?
  /// Language whose word endings are taken off, a name or a code; empty takes none off.
  public var stemming: String?
  /// A file of words that are not indexed, one a line; empty leaves none out.
  public var stopWordFile: String?
  /// Where the text of records stays.
  public var store: TextStore?
  /// Whether documents are renumbered.
  public var reordering: Reordering?
  /// Declared columns, instead of those that were declared before; empty leaves those.
  public var columns: [FieldPlan.Column] = []
  /// Columns that are taken at most, declared ones included.
  public var columnLimit: Int?
  /// Anonymous memory to use, in bytes.
  public var memory: UInt64?
  /// Threads to use.
  public var jobs: Int?
  /// Bad records after which to stop; `nil` never stops.
  public var maximumErrors: Int?

  /// Everything left as it is.
  public init() {}

  /// What became of a registration with these changes.
  ///
  /// - Throws: ``CatalogError`` for a file of stop words that cannot be read, and for two columns of one
  ///   name.
  func applied(to registration: Registration) throws -> Registration {
    var registration = registration
    registration.method = try applied(to: registration.method)
    registration.reading = reading.over(registration.reading)
    if !columns.isEmpty { registration.columns = columns }
    if let columnLimit { registration.columnLimit = columnLimit }
    let names = registration.columns.map(\.name)
    if let twice = names.first(where: { name in names.count { $0.isWritten(like: name) } > 1 }) {
      throw CatalogError(
        .usage, "two columns are called \"\(twice)\"",
        remedy: .advice("--column OTHERNAME=PATH gives one of them another name"))
    }
    return registration
  }

  private func applied(to method: IndexingMethod) throws -> IndexingMethod {
    var method = method
    if let analyzer { method.analyzer = analyzer }
    if let stemming { method.stemming = stemming.isEmpty ? nil : stemming }
    if let path = stopWordFile { method.stopWords = path.isEmpty ? [] : try Self.words(of: path) }
    if let store { method.store = store }
    if let reordering { method.reordering = reordering }
    return method
  }

  /// The words of a file, one a line; `#` begins a comment.
  private static func words(of path: String) throws -> [String] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CatalogError(.notFound, "no such file of stop words", at: .file(path))
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw CatalogError(.badFormat, "the stop words are not UTF-8", at: .file(path))
    }
    return text.split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }
}
