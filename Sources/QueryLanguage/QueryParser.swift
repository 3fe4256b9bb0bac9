internal import Records

/// A query with what the parser noticed besides.
package struct ParsedQuery: Equatable, Sendable {
  /// The text that was parsed.
  package var text: String
  package var query: Query
  /// Sentences about pieces that mean something else than they seem to: shown, never fatal.
  package var hints: [QueryProblem]
  /// The values that columns are asked to have.
  package var asked: [AskedValue]

  package init(
    text: String, query: Query, hints: [QueryProblem] = [], asked: [AskedValue] = []
  ) {
    self.text = text
    self.query = query
    self.hints = hints
    self.asked = asked
  }

  /// What stands at a leaf's range.
  package func written(_ range: Range<Int>) -> String {
    let bytes = text.utf8
    guard range.upperBound <= bytes.count else { return "" }
    let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
    let end = bytes.index(start, offsetBy: range.count)
    return String(text[start..<end])
  }
}

/// Reads the query language.
///
/// ```
/// query  = sequence                      side by side: should (with `requiresAll`: must)
/// either = both ("OR" both)*
/// both   = unary ("AND" unary)*
/// unary  = ("NOT" unary) | [+-] primary
/// primary = "(" query ")" | quoted [~N] | /pattern/ | exact:quoted | name:primary | piece
/// ```
/// Operators are operators only in capitals and as whole pieces, signs only at the start of a
/// piece, `(` only there too. Every string gives a query or a located problem, in linear time.
package struct QueryParser: Sendable {
  /// Groups and `NOT`s that may stand inside each other.
  static let maximumDepth = 64
  /// The largest `~N` behind a phrase.
  static let maximumSlop = 10_000

  package let schema: QuerySchema
  /// Pieces side by side must all occur.
  package let requiresAll: Bool

  package init(schema: QuerySchema, requiresAll: Bool = false) {
    self.schema = schema
    self.requiresAll = requiresAll
  }

  /// The query that a text says.
  package func parse(_ text: String) throws(QueryProblem) -> ParsedQuery {
    var reading = QueryReading(
      cursor: QueryParserCursor(text, source: .query), schema: schema, requiresAll: requiresAll)
    let query = try reading.whole()
    return ParsedQuery(text: text, query: query, hints: reading.hints, asked: reading.asked)
  }
}

/// One run of the parser over one text: the grammar.
///
/// Pieces are read in an extension, and hints on them come from another.
struct QueryReading {
  /// What names in front have said about the piece being read.
  enum Scope {
    case none
    case text(String)
    case column(QuerySchema.Column)

    var isColumn: Bool { if case .column = self { true } else { false } }
  }

  /// A clause before it is known what it stands beside.
  struct Operand {
    enum Sign { case none, plus, minus }
    var sign: Sign
    var query: Query
    /// Where it begins.
    var place: Int

    /// The clause it becomes where unsigned clauses do `occurrence`.
    func clause(_ occurrence: Query.Occurrence) -> Query.Clause {
      switch sign {
      case .none: Query.Clause(occurrence, query)
      case .plus: Query.Clause(.must, query)
      case .minus: Query.Clause(.mustNot, query)
      }
    }
  }

  var cursor: QueryParserCursor
  let schema: QuerySchema
  let requiresAll: Bool
  /// Names before a colon, longest first.
  let names: [(name: String, scope: Scope)]
  private(set) var hints: [QueryProblem] = []
  /// The values that columns are asked to have, in their order.
  var asked: [AskedValue] = []
  /// How many ( inside pieces wait for a ) that a quote or space parts from them.
  var openInPieces = 0

  init(cursor: QueryParserCursor, schema: QuerySchema, requiresAll: Bool) {
    self.cursor = cursor
    self.schema = schema
    self.requiresAll = requiresAll
    let fields = schema.textFields.map { (name: $0, scope: Scope.text($0)) }
    let columns = schema.columns.flatMap { column in
      column.spellings.map { (name: $0, scope: Scope.column(column)) }
    }
    names = (fields + columns).sorted { $0.name.utf8.count > $1.name.utf8.count }
  }

  mutating func whole() throws(QueryProblem) -> Query {
    cursor.skipSpaces()
    if cursor.isAtEnd {
      throw cursor.problem(
        "the query is empty", at: 0, expected: "words to search for",
        suggestion: .write("*", effect: "finds every record"))
    }
    return try sequence(scope: .none, depth: 0)
  }

