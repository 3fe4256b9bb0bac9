internal import Searching
internal import Segments
package import Storage

/// All records chosen, some at a time, for callers that fetch them when they want to.
///
/// Corpus by corpus, segment by segment, each in the order of its source, as
/// ``CorpusSearcher/forEachRecord(_:_:)`` has them. Between two calls a bit for each document of one
/// segment is held, and nothing else that grows with the number of matches. Belongs to one thread at
/// a time.
package final class RecordScan {
  private let searcher: Searcher
  private let matches: PreparedSearch
  private let parts: RecordParts
  private let readsDocuments: Bool
  private let scores: Bool
  private var reader: RecordReader

  private var part: Int
  /// The matches of the part by rank, a bit for each.
  private var bits = GrowableBuffer<UInt64>()
  private var word = 0
  /// The documents of a renumbered part by rank, where those are wanted.
  private var documents = GrowableBuffer<UInt32>()
  private var isRenumbered = false
  private var ranks = GrowableBuffer<UInt32>()
  /// The scores of the part's matches by rank, where those are wanted.
  private var scoresByRank = GrowableBuffer<Float>()

  /// Prepares a scan.
  ///
  /// - Parameters:
  ///   - searcher: What is searched.
  ///   - choice: Which records, and what ``record(_:)`` tells of them.
  ///   - readsDocuments: ``record(_:)`` and ``id(_:)`` will be called, not ``number(_:)`` alone.
  ///   - scores: ``score(_:)`` will be called; every match is then scored.
  /// The ``Cancellation`` of the work that prepares it ends it as well.
  ///
  /// - Throws: ``IndexFailure`` for a query or condition that cannot be read.
  package init(
    _ searcher: CorpusSearcher, _ choice: RecordChoice, readsDocuments: Bool, scores: Bool = false
  ) throws {
    self.searcher = searcher.searcher
    self.readsDocuments = readsDocuments
    self.scores = scores
    part = searcher.searcher.asked.lowerBound - 1
    parts = choice.parts
    reader = RecordReader(searcher.searcher)
    matches = try IndexFailure.folding {
      try searcher.searcher.prepare(
        choice.query ?? "*", requiresAll: choice.all, condition: choice.condition,
        deadline: SearchDeadline.of(nil))
    }
  }

  /// Records that the last ``next(_:)`` found.
  package var count: Int { ranks.count }

  /// Goes on to the next records.
  ///
  /// - Parameter limit: Records wanted at most; there may be fewer though more follow.
  /// - Returns: `false` behind the last one.
  /// - Throws: ``IndexFailure`` where the index is damaged.
  package func next(_ limit: Int) throws -> Bool {
    try IndexFailure.folding {
      ranks.removeAll()
      while true {
        take(limit)
        if ranks.count > 0 { return true }
        part += 1
        guard part < searcher.asked.upperBound else {
          // Matches that are left out are no end like others.
          if matches.notes.isPartial { throw IndexFailure(incomplete: matches.notes.all) }
          return false
        }
        try fill()
        if matches.deadline?.isOver == true { throw StorageError.cancelled }
      }
    }
  }

  /// Notes the matches of a part.
  private func fill() throws(StorageError) {
    let segment = searcher.segment(part)
    let count = segment.documentCount
    isRenumbered = segment.order.isRenumbered
    bits = GrowableBuffer(repeating: 0, count: (count + 63) / 64)
    documents =
      isRenumbered && readsDocuments
      ? GrowableBuffer(repeating: 0, count: count) : GrowableBuffer()
    word = 0
    let (bits, documents) = (bits.view, documents.view)
    let order = segment.order
    if scores {
      scoresByRank = GrowableBuffer(repeating: 0, count: count)
      let scores = scoresByRank.view
      try matches.forEachScore(of: part) { document, score in
        let rank = order.rank(of: document)
        bits[rank / 64] |= 1 << UInt64(rank % 64)
        if isRenumbered, readsDocuments { documents[rank] = document }
        scores[rank] = score
      }
      return
    }
    try matches.forEachWindow(of: part) { (first, words) throws(StorageError) in
      let base = Int(first) / 64
      for index in 0..<min(words.count, bits.count - base) {
        var rest = words[index]
        guard isRenumbered else {
          bits[base + index] = rest
          continue
        }
        while rest != 0 {
          let document = UInt32((base + index) * 64 + rest.trailingZeroBitCount)
          let rank = order.rank(of: document)
          bits[rank / 64] |= 1 << UInt64(rank % 64)
          if readsDocuments { documents[rank] = document }
          rest &= rest - 1
        }
      }
      return true
    }
  }

  /// Takes ranks off the bits, up to a limit.
  private func take(_ limit: Int) {
    while word < bits.count, ranks.count < limit {
      var rest = bits[word]
      if rest == 0 {
        word += 1
        continue
      }
      while rest != 0, ranks.count < limit {
        ranks.append(UInt32(word * 64 + rest.trailingZeroBitCount))
        rest &= rest - 1
      }
      bits[word] = rest
    }
  }

  private func document(_ index: Int) -> UInt32 {
    let rank = ranks[index]
    return isRenumbered ? documents[Int(rank)] : rank
  }

  // MARK: - What was found

  /// The name of the corpus that the records are from.
  package var corpus: String { searcher.corpora[searcher.corpus(of: part)].name }

  /// Appends the running number of each record in the order of its source, over its whole corpus.
  package func appendNumbers(to output: inout GrowableBuffer<UInt64>) {
    let ordinals = searcher.segment(part).sources.ordinals
    let numbers = output.appendUninitialized(ranks.count)
    for index in 0..<ranks.count { numbers[index] = ordinals[Int(ranks[index])] }
  }

  /// A record's score, as a search gives it.
  package func score(_ index: Int) -> Float { scoresByRank[Int(ranks[index])] }

  /// A record's address.
  package func id(_ index: Int) throws -> String {
    try IndexFailure.folding { try reader.id(part, document(index)) }
  }

  /// A record, with what of it was chosen.
  package func record(_ index: Int) throws -> StoredRecord {
    try IndexFailure.folding { try reader.record(part, document(index), parts) }
  }
}
