internal import Analysis
internal import QueryLanguage
internal import Segments
internal import Storage

/// Phrases, and the positions that unspaced characters need in them.
extension PlanBuilder {
  /// The analysed tokens as a term or a phrase.
  mutating func phrase(slop: Int, field: String?, written: String) -> Plan {
    let count = tokens.pieces.count
    if count == 0 { return .nothing }
    if count == 1 {
      let piece = tokens.pieces[0]
      if !piece.isRun {
        let key = word(piece, field: field)
        return .term(leaf: leaf(key.text), key)
      }
      if piece.count <= 2 {
        let key =
          piece.count == 1
          ? TermKey(field: field, space: .character, bytes: scalarBytes(Int(piece.start)))
          : pair(Int(piece.start), field: field)
        return .term(leaf: leaf(key.text), key)
      }
    }
    var plan = PhrasePlan(elements: [], weighed: [], slop: slop)
    let base = tokens.pieces[0].position
    for index in 0..<count {
      let piece = tokens.pieces[index]
      let offset = piece.position - base
      if !piece.isRun {
        let key = word(piece, field: field)
        plan.elements.append(PhrasePlan.Element(term: key, offset: offset))
        plan.weighed.append(key)
        continue
      }
      if slop == 0, hasGap(before: index) {
        let gap = TermKey(field: field, space: .edge, bytes: [])
        for hole in end(of: tokens.pieces[index - 1])..<piece.position {
          plan.elements.append(PhrasePlan.Element(term: gap, offset: hole - base))
        }
      }
      if piece.count == 1 {
        let key = TermKey(
          field: field, space: .character, bytes: scalarBytes(Int(piece.start)))
        plan.elements.append(loneCharacter(index, key, offset: offset, slop: slop))
        plan.weighed.append(key)
        continue
      }
      let start = Int(piece.start)
      for at in 0..<piece.count - 1 { plan.weighed.append(pair(start + at, field: field)) }
      // Every other pair covers the run; the last pair closes an odd one.
      for at in stride(from: 0, to: piece.count - 1, by: 2) {
        plan.elements.append(
          PhrasePlan.Element(term: pair(start + at, field: field), offset: offset + UInt32(at)))
      }
      if piece.count % 2 == 1 {
        let at = piece.count - 2
        plan.elements.append(
          PhrasePlan.Element(term: pair(start + at, field: field), offset: offset + UInt32(at)))
      }
    }
    return .phrase(leaf: leaf("\"\(written)\""), plan)
  }

  /// Where a piece's last position lies, plus 1.
  private func end(of piece: TokenBatch.Piece) -> UInt32 {
    piece.position + (piece.isRun ? UInt32(piece.count) : 1)
  }

  /// Whether a piece and the one before it are two runs, so that a gap lies between.
  private func hasGap(before index: Int) -> Bool {
    index > 0 && index < tokens.pieces.count && tokens.pieces[index].isRun
      && tokens.pieces[index - 1].isRun
  }

  /// A character alone in its run of the query, which in a record may begin or end a longer one.
  private func loneCharacter(
    _ index: Int, _ key: TermKey, offset: UInt32, slop: Int
  ) -> PhrasePlan.Element {
    let piece = tokens.pieces[index]
    func isWord(_ other: Int, at position: UInt32?) -> Bool {
      other >= 0 && other < tokens.pieces.count && !tokens.pieces[other].isRun
        && tokens.pieces[other].position == position
    }
    let isBesideWord =
      isWord(index + 1, at: piece.position + 1)
      || (piece.position > 0 && isWord(index - 1, at: piece.position - 1))
    var element = PhrasePlan.Element(term: key, offset: offset, source: .anywhere)
    if slop > 0 { return element }
    let opens = hasGap(before: index)
    let closes = hasGap(before: index + 1)
    if isBesideWord || (opens && closes) {
      element.term.space = .edge
      element.source = .listed
    } else if opens {
      element.source = .beginsRun
    } else if closes {
      element.source = .endsRun
    }
    return element
  }
}
