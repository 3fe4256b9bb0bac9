internal import Records

/// Reads `--where` conditions: `lang=zh and quality>=15 and bytes<10k`.
///
/// Comparisons `= != < <= > >=`, `in (…)`, `is unknown`, `and or not ( )`; `and` binds tighter than
/// `or`. Keywords may be written in any case; names and values with spaces stand in quotes. Records
/// and descriptions of datasets are asked in the same words; the schema says which names there are.
package struct ColumnConditionParser: Sendable {
  /// Groups and `not`s that may stand inside each other.
  static let maximumDepth = 64

  package let schema: QuerySchema

  package init(schema: QuerySchema) { self.schema = schema }

  /// The condition that a text says.
  package func parse(_ text: String) throws(QueryProblem) -> ParsedCondition {
    var reading = ColumnConditionReading(
      cursor: QueryParserCursor(text, source: .condition), schema: schema)
    let condition = try reading.whole()
    return ParsedCondition(condition: condition, hints: reading.hints, asked: reading.asked)
  }
}

/// A condition with what the parser noticed besides.
package struct ParsedCondition: Equatable, Sendable {
  package var condition: ColumnCondition
  /// Sentences about values that look as if they meant more: shown, never fatal.
  package var hints: [QueryProblem]
  /// The values that columns are asked to have.
  package var asked: [AskedValue] = []
}

/// One run of the parser over one text.
private struct ColumnConditionReading {
  var cursor: QueryParserCursor
  let schema: QuerySchema
  private(set) var hints: [QueryProblem] = []
  private(set) var asked: [AskedValue] = []
  /// The last value that stood without quotes outside of a list.
  private var bare: (range: Range<Int>, column: String)?

  init(cursor: QueryParserCursor, schema: QuerySchema) {
    self.cursor = cursor
    self.schema = schema
  }

  mutating func whole() throws(QueryProblem) -> ColumnCondition {
    cursor.skipSpaces()
    if cursor.isAtEnd {
      throw cursor.problem(
        "the condition is empty", at: 0, expected: "a column and a comparison, such as lang=zh")
    }
    let condition = try alternatives(depth: 0)
    cursor.skipSpaces()
    if let rest = cursor.current {
      throw cursor.problem(
        rest == ")" ? "this ) closes nothing" : "the condition goes on where it should end",
        at: cursor.index, expected: "and, or, or the end", suggestion: rest == ")" ? nil : rewriting
      )
    }
    return condition
  }

