import Storage
import Testing

@testable import Analysis

private func stemmed(
  _ text: String, _ language: String, stopWords: [String] = []
) throws
  -> TokenBatch
{
  var options = AnalyzerOptions()
  options.stemLanguage = language
  options.stopWords = stopWords
  var batch = TokenBatch()
  let analyzer = try Analyzer(.standard, options: options)
  Array(text.utf8).withView { analyzer.analyze($0, into: &batch) }
  return batch
}

@Test(arguments: [
  (
    "english", "Whales whale hoping running C++ 3.14",
    ["whale", "whale", "hope", "run", "c++", "3.14"]
  ),
  ("en", "connections connected", ["connect", "connect"]),
  ("german", "Häuser", ["haus"]), ("ru", "китами", ["кит"]), ("english", "模型s", ["模型", "s"]),
])
func `words lose their endings`(language: String, text: String, expected: [String]) throws {
  #expect(try stemmed(text, language).texts == expected)
}

@Test func `stop words are taken out before endings`() throws {
  let batch = try stemmed("does the whale do", "english", stopWords: ["does", "the"])
  #expect(batch.texts == ["whale", "do"])
  #expect(batch.positions == [2, 3])
}

@Test func `a language without a stemmer is refused with those that have one`() {
  var options = AnalyzerOptions()
  options.stemLanguage = "klingon"
  #expect(throws: AnalyzerError.unknownLanguage("klingon", known: Stemmer.languages)) {
    try Analyzer(.standard, options: options)
  }
  #expect(Stemmer.languages.contains("english"))
}
