import Storage
import TestSupport
import Testing

@testable import Analysis

/// Characters by position, as an index would know them.
private func characters(_ bytes: [UInt8]) -> (places: [UInt32: UInt32], batch: [[UInt32]]) {
  var batch = TokenBatch()
  bytes.withView { Analyzer(.standard).analyze($0, into: &batch) }
  var places: [UInt32: UInt32] = [:]
  var runs: [[UInt32]] = []
  for index in 0..<batch.pieces.view.count where batch.pieces[index].isRun {
    let piece = batch.pieces[index]
    let run = batch.scalars.view[Int(piece.start)..<Int(piece.start) + piece.count].array
    for (offset, scalar) in run.enumerated() { places[piece.position + UInt32(offset)] = scalar }
    runs.append(run)
  }
  return (places, runs)
}

@Test func `a string of unspaced characters stands where its characters follow each other`() {
  var random = RandomText(generator: .announced("exactness"))
  let alphabet = Array("一二臺台灣湾かガｶﾞ々ー〇ไทย한글ㄅ\u{3099}".unicodeScalars)
  let between = ["", "", "", "", " ", "，", "\n", "a", "1", "_", "\u{301}", "\u{200D}", "٣", "๓"]
  func string(_ range: Range<Int>) -> String {
    var text = ""
    for _ in 0..<random.generator.number(range) {
      text.unicodeScalars.append(random.generator.pick(alphabet))
    }
    return text
  }
  for _ in 0..<600 {
    var text = ""
    for _ in 0..<random.generator.number(1..<30) {
      text += string(1..<4) + random.generator.pick(between)
    }
    let (places, _) = characters(Array(text.utf8))
    let folded = Array(Folding.fold(text).unicodeScalars.map(\.value))
    for _ in 0..<10 {
      let query = string(1..<5)
      let (_, runs) = characters(Array(query.utf8))
      #expect(runs.count == 1)
      let wanted = Array(Folding.fold(query).unicodeScalars.map(\.value))
      #expect(runs[0] == wanted)
      let scanned = folded.indices.filter { folded[$0...].starts(with: wanted) }.count
      let found = places.keys.filter { start in
        wanted.indices.allSatisfy { places[start + UInt32($0)] == wanted[$0] }
      }.count
      #expect(found == scanned, "\(query.debugDescription) in \(text.debugDescription)")
    }
  }
}
