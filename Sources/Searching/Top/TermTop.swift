internal import Postings
internal import Storage
internal import VectorKernels

/// The best documents of a single term, by bounds alone: blocks that cannot reach the threshold
/// are not decoded.
enum TermTop {
  static func run(
    _ list: consuming SegmentBinder.OpenList, weight: Double, filter: WindowFilter?,
    scratch: ScratchArena, collector: inout SegmentCollector
  ) throws(StorageError) {
    let scoring = list.scoring
    let documents = scratch.makeUninitialized(UInt32.self, count: 128)
    let scores = scratch.makeUninitialized(Double.self, count: 128)
    if collector.admitsFloors(filter) {
      let floor = scoring.floor(stored: try list.cursor.floor(of: collector.limit))
      collector.raise(to: Float(weight * floor))
    }
    var from = collector.slice.first
    let last = collector.slice.last
    var blocks = 0
    while from <= last, try list.cursor.seekBlock(to: from) {
      blocks &+= 1
      if blocks & 63 == 0, collector.isLate { return }
      let limit = pruningLimit(collector.threshold)
      if weight * scoring.bound(of: list.cursor.currentBlock) >= limit {
        try list.cursor.decodeFrequencies()
        let count = Kernels.listScores(
          list.cursor.documents, frequencies: list.cursor.frequencies, range: 0..<list.cursor.count,
          norms: scoring.norms, table: scoring.table, weight: weight, threshold: limit,
          into: documents, scores, from: 0)
        for index in 0..<count {
          if let filter, try !filter.passes(documents[index]) { continue }
          collector.offer(documents[index], score: scores[index])
        }
      }
      from = list.cursor.blockLast + 1
    }
  }
}
