internal import Analysis
internal import Storage

extension CorpusIndex {
  /// The terms that a text becomes, with their positions.
  public static func tokens(
    of text: String, analyzer: AnalyzerKind = .standard
  ) throws
    -> [TermOccurrence]
  {
    var batch = TokenBatch()
    batch.wantsSourceRanges = true
    Array(text.utf8).withView { Analyzer(analyzer).analyze($0, into: &batch) }
    var found: [TermOccurrence] = []
    var range = 0
    for index in 0..<batch.pieces.count {
      let piece = batch.pieces[index]
      if !piece.isRun {
        let source = batch.sourceRanges[range]
        found.append(
          TermOccurrence(
            term: batch.bytes.view[Int(piece.start)..<Int(piece.start) + piece.count].text,
            kind: .word, position: piece.position, bytes: Int(source.start)..<Int(source.end)))
        range += 1
        continue
      }
      for at in 0..<piece.count {
        let source = batch.sourceRanges[range + at]
        let scalar = Self.text(batch.scalars[Int(piece.start) + at])
        let position = piece.position + UInt32(at)
        found.append(
          TermOccurrence(
            term: scalar, kind: .character, position: position,
            bytes: Int(source.start)..<Int(source.end)))
        if at + 1 < piece.count {
          let next = batch.sourceRanges[range + at + 1]
          found.append(
            TermOccurrence(
              term: scalar + Self.text(batch.scalars[Int(piece.start) + at + 1]), kind: .pair,
              position: position, bytes: Int(source.start)..<Int(next.end)))
        }
      }
      range += piece.count
    }
    return found
  }

  private static func text(_ scalar: UInt32) -> String {
    Unicode.Scalar(scalar).map { String(Character($0)) } ?? "\u{fffd}"
  }
}
