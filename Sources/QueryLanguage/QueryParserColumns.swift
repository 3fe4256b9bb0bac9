internal import Records

// Values of columns: `lang:zh`, `quality:>=15`, `date:[2023-01 TO 2024-06]`.
extension QueryReading {
  /// A value, comparison or range, behind `name:`.
  mutating func columnValue(of column: QuerySchema.Column) throws(QueryProblem) -> Query {
    let start = cursor.index
    let predicate: ColumnPredicate
    if let opening = cursor.current, opening == "[" || opening == "{" {
      predicate = try range(of: column)
    } else if let comparison = try cursor.takeComparison() {
      predicate = .compare(
        comparison, try value(of: column, bareUntil: nil, isOrdered: comparison.isOrder))
    } else if isAtStarAlone {
      cursor.index += 1
      predicate = .known
    } else {
      predicate = .compare(.equal, try value(of: column, bareUntil: nil))
    }
    return .leaf(
      QueryLeaf(
        .column(.test(column: column.name, predicate)),
        range: cursor.range(from: start, to: cursor.index)))
  }

  private var isAtStarAlone: Bool {
    guard cursor.current == "*" else { return false }
    guard let next = cursor.peek(1) else { return true }
    return next == ")" || next.properties.isWhitespace
  }

  /// `[a TO b]`, with `{` and `}` for bounds left out and `*` for open ones.
  private mutating func range(of column: QuerySchema.Column) throws(QueryProblem) -> ColumnPredicate
  {
    let opening = cursor.index
    let includesLower = cursor.current == "["
    cursor.index += 1
    cursor.skipSpaces()
    let lower = try bound(of: column, opening: opening)
    cursor.skipSpaces()
    guard cursor.isAt("TO"), let after = cursor.peek(2), after.properties.isWhitespace else {
      throw cursor.problem(
        "the range has no TO", at: cursor.index, expected: "TO and an upper bound",
        suggestion: .write("\(column.name):[1 TO 5]", effect: nil))
    }
    cursor.index += 2
    cursor.skipSpaces()
    let upper = try bound(of: column, opening: opening)
    cursor.skipSpaces()
    guard let closing = cursor.current, closing == "]" || closing == "}" else {
      throw cursor.problem(
        cursor.isAtEnd ? "this range is never closed" : "the range goes on behind its upper bound",
        at: cursor.isAtEnd ? opening : cursor.index, expected: "] or }")
    }
    cursor.index += 1
    let isOpen = !includesLower || closing == "}"
    if let lower, let upper, Self.isNothing(from: lower, to: upper, isOpen: isOpen) {
      hint(
        "no value is between \(lower.text) and \(upper.text)", at: opening, to: cursor.index,
        suggestion: .write(
          "\(column.name):[\(upper.text) TO \(lower.text)]", effect: "has the smaller one first"))
    }
    return .range(
      lower: lower.map { ColumnBound($0, isInclusive: includesLower) },
      upper: upper.map { ColumnBound($0, isInclusive: closing == "]") })
  }

  /// Whether a range is empty whatever the column holds; a bound that begins the other may stand for a
  /// whole period.
  private static func isNothing(
    from lower: ColumnLiteral, to upper: ColumnLiteral, isOpen: Bool
  ) -> Bool {
    if let low = lower.decimal, let high = upper.decimal {
      return low > high || (isOpen && low == high)
    }
    return lower.decimal == nil && upper.decimal == nil && lower.text > upper.text
      && !lower.text.hasPrefix(upper.text)
  }

  private mutating func bound(
    of column: QuerySchema.Column, opening: Int
  )
    throws(QueryProblem) -> ColumnLiteral?
  {
    if cursor.current == "*", let next = cursor.peek(1),
      next.properties.isWhitespace || next == "]" || next == "}"
    {
      cursor.index += 1
      return nil
    }
    return try value(of: column, bareUntil: ["]", "}"], isOrdered: true)
  }

  /// A quoted string, or code points up to a space, a stray `)` or one of `ends`.
  private mutating func value(
    of column: QuerySchema.Column, bareUntil ends: [Unicode.Scalar]?, isOrdered: Bool = false
  )
    throws(QueryProblem) -> ColumnLiteral
  {
    let start = cursor.index
    var bare: QueryParserCursor.Piece?
    let text: String
    if let quote = cursor.current, quote == "\"" || quote == "“" {
      cursor.index += 1
      text = try cursor.quotedText(until: quote == "“" ? "”" : "\"", opening: start)
    } else if let ends {
      while let scalar = cursor.current, !scalar.properties.isWhitespace, !ends.contains(scalar) {
        cursor.index += 1
      }
      text = cursor.text(from: start, to: cursor.index)
      if text.isEmpty {
        throw cursor.problem(
          "a bound is missing", at: start, expected: "a value, or * for an open end")
      }
    } else {
      let piece = takePiece()
      text = QueryParserCursor.text(of: piece.scalars)
      bare = piece
      if text.isEmpty {
        throw cursor.problem(
          "\(column.name) is compared with nothing", at: start, expected: column.expectedValue)
      }
    }
    let literal = try cursor.literal(text, for: column, isOrdered: isOrdered, at: start)
    if !isOrdered {
      asked.append(cursor.asked(literal, of: column, isBare: bare != nil, at: start))
    }
    if let bare, literal.decimal == nil,
      let odd = ValueNotation.hint(on: bare.scalars, isEscaped: bare.isEscaped)
    {
      hint(odd.message, at: start, to: cursor.index, suggestion: odd.suggestion)
    }
    return literal
  }
}
