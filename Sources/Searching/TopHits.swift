/// Where a scored document stands.
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

/// Keeps the best documents seen so far.
///
/// A heap whose root is the worst kept one, so that a document that does not enter costs one
/// comparison.
package struct TopHits {
  private var heap: [ScoredDocument] = []
  package let limit: Int
  /// Only documents behind this one enter: where an earlier page ended.
  private let after: ScoredDocument?

  package init(limit: Int, after: ScoredDocument? = nil) {
    self.limit = limit
    self.after = after
    heap.reserveCapacity(min(limit, 1 << 16))
  }

  /// No earlier page ended anywhere: the best documents of all are wanted.
  var startsAtBest: Bool { after == nil }

  package var isFull: Bool { heap.count >= limit }

  /// A document must score at least this much to enter; an equal one may still lose the tie.
  @inline(__always)
  package var threshold: Float {
    limit == 0 ? .infinity : isFull ? heap[0].score : -.infinity
  }

  /// Offers a document.
  package mutating func offer(_ candidate: ScoredDocument) {
    if let after, !after.precedes(candidate) { return }
    if heap.count < limit {
      heap.append(candidate)
      siftUp(heap.count - 1)
    } else if limit > 0, candidate.precedes(heap[0]) {
      heap[0] = candidate
      siftDown(0)
    }
  }

  private mutating func siftUp(_ start: Int) {
    var index = start
    while index > 0 {
      let parent = (index - 1) / 2
      if !heap[parent].precedes(heap[index]) { return }
      heap.swapAt(parent, index)
      index = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var index = start
    while true {
      var worst = index
      let left = 2 * index + 1
      if left < heap.count, heap[worst].precedes(heap[left]) { worst = left }
      if left + 1 < heap.count, heap[worst].precedes(heap[left + 1]) { worst = left + 1 }
      if worst == index { return }
      heap.swapAt(worst, index)
      index = worst
    }
  }

  /// The kept documents, best first.
  package func sorted() -> [ScoredDocument] { heap.sorted { $0.precedes($1) } }
}
