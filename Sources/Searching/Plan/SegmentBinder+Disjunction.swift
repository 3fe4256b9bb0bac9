internal import Postings
internal import Segments
internal import Storage

/// Clauses of which any finds a document.
extension SegmentBinder {
  /// The clauses of a disjunction that a segment has.
  struct Alternatives {
    fileprivate(set) var terms: [(key: TermKey, info: TermInfo, onlyRanks: Bool)] = []
    fileprivate(set) var phrases: [PhraseClause] = []
    /// Clauses in the order of the query: indices of terms, complements of the indices of phrases.
    fileprivate var order: [Int] = []

    /// Whether no clause finds documents.
    var isEmpty: Bool { order.isEmpty }

    /// The only clause, when it is a term.
    var onlyTerm: TermKey? { order.count == 1 ? terms.first?.key : nil }
  }

  /// The clauses of a disjunction that this segment has; none where only terms that rank are left.
  func alternatives(
    _ leaves: [PlanShape.Leaf], ranking: [TermKey]
  ) throws(StorageError) -> Alternatives {
    var found = Alternatives()
    for leaf in leaves {
      switch leaf {
      case .term(let key):
        guard let info = try info(key) else { continue }
        found.order.append(found.terms.count)
        found.terms.append((key, info, false))
      case .phrase(let phrase):
        guard let clause = try phraseClause(phrase) else { continue }
        found.order.append(~found.phrases.count)
        found.phrases.append(clause)
      }
    }
    if found.isEmpty { return found }
    for key in ranking {
      guard let info = try info(key) else { continue }
      found.order.append(found.terms.count)
      found.terms.append((key, info, true))
    }
    return found
  }

  /// A disjunction, ready to run.
  func windows(_ found: Alternatives) throws(StorageError) -> MaxScoreWindow {
    var lists = CandidateLists(listCount: found.terms.count, scratch: scratch)
    for term in found.terms {
      let list = try open(term.key, term.info)
      let scoring = list.scoring
      lists.append(list.cursor, weight: weights.idf(term.key), scoring: scoring)
    }
    return MaxScoreWindow(
      lists, rankingOnly: found.terms.map(\.onlyRanks), phrases: found.phrases,
      queryOrder: found.order.map { $0 < 0 ? found.terms.count + ~$0 : $0 },
      documentCount: part.segment.documentCount, scratch: scratch)
  }
}
