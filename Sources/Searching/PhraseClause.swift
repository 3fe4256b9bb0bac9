internal import Storage

/// A phrase beside terms: looked for in single documents, or found for a whole window.
struct PhraseClause {
  let matcher: PhraseMatcher

  /// Adds the phrase's part to its documents of a window; windows rise from call to call.
  func add(window: Int, to scores: WindowScores) throws(StorageError) {
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
  /// So few candidates are looked at one by one.
  private static let few = 2

  /// Adds a phrase's part to the candidates that hold it, one by one or a stretch at a time.
  ///
  /// `window`: of the candidates; windows rise from call to call. `isMarking`: see
  /// ``join(_:least:isMarking:)``.
  mutating func join(
    _ phrase: PhraseClause, window: Int, documentCount: Int, isMarking: Bool = false
  ) throws(StorageError) {
    // What the rarest of its words has in a window.
    let whole = phrase.matcher.cost * min(Window.size, documentCount) / max(documentCount, 1)
    guard let stream = phrase.matcher.stream, count > Self.few, count >= whole else {
      for index in 0..<count {
        add(try phrase.part(in: documents[index]), to: index, isMarking: isMarking)
      }
      return
    }
    var index = 0
    while index < count {
      let found = try stream.next(among: documents[index..<count])
      if found == 0 { return }
      for number in 0..<found {
        while documents[index] < stream.documents[number] { index += 1 }
        add(stream.part(of: number), to: index, isMarking: isMarking)
      }
      index += 1
    }
  }
}
