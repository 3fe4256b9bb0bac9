internal import Indexing
internal import Searching
internal import Storage

extension CorpusSearcher {
  /// One whole record with its neighbours, `nil` when there is none with the id.
  public func record(_ id: String, in name: String) throws -> StoredRecord? {
    try IndexFailure.folding {
      guard let corpus = searcher.corpora.firstIndex(where: { $0.name == name }),
        let found = try searcher.corpora[corpus].reader.document(withID: id)
      else { return nil }
      var reader = RecordReader(searcher)
      var record = try reader.record(
        searcher.part(corpus: corpus, segment: found.part), found.document, .all)
      let beside = try searcher.corpora[corpus].reader.neighbours(
        of: found.document, in: found.part)
      record.neighbours = RecordNeighbours(previous: beside.previous, next: beside.next)
      return record
    }
  }

  /// Calls `body` for every record chosen, corpus by corpus, segment by segment, each in the order of
  /// its source.
  ///
  /// Memory does not grow with the number of records. Where records are read from their source, each
  /// of its files is read once, from front to back.
  ///
  /// - Parameters:
  ///   - choice: Which records, and what of them.
  ///   - body: Gets one record after the other; `false` stops.
  /// - Throws: ``IndexFailure``, or what `body` throws. What cannot be read is never left out, and a
  ///   walk that ended early is a failure too: `cancelled`, or `badQuery` for a query that stands for
  ///   more terms than are looked up.
  public func forEachRecord(
    _ choice: RecordChoice = RecordChoice(), _ body: (StoredRecord) throws -> Bool
  ) throws {
    try walk(choice, inSourceOrder: true) { part, document, reader in
      try body(try reader.record(part, document, choice.parts))
    }
  }

  /// The first records chosen, in the order of the source, whatever segments hold them.
  ///
  /// - Complexity: O(matches · log *count*); texts are read for the records returned alone.
  public func first(_ count: Int, of choice: RecordChoice = RecordChoice()) throws -> [StoredRecord]
  {
    try least(count, of: choice) { reader, part, document in
      reader.ordinal(part, document)
    }
  }

  /// Records chosen at random, the same for the same seed.
  ///
  /// A record's place in the order depends on the seed and on its id alone, so neither segments nor
  /// the number of threads nor the machine change the sample, and a smaller sample is the beginning
  /// of a larger one. Records that share an id stand next to each other.
  ///
  /// - Complexity: O(matches · log *count*); texts are read for the records returned alone.
  public func sample(
    _ count: Int, seed: UInt64, of choice: RecordChoice = RecordChoice()
  ) throws -> [StoredRecord] {
    try least(count, of: choice) { reader, part, document in
      SampleOrder.key(of: try reader.id(part, document), seed: seed)
    }
  }

  // MARK: - Machinery

  /// Calls `body` for every document chosen, segment by segment.
  ///
  /// `inSourceOrder`: each segment's documents come as their records stand in the source.
  func walk(
    _ choice: RecordChoice, inSourceOrder: Bool = false,
    _ body: (Int, UInt32, inout RecordReader) throws -> Bool
  ) throws {
    try IndexFailure.folding {
      let deadline = choice.deadline
      let prepared = try searcher.prepare(
        choice.query ?? "*", requiresAll: choice.all, condition: choice.condition,
        deadline: deadline)
      var reader = RecordReader(searcher)
      var matches = RenumberedMatches()
      var isOver = false
      var failure: (any Error)?
      try prepared.forEachMatch { (part, document) throws(StorageError) in
        do {
          if !matches.isEmpty, part != matches.part {
            isOver = try !matches.take { try body($0, $1, &reader) }
            if isOver { return false }
          }
          let segment = searcher.segment(part)
          if inSourceOrder, segment.order.isRenumbered {
            matches.add(document, of: part, rank: segment.rank(of: document))
            return true
          }
          isOver = try !body(part, document, &reader)
        } catch {
          failure = error
          isOver = true
        }
        return !isOver
      }
      if let failure { throw failure }
      if prepared.notes.isPartial {
        throw deadline?.isOver == true
          ? IndexFailure(cutShort: choice) : IndexFailure(incomplete: prepared.notes.all)
      }
      if !isOver { _ = try matches.take { try body($0, $1, &reader) } }
    }
  }

