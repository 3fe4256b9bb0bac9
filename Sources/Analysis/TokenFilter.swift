import Storage

/// What is done to the words of a batch after a recipe has cut them.
struct TokenFilter: Sendable {
  let stopWords: StopWords?
  let stemLanguage: String?

  /// Takes the stop words out, then the endings off what is left.
  ///
  /// Everything keeps its position.
  func apply(to batch: inout TokenBatch) {
    if let stopWords { remove(stopWords, from: &batch) }
    if let stemLanguage { stem(stemLanguage, &batch) }
  }

  private func remove(_ stopWords: StopWords, from batch: inout TokenBatch) {
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

  /// Stems stand behind ``TokenBatch/bytes``; shortened long words have no endings to take off.
  private func stem(_ language: String, _ batch: inout TokenBatch) {
    if batch.stemmer?.language != language { batch.stemmer = Stemmer(language: language) }
    guard let stemmer = batch.stemmer else { return }
    for index in 0..<batch.pieces.count {
      let piece = batch.pieces[index]
      if piece.isRun || piece.count >= LongWord.prefixByteCount { continue }
      let start = Int(piece.start)
      let stem = stemmer.stem(batch.bytes.view[start..<start + piece.count])
      if stem.count == 0 { continue }
      let place = batch.bytes.count
      batch.bytes.append(contentsOf: stem)
      batch.pieces[index] = TokenBatch.Piece(
        start: UInt32(truncatingIfNeeded: place), count: UInt32(truncatingIfNeeded: stem.count),
        isRun: false, position: piece.position)
    }
  }
}
