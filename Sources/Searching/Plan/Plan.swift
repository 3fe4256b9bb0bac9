package import QueryLanguage
package import Segments

/// A term as the dictionary spells it.
package struct TermKey: Hashable, Sendable {
  /// The text field's name; `nil` for the body.
  package var field: String?
  package var space: TermSpace
  package var bytes: [UInt8]

  package init(field: String?, space: TermSpace, bytes: [UInt8]) {
    self.field = field
    self.space = space
    self.bytes = bytes
  }

  /// The term as a person reads it.
  package var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// A sequence of terms at fixed distances.
package struct PhrasePlan: Hashable, Sendable {
  /// Where the positions of an element come from.
  package enum PositionSource: Hashable, Sendable {
    /// The term's own list.
    case listed
    /// The term is a character at the beginning of a run, at its end, or anywhere: its positions
    /// follow from the pairs with it.
    case beginsRun, endsRun, anywhere
  }

  /// One term that is read, at a distance from the phrase's beginning.
  package struct Element: Hashable, Sendable {
    package var term: TermKey
    package var offset: UInt32
    package var source = PositionSource.listed
  }

  /// What is read: words, every other pair of each run, the gaps between runs.
  package var elements: [Element]
  /// The terms whose rarity makes up the phrase's: words, all pairs, lone characters.
  package var weighed: [TermKey]
  /// 0 for exact; else how many positions the terms may be moved in all.
  package var slop: Int
  /// The share of its weight that counts; the rest is left to its words.
  package var share = 1.0

  /// The share of a phrase whose words rank beside it.
  package static let shareBesideWords = 0.1
  /// The share of a phrase that only boosts records in which two neighbouring words of the query
  /// stand side by side.
  package static let shareOfNeighbours = 0.2

  /// Whether every element's positions come from its own list.
  var isListed: Bool { elements.allSatisfy { $0.source == .listed } }
}

/// What a query means for one analyzer: the leaves turned into terms, phrases and conditions.
///
/// Numbers of leaves rise from left to right; a score adds the matching leaves in this order.
package indirect enum Plan: Sendable {
  case term(leaf: Int, TermKey)
  case phrase(leaf: Int, PhrasePlan)
  /// Any of many terms, as one leaf with a constant score; `pattern` finds them in a dictionary.
  case expansion(leaf: Int, TermPattern)
  /// A phrase whose last word is only begun, as one leaf with a constant score; `last` finds the
  /// words that may stand at the distance `offset` from the beginning.
  case openPhrase(leaf: Int, PhrasePlan, last: TermPattern, offset: UInt32)
  /// Records whose text holds some literal characters; the candidates come from another plan.
  case literal(leaf: Int, text: String, field: String?, candidates: Plan)
  case condition(ColumnCondition)
  case everything(field: String?)
  case nothing
  case boolean([Clause])

  package struct Clause: Sendable {
    package var occurrence: Query.Occurrence
    package var plan: Plan
    /// Does not decide what is found, so it is not shown in snippets either.
    package var onlyRanks = false

    package init(_ occurrence: Query.Occurrence, _ plan: Plan, onlyRanks: Bool = false) {
      self.occurrence = occurrence
      self.plan = plan
      self.onlyRanks = onlyRanks
    }
  }

  /// Whether it finds nothing in any index.
  var isVoid: Bool {
    switch self {
    case .nothing: return true
    case .boolean(let clauses):
      var wanted: [Bool] = []
      for clause in clauses where clause.occurrence != .mustNot && !clause.onlyRanks {
        let isVoid = clause.plan.isVoid
        if clause.occurrence == .must, isVoid { return true }
        wanted.append(isVoid && clause.occurrence == .should)
      }
      return !wanted.isEmpty && wanted.allSatisfy { $0 }
    default: return false
    }
  }

  /// Whether the texts of records are read to find it.
  var readsTexts: Bool {
    switch self {
    case .literal: true
    case .boolean(let clauses): clauses.contains { $0.plan.readsTexts }
    default: false
    }
  }

  /// All terms whose document frequencies scores need.
  func collectTerms(into terms: inout Set<TermKey>) {
    switch self {
    case .term(_, let key): terms.insert(key)
    case .phrase(_, let phrase): for key in phrase.weighed { terms.insert(key) }
    case .literal(_, _, _, let candidates): candidates.collectTerms(into: &terms)
    case .boolean(let clauses): for clause in clauses { clause.plan.collectTerms(into: &terms) }
    case .expansion, .openPhrase, .condition, .everything, .nothing: break
    }
  }
}

/// A pattern of terms, which a leaf expands to.
package struct TermPattern: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case prefix(String)
    case fuzzy(String, distance: Int)
    case regex(String)
  }

  package var kind: Kind
  package var field: String?
}
