package import Records

/// A condition on the metadata columns of a record: what `--where` says, and `lang:zh` in a query.
///
/// A missing value, and a column that a corpus does not have, pass `is unknown` and nothing else;
/// `not` and `!=` do not change that.
package indirect enum ColumnCondition: Equatable, Sendable {
  case test(column: String, ColumnPredicate)
  case all([ColumnCondition])
  case any([ColumnCondition])
  case not(ColumnCondition)

  /// The same condition with every `not` moved into the tests.
  ///
  /// After this a missing value needs no third truth value: each test says itself what it does
  /// with one, and the rest is plain and/or.
  package var withoutNegations: ColumnCondition { pushed(negated: false) }

  private func pushed(negated: Bool) -> ColumnCondition {
    switch self {
    case .test(let column, let predicate):
      .test(column: column, negated ? predicate.negated : predicate)
    case .all(let parts):
      negated
        ? .any(parts.map { $0.pushed(negated: true) })
        : .all(parts.map { $0.pushed(negated: false) })
    case .any(let parts):
      negated
        ? .all(parts.map { $0.pushed(negated: true) })
        : .any(parts.map { $0.pushed(negated: false) })
    case .not(let inner):
      inner.pushed(negated: !negated)
    }
  }
}

extension ColumnCondition {
  /// Every test in it, with the column's name.
  package var tests: [(column: String, predicate: ColumnPredicate)] {
    switch self {
    case .test(let column, let predicate): [(column, predicate)]
    case .all(let parts), .any(let parts): parts.flatMap(\.tests)
    case .not(let inner): inner.tests
    }
  }
}

extension ColumnCondition: CustomStringConvertible {
  /// The condition in the language of `--where`; parsing it gives the condition back.
  package var description: String { written(inside: false) }

  private func written(inside: Bool) -> String {
    switch self {
    case .test(let column, let predicate):
      return Self.written(predicate, of: Self.quoted(column), inside: inside)
    case .all(let parts):
      let text = parts.map { $0.written(inside: true) }.joined(separator: " and ")
      return inside ? "(\(text))" : text
    case .any(let parts):
      let text = parts.map { $0.written(inside: true) }.joined(separator: " or ")
      return inside ? "(\(text))" : text
    case .not(let part):
      return "not \(part.written(inside: true))"
    }
  }

  private static func written(
    _ predicate: ColumnPredicate, of column: String, inside: Bool
  )
    -> String
  {
    switch predicate {
    case .unknown: return "\(column) is unknown"
    case .known: return "\(column) is not unknown"
    case .compare(let comparison, let literal):
      return "\(column) \(comparison.rawValue) \(quoted(literal.text))"
    case .range(let lower, let upper):
      var parts: [String] = []
      if let lower {
        parts.append("\(column) \(lower.isInclusive ? ">=" : ">") \(quoted(lower.value.text))")
      }
      if let upper {
        parts.append("\(column) \(upper.isInclusive ? "<=" : "<") \(quoted(upper.value.text))")
      }
      if parts.isEmpty { return "\(column) is not unknown" }
      let text = parts.joined(separator: " and ")
      return inside && parts.count > 1 ? "(\(text))" : text
    case .oneOf(let literals):
      return "\(column) in (\(literals.map { quoted($0.text) }.joined(separator: ", ")))"
    case .not(.oneOf(let literals)):
      return "\(column) not in (\(literals.map { quoted($0.text) }.joined(separator: ", ")))"
    case .not(let inner):
      return "not \(written(inner, of: column, inside: true))"
    }
  }

  /// A string in double quotes, with quotes and backslashes escaped.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { result.unicodeScalars.append("\\") }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}
