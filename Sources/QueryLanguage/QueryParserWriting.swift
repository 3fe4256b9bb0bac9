internal import Records

// The way back: a query written in its own language.
extension Query: CustomStringConvertible {
  /// The query in canonical form; parsing it, with the same names known, gives the query back.
  ///
  /// Operators are written as signs and groups, so that what binds to what can be seen.
  package var description: String {
    switch self {
    case .leaf(let leaf): leaf.description
    case .boolean(let clauses):
      // Alternatives need their operator: side by side, a column's value would be required.
      clauses.map { clause in
        let sign =
          switch clause.occurrence {
          case .must: "+"
          case .should: ""
          case .mustNot: "-"
          }
        return switch clause.query {
        case .leaf(let leaf): sign + leaf.description
        case .boolean: "\(sign)(\(clause.query.description))"
        }
      }.joined(separator: clauses.allSatisfy { $0.occurrence == .should } ? " OR " : " ")
    }
  }
}

extension QueryLeaf: CustomStringConvertible {
  /// The leaf in its own language.
  package var description: String {
    let name = field.map { "\($0):" } ?? ""
    return switch kind {
    case .text(let text): name + Self.escaped(text)
    case .phrase(let text, let slop):
      name + Self.quoted(text) + (slop > 0 ? "~\(slop)" : "")
    case .prefix(let stem):
      stem.unicodeScalars.contains(where: \.properties.isWhitespace)
        ? name + Self.quoted(stem, ending: "*\"") : name + Self.escaped(stem) + "*"
    case .fuzzy(let stem, let distance): name + Self.escaped(stem) + "~\(distance)"
    case .regex(let pattern): "\(name)/\(pattern)/"
    case .exact(let text): "\(name)exact:\(ColumnCondition.quoted(text))"
    case .column(let condition): Self.written(condition)
    case .everything: name + "*"
    }
  }

  private static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "“", "(", ")", "[", "{", "<", ">", "=", "\\", "*", "~", ":", "/", "+", "-":
        result.append("\\")
      default:
        if scalar.properties.isWhitespace { result.append("\\") }
      }
      result.append(scalar)
    }
    return String(result)
  }

  /// A phrase in quotes, in which a `*` at the end is text.
  private static func quoted(_ text: String) -> String {
    guard text.unicodeScalars.last == "*" else { return ColumnCondition.quoted(text) }
    let start = String(String.UnicodeScalarView(text.unicodeScalars.dropLast()))
    return quoted(start, ending: "\\*\"")
  }

  /// A phrase in quotes with another end than its closing quote.
  private static func quoted(_ text: String, ending: String) -> String {
    var quoted = ColumnCondition.quoted(text).unicodeScalars
    quoted.removeLast()
    return String(quoted) + ending
  }

  /// Query leaves hold one test each; anything else is written as `--where` would.
  private static func written(_ condition: ColumnCondition) -> String {
    guard case .test(let column, let predicate) = condition else { return condition.description }
    switch predicate {
    case .known: return "\(column):*"
    case .compare(.equal, let literal): return "\(column):\(ColumnCondition.quoted(literal.text))"
    case .compare(let comparison, let literal):
      return "\(column):\(comparison.rawValue)\(ColumnCondition.quoted(literal.text))"
    case .range(let lower, let upper):
      let opening = lower?.isInclusive ?? true ? "[" : "{"
      let closing = upper?.isInclusive ?? true ? "]" : "}"
      let from = lower.map { ColumnCondition.quoted($0.value.text) } ?? "*"
      let to = upper.map { ColumnCondition.quoted($0.value.text) } ?? "*"
      return "\(column):\(opening)\(from) TO \(to)\(closing)"
    case .unknown, .oneOf, .not: return condition.description
    }
  }
}
