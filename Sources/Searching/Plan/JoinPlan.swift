/// The description of a conjunction of terms, phrases and alternatives, the same for all segments.
///
/// Terms are resolved to their numbers once, when the query is prepared. A class, so that running a
/// query copies none of it.
final class JoinPlan: Sendable {
  /// A list that is read.
  struct Entry: Sendable {
    let key: TermKey
    /// Its number among the query's terms; `nil` for one that is read without being weighed.
    let number: Int?
    /// Distance within its phrase.
    let offset: UInt32
  }

  /// One term or phrase, in query order.
  struct Leaf: Sendable {
    /// Its lists.
    let entries: Range<Int>
    /// The terms whose rarity makes up its weight: a range of ``JoinPlan/weighed``.
    let weighed: Range<Int>
    let share: Double
    let isPhrase: Bool
    let slop: Int
  }

  let entries: [Entry]
  let leaves: [Leaf]
  /// The leaves of each clause; a document has any of them.
  let clauses: [Range<Int>]
  /// Numbers of terms.
  let weighed: [Int]
  /// Whether positions are needed.
  let hasPhrases: Bool

  /// `nil` where an alternative is a phrase: those are for groups.
  init?(_ given: [PlanShape.Clause], terms: QueryTerms) {
    var entries: [Entry] = []
    var leaves: [Leaf] = []
    var clauses: [Range<Int>] = []
    var weighed: [Int] = []
    func add(
      _ lists: [(TermKey, offset: UInt32)], weighed keys: [TermKey], share: Double = 1,
      isPhrase: Bool = false, slop: Int = 0
    ) {
      let first = (entry: entries.count, weighed: weighed.count)
      for (key, offset) in lists {
        entries.append(Entry(key: key, number: terms.number(of: key), offset: offset))
      }
      weighed.append(contentsOf: keys.compactMap { terms.number(of: $0) })
      leaves.append(
        Leaf(
          entries: first.entry..<entries.count, weighed: first.weighed..<weighed.count,
          share: share, isPhrase: isPhrase, slop: slop))
    }
    for clause in given {
      let first = leaves.count
      for leaf in clause.leaves {
        switch leaf {
        case .term(let key):
          add([(key, 0)], weighed: [key])
        case .phrase(let phrase):
          guard clause.isPhrase else { return nil }
          add(
            phrase.elements.map { ($0.term, $0.offset) }, weighed: phrase.weighed,
            share: phrase.share, isPhrase: true, slop: phrase.slop)
        }
      }
      clauses.append(first..<leaves.count)
    }
    self.entries = entries
    self.leaves = leaves
    self.clauses = clauses
    self.weighed = weighed
    hasPhrases = leaves.contains(where: \.isPhrase)
  }
}
