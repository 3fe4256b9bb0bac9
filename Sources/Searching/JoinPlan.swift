/// What a conjunction of terms, phrases and alternatives needs of a query, whatever the segment.
///
/// Terms are looked for among the query's once, when it is prepared; joining their lists in a
/// segment then needs numbers only.
struct JoinPlan: Sendable {
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
    /// The terms whose rarity makes up its weight: a part of ``JoinPlan/weighed``.
    let weighed: Range<Int>
    let share: Double
    let isPhrase: Bool
    let slop: Int
  }

  private(set) var entries: [Entry] = []
  private(set) var leaves: [Leaf] = []
  /// The leaves of each clause; a document has any of them.
  private(set) var clauses: [Range<Int>] = []
  /// Numbers of terms.
  private(set) var weighed: [Int] = []

  /// Positions are asked for.
  var hasPhrases: Bool { leaves.contains(where: \.isPhrase) }

  /// `nil` where an alternative is a phrase: those are for groups.
  init?(_ given: [PlanShape.Clause], terms: QueryTerms) {
    for clause in given {
      let first = leaves.count
      switch clause {
      case .term(let key): append(key, terms)
      case .phrase(let phrase): append(phrase, terms)
      case .anyOf(let any):
        for leaf in any {
          guard case .term(let key) = leaf else { return nil }
          append(key, terms)
        }
      }
      clauses.append(first..<leaves.count)
    }
  }

  private mutating func append(_ key: TermKey, _ terms: QueryTerms) {
    let number = terms.number(of: key)
    let first = weighed.count
    if let number { weighed.append(number) }
    entries.append(Entry(key: key, number: number, offset: 0))
    leaves.append(
      Leaf(
        entries: entries.count - 1..<entries.count, weighed: first..<weighed.count, share: 1,
        isPhrase: false, slop: 0))
  }

  private mutating func append(_ phrase: PhrasePlan, _ terms: QueryTerms) {
    let first = (entry: entries.count, weighed: weighed.count)
    for part in phrase.parts {
      entries.append(
        Entry(key: part.term, number: terms.number(of: part.term), offset: part.offset))
    }
    for key in phrase.weighed { if let number = terms.number(of: key) { weighed.append(number) } }
    leaves.append(
      Leaf(
        entries: first.entry..<entries.count, weighed: first.weighed..<weighed.count,
        share: phrase.share, isPhrase: true, slop: phrase.slop))
  }
}
