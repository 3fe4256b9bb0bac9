internal import Analysis
internal import Records
internal import Segments

/// How records become an index: what its first commit decides and later ones keep.
///
/// The one definition of these choices. Options hold it, registrations remember it, and an index
/// tells it; changing any of it but ``reordering`` needs a rebuild.
public struct IndexingMethod: Sendable, Equatable, Codable {
  /// How text becomes terms.
  public var analyzer: AnalyzerKind
  /// Language whose word endings are taken off (a name or ISO 639 code); `nil` for none.
  public var stemming: String?
  /// Words that are not indexed.
  public var stopWords: [String]
  /// Where texts stay.
  public var store: TextStore
  /// Whether documents are renumbered.
  public var reordering: Reordering

  /// A method from its parts.
  public init(
    analyzer: AnalyzerKind = .standard, stemming: String? = nil, stopWords: [String] = [],
    store: TextStore = .lz4, reordering: Reordering = .auto
  ) {
    self.analyzer = analyzer
    self.stemming = stemming
    self.stopWords = stopWords
    self.store = store
    self.reordering = reordering
  }

  /// Refuses stop words and a stemming that no index could be made with.
  ///
  /// - Throws: ``IndexFailure`` with the code ``IndexFailure/Code/otherSettings``.
  public func validate() throws {
    do throws(AnalyzerError) {
      _ = try Analyzer(analyzer, options: analyzerOptions)
    } catch {
      throw IndexFailure(
        code: .otherSettings, message: error.description,
        remedy: .advice("choose another language, or other stop words"))
    }
  }
}

extension IndexingMethod {
  /// Stop words and stemming as the analyzer takes them.
  var analyzerOptions: AnalyzerOptions {
    var options = AnalyzerOptions()
    options.stopWords = stopWords
    options.stemLanguage = stemming
    return options
  }

  /// What an index was made with.
  init(_ settings: IndexSettings) {
    self.init(
      analyzer: settings.analyzer, stemming: settings.analyzerOptions.stemLanguage,
      stopWords: settings.analyzerOptions.stopWords, store: settings.store,
      reordering: settings.reorders ? .on : .off)
  }

  /// The same as an index stores it, for records of a schema.
  func settings(for schema: RecordSchema) -> IndexSettings {
    IndexSettings(
      schema: schema, analyzer: analyzer, analyzerVersion: UInt32(Analyzer(analyzer).version),
      analyzerOptions: analyzerOptions, store: store, reorders: reordering != .off)
  }
}
