internal import Segments

/// What one thread searches at a time: some windows of a part's documents, often all of them.
struct SearchSlice: Sendable {
  /// The part's index among all that are searched.
  let part: Int
  let windows: Range<Int>
  /// Whether there is nothing beside it in the part.
  let isWhole: Bool

  /// All documents of a part.
  init(whole part: Int, of searcher: Searcher) {
    self.part = part
    windows = 0..<searcher.windowCount(of: part)
    isWhole = true
  }

  private init(part: Int, windows: Range<Int>) {
    self.part = part
    self.windows = windows
    isWhole = false
  }

  /// The first document.
  var first: UInt32 { Window.first(of: windows.lowerBound) }

  /// Through which document it reaches, or behind the part's last.
  var last: UInt32 {
    UInt32(clamping: windows.upperBound * Window.size) - (windows.isEmpty ? 0 : 1)
  }

  @inline(__always)
  func holds(_ document: UInt32) -> Bool {
    isWhole || windows.contains(Window.index(of: document))
  }

  /// Some parts, the large ones cut so that threads end at about the same time.
  ///
  /// A slice opens lists of its own, so it should have some work. There are eight for each thread,
  /// since documents that resemble each other lie together and matches crowd in a few slices.
  static func slices(
    of parts: Range<Int>, in searcher: Searcher, for threads: SearchThreads
  ) -> [SearchSlice] {
    let all = parts.reduce(0) { $0 + searcher.windowCount(of: $1) }
    let width = max(threads.leastWindows, all / (8 * threads.expectedCount), 1)
    var slices: [SearchSlice] = []
    for part in parts {
      let count = searcher.windowCount(of: part)
      let number = count / width
      if number < 2 {
        slices.append(SearchSlice(whole: part, of: searcher))
        continue
      }
      for slice in 0..<number {
        slices.append(
          SearchSlice(
            part: part, windows: slice * count / number..<(slice + 1) * count / number))
      }
    }
    return slices
  }
}

extension Searcher {
  /// How many windows the documents of a part take.
  func windowCount(of part: Int) -> Int {
    (parts[part].segment.documentCount + Window.size - 1) / Window.size
  }
}
