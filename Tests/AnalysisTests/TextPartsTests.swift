import Storage
import TestSupport
import Testing

@testable import Analysis

@Test(arguments: AnalyzerKind.allCases, [false, true])
func `the parts of a text have the tokens of the whole`(kind: AnalyzerKind, isFiltered: Bool) throws
{
  var random = RandomText(generator: .announced("parts of texts by \(kind)"))
  var options = AnalyzerOptions()
  if isFiltered {
    options.stopWords = ["the", "a"]
    options.stemLanguage = "en"
  }
  let analyzer = try Analyzer(kind, options: options)
  let words = ["the", "a", "whales", "tide", "GPT-4", "don't", "白鲸", "\u{1e}", "\n", "e\u{301}"]
  var cuts = 0
  for _ in 0..<300 {
    var bytes: [UInt8] = []
    for _ in 0..<random.generator.number(1..<40) {
      bytes += Array(random.generator.pick(words).utf8)
      if !random.generator.once(in: 5) { bytes.append(0x20) }
      if random.generator.once(in: 9) { bytes += random.bytes(count: 6) }
    }
    var whole = TokenBatch()
    bytes.withView { analyzer.analyze($0, into: &whole) }
    var texts: [String] = []
    var positions: [UInt32] = []
    var length: UInt32 = 0
    bytes.withView { text in
      var part = TokenBatch()
      var start = 0
      while start < text.count {
        let end = TextParts.end(ofPartFrom: start, of: text, byteCount: 10)
        analyzer.analyze(text[start..<end], into: &part)
        texts += part.texts
        positions += part.positions.map { $0 + length }
        length += part.length
        cuts += end < text.count ? 1 : 0
        start = end
      }
    }
    #expect(
      texts == whole.texts && positions == whole.positions && length == whole.length, "\(bytes)")
  }
  // Else the test would look at whole texts only.
  #expect(cuts > 300)
}
