internal import Searching

/// Where a page of hits ended, as text that a caller hands back.
struct PageCursor {
  let position: ScoredDocument

  init(_ position: ScoredDocument) { self.position = position }

  /// The position in hexadecimal: score bits, corpus, ordinal.
  var text: String {
    [
      UInt64(position.score.bitPattern), UInt64(position.corpus), position.ordinal,
    ].map { String($0, radix: 16) }.joined(separator: "-")
  }

  /// Reads a cursor back.
  init(_ text: String) throws {
    let numbers = text.split(separator: "-").map { UInt64($0, radix: 16) }
    guard numbers.count == 3, let bits = numbers[0].flatMap({ UInt32(exactly: $0) }),
      let corpus = numbers[1].flatMap({ Int(exactly: $0) }), let ordinal = numbers[2]
    else {
      throw IndexFailure(
        code: .badQuery, message: "this is no cursor",
        query: QueryFault(
          .cursor, text, at: 0..<text.utf8.count,
          suggestion: "use the \"next\" of an earlier answer"))
    }
    position = ScoredDocument(
      score: Float(bitPattern: bits), corpus: corpus, part: 0, document: 0, ordinal: ordinal)
  }
}
