/// Decides which neighbouring segments become one; a pure function.
///
/// Indexing writes large segments, so little needs merging: runs of similar small segments, as
/// many single additions leave them, and segments of which much is gone. Only neighbours are
/// merged, which keeps records in the order of their source.
package enum MergePolicy {
  /// What the decision rests on.
  package struct Size: Sendable, Equatable {
    package var bytes: UInt64
    package var documents: UInt64
    /// Documents that a merge leaves out.
    package var dropped: UInt64

    package init(bytes: UInt64, documents: UInt64, dropped: UInt64) {
      self.bytes = bytes
      self.documents = documents
      self.dropped = dropped
    }
  }

  /// Segments of similar size that make a run.
  package static let runLength = 8
  /// Within a run, the largest has at most so many times the bytes of the smallest.
  static let similarity: UInt64 = 8
  /// A segment is rewritten when this share of its documents would be left out.
  static let droppedShare = 0.4

  /// The next merge to do, or `nil`.
  ///
  /// `sizes`: all segments, in order.
  /// `limit`: bytes that a merged segment may have: merging holds its lists in memory.
  package static func next(_ sizes: [Size], limit: UInt64) -> Range<Int>? {
    for (index, size) in sizes.enumerated()
    where Double(size.dropped) > droppedShare * Double(size.documents) && size.bytes <= limit {
      return index..<index + 1
    }
    var best: (range: Range<Int>, bytes: UInt64)?
    var start = 0
    while start + runLength <= sizes.count {
      let run = sizes[start..<start + runLength]
      let total = run.reduce(0) { $0 + $1.bytes }
      let least = run.map(\.bytes).min() ?? 0
      let most = run.map(\.bytes).max() ?? 0
      let documents = run.reduce(0) { $0 + $1.documents }
      if total <= limit, most <= max(least, 1 << 20) * similarity, documents < 1 << 31,
        total < best?.bytes ?? .max
      {
        best = (start..<start + runLength, total)
      }
      start += 1
    }
    return best?.range
  }

  /// Neighbouring runs that cover all segments, as few as the limit allows.
  package static func all(_ sizes: [Size], limit: UInt64) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = 0
    while start < sizes.count {
      var end = start + 1
      var bytes = sizes[start].bytes
      var documents = sizes[start].documents
      while end < sizes.count, bytes + sizes[end].bytes <= limit,
        documents + sizes[end].documents < 1 << 31
      {
        bytes += sizes[end].bytes
        documents += sizes[end].documents
        end += 1
      }
      if end - start > 1 || sizes[start].dropped > 0 { runs.append(start..<end) }
      start = end
    }
    return runs
  }
}
