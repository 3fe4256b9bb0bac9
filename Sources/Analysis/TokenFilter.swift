import Storage

/// What is done to the words of a batch after a recipe has cut them.
struct TokenFilter: Sendable {
  let stopWords: StopWords?

  /// Takes the stop words out; everything else keeps its position.
  func apply(to batch: inout TokenBatch) {
    guard let stopWords else { return }
    let pieces = batch.pieces.view
    let ranges = batch.sourceRanges.view
    let bytes = batch.bytes.view
    var kept = 0
    var range = 0
    var keptRanges = 0
    for index in 0..<pieces.count {
      let piece = pieces[index]
      let start = Int(piece.start)
      let rangeCount = batch.wantsSourceRanges ? (piece.isRun ? piece.count : 1) : 0
      if piece.isRun || !stopWords.contains(bytes[start..<start + piece.count]) {
        pieces[kept] = piece
        kept += 1
        for offset in 0..<rangeCount { ranges[keptRanges + offset] = ranges[range + offset] }
        keptRanges += rangeCount
      }
      range += rangeCount
    }
    batch.pieces.setCount(kept)
    batch.sourceRanges.setCount(keptRanges)
  }
}
