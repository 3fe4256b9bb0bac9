internal import Dispatch
internal import Storage
internal import Synchronization

/// One change of one dataset, as the listing index sees it; nil is absent.
struct IndexChange: Sendable {
  var number: Int64
  var before: IndexedDescription?
  var after: IndexedDescription?
}

/// What some changes mean for the index: all that can be worked out without the database.
///
/// Large batches are cut into pieces that are analysed side by side; pieces hold rising numbers, so
/// that their postings follow one another.
struct DescriptionAnalysis: Sendable {
  /// Every term of the changes, sorted.
  private(set) var terms: [String] = []
  /// Occurrences, sorted; see ``Occurrence``.
  private(set) var occurrences: [Occurrence] = []
  /// Per change, the values of its columns and the number of its terms.
  private(set) var facts: [(facts: DatasetFacts?, length: Double)] = []

  /// A term in a dataset, packed so that sorting is comparing numbers: rank of the term (22 bits),
  /// rank of the change (13), whether the dataset loses the term (1), position (27), name (1).
  struct Occurrence: Sendable, Comparable {
    var bits: UInt64

    init(term: UInt32, change: Int, position: UInt32, isInName: Bool, isLoss: Bool) {
      bits =
        UInt64(term) << 42 | UInt64(change & 0x1FFF) << 29 | (isLoss ? 0 : 1 << 28)
        | UInt64(position & 0x7FF_FFFF) << 1 | (isInName ? 1 : 0)
    }

    var term: UInt32 { UInt32(truncatingIfNeeded: bits >> 42) }
    var change: Int { Int(bits >> 29) & 0x1FFF }
    var isLoss: Bool { bits & 1 << 28 == 0 }
    var position: UInt32 { UInt32(truncatingIfNeeded: bits >> 1) & 0x7FF_FFFF }
    var isInName: Bool { bits & 1 != 0 }

    static func < (left: Occurrence, right: Occurrence) -> Bool { left.bits < right.bits }

    /// The same occurrence under another rank of its term.
    mutating func setTerm(_ rank: UInt32) { bits = bits & ((1 << 42) - 1) | UInt64(rank) << 42 }
  }

  /// The most changes that one analysis can tell apart.
  static let limit = 0x1FFF

  /// Analyses changes with rising numbers; the ranks of changes begin at `firstChange`.
  init(_ changes: ArraySlice<IndexChange>, firstChange: Int) {
    var ranks = TermRanks()
    var terms = DescriptionTerms()
    for (offset, change) in changes.enumerated() {
      let index = firstChange + offset
      if let before = change.before {
        var lost: Set<UInt32> = []
        _ = ranks.walk(DescriptionText(before), &terms) { rank, _, _ in lost.insert(rank) }
        for rank in lost.sorted() {
          occurrences.append(
            Occurrence(term: rank, change: index, position: 0, isInName: false, isLoss: true))
        }
      }
      guard let after = change.after else {
        facts.append((nil, .nan))
        continue
      }
      let length = ranks.walk(DescriptionText(after), &terms) { rank, position, isInName in
        occurrences.append(
          Occurrence(
            term: rank, change: index, position: position, isInName: isInName, isLoss: false))
      }
      facts.append(
        (
          DatasetFacts(
            after.dataset, layer: after.layer, isEdited: after.isEdited, index: after.index),
          Double(length)
        ))
    }
    sort(ranks)
  }

  /// Brings terms and occurrences into the order of the terms' texts.
  ///
  /// Occurrences come by change and position already, so counting them by term is enough.
  private mutating func sort(_ ranks: TermRanks) {
    let texts = ranks.texts
    let order = texts.indices.sorted { texts[$0] < texts[$1] }
    terms = order.map { texts[$0] }
    var place = Array(repeating: UInt32(0), count: texts.count)
    for (position, rank) in order.enumerated() { place[rank] = UInt32(position) }
    var starts = Array(repeating: 0, count: texts.count + 1)
    for index in occurrences.indices {
      let rank = place[Int(occurrences[index].term)]
      occurrences[index].setTerm(rank)
      starts[Int(rank) + 1] += 1
    }
    for index in 0..<texts.count { starts[index + 1] += starts[index] }
    var sorted = occurrences
    for occurrence in occurrences {
      sorted[starts[Int(occurrence.term)]] = occurrence
      starts[Int(occurrence.term)] += 1
    }
    occurrences = sorted
  }

  /// Analyses changes with rising numbers, in pieces when there are many.
  static func pieces(of changes: [IndexChange]) -> [DescriptionAnalysis] {
    let count = changes.count < 512 ? 1 : 4
    let results = Mutex<[DescriptionAnalysis?]>(Array(repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { piece in
      let start = changes.count * piece / count
      let end = changes.count * (piece + 1) / count
      let analysis = DescriptionAnalysis(changes[start..<end], firstChange: start)
      results.withLock { $0[piece] = analysis }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}

/// Numbers for the terms of one analysis, in the order in which they were met.
private struct TermRanks {
  private var words: [String: UInt32] = [:]
  private var runs: [RunTerm: UInt32] = [:]

  /// Goes through the terms of a description.
  ///
  /// - Returns: How many there are.
  mutating func walk(
    _ text: DescriptionText, _ terms: inout DescriptionTerms,
    _ body: (_ rank: UInt32, _ position: UInt32, _ isInName: Bool) -> Void
  ) -> Int {
    var count = 0
    terms.begin()
    for (index, piece) in text.texts.enumerated() {
      let isInName = index < text.nameCount
      terms.add(
        piece,
        word: { bytes, position in
          guard count < DescriptionText.limit else { return }
          count += 1
          body(rank(bytes.text), position, isInName)
        },
        run: { first, second, position in
          guard count < DescriptionText.limit else { return }
          count += 1
          body(rank(RunTerm(first, second)), position, isInName)
        })
    }
    return count
  }

  private var next: UInt32 { UInt32(words.count + runs.count) }

  private mutating func rank(_ word: String) -> UInt32 {
    let fresh = next
    let rank = words[word, default: fresh]
    if rank == fresh { words[word] = fresh }
    return rank
  }

  private mutating func rank(_ run: RunTerm) -> UInt32 {
    let fresh = next
    let rank = runs[run, default: fresh]
    if rank == fresh { runs[run] = fresh }
    return rank
  }

  /// The terms by their numbers.
  var texts: [String] {
    var texts = Array(repeating: "", count: words.count + runs.count)
    for (word, rank) in words { texts[Int(rank)] = word }
    for (run, rank) in runs { texts[Int(rank)] = run.text }
    return texts
  }
}

extension DescriptionText {
  /// The texts of a dataset with the introduction of its cluster, by which it is found too.
  fileprivate init(_ indexed: IndexedDescription) {
    self.init(indexed.dataset, introduction: indexed.introduction)
  }
}
