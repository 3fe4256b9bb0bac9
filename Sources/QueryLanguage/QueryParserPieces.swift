// Pieces: what stands between spaces, and the quoted strings, patterns and names among them.
extension QueryReading {
  mutating func piece(scope: Scope, depth: Int) throws(QueryProblem) -> Query {
    if case .column(let column) = scope { return try columnValue(of: column) }
    let field: String? = if case .text(let name) = scope { name } else { nil }

    if cursor.isAt("exact:"), let quote = cursor.peek(6), quote == "\"" || quote == "“" {
      cursor.index += 6
      let (piece, range) = try quoted()
      let text = QueryParserCursor.text(of: piece.scalars)
      return .leaf(QueryLeaf(.exact(text), field: field, range: range))
    }
    if let named = try takeName() {
      switch named {
      case .column(let column): return try columnPrimary(column, depth: depth)
      case .text, .none: return try textPrimary(named, depth: depth)
      }
    }
    switch cursor.current {
    case "\"", "“":
      return .leaf(try phrase(field: field))
    case "/":
      if let pattern = try takePattern(field: field) { return .leaf(pattern) }
    default:
      break
    }
    return .leaf(try word(field: field))
  }

  // MARK: - Names

  /// Takes `name:` before something that it can apply to.
  private mutating func takeName() throws(QueryProblem) -> Scope? {
    for (name, scope) in names
    where cursor.isAt(name, ignoringCase: schema.ignoresCase) {
      let length = name.unicodeScalars.count
      guard length > 0, cursor.peek(length) == ":" else { continue }
      guard let next = cursor.peek(length + 1), !next.properties.isWhitespace, next != ")" else {
        hint(
          "“\(name):” has no value behind it and is searched as text", at: cursor.index,
          to: cursor.index + length + 1,
          suggestion: .write("\(name):VALUE", effect: "without a space searches the field"))
        return nil
      }
      // A name may be a field and a column; comparisons and ranges are for the column.
      let isComparison = next == "[" || next == "{" || next == "<" || next == ">" || next == "="
      if case .text = scope, isComparison, let column = schema.column(named: name) {
        cursor.index += length + 1
        return .column(column)
      }
      cursor.index += length + 1
      return scope
    }
    return nil
  }

  private mutating func textPrimary(_ scope: Scope, depth: Int) throws(QueryProblem) -> Query {
    if let next = cursor.current, next == "[" || next == "{" || next == "<" || next == ">",
      case .text(let name) = scope
    {
      throw cursor.problem(
        "\(name) is a text, and ranges need a column", at: cursor.index,
        expected: schema.columns.isEmpty
          ? "a word or a phrase; these corpora have no columns"
          : "a word or a phrase; columns are \(schema.columns.map(\.name).joined(separator: ", "))")
    }
    return try nested(scope, depth: depth)
  }

  private mutating func columnPrimary(
    _ column: QuerySchema.Column, depth: Int
  )
    throws(QueryProblem) -> Query
  {
    try nested(.column(column), depth: depth)
  }

  /// What a name applies to; names in names count as nesting.
  private mutating func nested(_ scope: Scope, depth: Int) throws(QueryProblem) -> Query {
    if depth + 1 > QueryParser.maximumDepth {
      throw cursor.problem(
        "groups are nested too deeply", at: cursor.index,
        expected: "at most \(QueryParser.maximumDepth) levels")
    }
    return try primary(scope: scope, depth: depth + 1)
  }

  // MARK: - Quotes and patterns

