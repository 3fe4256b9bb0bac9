internal import Storage

extension MaxScoreWindow {
  /// Takes the documents of the strongest terms, one term after the other, as long as few of the
  /// lists' documents are concerned; what is left in ``ranking`` is for the windows.
  ///
  /// The documents with the rarest term are the likeliest winners. Once they are known, documents
  /// without it have to reach more with less. Each term meets all weaker ones, so this is for few
  /// terms (``fewLists``).
  mutating func searchStrongest(
    filter: WindowFilter?, collector: inout SegmentCollector
  ) throws(StorageError) {
    let (start, end) = (collector.slice.first, collector.slice.last)
    for index in 0..<listCount {
      bounds[index] = try candidates.bound(index, from: start, through: end)
    }
    rank()
    var near = bounds
    var isFirst = true
    while let strongest = ranking.last {
      if collector.isLate {
        ranking.removeAll()
        return
      }
      ranking.removeLast()
      var rest = 0.0
      for clause in ranking { rest += bounds[clause] }
      if rest + bounds[strongest] < pruningLimit(collector.threshold) {
        ranking.removeAll()
        return
      }
      if candidates.lists[strongest].documentFrequency > documentCount / Self.denseShare {
        ranking.append(strongest)
        break
      }
      if !isFirst { try candidates.rewind() }
      isFirst = false
      let others = rest
      var from = start
      while !collector.isLate,
        try candidates.take(
          strongest, from: &from, through: end,
          least: CandidateLists.least(pruningLimit(collector.threshold), rest: others))
      {
        if candidates.count == 0 { continue }
        let first = candidates.documents[0]
        let last = candidates.documents[candidates.count - 1]
        if let filter { try candidates.keep(filter) }
        let limit = pruningLimit(collector.threshold)
        rest = 0
        for clause in ranking {
          near[clause] = try candidates.bound(clause, from: first, through: last)
          rest += near[clause]
        }
        candidates.keep(reaching: CandidateLists.least(limit, rest: rest))
        for clause in ranking.reversed() {
          if candidates.count == 0 { break }
          // The limit's allowance is far above what rounding loses here.
          rest = max(0, rest - near[clause])
          let least = CandidateLists.least(limit, rest: rest)
          try candidates.join(clause, least: least)
          candidates.keep(reaching: least)
        }
        try offer(to: &collector)
      }
    }
    try candidates.rewind()
    order = ranking
  }

  /// Beyond so many terms the time would grow with their square; the windows' grows with their
  /// number.
  static let fewLists = 512

  /// A term in more than one of so many documents is left to the windows.
  private static let denseShare = 16
}
