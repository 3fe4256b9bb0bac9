/// What a query asks for, as written: raw text in the leaves, not yet analysed.
///
/// The parser makes it without knowing analyzers; the planner turns each leaf into terms and
/// phrases with the analyzer of the corpus it searches. Clauses keep the order of the query,
/// because a score adds them in that order.
package indirect enum Query: Equatable, Sendable {
  case leaf(QueryLeaf)
  /// A record matches when every `must` matches, no `mustNot` does and, if there is a `should` and
  /// no `must`, at least one `should` does. Clauses of `mustNot` alone match all else.
  case boolean([Clause])

  /// What a clause does to a match.
  package enum Occurrence: Equatable, Sendable {
    case must, should, mustNot
  }

  /// One part of a boolean query.
  package struct Clause: Equatable, Sendable {
    package var occurrence: Occurrence
    package var query: Query

    package init(_ occurrence: Occurrence, _ query: Query) {
      self.occurrence = occurrence
      self.query = query
    }
  }

  /// The leaves from left to right.
  package var leaves: [QueryLeaf] {
    switch self {
    case .leaf(let leaf): [leaf]
    case .boolean(let clauses): clauses.flatMap(\.query.leaves)
    }
  }

  /// The conditions on columns, wherever they stand.
  package var conditions: [ColumnCondition] {
    leaves.compactMap { leaf in
      if case .column(let condition) = leaf.kind { condition } else { nil }
    }
  }

  /// The leaves that can make a record match, for highlights: those under a `mustNot` are left out.
  package var positiveLeaves: [QueryLeaf] {
    switch self {
    case .leaf(let leaf): [leaf]
    case .boolean(let clauses):
      clauses.flatMap { $0.occurrence == .mustNot ? [] : $0.query.positiveLeaves }
    }
  }

  /// The same query with all places in the text set to nothing, for comparing queries.
  package var withoutRanges: Query {
    switch self {
    case .leaf(var leaf):
      leaf.range = 0..<0
      return .leaf(leaf)
    case .boolean(let clauses):
      return .boolean(clauses.map { Clause($0.occurrence, $0.query.withoutRanges) })
    }
  }
}

/// One condition of a query, as written.
package struct QueryLeaf: Equatable, Sendable {
  /// What must be found.
  package enum Kind: Equatable, Sendable {
    /// A piece without spaces: one word, or several tokens that form a phrase, or an unspaced run
    /// (to four characters a phrase, longer ones cut into words for ranking).
    case text(String)
    /// A quoted string; its tokens stand next to each other, or within `slop` positions when that
    /// is above 0.
    case phrase(String, slop: Int)
    /// A piece, or the words of a quoted string, that went before a closing `*`.
    case prefix(String)
    /// A piece that went before `~1` or `~2`.
    case fuzzy(String, distance: Int)
    /// A pattern over terms, as it stands between its slashes.
    case regex(String)
    /// Literal characters, code point for code point.
    case exact(String)
    /// A value of a column.
    case column(ColumnCondition)
    /// `*`: every record; with a field, every record that has it.
    case everything
  }

  package var kind: Kind
  /// The text field searched; `nil` for what the index searches by default, and for columns.
  package var field: String?
  /// Where it stands in the query, in UTF-8 bytes, half-open, signs and field name left out.
  package var range: Range<Int>

  package init(_ kind: Kind, field: String? = nil, range: Range<Int> = 0..<0) {
    self.kind = kind
    self.field = field
    self.range = range
  }
}
