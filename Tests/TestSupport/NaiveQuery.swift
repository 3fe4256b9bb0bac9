/// A query as the oracle sees it, which can write itself in the query language.
package indirect enum NaiveQuery: Sendable {
  case leaf(NaiveLeaf)
  case all([NaiveQuery])
  case any([NaiveQuery])
  /// Side by side, with signs.
  case clauses([Clause])

  package struct Clause: Sendable {
    package var sign: Sign
    package var query: NaiveQuery

    package init(_ sign: Sign, _ query: NaiveQuery) {
      self.sign = sign
      self.query = query
    }
  }

  package enum Sign: String, Sendable {
    case none = ""
    case must = "+"
    case mustNot = "-"
  }

  /// The query as a person would write it.
  package var text: String { written(inside: false) }

  private func written(inside: Bool) -> String {
    let text: String
    switch self {
    case .leaf(let leaf): return leaf.text
    case .all(let parts): text = parts.map { $0.written(inside: true) }.joined(separator: " AND ")
    case .any(let parts): text = parts.map { $0.written(inside: true) }.joined(separator: " OR ")
    case .clauses(let clauses):
      text = clauses.map { $0.sign.rawValue + $0.query.written(inside: true) }
        .joined(separator: " ")
    }
    return inside ? "(\(text))" : text
  }
}

/// One condition of a query.
package struct NaiveLeaf: Sendable {
  package enum Kind: Sendable {
    /// A piece without spaces.
    case piece(String)
    case phrase(String, slop: Int)
    /// A piece, or the words of a phrase, with an open end.
    case prefix(String)
    case fuzzy(String, distance: Int)
    /// A pattern of literal characters, `.` and `.*`.
    case pattern(String)
    case exact(String)
    case everything
    /// A column has a value.
    case column(String, String)
  }

  package var kind: Kind
  /// The text field; `nil` for the body.
  package var field: String?

  package init(_ kind: Kind, field: String? = nil) {
    self.kind = kind
    self.field = field
  }

  var text: String {
    let name = field.map { $0 + ":" } ?? ""
    return switch kind {
    case .piece(let text): name + text
    case .phrase(let text, let slop): name + "\"\(text)\"" + (slop > 0 ? "~\(slop)" : "")
    case .prefix(let text):
      name + (text.contains(where: \.isWhitespace) ? "\"\(text)*\"" : text + "*")
    case .fuzzy(let text, let distance): name + text + "~\(distance)"
    case .pattern(let text): name + "/\(text)/"
    case .exact(let text): name + "exact:\"\(text)\""
    case .everything: name + "*"
    case .column(let column, let value): "\(column):\(value)"
    }
  }
}
