internal import Storage

/// The best documents of any query: windows are matched as bitmaps, matches scored one by one;
/// windows whose bound stays below the threshold are left out.
enum GeneralTop {
  static func run(
    _ matcher: Matcher, filter: WindowFilter?, scratch: ScratchArena,
    collector: inout SegmentCollector
  ) throws(StorageError) {
    let words = scratch.make(repeating: UInt64(0), count: Window.words)
    let windows = collector.slice.windows
    var window = windows.lowerBound
    while window < windows.upperBound, let next = try matcher.nextWindow(from: window) {
      window = next
      if window >= windows.upperBound || collector.isLate { return }
      let limit = pruningLimit(collector.threshold)
      let bound = limit <= 0 ? limit : try matcher.maximumScore(window: window)
      if bound >= limit {
        try matcher.fill(window: window, into: words)
        if let filter { try filter.apply(window: window, to: words) }
        let first = Window.first(of: window)
        for word in 0..<Window.words {
          var rest = words[word]
          while rest != 0 {
            let document = first + UInt32(word * 64 + rest.trailingZeroBitCount)
            rest &= rest &- 1
            var score = 0.0
            if try matcher.matches(document) {
              try matcher.addScore(of: document, to: &score)
              collector.offer(document, score: score)
            }
          }
        }
      }
      window += 1
    }
  }
}
