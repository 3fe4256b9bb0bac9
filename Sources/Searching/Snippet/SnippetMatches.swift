import Analysis
import Storage

/// The occurrences of a query's terms in a stretch of text.
struct SnippetMatches {
  /// One occurrence of a term.
  struct Match {
    /// Index into the terms of the query.
    var term: Int
    /// Bytes of the text.
    var range: Range<Int>
  }

  /// A token that is a unit of the query.
  private struct Token {
    var position: UInt32
    var unit: Int
    var range: Range<Int>
  }

  /// By rising beginning.
  private(set) var matches: [Match] = []

  /// Finds all occurrences in a stretch.
  ///
  /// - Parameters:
  ///   - query: What to look for.
  ///   - text: The stretch.
  ///   - offset: Where the stretch begins in the whole text.
  ///   - analyzer: The corpus's.
  ///   - batch: Working memory; asked for source ranges.
  mutating func add(
    _ query: SnippetQuery, in text: BufferView<UInt8>, at offset: Int, analyzer: Analyzer,
    batch: inout TokenBatch
  ) {
    batch.wantsSourceRanges = true
    analyzer.analyze(text, into: &batch)
    var tokens: [Token] = []
    var source = 0
    for index in 0..<batch.pieces.count {
      let piece = batch.pieces[index]
      let start = Int(piece.start)
      if piece.isRun {
        for place in 0..<piece.count {
          guard let unit = query.unit(ofScalar: batch.scalars[start + place]) else { continue }
          tokens.append(
            Token(
              position: piece.position + UInt32(place), unit: unit,
              range: Self.range(batch.sourceRanges[source + place], offset)))
        }
        source += piece.count
      } else {
        let range = batch.sourceRanges[source]
        query.forEachUnit(ofWord: batch.bytes.view[start..<start + piece.count]) { unit in
          tokens.append(
            Token(position: piece.position, unit: unit, range: Self.range(range, offset)))
        }
        source += 1
      }
    }
    for (index, term) in query.terms.enumerated() { find(term, index, tokens) }
    matches.sort { ($0.range.lowerBound, $0.term) < ($1.range.lowerBound, $1.term) }
  }

  private static func range(_ source: TokenBatch.SourceRange, _ offset: Int) -> Range<Int> {
    offset + Int(source.start)..<offset + Int(max(source.end, source.start))
  }

  private mutating func find(_ term: SnippetQuery.Term, _ index: Int, _ tokens: [Token]) {
    for (place, token) in tokens.enumerated() where token.unit == term.elements[0].unit {
      var end = token.range.upperBound
      var next = place
      var isWhole = true
      for element in term.elements.dropFirst() {
        let position = token.position + element.offset
        // Several units may stand at one position; tokens rise by position.
        while next < tokens.count,
          tokens[next].position < position
            || (tokens[next].position == position && tokens[next].unit != element.unit)
        {
          next += 1
        }
        guard next < tokens.count, tokens[next].position == position else {
          isWhole = false
          break
        }
        end = max(end, tokens[next].range.upperBound)
      }
      if isWhole { matches.append(Match(term: index, range: token.range.lowerBound..<end)) }
    }
  }
}
