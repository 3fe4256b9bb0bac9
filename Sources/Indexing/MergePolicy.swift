/// Decides which neighbouring segments become one; a pure function.
///
/// Segments have levels by size, each eight times as large as the one below. From the front, an
/// extent reaches to the last segment of the highest level that is left, the next one from there on;
/// an extent with enough segments has neighbours merged. So there are fewer than ``fewestSmall`` of
/// each level of small segments and fewer than ``fewestLarge`` of each level of large ones: their
/// number grows with the logarithm of the corpus. A run that adds to an index leaves sizes that
/// fall, so that a record is rewritten about once for each level.
///
/// Only neighbours are merged, which keeps records in the order of their source. Large segments wait
/// for more of their kind: a search runs on as many threads as there are segments at most, and
/// merging them costs what indexing cost.
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

    /// 0 below a mebibyte.
    var level: Int { (64 - (bytes >> 20).leadingZeroBitCount + 2) / 3 }

    /// Segments of its level that are merged.
    var runLength: Int { level <= MergePolicy.highestSmallLevel ? fewestSmall : fewestLarge }
  }

  /// Small segments that are merged.
  package static let fewestSmall = 8
  /// Large segments that are merged.
  package static let fewestLarge = 32
  /// Segments below 64 MiB are small.
  static let highestSmallLevel = 2
  /// A segment is rewritten when this share of its documents would be left out.
  static let droppedShare = 0.4
  /// A segment has at most so many documents.
  static let mostDocuments: UInt64 = (1 << 31) - 1

  /// The next merge to do, or `nil`.
  ///
  /// `sizes`: all segments, in order.
  package static func next(_ sizes: [Size]) -> Range<Int>? {
    for (index, size) in sizes.enumerated()
    where Double(size.dropped) > droppedShare * Double(size.documents) {
      return index..<index + 1
    }
    var best: (range: Range<Int>, bytes: UInt64)?
    var start = 0
    while let top = sizes[start...].max(by: { $0.level < $1.level }) {
      let last = sizes.lastIndex { $0.level == top.level } ?? start
      for run in runs(of: top.runLength, in: start..<last + 1) {
        let bytes = sizes[run].reduce(0) { $0 + $1.bytes }
        let documents = sizes[run].reduce(0) { $0 + $1.documents }
        if documents <= mostDocuments, bytes < best?.bytes ?? .max { best = (run, bytes) }
      }
      start = last + 1
    }
    return best?.range
  }

  private static func runs(of length: Int, in extent: Range<Int>) -> [Range<Int>] {
    guard extent.count >= length else { return [] }
    return (extent.lowerBound...extent.upperBound - length).map { $0..<$0 + length }
  }

  /// Neighbouring runs that cover all segments, as few as the number of documents allows.
  package static func all(_ sizes: [Size]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = 0
    while start < sizes.count {
      var end = start + 1
      var documents = sizes[start].documents
      while end < sizes.count, documents + sizes[end].documents <= mostDocuments {
        documents += sizes[end].documents
        end += 1
      }
      if end - start > 1 || sizes[start].dropped > 0 { runs.append(start..<end) }
      start = end
    }
    return runs
  }
}
