internal import Storage
internal import VectorKernels

/// The documents of a phrase, found a stretch of all its lists at a time; they rise from call to
/// call.
final class PhraseStream {
  private var join: ConjunctionTop
  private let weight: Double
  private let scoring: FieldScoring
  /// What was found last.
  let documents: BufferView<UInt32>
  private let frequencies: BufferView<UInt32>

  /// `join`: of the phrase alone.
  init(
    _ join: consuming ConjunctionTop, weight: Double, scoring: FieldScoring, scratch: ScratchArena
  ) {
    self.join = join
    self.weight = weight
    self.scoring = scoring
    documents = scratch.makeUninitialized(UInt32.self, count: 128)
    frequencies = scratch.makeUninitialized(UInt32.self, count: 128)
  }

  /// Adds the phrase's score to its documents of a window.
  func add(window: Int, to scores: WindowScores) throws(StorageError) {
    let first = Window.first(of: window)
    try forEach(window) { number in
      scores.add(score(of: number), at: Int(documents[number] - first))
    }
  }

  /// Sets the bits of the phrase's documents of a window.
  func fill(window: Int, into words: BufferView<UInt64>) throws(StorageError) {
    let first = Window.first(of: window)
    try forEach(window) { number in
      let bit = documents[number] - first
      words[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
    }
  }

  @inline(__always)
  private func forEach(_ window: Int, _ body: (Int) -> Void) throws(StorageError) {
    let first = Window.first(of: window)
    join.confine(from: first, through: first + UInt32(Window.size - 1))
    while true {
      let count = try join.nextPhrase(into: documents, frequencies)
      if count == 0 { return }
      for number in 0..<count { body(number) }
    }
  }

  /// Finds the next of some rising documents that hold the phrase; no others are examined.
  ///
  /// - Returns: How many ``documents`` there are now; 0 when none of the candidates is left.
  func next(among candidates: BufferView<UInt32>) throws(StorageError) -> Int {
    join.confine(from: candidates[0], through: candidates[candidates.count - 1])
    return try join.nextPhrase(among: candidates, into: documents, frequencies)
  }

  /// The phrase's weighted score in one of ``documents``.
  func score(of number: Int) -> Double {
    weight * scoring.termScore(frequency: frequencies[number], document: documents[number])
  }
}
