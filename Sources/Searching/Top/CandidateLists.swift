internal import Postings
internal import Storage
internal import VectorKernels

/// Documents that may enter the answer, with the sums of their scores so far, and the lists that
/// are joined with them.
///
/// Candidates rise. They come from blocks of one list or from a window of scores; lists then add
/// their scores block by block, and candidates that stay too low are dropped. All lists move
/// forward together with the candidates, until they are rewound.
struct CandidateLists: ~Copyable {
  /// The data of a term's list that scoring needs; its cursor is kept separately.
  struct List {
    let documents: BufferView<UInt32>
    let frequencies: BufferView<UInt32>
    let documentFrequency: Int
    let weight: Double
    let scoring: FieldScoring
    let weighing: ListWeighing
    /// Scale of stored bounds, a little enlarged, so that rounding never makes a bound too low.
    private let boundScale: Double

    init(
      documents: BufferView<UInt32>, frequencies: BufferView<UInt32>, documentFrequency: Int,
      weight: Double, scoring: FieldScoring, scratch: ScratchArena
    ) {
      self.documents = documents
      self.frequencies = frequencies
      self.documentFrequency = documentFrequency
      self.weight = weight
      self.scoring = scoring
      boundScale = weight * scoring.boundRatio * (1 + 1e-12) / 255
      weighing = ListWeighing(
        norms: scoring.norms, table: scoring.table, weight: weight,
        boundScale: scoring.usesStoredBounds ? boundScale : 0, scratch: scratch)
    }

    /// An upper bound of the scores in a block with some stored bound.
    @inline(__always)
    func bound(stored bound: UInt8) -> Double { min(weight, Double(bound) * boundScale) }

    /// An upper bound of the scores in a block.
    @inline(__always)
    func bound(of block: PostingCursor.Block) -> Double {
      scoring.usesStoredBounds ? bound(stored: block.bound) : weight * scoring.bound(of: block)
    }

    func score(_ frequency: UInt32, _ document: UInt32) -> Double {
      weight * scoring.termScore(frequency: frequency, document: document)
    }
  }

  private(set) var lists: OwningList<List>
  private var cursors: OwningList<PostingCursor>
  let documents: BufferView<UInt32>
  let sums: BufferView<Double>
  private(set) var count = 0
  /// 1 where a list of the current group has the candidate.
  private let marks: BufferView<UInt8>

  private let scratch: ScratchArena

  /// Without lists, for as many candidates as a window has documents.
  init(listCount: Int, scratch: ScratchArena) {
    self.scratch = scratch
    lists = OwningList(capacity: listCount, in: scratch)
    cursors = OwningList(capacity: listCount, in: scratch)
    documents = scratch.makeUninitialized(
      UInt32.self, count: Window.size + PostingBlock.capacity)
    sums = scratch.makeUninitialized(Double.self, count: Window.size + Kernels.candidateSlack)
    marks = scratch.makeUninitialized(UInt8.self, count: Window.size)
  }

  mutating func append(
    _ cursor: consuming PostingCursor, weight: Double, scoring: FieldScoring
  ) {
    lists.append(
      List(
        documents: cursor.documents, frequencies: cursor.frequencies,
        documentFrequency: cursor.documentFrequency, weight: weight, scoring: scoring,
        scratch: scratch))
    cursors.append(cursor)
  }

  // MARK: - Lists

  /// An upper bound of a list's scores in a range of documents; 0 when it has none at or behind
  /// `first`.
  mutating func bound(
    _ list: Int, from first: UInt32, through last: UInt32
  ) throws(StorageError) -> Double {
    let scoring = lists[list].scoring
    if scoring.usesStoredBounds {
      guard let bound = try cursors[list].bound(from: first, through: last) else { return 0 }
      return lists[list].bound(stored: bound)
    }
    return lists[list].weight
      * (try scoring.bound(of: &cursors[list], from: first, through: last))
  }

  /// A score that at least `wanted` documents reach by one list alone.
  mutating func floor(_ list: Int, of wanted: Int) throws(StorageError) -> Double {
    lists[list].weight * lists[list].scoring.floor(stored: try cursors[list].floor(of: wanted))
  }

  /// The first window at or behind one that may hold documents of a list; `nil` behind its end.
  mutating func nextWindow(of list: Int, from window: Int) throws(StorageError) -> Int? {
    let first = Window.first(of: window)
    guard let block = try cursors[list].block(at: first) else { return nil }
    // A block of a rare term spans many windows: only its documents tell which.
    if block.last - first < UInt32(4 * Window.size) { return window }
    try cursors[list].decodeDocuments()
    let documents = lists[list].documents
    let at = Kernels.lowerBound(documents, from: 0, count: block.count, target: first)
    return Window.index(of: documents[at])
  }

  /// Decodes a list's next block, leaving out those whose bound is below `least`.
  ///
  /// `from`: where to go on; moves behind the block, at most behind `last`: where to end.
  ///
  /// - Returns: Its postings from there through `last`, `nil` when there are none left.
  private mutating func nextBlock(
    of number: Int, from: inout UInt32, through last: UInt32, least: Double
  ) throws(StorageError) -> Range<Int>? {
    let list = lists[number]
    while from <= last, let block = try cursors[number].block(at: from) {
      let first = from
      from = min(block.last, last) + 1
      if least > 0, list.bound(of: block) < least { continue }
      try cursors[number].decodeFrequencies()
      let start =
        list.documents[0] >= first
        ? 0 : Kernels.lowerBound(list.documents, from: 0, count: block.count, target: first)
      let end =
        block.last <= last
        ? block.count
        : Kernels.lowerBound(list.documents, from: start, count: block.count, target: last + 1)
      if start < end { return start..<end }
    }
    return nil
  }

