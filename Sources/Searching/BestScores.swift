internal import Storage

/// The highest of many scores, as a heap whose root is the lowest one kept.
///
/// Tells how much a document must score at least to be among the best so far, without knowing
/// which document scored what.
struct BestScores: ~Copyable {
  private var heap: GrowableBuffer<Float>
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
    heap = GrowableBuffer(capacity: min(limit, 1 << 12))
  }

  /// The lowest of the best, negative infinity as long as there are fewer than wanted.
  var floor: Float { heap.count == limit && limit > 0 ? heap[0] : -.infinity }

  mutating func offer(_ score: Float) {
    if heap.count < limit {
      heap.append(score)
      var index = heap.count - 1
      while index > 0 {
        let parent = (index - 1) / 2
        if heap[parent] <= score { break }
        heap[index] = heap[parent]
        index = parent
      }
      heap[index] = score
    } else if limit > 0, score > heap[0] {
      replaceLowest(score)
    }
  }

  private mutating func replaceLowest(_ score: Float) {
    let count = heap.count
    var index = 0
    while true {
      var child = 2 * index + 1
      if child >= count { break }
      if child + 1 < count, heap[child + 1] < heap[child] { child += 1 }
      if heap[child] >= score { break }
      heap[index] = heap[child]
      index = child
    }
    heap[index] = score
  }
}
