internal import Postings
internal import Storage

/// The best documents of a single term, by bounds alone: blocks that cannot reach the threshold
/// are not decoded.
enum TermTop {
  static func run(
    _ cursor: consuming PostingCursor, weight: Double, scoring: FieldScoring,
    filter: WindowFilter?, collector: SegmentCollector, hits: inout TopHits
  ) throws(StorageError) {
    var from: UInt32 = 0
    var blocks = 0
    while try cursor.seekBlock(to: from) {
      blocks &+= 1
      if blocks & 63 == 0, collector.isLate { return }
      let limit = pruningLimit(hits.threshold)
      if weight * scoring.blockBound(cursor) >= limit {
        try cursor.decodeFrequencies()
        for index in 0..<cursor.count {
          let document = cursor.documents[index]
          let score =
            weight * scoring.part(frequency: cursor.frequencies[index], document: document)
          if Float(score) >= hits.threshold {
            if let filter, try !filter.passes(document) { continue }
            collector.offer(document, score: score, to: &hits)
          }
        }
      }
      from = cursor.blockLast + 1
    }
  }
}
