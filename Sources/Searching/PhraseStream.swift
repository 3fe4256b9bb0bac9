internal import Storage

/// The documents of a phrase, window by window, found a stretch of all its lists at a time.
final class PhraseStream {
  private var join: ConjunctionTop
  private let weight: Double
  private let scoring: FieldScoring
  // What the last stretch has given.
  private let documents: BufferView<UInt32>
  private let frequencies: BufferView<UInt32>
  private var count = 0
  private var index = 0
  private var isOver = false

  /// `join`: of the phrase alone.
  init(
    _ join: consuming ConjunctionTop, weight: Double, scoring: FieldScoring, scratch: ScratchArena
  ) {
    self.join = join
    self.weight = weight
    self.scoring = scoring
    documents = scratch.make(repeating: 0, uninitializedCount: 128)
    frequencies = scratch.make(repeating: 0, uninitializedCount: 128)
  }

  /// Adds the phrase's part to its documents of a window; windows rise from call to call.
  func add(window: Int, to scores: BufferView<Double>) throws(StorageError) {
    let first = Window.first(of: window)
    while let range = try next(window) {
      for index in range {
        let document = documents[index]
        let part = scoring.part(frequency: frequencies[index], document: document)
        scores[Int(document - first)] += weight * part
      }
    }
  }

  /// Sets the bits of the phrase's documents of a window; windows rise from call to call.
  func fill(window: Int, into words: BufferView<UInt64>) throws(StorageError) {
    let first = Window.first(of: window)
    while let range = try next(window) {
      for index in range {
        let bit = documents[index] - first
        words[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
      }
    }
  }

  /// The next of what was found that lies in a window; `nil` when there is no more.
  private func next(_ window: Int) throws(StorageError) -> Range<Int>? {
    let first = Window.first(of: window)
    let last = first + UInt32(Window.size - 1)
    while true {
      while index < count, documents[index] < first { index += 1 }
      let start = index
      while index < count, documents[index] <= last { index += 1 }
      if index > start { return start..<index }
      if index < count || isOver { return nil }
      count = try join.nextPhrase(from: first, into: documents, frequencies)
      index = 0
      isOver = count == 0
    }
  }
}
