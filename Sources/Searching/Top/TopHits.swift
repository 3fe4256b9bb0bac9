/// A scored document of one segment.
package struct ScoredDocument: Sendable, Equatable {
  package var score: Float
  package var corpus: Int
  package var part: Int
  package var document: UInt32
  /// Running number of its record: ties are broken by it.
  package var ordinal: UInt64

  package init(score: Float, corpus: Int, part: Int, document: UInt32, ordinal: UInt64) {
    self.score = score
    self.corpus = corpus
    self.part = part
    self.document = document
    self.ordinal = ordinal
  }

  /// The order of an answer: higher scores first, then corpora in the order given, then records
  /// in the order of their source.
  @inline(__always)
  package func precedes(_ other: ScoredDocument) -> Bool {
    if score != other.score { return score > other.score }
    if corpus != other.corpus { return corpus < other.corpus }
    return ordinal < other.ordinal
  }
}

/// The best documents of an answer, gathered segment by segment.
package struct TopHits: Sendable {
  /// Best first.
  package private(set) var hits: [ScoredDocument] = []
  package let limit: Int
  /// Only documents behind this one enter: where an earlier page ended.
  let after: ScoredDocument?

  package init(limit: Int, after: ScoredDocument? = nil) {
    self.limit = limit
    self.after = after
  }

  /// A document must score at least this much to enter; an equal one may still lose the tie.
  var threshold: Float {
    guard hits.count >= limit else { return -.infinity }
    return hits.last?.score ?? .infinity
  }

  /// Adds the best documents of a segment, best first.
  mutating func merge(_ more: [ScoredDocument]) {
    if hits.isEmpty {
      hits = more
    } else if !more.isEmpty {
      hits.append(contentsOf: more)
      hits.sort { $0.precedes($1) }
    }
    if hits.count > limit { hits.removeSubrange(limit...) }
  }
}
