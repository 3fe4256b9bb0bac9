internal import Analysis

extension IngestOptions {
  /// Stop words and stemming as the analyzer takes them.
  var analyzerOptions: AnalyzerOptions {
    var options = AnalyzerOptions()
    options.stopWords = stopWords
    options.stemLanguage = stemming
    return options
  }

  /// Refuses stop words and a stemming that no index could be made with.
  ///
  /// - Throws: ``IndexFailure`` with the code ``IndexFailure/Code/otherSettings``.
  public func validate() throws {
    do throws(AnalyzerError) {
      _ = try Analyzer(
        Analyzer.Kind(rawValue: analyzer.rawValue) ?? .standard, options: analyzerOptions)
    } catch {
      throw IndexFailure(
        code: .otherSettings, message: error.description,
        remedy: "choose another language, or other stop words")
    }
  }
}
