internal import Segments

/// Offers the documents of one segment to the answer's best hits.
struct SegmentCollector {
  private let part: SearchPart
  private let partIndex: Int
  private let deadline: SearchDeadline?
  private let notes: SearchNotes

  init(_ part: SearchPart, index: Int, deadline: SearchDeadline?, notes: SearchNotes) {
    self.part = part
    partIndex = index
    self.deadline = deadline
    self.notes = notes
  }

  /// Whether time is up; asked once a window or for as much work.
  @inline(__always)
  var isLate: Bool {
    if let deadline { deadline.isReached(notes) } else { false }
  }

  /// Rounds a score once and offers the document when it can enter.
  @inline(__always)
  func offer(_ document: UInt32, score: Double, to hits: inout TopHits) {
    let rounded = Float(score)
    if rounded < hits.threshold { return }
    offerSlowly(document, rounded, &hits)
  }

  @inline(never)
  private func offerSlowly(_ document: UInt32, _ score: Float, _ hits: inout TopHits) {
    hits.offer(
      ScoredDocument(
        score: score, corpus: part.corpus, part: partIndex, document: document,
        ordinal: part.segment.sources.ordinals[part.segment.rank(of: document)]))
  }
}

/// The least score, before rounding, that may still round to a threshold.
///
/// Bounds are sums of doubles that were rounded up, scores are rounded to the nearest float: half
/// a step below the threshold still reaches it.
@inline(__always)
func pruningLimit(_ threshold: Float) -> Double {
  threshold.isFinite ? Double(threshold) * (1 - 1e-6) : -.infinity
}
