// Pieces: what stands between spaces, and the quoted strings, patterns and names among them.
extension QueryReading {
  mutating func piece(scope: Scope, depth: Int) throws(QueryProblem) -> Query {
    if case .column(let column) = scope { return try columnValue(of: column) }
    let field: String? = if case .text(let name) = scope { name } else { nil }

    if cursor.isAt("exact:"), let quote = cursor.peek(6), quote == "\"" || quote == "“" {
      cursor.index += 6
      let (text, range) = try quotedText()
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
      let (text, quotes) = try quotedText()
      let start = quotes
      let slop = try takeSlop()
      return .leaf(QueryLeaf(.phrase(text, slop: slop), field: field, range: start))
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
        hints.append(
          cursor.problem(
            "“\(name):” has no value behind it and is searched as text", at: cursor.index,
            suggestion: .write("\(name):VALUE", effect: "without a space searches the field")))
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

  /// A string in straight or curly quotes, and where it stands with its quotes.
  private mutating func quotedText() throws(QueryProblem) -> (text: String, range: Range<Int>) {
    let opening = cursor.index
    let closing: Unicode.Scalar = cursor.current == "“" ? "”" : "\""
    cursor.index += 1
    let text = try cursor.quoted(until: closing, opening: opening)
    if text.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
      throw cursor.problem(
        "there is nothing between the quotes", at: opening, expected: "a word or more")
    }
    return (text, cursor.range(from: opening, to: cursor.index))
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
    var place = opening + 1
    var pattern: [Unicode.Scalar] = []
    // Where each code point of the pattern stands in the query.
    var places: [Int] = []
    while place < cursor.scalars.count {
      let scalar = cursor.scalars[place]
      if scalar.properties.isWhitespace { return nil }
      if scalar == "/" { break }
      if scalar == "\\", place + 1 < cursor.scalars.count {
        let next = cursor.scalars[place + 1]
        if next.properties.isWhitespace { return nil }
        if next != "/" {
          pattern.append(scalar)
          places.append(place)
        }
        pattern.append(next)
        places.append(place + 1)
        place += 2
      } else {
        pattern.append(scalar)
        places.append(place)
        place += 1
      }
    }
    let after = place + 1 < cursor.scalars.count ? cursor.scalars[place + 1] : nil
    guard place < cursor.scalars.count, !pattern.isEmpty, endsPiece(after) else { return nil }
    do throws(TermRegex.Problem) {
      _ = try TermRegex(reading: pattern)
    } catch {
      let written = cursor.text(from: opening, to: place + 1)
      throw cursor.problem(
        error.message, at: error.place < places.count ? places[error.place] : place,
        expected: error.expected,
        suggestion: written.contains("\"")
          ? nil : .write("\"\(written)\"", effect: "searches the text itself"))
    }
    cursor.index = place + 1
    return QueryLeaf(
      .regex(QueryParserCursor.text(of: pattern)), field: field,
      range: cursor.range(from: opening, to: cursor.index))
  }

  /// Whether what follows ends a piece.
  private func endsPiece(_ scalar: Unicode.Scalar?) -> Bool {
    guard let scalar else { return true }
    return scalar == ")" || scalar.properties.isWhitespace
  }

  // MARK: - Words

  /// The code points of a piece, and which of them were escaped.
  struct Piece {
    var scalars: [Unicode.Scalar] = []
    var isEscaped: [Bool] = []

    mutating func append(_ scalar: Unicode.Scalar, escaped: Bool) {
      scalars.append(scalar)
      isEscaped.append(escaped)
    }
  }

  /// Reads to a space, a quote or a `)` that nothing in the piece opened.
  mutating func takePiece() -> Piece {
    var piece = Piece()
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
    noteMistakes(in: piece, at: start)

    if scalars.last == "*", piece.isEscaped.last == false,
      scalars.dropLast().contains(where: \.isLetterOrDigit)
    {
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
  private func fuzzyTilde(in piece: Piece) -> Int? {
    guard let tilde = piece.scalars.lastIndex(of: "~"), !piece.isEscaped[tilde] else { return nil }
    let digits = piece.scalars[(tilde + 1)...]
    guard !digits.isEmpty, digits.allSatisfy({ $0 >= "0" && $0 <= "9" }),
      piece.scalars[..<tilde].contains(where: { $0.properties.isAlphabetic })
    else { return nil }
    return tilde
  }

  /// Adds hints on pieces that are searched as text and look like something else.
  private mutating func noteMistakes(in piece: Piece, at start: Int) {
    let scalars = piece.scalars
    if let star = scalars.dropLast().firstIndex(of: "*"), !piece.isEscaped[star],
      scalars[..<star].contains(where: \.isLetterOrDigit),
      scalars[star...].contains(where: \.isLetterOrDigit)
    {
      hints.append(
        cursor.problem(
          "a * inside a piece is text", at: start,
          suggestion: .write("/wh.*le/", effect: "is a pattern, whal* a prefix")))
    }
    guard let colon = scalars.firstIndex(of: ":"), !piece.isEscaped[colon], colon > 0,
      colon + 1 < scalars.count
    else { return }
    let name = QueryParserCursor.text(of: scalars[..<colon])
    if let nearest = NearestName.nearest(to: name, among: names.map(\.name)), nearest != name {
      hints.append(
        cursor.problem(
          "“\(name)” is no field or column, so “\(name):” is searched as text", at: start,
          to: start + colon, suggestion: .meant("\(nearest):")))
    }
  }
}
