internal import Segments
internal import Storage

/// Gathers the best documents of one segment, or of a slice of it, for an answer.
struct SegmentCollector: ~Copyable {
  /// A document must score at least this much to enter; an equal one may still lose the tie.
  private(set) var threshold: Float
  /// Hits that the answer may have.
  let limit: Int
  private var best: BestDocuments
  private let part: SearchPart
  /// Documents beside it do not enter, so that lists may be read by whole blocks.
  let slice: SearchSlice
  private let order: DocumentOrder
  /// Only documents behind this one enter: where an earlier page ended.
  private let after: ScoredDocument?
  private let deadline: SearchDeadline?
  private let notes: SearchNotes

  /// `hits`: what other segments have given.
  init(
    _ part: SearchPart, slice: SearchSlice, hits: TopHits, deadline: SearchDeadline?,
    notes: SearchNotes
  ) {
    self.part = part
    self.slice = slice
    order = part.segment.order
    limit = hits.limit
    after = hits.after
    threshold = hits.threshold
    best = BestDocuments(limit: hits.limit)
    self.deadline = deadline
    self.notes = notes
  }

  /// Whether time is up; to be checked once a window or for as much other work.
  @inline(__always)
  var isLate: Bool {
    if let deadline { deadline.isReached(notes) } else { false }
  }

  /// Whether the *k*-th best score of one term is a valid first threshold, *k* being ``limit``.
  ///
  /// It is not where some of a list's documents are deleted, filtered out or on an earlier page:
  /// the documents left may score less.
  func admitsFloors(_ filter: WindowFilter?) -> Bool {
    limit > 0 && after == nil && filter == nil && part.live == nil
  }

  /// Raises the threshold to a score that at least ``limit`` documents are known to reach.
  mutating func raise(to score: Float) { threshold = max(threshold, score) }

  /// Allows documents to be offered again from here on, with lower scores.
  ///
  /// - Returns: `false` when repetitions would not be recognised: many hits are wanted, or
  ///   documents are rejected because they belong to an earlier page.
  mutating func admitRepetition() -> Bool {
    if limit > BestDocuments.few || after != nil { return false }
    best.noticesRepetition = true
    return true
  }

  /// Rounds a score once and takes the document when it can enter.
  @inline(__always)
  mutating func offer(_ document: UInt32, score: Double) {
    let rounded = Float(score)
    if rounded >= threshold { take(document, rounded) }
  }

  @inline(never)
  private mutating func take(_ document: UInt32, _ score: Float) {
    if !slice.holds(document) { return }
    if let after, score >= after.score, !after.precedes(hit(document, score)) { return }
    let entry = BestDocuments.Entry(
      document: document, score: score, rank: order.rank(of: document))
    if let lowest = best.insert(entry) { raise(to: lowest) }
  }

  /// Drops documents that cannot win any more, when there are many.
  mutating func tighten() {
    if best.isLoose, let lowest = best.tighten() { raise(to: lowest) }
  }

  private func hit(_ document: UInt32, _ score: Float) -> ScoredDocument {
    ScoredDocument(
      score: score, corpus: part.corpus, part: slice.part, document: document,
      ordinal: part.segment.sources.ordinals[part.segment.rank(of: document)])
  }

  /// What was gathered, best first.
  consuming func found() -> [ScoredDocument] {
    let entries = best.sorted()
    let ordinals = part.segment.sources.ordinals
    var found: [ScoredDocument] = []
    found.reserveCapacity(entries.count)
    for index in 0..<entries.count {
      let entry = entries[index]
      found.append(
        ScoredDocument(
          score: entry.score, corpus: part.corpus, part: slice.part, document: entry.document,
          ordinal: ordinals[entry.rank]))
    }
    return found
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