  /// A phrase in quotes; a `*` behind its last word leaves the word's end open.
  private mutating func phrase(field: String?) throws(QueryProblem) -> QueryLeaf {
    let opening = cursor.index
    let (piece, range) = try quoted()
    let stem = piece.scalars.dropLast()
    let isOpen =
      piece.ends(with: "*") && stem.last?.properties.isWhitespace == false
      && stem.contains(where: \.isLetterOrDigit)
    let signs = isOpen ? stem : piece.scalars[...]
    if let star = signs.indices.first(where: { signs[$0] == "*" && !piece.isEscaped[$0] }) {
      hint(
        "a * inside quotes is text, but for one behind the last word", at: opening,
        to: cursor.index,
        suggestion: star < signs.count - 1
          ? .write("/wh.*le/", effect: "is a pattern for one word") : nil)
    }
    if field == nil, cursor.current == ":", cursor.peek(1)?.properties.isWhitespace == false {
      let name = QueryParserCursor.text(of: piece.scalars)
      if isName(name) { noteMasked(name, at: opening, to: cursor.index + 1) }
    }
    let place = cursor.index
    let slop = try takeSlop()
    guard isOpen else {
      return QueryLeaf(
        .phrase(QueryParserCursor.text(of: piece.scalars), slop: slop), field: field, range: range)
    }
    if slop > 0 {
      throw cursor.problem(
        "a phrase with an open end cannot be loose as well", at: place, to: cursor.index,
        expected: "the phrase without ~\(slop), or without its *")
    }
    return QueryLeaf(.prefix(QueryParserCursor.text(of: stem)), field: field, range: range)
  }

  /// A string in straight or curly quotes, and where it stands with its quotes.
  private mutating func quoted() throws(QueryProblem) -> (
    piece: QueryParserCursor.Piece, range: Range<Int>
  ) {
    let opening = cursor.index
    let closing: Unicode.Scalar = cursor.current == "“" ? "”" : "\""
    cursor.index += 1
    let piece = try cursor.quoted(until: closing, opening: opening)
    if piece.scalars.allSatisfy(\.properties.isWhitespace) {
      throw cursor.problem(
        "there is nothing between the quotes", at: opening, expected: "a word or more")
    }
    return (piece, cursor.range(from: opening, to: cursor.index))
  }

  /// Takes `~N` behind a phrase; 0 where there is none.
  private mutating func takeSlop() throws(QueryProblem) -> Int {
    guard cursor.current == "~" else { return 0 }
    var length = 1
    var value = 0
    while let digit = cursor.peek(length), digit >= "0", digit <= "9" {
      value = min(value * 10 + Int(digit.value - 0x30), QueryParser.maximumSlop + 1)
      length += 1
    }
    guard length > 1, endsPiece(cursor.peek(length)) else { return 0 }
    if value > QueryParser.maximumSlop {
      throw cursor.problem(
        "words cannot be that far apart", at: cursor.index,
        expected: "~N with N up to \(QueryParser.maximumSlop)")
    }
    cursor.index += length
    return value
  }

  /// Takes `/…/` when it is the whole piece; a slash inside must be escaped.
  ///
  /// - Throws: ``QueryProblem`` at the place in the pattern that cannot be read.
  private mutating func takePattern(field: String?) throws(QueryProblem) -> QueryLeaf? {
    let opening = cursor.index
    var end = opening + 1
    var holdsSpaces = false
    while end < cursor.scalars.count, cursor.scalars[end] != "/" {
      if cursor.scalars[end] == "\\", end + 1 < cursor.scalars.count { end += 1 }
      holdsSpaces = holdsSpaces || cursor.scalars[end].properties.isWhitespace
      end += 1
    }
    let after = end + 1 < cursor.scalars.count ? cursor.scalars[end + 1] : nil
    guard end < cursor.scalars.count, end > opening + 1, endsPiece(after) else { return nil }
    let written = cursor.text(from: opening, to: end + 1)
    if holdsSpaces {
      hint(
        "a pattern describes one word, so text with a space between slashes is searched as words",
        at: opening, to: end + 1, suggestion: .write("\"…\"", effect: "is a phrase"))
      return nil
    }
    do throws(TermRegex.Problem) {
      _ = try TermRegex(reading: Array(cursor.scalars[opening + 1..<end]))
    } catch {
      let asText: QuerySuggestion? =
        written.contains("\"") ? nil : .write("\"\(written)\"", effect: "searches the text itself")
      throw cursor.problem(
        error.message, at: min(opening + 1 + error.place, end), expected: error.expected,
        suggestion: Self.mended(error).map { .write("/\($0)/", effect: "describes the whole word") }
          ?? asText)
    }
    cursor.index = end + 1
    return QueryLeaf(
      .regex(cursor.text(from: opening + 1, to: end)), field: field,
      range: cursor.range(from: opening, to: cursor.index))
  }

