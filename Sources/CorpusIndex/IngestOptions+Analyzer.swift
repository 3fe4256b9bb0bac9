internal import Analysis

extension IngestOptions {
  /// Stop words and stemming as the analyzer takes them.
  var analyzerOptions: AnalyzerOptions {
    var options = AnalyzerOptions()
    options.stopWords = stopWords
    options.stemLanguage = stemming
    return options
  }
}
