import Storage
import TestSupport
import Testing

@testable import Analysis

private func options(_ stopWords: [String]) -> AnalyzerOptions {
  var options = AnalyzerOptions()
  options.stopWords = stopWords
  return options
}

@Test func `stop words leave their positions behind`() throws {
  let analyzer = try Analyzer(.standard, options: options(["OF", "the", "c++"]))
  var batch = TokenBatch()
  batch.wantsSourceRanges = true
  Array("State of the Art: C++ 模型 the".utf8).withView { analyzer.analyze($0, into: &batch) }
  #expect(batch.texts == ["state", "art", "模型"])
  #expect(batch.positions == [0, 3, 5])
  #expect(batch.sourceRanges.view.array.map(\.start) == [0, 13, 22, 25])
  #expect(batch.length == 8)
}

@Test func `leaving words out is the same as never having cut them`() throws {
  var random = RandomText(generator: .announced("stop words"))
  let stopped = ["a", "1", "x", "abc", "σ"]
  let analyzer = try Analyzer(.standard, options: options(stopped))
  for _ in 0..<300 {
    let bytes = random.ascii(count: 60) + random.bytes(count: 20)
    var plain = TokenBatch()
    var filtered = TokenBatch()
    bytes.withView { Analyzer(.standard).analyze($0, into: &plain) }
    bytes.withView { analyzer.analyze($0, into: &filtered) }
    let wanted = zip(plain.texts, plain.positions).filter { !stopped.contains($0.0) }
    #expect(filtered.texts == wanted.map(\.0))
    #expect(filtered.positions == wanted.map(\.1))
    #expect(filtered.length == plain.length)
  }
}

@Test(arguments: ["two words", "的", "", "-", "don't-stop"])
func `an entry that is not one word is refused`(entry: String) {
  #expect(throws: AnalyzerError.notOneWord(entry)) {
    try Analyzer(.standard, options: options(["the", entry]))
  }
}

@Test func `a list has one word a line and comments`() {
  let list = "# English\nthe\r\n  of  \n\nand # conjunction\nnew york\n"
  #expect(StopWords.entries(of: list) == ["the", "of", "and", "new york"])
}

@Test func `other stop words give another fingerprint`() throws {
  let one = try Analyzer(.plain, options: options(["the", "of"])).optionsFingerprint
  #expect(try one == Analyzer(.plain, options: options(["OF", "The", "of"])).optionsFingerprint)
  #expect(try one != Analyzer(.plain, options: options(["theof"])).optionsFingerprint)
  #expect(try Analyzer(.plain, options: AnalyzerOptions()).optionsFingerprint == 0)
}