  /// The records with the smallest keys, smallest first; ties by corpus and source order.
  private func least(
    _ count: Int, of choice: RecordChoice,
    key: (inout RecordReader, Int, UInt32) throws -> UInt64
  ) throws -> [StoredRecord] {
    guard count > 0 else { return [] }
    var kept: [ChosenRecord] = []
    var limit: ChosenRecord?
    try walk(choice) { part, document, reader in
      let candidate = ChosenRecord(
        key: try key(&reader, part, document), corpus: searcher.corpus(of: part),
        ordinal: reader.ordinal(part, document), part: part, document: document)
      if let limit, limit < candidate { return true }
      kept.append(candidate)
      // Twice the wanted number is kept before the larger half is dropped.
      if kept.count / 2 >= max(32, count) {
        kept.sort()
        kept.removeLast(kept.count - count)
        limit = kept.last
      }
      return true
    }
    kept.sort()
    return try IndexFailure.folding {
      var reader = RecordReader(searcher)
      return try kept.prefix(count).map {
        try reader.record($0.part, $0.document, choice.parts)
      }
    }
  }
}

extension RecordChoice {
  /// The failure of a walk that did not end in time.
  package var timedOut: IndexFailure { IndexFailure(cutShort: self) }

  /// When looking for them stops; `nil` where only their end does.
  fileprivate var deadline: SearchDeadline? {
    SearchDeadline.of(timeout, isCancelled: isCancelled)
  }
}

extension IndexFailure {
  /// A walk over records that ended before all of them were seen.
  fileprivate init(cutShort choice: RecordChoice) {
    guard choice.isCancelled?() != true, Cancellation.current?.isRequested != true,
      let seconds = choice.timeout
    else {
      self.init(code: .cancelled, message: "interrupted")
      return
    }
    self.init(
      code: .cancelled,
      message: "looking for the records took longer than \(seconds) seconds and was stopped",
      remedy: .advice("narrow the condition, or allow more time"))
  }

  /// A walk that a query made incomplete which stands for more terms than are looked up.
  init(incomplete notes: [String]) {
    self.init(
      code: .badQuery, message: notes.joined(separator: "; "),
      remedy: .advice("write more of the word"))
  }
}

/// Matches of one segment whose documents are renumbered, to be put back into the order of the
/// source.
///
/// Only a segment that came from indexing itself is renumbered, so its size is bounded by the memory
/// that indexing had.
private struct RenumberedMatches {
  private(set) var part = -1
  /// Rank and document of each, the rank in the high half.
  private var matches: [UInt64] = []

  var isEmpty: Bool { matches.isEmpty }

  mutating func add(_ document: UInt32, of part: Int, rank: Int) {
    self.part = part
    matches.append(UInt64(rank) << 32 | UInt64(document))
  }

  /// Calls `body` with the documents by rank, and forgets them.
  ///
  /// - Returns: False when `body` said to stop.
  mutating func take(_ body: (_ part: Int, _ document: UInt32) throws -> Bool) rethrows -> Bool {
    matches.sort()
    for match in matches {
      guard try body(part, UInt32(truncatingIfNeeded: match)) else { return false }
    }
    matches.removeAll(keepingCapacity: true)
    return true
  }
}

/// A record with its place in an order of choice.
private struct ChosenRecord: Comparable {
  var key: UInt64
  var corpus: Int
  var ordinal: UInt64
  var part: Int
  var document: UInt32

  static func < (left: ChosenRecord, right: ChosenRecord) -> Bool {
    (left.key, left.corpus, left.ordinal) < (right.key, right.corpus, right.ordinal)
  }
}
