internal import QueryLanguage

/// The shape of a plan, by which an algorithm is chosen.
enum PlanShape: Equatable {
  /// A leaf that a disjunction can take.
  enum Leaf: Hashable {
    case term(TermKey)
    case phrase(PhrasePlan)

    /// `nil` for a plan that is neither.
    init?(_ plan: Plan) {
      switch plan {
      case .term(_, let key): self = .term(key)
      case .phrase(_, let phrase): self = .phrase(phrase)
      default: return nil
      }
    }
  }

  /// A clause that a conjunction can take.
  enum Clause: Equatable {
    case term(TermKey)
    case phrase(PhrasePlan)
    /// Any of several terms and phrases; each adds to the score.
    case anyOf([Leaf])

    /// Its terms and phrases.
    var leaves: [Leaf] {
      switch self {
      case .term(let key): [.term(key)]
      case .phrase(let phrase): [.phrase(phrase)]
      case .anyOf(let leaves): leaves
      }
    }

    var isPhrase: Bool {
      if case .phrase = self { true } else { false }
    }
  }

  case nothing
  case single(TermKey)
  /// Leaves of which any finds a document, and terms that then count as well.
  case anyOf([Leaf], ranking: [TermKey])
  case allOf([Clause])
  case general

  init(_ plan: Plan) {
    switch plan {
    case .nothing: self = .nothing
    case .term(_, let key): self = .single(key)
    case .phrase(_, let phrase):
      self = phrase.isListed ? .allOf([.phrase(phrase)]) : .anyOf([.phrase(phrase)], ranking: [])
    case .boolean(let clauses): self = Self.shape(of: clauses)
    default: self = .general
    }
  }

  private static func shape(of clauses: [Plan.Clause]) -> PlanShape {
    guard let first = clauses.first else { return .general }
    if !clauses.allSatisfy({ $0.occurrence == first.occurrence }) {
      // What finds, then terms that only rank.
      guard first.occurrence == .must, case .boolean(let finding) = first.plan else {
        return .general
      }
      var ranking: [TermKey] = []
      for clause in clauses.dropFirst() {
        guard clause.occurrence == .should, case .term(_, let key) = clause.plan else {
          return .general
        }
        ranking.append(key)
      }
      return disjunction(of: finding[...], ranking: ranking)
    }
    switch first.occurrence {
    case .should:
      return disjunction(of: clauses[...], ranking: [])
    case .must:
      var taken: [Clause] = []
      for clause in clauses {
        switch clause.plan {
        case .term(_, let key): taken.append(.term(key))
        case .phrase(_, let phrase):
          taken.append(phrase.isListed ? .phrase(phrase) : .anyOf([.phrase(phrase)]))
        case .boolean(let inner):
          guard let leaves = alternatives(inner) else { return .general }
          taken.append(.anyOf(leaves))
        default: return .general
        }
      }
      switch taken.first {
      case .term(let key) where taken.count == 1: return .single(key)
      case .anyOf(let leaves) where taken.count == 1:
        return .anyOf(leaves, ranking: [])
      default: return .allOf(taken)
      }
    case .mustNot: return .general
    }
  }

  private static func disjunction(
    of clauses: ArraySlice<Plan.Clause>, ranking: [TermKey]
  ) -> PlanShape {
    var leaves: [Leaf] = []
    for clause in clauses {
      guard clause.occurrence == .should, let leaf = Leaf(clause.plan) else { return .general }
      leaves.append(leaf)
    }
    if leaves.isEmpty { return .general }
    if leaves.count == 1, ranking.isEmpty {
      switch leaves[0] {
      case .term(let key): return .single(key)
      case .phrase(let phrase) where phrase.isListed: return .allOf([.phrase(phrase)])
      case .phrase: break
      }
    }
    return .anyOf(leaves, ranking: ranking)
  }

  /// The leaves of clauses of which any suffices; `nil` where they are anything else.
  private static func alternatives(_ clauses: [Plan.Clause]) -> [Leaf]? {
    var leaves: [Leaf] = []
    for clause in clauses {
      guard clause.occurrence == .should, let leaf = Leaf(clause.plan) else { return nil }
      leaves.append(leaf)
    }
    return leaves.isEmpty ? nil : leaves
  }
}
