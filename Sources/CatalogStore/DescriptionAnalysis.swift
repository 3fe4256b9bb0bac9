internal import Dispatch
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
    var ranks: [String: UInt32] = [:]
    func rank(_ term: String) -> UInt32 {
      if let rank = ranks[term] { return rank }
      let rank = UInt32(ranks.count)
      ranks[term] = rank
      return rank
    }
    for (offset, change) in changes.enumerated() {
      let index = firstChange + offset
      if let before = change.before {
        for term in Set(DescriptionText(before.dataset).terms.map(\.text)) {
          occurrences.append(
            Occurrence(
              term: rank(term), change: index, position: 0, isInName: false, isLoss: true))
        }
      }
      guard let after = change.after else {
        facts.append((nil, .nan))
        continue
      }
      let text = DescriptionText(after.dataset)
      for term in text.terms {
        occurrences.append(
          Occurrence(
            term: rank(term.text), change: index, position: term.position,
            isInName: term.position < text.nameEnd, isLoss: false))
      }
      facts.append(
        (
          DatasetFacts(
            after.dataset, layer: after.layer, isEdited: after.isEdited, index: after.index),
          Double(text.length)
        ))
    }
    terms = ranks.keys.sorted()
    var order = Array(repeating: UInt32(0), count: terms.count)
    for (position, term) in terms.enumerated() {
      order[Int(ranks[term] ?? 0)] = UInt32(position)
    }
    for index in occurrences.indices {
      occurrences[index].setTerm(order[Int(occurrences[index].term)])
    }
    occurrences.sort()
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
