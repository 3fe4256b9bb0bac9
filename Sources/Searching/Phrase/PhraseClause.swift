internal import Storage
internal import VectorKernels

/// A phrase beside terms: tested in single documents, or found for a whole window.
struct PhraseClause {
  let matcher: PhraseMatcher

  /// Adds the phrase's score to its documents of a window; windows rise from call to call.
  func add(window: Int, to scores: WindowScores) throws(StorageError) {
    try matcher.add(window: window, to: scores)
  }

  /// The phrase's weighted score in a document.
  func score(in document: UInt32) throws(StorageError) -> Double {
    let frequency = try matcher.frequency(of: document)
    if frequency == 0 { return 0 }
    return matcher.weight * matcher.scoring.termScore(frequency: frequency, document: document)
  }
}

extension CandidateLists {
  /// Adds a phrase's score to the candidates that hold it, a stretch at a time where that is
  /// possible.
  ///
  /// `isMarking`: see ``join(_:least:isMarking:)``.
  mutating func join(
    _ phrase: PhraseClause, isMarking: Bool = false
  ) throws(StorageError) {
    guard let stream = phrase.matcher.stream else {
      for index in 0..<count {
        add(try phrase.score(in: documents[index]), to: index, isMarking: isMarking)
      }
      return
    }
    var index = 0
    while index < count {
      let found = try stream.next(among: documents[index..<count])
      if found == 0 { return }
      for number in 0..<found {
        while documents[index] < stream.documents[number] { index += 1 }
        add(stream.score(of: number), to: index, isMarking: isMarking)
      }
      index += 1
    }
  }
}