  /// Hints that are told of one query.
  private static let maximumHints = 10

  /// Notes that something is searched as text and looks like something else.
  mutating func hint(
    _ message: String, at place: Int, to end: Int, suggestion: QuerySuggestion? = nil
  ) {
    guard hints.count < Self.maximumHints else { return }
    hints.append(cursor.problem(message, at: place, to: end, suggestion: suggestion))
  }

  // MARK: - Grammar

  /// Clauses side by side, up to the end or, inside a group, its `)`.
  private mutating func sequence(scope: Scope, depth: Int) throws(QueryProblem) -> Query {
    var clauses: [Query.Clause] = []
    while true {
      cursor.skipSpaces()
      guard let next = cursor.current else { break }
      if next == ")" {
        if depth > 0 { break }
        throw strayParenthesis(at: cursor.index)
      }
      let operand = try alternatives(scope: scope, depth: depth)
      clauses.append(operand.clause(requiresAll && !scope.isColumn ? .must : .should))
    }
    if clauses.count == 1, clauses[0].occurrence != .mustNot { return clauses[0].query }
    // Values of one column are alternatives: `lang:(zh en)`.
    return scope.isColumn ? .boolean(clauses) : Self.withConditionsAsFilters(clauses)
  }

  /// Clauses side by side, with columns' values required.
  ///
  /// A column's value beside words narrows what they find: `whale lang:en` is whales in English,
  /// not whales or English. Between `OR` it stays an alternative.
  private static func withConditionsAsFilters(_ clauses: [Query.Clause]) -> Query {
    func isFilter(_ clause: Query.Clause) -> Bool {
      clause.occurrence == .should
        && clause.query.leaves.allSatisfy { if case .column = $0.kind { true } else { false } }
    }
    let filters = clauses.filter(isFilter)
    if filters.isEmpty { return .boolean(clauses) }
    let required = filters.map { Query.Clause(.must, $0.query) }
    let others = clauses.filter { !isFilter($0) }
    guard others.contains(where: { $0.occurrence == .should }),
      !others.contains(where: { $0.occurrence == .must })
    else { return .boolean(others + required) }
    let wanted = others.filter { $0.occurrence == .should }
    let ranked = wanted.count == 1 ? wanted[0].query : .boolean(wanted)
    return .boolean(
      [Query.Clause(.must, ranked)] + others.filter { $0.occurrence != .should } + required)
  }

  private mutating func alternatives(scope: Scope, depth: Int) throws(QueryProblem) -> Operand {
    let first = try conjunction(scope: scope, depth: depth)
    guard takeOperator("OR") else { return first }
    var operands = [first]
    repeat {
      try requireOperand(of: "OR")
      operands.append(try conjunction(scope: scope, depth: depth))
    } while takeOperator("OR")
    var clauses: [Query.Clause] = []
    for operand in operands {
      if operand.sign == .plus {
        throw cursor.problem(
          "a + beside OR contradicts it", at: operand.place, expected: "the alternative alone",
          suggestion: .write("+( … OR … )", effect: "requires one of them"))
      }
      let query = operand.sign == .minus ? .boolean([operand.clause(.mustNot)]) : operand.query
      clauses.append(Query.Clause(.should, query))
    }
    return Operand(sign: .none, query: .boolean(clauses), place: first.place)
  }

  private mutating func conjunction(scope: Scope, depth: Int) throws(QueryProblem) -> Operand {
    let first = try unary(scope: scope, depth: depth)
    guard takeOperator("AND") else { return first }
    var clauses = [first.clause(.must)]
    repeat {
      try requireOperand(of: "AND")
      clauses.append(try unary(scope: scope, depth: depth).clause(.must))
    } while takeOperator("AND")
    return Operand(sign: .none, query: .boolean(clauses), place: first.place)
  }