  /// Signs without meaning that are left out of one pattern.
  private static let maximumMendings = 8

  /// A pattern that can be read, made of one that cannot by leaving out signs without meaning.
  private static func mended(_ problem: TermRegex.Problem) -> String? {
    var instead = problem.instead
    for _ in 0..<maximumMendings {
      guard let pattern = instead else { return nil }
      do throws(TermRegex.Problem) {
        _ = try TermRegex(reading: Array(pattern.unicodeScalars))
        return pattern
      } catch {
        instead = error.instead
      }
    }
    return nil
  }

  /// Whether what follows ends a piece.
  private func endsPiece(_ scalar: Unicode.Scalar?) -> Bool {
    guard let scalar else { return true }
    return scalar == ")" || scalar.properties.isWhitespace
  }

  // MARK: - Words

  /// Reads to a space, a quote or a `)` that nothing in the piece opened.
  mutating func takePiece() -> QueryParserCursor.Piece {
    var piece = QueryParserCursor.Piece()
    var open = 0
    while let scalar = cursor.current, !scalar.properties.isWhitespace, scalar != "\"" {
      if cursor.isAtEscape {
        cursor.index += 1
        piece.append(cursor.scalars[cursor.index], escaped: true)
      } else {
        if scalar == "(" { open += 1 }
        if scalar == ")" {
          if open == 0 { break }
          open -= 1
        }
        piece.append(scalar, escaped: false)
      }
      cursor.index += 1
    }
    openInPieces += open
    return piece
  }

  private mutating func word(field: String?) throws(QueryProblem) -> QueryLeaf {
    let start = cursor.index
    let piece = takePiece()
    let range = cursor.range(from: start, to: cursor.index)
    let scalars = piece.scalars
    if scalars == ["*"], !piece.isEscaped[0] {
      return QueryLeaf(.everything, field: field, range: range)
    }
    if noteMistakes(in: piece, at: start) {
      return QueryLeaf(.text(QueryParserCursor.text(of: scalars)), field: field, range: range)
    }
    if piece.ends(with: "*"), scalars.dropLast().contains(where: \.isLetterOrDigit) {
      let stem = QueryParserCursor.text(of: scalars.dropLast())
      return QueryLeaf(.prefix(stem), field: field, range: range)
    }
    if let tilde = fuzzyTilde(in: piece) {
      let distance = scalars[(tilde + 1)...].reduce(0) { min($0 * 10 + Int($1.value - 0x30), 99) }
      if distance > 2 {
        throw cursor.problem(
          "words cannot differ that much", at: start, to: cursor.index,
          expected: "~1 or ~2 behind a word",
          suggestion: .write("\\~", effect: "searches the character itself"))
      }
      let stem = QueryParserCursor.text(of: scalars[..<tilde])
      if distance > 0 {
        return QueryLeaf(.fuzzy(stem, distance: distance), field: field, range: range)
      }
      return QueryLeaf(.text(stem), field: field, range: range)
    }
    return QueryLeaf(.text(QueryParserCursor.text(of: scalars)), field: field, range: range)
  }

  /// Where `~N` begins that ends a piece with letters in it; `10~20` is text.
  func fuzzyTilde(in piece: QueryParserCursor.Piece) -> Int? {
    guard let tilde = piece.scalars.lastIndex(of: "~"), !piece.isEscaped[tilde] else { return nil }
    let digits = piece.scalars[(tilde + 1)...]
    guard !digits.isEmpty, digits.allSatisfy({ $0 >= "0" && $0 <= "9" }),
      piece.scalars[..<tilde].contains(where: { $0.properties.isAlphabetic })
    else { return nil }
    return tilde
  }
}
