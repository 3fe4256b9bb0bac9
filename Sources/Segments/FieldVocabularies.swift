internal import Storage

/// The terms of one field over all workers, in their final order: the same whatever the order of
/// documents.
struct FieldVocabularies: Sendable {
  /// Kept alive for the views.
  private let logs: [FieldLog]
  let views: [LogViews]
  let words: Vocabulary
  let pairs: Vocabulary
  let characters: Vocabulary

  init(_ logs: [FieldLog], jobs: Int) {
    self.logs = logs
    let views = logs.map(LogViews.init)
    self.views = views
    words = Vocabulary(
      views.count, jobs: jobs, counts: views.map(\.spellingEnds.count),
      sortedNumbers: { views[$0].sortedWords() },
      precedes: { left, right in
        ByteSlice(views[left.worker].word(left.number)).compare(
          ByteSlice(views[right.worker].word(right.number)))
      })
    pairs = Vocabulary(
      views.count, jobs: jobs, counts: views.map(\.pairKeys.count),
      sortedNumbers: { views[$0].sortedPairs() },
      precedes: { left, right in
        let first = views[left.worker].pairKeys[left.number]
        let second = views[right.worker].pairKeys[right.number]
        return first < second ? -1 : first == second ? 0 : 1
      })
    characters = Vocabulary(
      views.count, jobs: 1, counts: views.map(\.scalars.count),
      sortedNumbers: { views[$0].sortedCharacters() },
      precedes: { left, right in
        let first = views[left.worker].scalars[left.number]
        let second = views[right.worker].scalars[right.number]
        return first < second ? -1 : first == second ? 0 : 1
      })
  }
}