  private mutating func unary(scope: Scope, depth: Int) throws(QueryProblem) -> Operand {
    cursor.skipSpaces()
    let place = cursor.index
    if takeOperator("NOT") {
      try requireOperand(of: "NOT")
      try requireRoom(depth: depth + 1, at: place)
      let operand = try unary(scope: scope, depth: depth + 1)
      // NOT of a negation finds what the negation leaves out, and scores nothing.
      let query = operand.sign == .minus ? .boolean([operand.clause(.mustNot)]) : operand.query
      return Operand(sign: .minus, query: query, place: place)
    }
    for word in ["AND", "OR"] where isAtOperator(word) {
      throw cursor.problem(
        "\(word) has nothing on its left", at: place, expected: "a word, a phrase or a group",
        suggestion: .write("\"\(word)\"", effect: "searches the word itself"))
    }
    guard let sign = takeSign() else {
      return Operand(
        sign: .none, query: try primary(scope: scope, depth: depth), place: place)
    }
    for word in ["AND", "OR", "NOT"] where isAtOperator(word) {
      throw cursor.problem(
        "\(word) cannot follow a sign", at: cursor.index,
        expected: "a word, a phrase or a group",
        suggestion: .write("\"\(word)\"", effect: "searches the word itself"))
    }
    return Operand(sign: sign, query: try primary(scope: scope, depth: depth), place: place)
  }

  /// A group, or whatever a piece is.
  mutating func primary(scope: Scope, depth: Int) throws(QueryProblem) -> Query {
    guard cursor.current == "(" else {
      let query = try piece(scope: scope, depth: depth)
      if depth == 0 { takeClosingText() }
      return query
    }
    let opening = cursor.index
    try requireRoom(depth: depth + 1, at: opening)
    cursor.index += 1
    cursor.skipSpaces()
    if cursor.current == ")" {
      throw cursor.problem(
        "there is nothing in the group", at: opening, expected: "a word, a phrase or a group",
        suggestion: .write("\\(", effect: "searches the character itself"))
    }
    let query = try sequence(scope: scope, depth: depth + 1)
    guard cursor.take(")") else {
      throw cursor.problem(
        "this ( is never closed", at: opening, expected: ") at the end of the group",
        suggestion: .write("\\(", effect: "searches the character itself"))
    }
    return query
  }

  /// Takes each `)` here that closes a bracket inside a piece, as in `print("x")`: both are text.
  private mutating func takeClosingText() {
    while openInPieces > 0 {
      let before = cursor.index
      cursor.skipSpaces()
      guard cursor.current == ")" else {
        cursor.index = before
        return
      }
      openInPieces -= 1
      cursor.index += 1
      hint(
        "the ( that this ) closes stands inside a piece, so both are text", at: cursor.index - 1,
        to: cursor.index,
        suggestion: .write("\\\"", effect: "for each quote makes all of it one piece"))
    }
  }

  // MARK: - Operators

  /// Whether a word in capitals stands here as a whole piece.
  func isAtOperator(_ word: String) -> Bool {
    guard cursor.isAt(word) else { return false }
    switch cursor.peek(word.unicodeScalars.count) {
    case nil, "(", ")", "\"": return true
    case let next?: return next.properties.isWhitespace
    }
  }

  private mutating func takeOperator(_ word: String) -> Bool {
    cursor.skipSpaces()
    guard isAtOperator(word) else { return false }
    cursor.index += word.unicodeScalars.count
    return true
  }

  private mutating func requireOperand(of word: String) throws(QueryProblem) {
    cursor.skipSpaces()
    if cursor.isAtEnd || cursor.current == ")" {
      throw cursor.problem(
        "\(word) has nothing on its right", at: cursor.index,
        expected: "a word, a phrase or a group",
        suggestion: .write("\"\(word)\"", effect: "searches the word itself"))
    }
  }

  /// A `+` or `-` that something follows at once; `--`, `+-` and signs alone are text.
  private mutating func takeSign() -> Operand.Sign? {
    guard let sign = cursor.current, sign == "+" || sign == "-", let next = cursor.peek(1),
      !next.properties.isWhitespace, next != "+", next != "-", next != ")"
    else { return nil }
    cursor.index += 1
    return sign == "+" ? .plus : .minus
  }

  private func requireRoom(depth: Int, at place: Int) throws(QueryProblem) {
    if depth > QueryParser.maximumDepth {
      throw cursor.problem(
        "groups are nested too deeply", at: place,
        expected: "at most \(QueryParser.maximumDepth) levels")
    }
  }

  func strayParenthesis(at place: Int) -> QueryProblem {
    cursor.problem(
      "this ) closes nothing", at: place,
      expected: "a ( before it; groups begin at the start of a piece",
      suggestion: .write("\\)", effect: "searches the character itself"))
  }
}
