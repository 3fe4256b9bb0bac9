import Storage
import Testing

@testable import Analysis

@Test(arguments: [254, 255, 256, 257, 1000, 70_000])
func `terms never exceed their longest length`(count: Int) {
  for kind in AnalyzerKind.allCases {
    let word = String(repeating: "x", count: count)
    let term = tokens("a " + word + " b", kind)[1]
    #expect(term.utf8.count <= LongWord.maximumByteCount)
    #expect((term == word) == (count <= LongWord.maximumByteCount))
    #expect(tokens(word, kind) == [term])
  }
}

@Test func `long words that differ anywhere stay different`() {
  let word = Array(String(repeating: "x", count: 400).utf8)
  var terms: Set<String> = [
    String(decoding: word.withView { LongWord.term(of: $0) }, as: UTF8.self)
  ]
  for index in word.indices {
    var other = word
    other[index] = UInt8(ascii: "y")
    terms.insert(String(decoding: other.withView { LongWord.term(of: $0) }, as: UTF8.self))
  }
  terms.insert(shortened(String(repeating: "x", count: 401)))
  #expect(terms.count == 402)
}

@Test func `a long word is cut between characters`() {
  for lead in ["", "x", "xx"] {
    let term = shortened(lead + String(repeating: "ж", count: 300))
    #expect(term.unicodeScalars.allSatisfy { $0 != "\u{FFFD}" })
    #expect(term.hasPrefix(lead + String(repeating: "ж", count: 100)))
  }
}

@Test func `the shortened form is stored in indexes and never changes`() {
  let term = shortened(String(repeating: "abcdefgh", count: 40))
  #expect(term.suffix(33) == "~9ead0012e8a4008c027cd0c9af29fe6f")
}