  /// Adds a list's scores to a window, except for blocks whose bound is below `least`.
  mutating func add(
    _ number: Int, window: Int, least: Double, to scores: WindowScores
  ) throws(StorageError) {
    let list = lists[number]
    let first = Window.first(of: window)
    let last = first + UInt32(Window.size - 1)
    var from = first
    while let range = try nextBlock(of: number, from: &from, through: last, least: least) {
      Kernels.addScores(
        ids: list.documents, frequencies: list.frequencies, range: range, first: first,
        norms: list.scoring.norms, table: list.scoring.table, weight: list.weight, to: scores)
    }
  }

  // MARK: - Where candidates come from

  /// Takes the documents of a window that reach `least`; the scores become zero.
  mutating func take(_ scores: WindowScores, window: Int, least: Double) {
    count = Kernels.collect(
      scores, threshold: least, base: Window.first(of: window), ids: documents, found: sums)
  }

  /// Takes the next documents of a list whose scores reach `least`: those of a block, and of
  /// further ones as far as a window's width reaches.
  ///
  /// `from`: where to go on; moves behind what was taken. `last`: where to end.
  ///
  /// - Returns: `false` when nothing is left.
  mutating func take(
    _ number: Int, from: inout UInt32, through last: UInt32, least: Double
  ) throws(StorageError) -> Bool {
    count = 0
    // Scores are above zero.
    let least = max(least, .leastNonzeroMagnitude)
    let list = lists[number]
    var last = last
    var isFirst = true
    while let range = try nextBlock(of: number, from: &from, through: last, least: least) {
      if isFirst {
        last = min(last, list.documents[range.lowerBound] &+ UInt32(Window.size - 1))
        isFirst = false
        // The first block may reach further than a window.
        if from > last { last = from - 1 }
      }
      count += Kernels.listScores(
        list.documents, frequencies: list.frequencies, range: range, norms: list.scoring.norms,
        table: list.scoring.table, weight: list.weight, threshold: least, into: documents, sums,
        from: count)
    }
    return !isFirst
  }

  // MARK: - Joins

  /// Adds a list's scores to the candidates that it holds.
  ///
  /// `least`: what a sum must reach with it; those that cannot may be left as they are.
  /// `isMarking`: notes which candidates it holds, for ``keepMarked(reaching:)``.
  mutating func join(
    _ number: Int, least: Double, isMarking: Bool = false
  ) throws(StorageError) {
    try cursors[number].join(
      lists[number].weighing, documents, sums: sums, count: count, least: least,
      marks: isMarking ? marks : nil)
  }

  /// Adds a score, 0 for none, to a candidate.
  @inline(__always)
  func add(_ score: Double, to candidate: Int, isMarking: Bool) {
    if score == 0 { return }
    sums[candidate] += score
    if isMarking { marks[candidate] = 1 }
  }

  /// Clears the marks of all candidates.
  func unmark() { marks[0..<count].fill(with: 0) }

  /// Keeps the candidates that a list has marked and whose sums reach `least`.
  mutating func keepMarked(reaching least: Double) {
    count = Kernels.keep(documents, sums: sums, marks: marks, count: count, reaching: least)
  }

  /// Keeps the candidates whose sums reach `least`.
  mutating func keep(reaching least: Double) {
    count = Kernels.keep(documents, sums: sums, count: count, reaching: least)
  }

  /// Keeps the candidates that pass a filter.
  mutating func keep(_ filter: WindowFilter) throws(StorageError) {
    var kept = 0
    for index in 0..<count where try filter.passes(documents[index]) {
      documents[kept] = documents[index]
      sums[kept] = sums[index]
      kept += 1
    }
    count = kept
  }

  // MARK: - Exact scores

  /// A list's weighted score in a document; documents rise until lists are rewound.
  mutating func score(of list: Int, in document: UInt32) throws(StorageError) -> Double {
    guard try cursors[list].advance(to: document) == document else { return 0 }
    return lists[list].score(try cursors[list].frequency(), document)
  }

  /// Moves all lists back in front of their first documents.
  mutating func rewind() throws(StorageError) {
    for index in cursors.indices { try cursors[index].rewind() }
  }

  /// Offers the candidates, whose sums are whole, but keeps those whose rounded score depends on
  /// the order of adding: the caller adds them again in the order of the query.
  ///
  /// `slack`: see ``slack(clauses:)``.
  mutating func offerCertain(slack: Double, to collector: inout SegmentCollector) {
    var doubtful = 0
    for index in 0..<count {
      let sum = sums[index]
      if Float(sum * (1 - slack)) == Float(sum * (1 + slack)) {
        collector.offer(documents[index], score: sum)
      } else {
        documents[doubtful] = documents[index]
        doubtful += 1
      }
    }
    count = doubtful
  }

  /// By how much sums of `clauses` scores in different orders may differ, relatively: four times
  /// what their roundings can make.
  static func slack(clauses: Int) -> Double { 0x1p-50 * Double(clauses) }

  /// The sum to reach when scores of up to `rest` are still missing in it.
  @inline(__always)
  static func least(_ limit: Double, rest: Double) -> Double {
    limit > rest ? (limit - rest) * (1 - 1e-9) : 0
  }
}