  private mutating func alternatives(depth: Int) throws(QueryProblem) -> ColumnCondition {
    var parts = [try conjunction(depth: depth)]
    while takeKeyword("or") { parts.append(try conjunction(depth: depth)) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction(depth: Int) throws(QueryProblem) -> ColumnCondition {
    var parts = [try unary(depth: depth)]
    while takeKeyword("and") { parts.append(try unary(depth: depth)) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func unary(depth: Int) throws(QueryProblem) -> ColumnCondition {
    cursor.skipSpaces()
    if depth > ColumnConditionParser.maximumDepth {
      throw cursor.problem(
        "groups are nested too deeply", at: cursor.index,
        expected: "at most \(ColumnConditionParser.maximumDepth) levels")
    }
    // A column may be called “not”; then a comparison follows.
    if isAtKeyword("not"), !nameIsCompared(length: 3) {
      cursor.index += 3
      return .not(try unary(depth: depth + 1))
    }
    let opening = cursor.index
    if cursor.take("(") {
      let inner = try alternatives(depth: depth + 1)
      cursor.skipSpaces()
      guard cursor.take(")") else {
        throw cursor.isAtEnd
          ? cursor.problem("this ( is never closed", at: opening, expected: ")")
          : cursor.problem(
            "the condition goes on where it should end", at: cursor.index,
            expected: "and, or, or )", suggestion: rewriting)
      }
      return inner
    }
    return try test()
  }

  /// What could stand instead of what goes on behind a condition.
  private var rewriting: QuerySuggestion? {
    let next = cursor.scalars[cursor.index...].prefix { $0 == "&" || $0 == "|" }
    switch QueryParserCursor.text(of: next) {
    case "&", "&&": return .write("and", effect: "requires both sides")
    case "|", "||": return .write("or", effect: "takes either side")
    default: break
    }
    guard let bare else { return nil }
    if cursor.current == "," {
      return .write("\(bare.column) in (a, b)", effect: "takes several values")
    }
    let end = endOfValue
    // Behind a space signs belong to another condition.
    if bare.range.upperBound < cursor.index,
      cursor.scalars[cursor.index..<end].contains(where: \.endsWord)
    {
      return nil
    }
    let value = cursor.text(from: bare.range.lowerBound, to: end)
    return value.contains("\"") ? nil : .write("\"\(value)\"", effect: "is one value")
  }

  /// Where a value ends that goes on here, were it in quotes: in front of a keyword, or of a bracket that
  /// nothing in it opens.
  private var endOfValue: Int {
    var ahead = self
    var end = ahead.cursor.index
    var open = 0
    while true {
      ahead.cursor.skipSpaces()
      if ahead.isAtKeyword("and") || ahead.isAtKeyword("or") { return end }
      guard !ahead.cursor.isAtEnd else { return end }
      while let scalar = ahead.cursor.current, !scalar.properties.isWhitespace {
        if scalar == "(" { open += 1 }
        if scalar == ")" {
          if open == 0 { return end }
          open -= 1
        }
        ahead.cursor.index += 1
        end = ahead.cursor.index
      }
    }
  }

  /// One column with its comparison.
  private mutating func test() throws(QueryProblem) -> ColumnCondition {
    let column = try column()
    cursor.skipSpaces()
    if takeKeyword("is") {
      let isNegated = takeKeyword("not")
      guard takeKeyword("unknown") || takeKeyword("null") || takeKeyword("missing") else {
        cursor.skipSpaces()
        throw cursor.problem(
          "“is” asks for missing values only", at: cursor.index,
          expected: "unknown, or not unknown",
          suggestion: .write("\(column.name)=VALUE", effect: "compares"))
      }
      return .test(column: column.name, isNegated ? .known : .unknown)
    }
    if takeKeyword("in") {
      return .test(column: column.name, .oneOf(try list(of: column)))
    }
    if isAtKeyword("not") {
      let place = cursor.index
      cursor.index += 3
      guard takeKeyword("in") else {
        throw cursor.problem(
          "“not” stands before a whole condition", at: place, expected: "in (…) after not",
          suggestion: .write("not \(column.name)=VALUE", effect: nil))
      }
      return .test(column: column.name, .not(.oneOf(try list(of: column))))
    }
    let place = cursor.index
    guard let comparison = try cursor.takeComparison() else {
      let word = word()
      throw cursor.problem(
        word.isEmpty
          ? "the column \(column.name) is not compared with anything"
          : "“\(word)” is no comparison",
        at: place, to: word.isEmpty ? nil : cursor.index,
        expected: "= != < <= > >= in (…) or is unknown")
    }
    return .test(
      column: column.name,
      .compare(
        comparison, try value(of: column, isInList: false, isOrdered: comparison.isOrder)))
  }

  private mutating func list(
    of column: QuerySchema.Column
  ) throws(QueryProblem)
    -> [ColumnLiteral]
  {
    cursor.skipSpaces()
    let opening = cursor.index
    guard cursor.take("(") else {
      throw cursor.problem(
        "“in” needs a list", at: opening, expected: "( and values with commas between them",
        suggestion: .write("\(column.name) in (a, b)", effect: nil))
    }
    var values: [ColumnLiteral] = []
    while true {
      values.append(try value(of: column, isInList: true))
      cursor.skipSpaces()
      if cursor.take(",") { continue }
      if cursor.take(")") { return values }
      throw cursor.isAtEnd
        ? cursor.problem("this ( is never closed", at: opening, expected: ")")
        : cursor.problem("the list goes on without a comma", at: cursor.index, expected: ", or )")
    }
  }

  // MARK: - Names and values

  private mutating func column() throws(QueryProblem) -> QuerySchema.Column {
    cursor.skipSpaces()
    let start = cursor.index
    let name: String
    var isQuoted = false
    if cursor.current != "\"", let known = longestKnownName() {
      name = known
      cursor.index += known.unicodeScalars.count
    } else if let quote = cursor.current, quote == "\"" || quote == "'" || quote == "“" {
      isQuoted = true
      cursor.index += 1
      name = try cursor.quotedText(until: quote == "“" ? "”" : quote, opening: start)
    } else {
      name = word()
    }
    if name.isEmpty, !isQuoted {
      throw cursor.problem(
        cursor.isAtEnd ? "the condition ends too early" : "a column name is missing", at: start,
        expected: "a column")
    }
    guard let column = schema.column(named: name) else {
      throw schema.unknownColumn(
        name, in: cursor.text, as: cursor.source, at: cursor.range(from: start, to: cursor.index))
    }
    return column
  }

  /// The longest column name that stands here and ends, for names with signs in them.
  private func longestKnownName() -> String? {
    var best: String?
    for name in schema.columns.lazy.flatMap(\.spellings)
    where cursor.isAt(name, ignoringCase: schema.ignoresCase) {
      let length = name.unicodeScalars.count
      guard length > best?.unicodeScalars.count ?? 0 else { continue }
      if let after = cursor.peek(length), !after.properties.isWhitespace, !after.endsWord {
        continue
      }
      best = name
    }
    return best
  }

  private mutating func value(
    of column: QuerySchema.Column, isInList: Bool, isOrdered: Bool = false
  ) throws(QueryProblem) -> ColumnLiteral {
    cursor.skipSpaces()
    let start = cursor.index
    var isBare = false
    let text: String
    if let quote = cursor.current, quote == "\"" || quote == "'" || quote == "“" {
      cursor.index += 1
      text = try cursor.quotedText(until: quote == "“" ? "”" : quote, opening: start)
    } else {
      _ = word()
      // In a list a comma parts values; elsewhere it can only stand in a number.
      if !isInList { takeThousands() }
      text = cursor.text(from: start, to: cursor.index)
      if text.isEmpty {
        throw cursor.problem(
          "\(column.name) is compared with nothing", at: start, expected: column.expectedValue,
          suggestion: isInList || cursor.current != "("
            ? nil : .write("\(column.name) in (a, b)", effect: "takes several values"))
      }
      isBare = true
      if !isInList { bare = (start..<cursor.index, column.name) }
    }
    let literal = try cursor.literal(text, for: column, isOrdered: isOrdered, at: start)
    if !isOrdered {
      asked.append(cursor.asked(literal, of: column, isBare: isBare, at: start))
    }
    let scalars = Array(text.unicodeScalars)
    let isEscaped = Array(repeating: false, count: scalars.count)
    if isBare, literal.decimal == nil,
      let odd = ValueNotation.hint(on: scalars, isEscaped: isEscaped)
    {
      hints.append(
        cursor.problem(odd.message, at: start, to: cursor.index, suggestion: odd.suggestion))
    }
    return literal
  }

  /// Takes `,500,000` behind a digit, and what the number ends with.
  private mutating func takeThousands() {
    func isDigit(_ distance: Int) -> Bool {
      cursor.peek(distance).map { ("0"..."9").contains($0) } ?? false
    }
    while cursor.current == ",", isDigit(-1), (1...3).allSatisfy(isDigit), !isDigit(4) {
      cursor.index += 4
      _ = word()
    }
  }

  /// Code points up to a space, bracket, comma, quote or comparison.
  private mutating func word() -> String {
    let start = cursor.index
    while let scalar = cursor.current, !scalar.properties.isWhitespace, !scalar.endsWord {
      cursor.index += 1
    }
    return cursor.text(from: start, to: cursor.index)
  }

  // MARK: - Keywords

  private func isAtKeyword(_ word: String) -> Bool {
    guard cursor.isAt(word, ignoringCase: true) else { return false }
    guard let after = cursor.peek(word.unicodeScalars.count) else { return true }
    return after.properties.isWhitespace || after.endsWord
  }

  private mutating func takeKeyword(_ word: String) -> Bool {
    cursor.skipSpaces()
    guard isAtKeyword(word) else { return false }
    cursor.index += word.unicodeScalars.count
    return true
  }

  /// Whether the word here is a known column followed by a comparison.
  private func nameIsCompared(length: Int) -> Bool {
    guard schema.column(named: cursor.text(from: cursor.index, to: cursor.index + length)) != nil
    else { return false }
    var ahead = cursor
    ahead.index += length
    ahead.skipSpaces()
    return (try? ahead.takeComparison()) != nil
  }
}

extension Unicode.Scalar {
  /// Ends an unquoted name or value of a condition.
  fileprivate var endsWord: Bool {
    switch self {
    case "=", "!", "<", ">", "(", ")", ",", "\"": true
    default: false
    }
  }
}

extension QueryParserCursor {
  /// Takes `= == != <> < <= > >=`.
  ///
  /// - Throws: ``QueryProblem`` for other signs that stand where a comparison could, such as `=~`.
  mutating func takeComparison() throws(QueryProblem) -> ColumnComparison? {
    let start = index
    while let sign = current, ["=", "!", "<", ">", "~"].contains(sign) { index += 1 }
    let written = text(from: start, to: index)
    switch written {
    case "": return nil
    case "=", "==": return .equal
    case "!=", "<>": return .notEqual
    case "<": return .less
    case "<=": return .lessOrEqual
    case ">": return .greater
    case ">=": return .greaterOrEqual
    default:
      throw problem(
        "“\(written)” is no comparison", at: start, to: index,
        expected: "one of = != < <= > >=; a value that begins so stands in quotes")
    }
  }

  /// A literal, checked against what a column can hold.
  ///
  /// `isOrdered`: values are asked to be before or after it.
  func literal(
    _ text: String, for column: QuerySchema.Column, isOrdered: Bool, at place: Int
  ) throws(QueryProblem) -> ColumnLiteral {
    let literal = ColumnLiteral(text: text, decimal: QuantityParser.parse(text))
    if column.isNumeric, literal.decimal == nil {
      throw problem(
        "the column \(column.name) holds numbers, and “\(text)” is none", at: place, to: index,
        expected: column.expectedValue)
    }
    if column.isBoolean, literal.boolean == nil {
      throw problem(
        "the column \(column.name) holds true or false, and “\(text)” is neither", at: place,
        to: index,
        expected: column.expectedValue)
    }
    if let values = column.values, values.value(of: text) == nil {
      throw values.problem(
        of: text, in: column.name, of: self.text, as: source, at: range(from: place, to: index))
    }
    if isOrdered {
      try checkOrder(literal, of: column, at: place)
    } else {
      try checkDate(literal, of: column, at: place)
    }
    return literal
  }

  /// A value that was read from a place up to here.
  func asked(
    _ literal: ColumnLiteral, of column: QuerySchema.Column, isBare: Bool, at place: Int
  ) -> AskedValue {
    AskedValue(
      column: column.name, literal: literal, source: source, text: text,
      place: range(from: place, to: index), isBare: isBare)
  }

  /// Refuses a value that no date is equal to, for a column of nothing else.
  private func checkDate(
    _ literal: ColumnLiteral, of column: QuerySchema.Column, at place: Int
  ) throws(QueryProblem) {
    guard column.holdsOnlyDates, column.types == [.string] else { return }
    let date = ColumnTextTest.Literal(literal)
    if !date.beginsWithYear { throw noDate(literal.text, of: column, at: place) }
    if date.isDate, !date.isCalendarDate { throw noDay(literal.text, at: place) }
  }

  private func noDate(
    _ text: String, of column: QuerySchema.Column, at place: Int
  ) -> QueryProblem {
    problem(
      "the column \(column.name) holds dates, and “\(text)” is none", at: place, to: index,
      expected: "a date such as 2024, 2024-06, 2024-06-30 or, in UTC, 2024-06-30T12:00Z")
  }

  private func noDay(_ text: String, at place: Int) -> QueryProblem {
    problem(
      "“\(text)” is no moment of any calendar", at: place, to: index,
      expected: "a month up to 12, a day that it has, and a time up to 23:59:60")
  }

  /// Refuses an order that no value of a column can have to a literal.
  private func checkOrder(
    _ literal: ColumnLiteral, of column: QuerySchema.Column, at place: Int
  ) throws(QueryProblem) {
    // A declared column without any value has nothing that could be compared wrongly.
    if column.types.isEmpty || column.types.contains(where: { $0 == .integer || $0 == .real }) {
      return
    }
    if column.isBoolean {
      throw problem(
        "the column \(column.name) holds true or false, neither of which is before the other",
        at: place, to: index, expected: "= or !=",
        suggestion: .write("\(column.name)=\(literal.text)", effect: "finds equal values"))
    }
    let date = ColumnTextTest.Literal(literal)
    if date.isDate, column.holdsDates {
      if date.isCalendarDate { return }
      throw noDay(literal.text, at: place)
    }
    if column.holdsOnlyDates, literal.boolean == nil {
      throw noDate(literal.text, of: column, at: place)
    }
    if literal.decimal != nil, column.types.contains(.string) {
      throw problem(
        "the column \(column.name) holds text, which is neither before nor after a number",
        at: place, to: index,
        expected: "= or !=, or a column of numbers; --column \(column.name):real makes it one",
        suggestion: .write("\(column.name)=\(literal.text)", effect: "finds equal text"))
    }
  }
}
