internal import QueryLanguage
internal import Segments

/// Clauses that rank what other clauses find.
extension PlanBuilder {
  /// Adds clauses that only rank to clauses that find.
  mutating func ranked(
    _ built: [Plan.Clause], of clauses: [Query.Clause]
  ) -> [Plan.Clause] {
    guard built.count(where: { $0.occurrence != .mustNot }) > 1 else { return built }
    let pairs = boostsPhrases ? neighbours(built, of: clauses) : []
    var finding = built
    var ranking: [Plan.Clause] = []
    for key in wordsOfPieces(&finding, of: clauses) {
      ranking.append(Plan.Clause(.should, .term(leaf: leaf(key.text), key), onlyRanks: true))
    }
    for phrase in pairs {
      let words = phrase.weighed.map(\.text).joined(separator: " ")
      let number = leaf("\"\(words)\" side by side, \(phrase.share) of its weight")
      ranking.append(
        Plan.Clause(.should, .phrase(leaf: number, phrase), onlyRanks: true))
    }
    if ranking.isEmpty { return built }
    if !built.contains(where: { $0.occurrence == .must }) {
      let any = finding.filter { $0.occurrence == .should }
      finding = [Plan.Clause(.must, .boolean(any))] + finding.filter { $0.occurrence != .should }
    }
    return finding + ranking
  }

  /// The words of pieces such as `boundary-layer`, which rank what these or others find.
  ///
  /// Among other clauses such a piece is mostly a spelling: a record that writes `boundary layer`,
  /// or has one of the words, is relevant too. What is found stays the same.
  private mutating func wordsOfPieces(
    _ finding: inout [Plan.Clause], of clauses: [Query.Clause]
  ) -> [TermKey] {
    var words: [TermKey] = []
    for index in finding.indices where finding[index].occurrence == .should {
      guard case .leaf(let leaf) = clauses[index].query, case .text = leaf.kind,
        case .phrase(let number, var phrase) = finding[index].plan,
        phrase.weighed.count > 1, phrase.weighed.contains(where: { $0.space == .word })
      else { continue }
      words += phrase.weighed
      phrase.share = PhrasePlan.shareBesideWords
      leaves[number] += " as written, \(phrase.share) of its weight"
      finding[index].plan = .phrase(leaf: number, phrase)
    }
    return words
  }

  /// Phrases of two words that stand side by side in the query with nothing but space between.
  ///
  /// After D. Metzler and W. B. Croft, "A Markov Random Field Model for Term Dependencies", SIGIR
  /// 2005, of which this is the ordered part for neighbours.
  private func neighbours(
    _ built: [Plan.Clause], of clauses: [Query.Clause]
  ) -> [PhrasePlan] {
    var phrases: [PhrasePlan] = []
    var last: (key: TermKey, leaf: QueryLeaf, occurrence: Query.Occurrence)?
    for (clause, plan) in zip(clauses, built) {
      guard clause.occurrence != .mustNot, case .leaf(let leaf) = clause.query,
        case .text = leaf.kind, let words = Self.words(of: plan.plan)
      else {
        last = nil
        continue
      }
      if let before = last,
        before.leaf.field != leaf.field || before.occurrence != clause.occurrence
          || !isSpace(before.leaf.range.upperBound, leaf.range.lowerBound)
      {
        last = nil
      }
      for key in words {
        if let last {
          phrases.append(
            PhrasePlan(
              elements: [
                PhrasePlan.Element(term: last.key, offset: 0),
                PhrasePlan.Element(term: key, offset: 1),
              ], weighed: [last.key, key], slop: 0, share: PhrasePlan.shareOfNeighbours))
        }
        last = (key, leaf, clause.occurrence)
      }
    }
    return phrases
  }

  /// The words that a piece is; `nil` when it is anything else.
  private static func words(of plan: Plan) -> [TermKey]? {
    switch plan {
    case .term(_, let key): key.space == .word ? [key] : nil
    case .phrase(_, let phrase):
      phrase.weighed.allSatisfy { $0.space == .word } ? phrase.weighed : nil
    default: nil
    }
  }

  /// Whether nothing but white space stands between two offsets of the query as written.
  private func isSpace(_ start: Int, _ end: Int) -> Bool {
    start <= end && written.written(start..<end).allSatisfy(\.isWhitespace)
  }
}
