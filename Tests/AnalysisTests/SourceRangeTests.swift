import Storage
import TestSupport
import Testing

@testable import Analysis

/// Where a code point begins in a text, its end included, as the standard library sees it.
private func borders(_ bytes: [UInt8]) -> Set<UInt32> {
  var found: Set<UInt32> = [UInt32(bytes.count)]
  for character in ReferenceTokenizer.scalars(bytes) {
    found.insert(UInt32(character.source.lowerBound))
  }
  return found
}

@Test(arguments: AnalyzerKind.allCases)
func `source ranges stand on character borders, one after the other`(kind: AnalyzerKind) {
  var random = RandomText(generator: .announced("source ranges of \(kind)"))
  var batch = TokenBatch()
  batch.wantsSourceRanges = true
  for _ in 0..<500 {
    let bytes = random.bytes(count: random.generator.number(0..<120))
    bytes.withView { Analyzer(kind).analyze($0, into: &batch) }
    let borders = borders(bytes)
    let ranges = batch.sourceRanges.view.array
    #expect(ranges.allSatisfy { borders.contains($0.start) && borders.contains($0.end) })
    #expect(ranges.allSatisfy { $0.start < $0.end })
    #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.start <= $1.start && $0.end <= $1.end })
    let wanted = (0..<batch.pieces.view.count).reduce(0) {
      $0 + (batch.pieces[$1].isRun ? batch.pieces[$1].count : 1)
    }
    #expect(ranges.count == wanted)
  }
}

@Test(arguments: AnalyzerKind.allCases)
func `any bytes are analysed`(kind: AnalyzerKind) {
  var generator = SeededGenerator.announced("any bytes as \(kind)")
  var batch = TokenBatch()
  for _ in 0..<500 {
    let byteRange: ClosedRange<UInt8> = generator.once(in: 2) ? 0...255 : 0x60...0xEF
    let bytes = (0..<generator.number(0..<400)).map { _ in
      UInt8.random(in: byteRange, using: &generator)
    }
    bytes.withView { Analyzer(kind).analyze($0, into: &batch) }
    var last = -1
    for index in 0..<batch.pieces.view.count {
      let piece = batch.pieces[index]
      #expect(Int(piece.position) > last && piece.count > 0)
      last = Int(piece.position) + (piece.isRun ? piece.count - 1 : 0)
      let end = Int(piece.start) + piece.count
      #expect(end <= (piece.isRun ? batch.scalars.view.count : batch.bytes.view.count))
    }
    #expect(Int(batch.length) == last + 1)
    #expect(batch.texts.allSatisfy { !$0.unicodeScalars.contains("\u{FFFD}") })
  }
}

@Test(arguments: [
  ("he said “e\u{301}te\u{301}”", 11..<18), ("ﬁ", 0..<3), ("㈱", 0..<3), ("co\u{AD}op", 0..<6),
  ("c++!", 0..<3), ("字\u{301}", 0..<5), ("가\u{11A8}", 0..<6),
])
func `a range covers the whole original`(text: String, expected: Range<Int>) {
  var batch = TokenBatch()
  batch.wantsSourceRanges = true
  Array(text.utf8).withView { Analyzer(.standard).analyze($0, into: &batch) }
  let last = batch.sourceRanges.view.array.last.map { Int($0.start)..<Int($0.end) }
  #expect(last == expected)
}

@Test func `an analyzer is found again by its identifier`() {
  for kind in AnalyzerKind.allCases {
    #expect(Analyzer(identifier: Analyzer(kind).identifier)?.kind == kind)
  }
  #expect(Analyzer(.standard).identifier == "standard/1")
  #expect(Analyzer(identifier: "standard/999") == nil)
  #expect(Analyzer(identifier: "latin/1") == nil)
  #expect(Analyzer.unicodeVersion == "15.0.0")
}
