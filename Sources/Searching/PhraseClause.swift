internal import Storage

/// A phrase beside terms: looked for in single documents, or found for a whole window.
struct PhraseClause {
  let matcher: PhraseMatcher

  /// Adds the phrase's part to its documents of a window; windows rise from call to call.
  func add(window: Int, to scores: BufferView<Double>) throws(StorageError) {
    try matcher.add(window: window, to: scores)
  }

  /// What the phrase contributes to a document.
  func part(in document: UInt32) throws(StorageError) -> Double {
    let frequency = try matcher.frequency(of: document)
    if frequency == 0 { return 0 }
    return matcher.weight * matcher.scoring.part(frequency: frequency, document: document)
  }
}

extension CandidateLists {
  /// What a phrase costs that only serves candidates, in nanoseconds.
  private enum Cost {
    /// To look for a phrase in a document.
    static let phrase = 150
    /// To clear the window.
    static let window = 400
  }

  /// Adds a phrase's part to the candidates that hold it, one by one or by their whole window.
  ///
  /// `scores`: of a window, zero before and after. `isMarking`: see ``join(_:least:isMarking:)``.
  mutating func join(
    _ phrase: PhraseClause, window: Int, scores: BufferView<Double>, documentCount: Int,
    isMarking: Bool = false
  ) throws(StorageError) {
    let whole = phrase.matcher.cost * Window.size / max(documentCount, 1)
    if count < whole || count * Cost.phrase < Cost.window {
      for index in 0..<count {
        add(try phrase.part(in: documents[index]), to: index, isMarking: isMarking)
      }
      return
    }
    try phrase.add(window: window, to: scores)
    let first = Window.first(of: window)
    for index in 0..<count {
      add(scores[Int(documents[index] - first)], to: index, isMarking: isMarking)
    }
    scores.fill(with: 0)
  }
}
