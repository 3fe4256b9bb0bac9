internal import Segments
internal import Storage

/// Which documents of a segment may be in an answer at all: live ones that satisfy the condition.
///
/// The bitmap of one window is kept, so that testing single documents of rising windows is cheap.
final class WindowFilter {
  private let live: LiveDocuments?
  private let condition: Matcher?
  private let words: BufferView<UInt64>
  private var window = -1

  /// - Returns: `nil` when every document passes.
  init?(live: LiveDocuments?, condition: Matcher?, scratch: ScratchArena) {
    if live == nil, condition == nil { return nil }
    self.live = live
    self.condition = condition
    words = scratch.make(repeating: 0, count: Window.words)
  }

  private func load(_ next: Int) throws(StorageError) {
    if window == next { return }
    if let condition {
      try condition.fill(window: next, into: words)
    } else {
      words.fill(with: .max)
    }
    live?.filter(words, first: Window.first(of: next))
    window = next
  }

  /// Clears the bits of documents that do not pass.
  func apply(window: Int, to bits: BufferView<UInt64>) throws(StorageError) {
    try load(window)
    for word in 0..<Window.words { bits[word] &= words[word] }
  }

  func passes(_ document: UInt32) throws(StorageError) -> Bool {
    try load(Window.index(of: document))
    let bit = Int(document) % Window.size
    return words[bit >> 6] & (1 << UInt64(bit & 63)) != 0
  }
}
