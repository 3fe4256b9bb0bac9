internal import Storage

/// The terms of one field over all workers, in their final order: the same whatever the order of
/// documents.
struct FieldVocabularies: Sendable {
  /// Kept alive for the views.
  private let logs: [FieldLog]
  let views: [LogViews]
  let words: Vocabulary
  let pairs: PairVocabulary
  let characters: Vocabulary
  /// The character that each pair begins with, both as ranks.
  let pairCharacters: BufferView<UInt32>
  private let arena = ScratchArena()

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
    pairs = PairVocabulary(views.map(\.pairKeys), jobs: jobs)
    characters = Vocabulary(
      views.count, jobs: 1, counts: views.map(\.scalars.count),
      sortedNumbers: { views[$0].sortedCharacters() },
      precedes: { left, right in
        let first = views[left.worker].scalars[left.number]
        let second = views[right.worker].scalars[right.number]
        return first < second ? -1 : first == second ? 0 : 1
      })
    pairCharacters = arena.make(repeating: UInt32(0), count: pairs.count)
    for (worker, log) in views.enumerated() {
      for number in 0..<log.pairKeys.count {
        pairCharacters[Int(pairs.ranks[worker][number])] =
          characters.ranks[worker][Int(log.pairFirst[number])]
      }
    }
    rewrite(jobs: jobs)
  }

  /// Replaces the workers' own numbers by ranks, so that every later pass over the logs
  /// saves a look-up that misses the cache.
  private func rewrite(jobs: Int) {
    let work: @Sendable (Int) -> Void = { [views, words, pairs, characters] worker in
      let entries = views[worker].entries
      let wordRanks = words.ranks[worker]
      let pairRanks = pairs.ranks[worker]
      let characterRanks = characters.ranks[worker]
      for at in 0..<entries.count {
        let entry = entries[at]
        let number = Int(entry & TermLog.Mark.numberMask)
        switch entry & TermLog.Mark.markMask {
        case TermLog.Mark.word: entries[at] = wordRanks[number]
        case TermLog.Mark.pair: entries[at] = TermLog.Mark.pair | pairRanks[number]
        case TermLog.Mark.last: entries[at] = TermLog.Mark.last | characterRanks[number]
        default: break
        }
      }
    }
    if jobs > 1 {
      Threads.run(views.count, work)
    } else {
      for worker in views.indices { work(worker) }
    }
  }
}
