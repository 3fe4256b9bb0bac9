// Hints on pieces that are searched as text and look like notation that the language does not have.
extension QueryReading {
  /// Operators of other languages that are whole pieces, and what is written here.
  private static let foreignOperators: [String: QuerySuggestion] = [
    "&&": .write("AND", effect: "requires both sides"),
    "&": .write("AND", effect: "requires both sides"),
    "||": .write("OR", effect: "takes either side"),
    "|": .write("OR", effect: "takes either side"),
    "XOR": .write("(a OR b) -(a AND b)", effect: "takes one side alone"),
    "NEAR": .write("\"a b\"~5", effect: "finds words near each other"),
  ]

  /// Words that compare in other languages.
  private static let foreignComparisons: Set<String> = [
    "LIKE", "ILIKE", "CONTAINS", "MATCHES", "REGEXP", "BETWEEN", "IN", "IS",
  ]

  /// What names are in front of that are no fields: addresses and the like.
  private static let schemes: Set<String> = [
    "http", "https", "ftp", "file", "mailto", "urn", "doi", "isbn", "arxiv", "data", "tel",
  ]

  /// Adds hints on a piece.
  ///
  /// - Returns: Whether the piece is text as a whole, whatever signs it ends with.
  mutating func noteMistakes(in piece: QueryParserCursor.Piece, at start: Int) -> Bool {
    let end = cursor.index
    // Most pieces are words.
    guard
      zip(piece.scalars, piece.isEscaped).contains(where: { !$0.isLetterOrDigit && !$1 })
        || isForeignWord(piece)
    else { return false }
    let text = QueryParserCursor.text(of: piece.scalars)
    if piece.isEscaped.contains(true) {
      noteName(piece, at: start)
    } else if noteComparison(piece, at: start) {
      return true
    } else if !noteOperator(text, at: start, to: end), !noteRange(at: start),
      !noteQuotes(text, at: start), !noteTilde(piece, text, at: start)
    {
      noteWildcards(piece, at: start)
      noteName(piece, at: start)
    }
    return false
  }

  private func isForeignWord(_ piece: QueryParserCursor.Piece) -> Bool {
    let text = QueryParserCursor.text(of: piece.scalars)
    return Self.foreignOperators[text] != nil || Self.foreignComparisons.contains(text)
  }

  // MARK: - Operators

  private mutating func noteOperator(_ text: String, at start: Int, to end: Int) -> Bool {
    let word = text.prefix { $0 != "/" }
    if let suggestion = Self.foreignOperators[String(word)],
      text == word || (word == "NEAR" && text.dropFirst(5).allSatisfy(\.isNumber))
    {
      hint(
        "“\(text)” is no operator and is searched as text", at: start, to: end,
        suggestion: suggestion)
      return true
    }
    if text.hasPrefix("!"), text.dropFirst().first?.isLetter == true {
      hint(
        "a ! in front of a piece is text", at: start, to: end,
        suggestion: .write("-\(text.dropFirst())", effect: "forbids the word"))
      return true
    }
    if Self.foreignComparisons.contains(text), let column = columnBefore(start) {
      hint(
        "“\(text)” is no comparison and is searched as text", at: start, to: end,
        suggestion: .write("\(column):VALUE", effect: "asks the column"))
      return true
    }
    return false
  }

  /// The field or column whose name is the piece in front of a place.
  private func nameBefore(_ place: Int) -> String? {
    var end = place
    while end > 0, cursor.scalars[end - 1].properties.isWhitespace { end -= 1 }
    var start = end
    while start > 0, !cursor.scalars[start - 1].properties.isWhitespace { start -= 1 }
    let name = cursor.text(from: start, to: end)
    return schema.column(named: name)?.name ?? (schema.textFields.contains(name) ? name : nil)
  }

  private func columnBefore(_ place: Int) -> String? {
    nameBefore(place).flatMap { schema.column(named: $0)?.name }
  }

  private static let comparisonSigns: [Unicode.Scalar] = ["=", "<", ">", "!", "~"]

  /// A column compared without a colon: `quality>=15`, `quality >= 15`.
  private mutating func noteComparison(
    _ piece: QueryParserCursor.Piece, at start: Int
  ) -> Bool {
    let scalars = piece.scalars
    if scalars == [":"], let name = nameBefore(start) {
      hint(
        "a : between spaces is text", at: start, to: cursor.index,
        suggestion: .write("\(name):VALUE", effect: "without spaces asks \(name)"))
      return true
    }
    guard let sign = scalars.firstIndex(where: Self.comparisonSigns.contains) else { return false }
    let signs = scalars[sign...].prefix { Self.comparisonSigns.contains($0) }
    // A tilde alone is about likeness.
    guard signs.contains(where: { $0 == "=" || $0 == "<" || $0 == ">" }) else { return false }
    let name = QueryParserCursor.text(of: scalars[..<sign])
    let column =
      sign == 0
      ? (signs.endIndex == scalars.count ? columnBefore(start) : nil)
      : schema.column(named: name)?.name
        ?? (name.unicodeScalars.count > 3 ? schema.columnName(near: name) : nil)
    guard let column else { return false }
    let value = QueryParserCursor.text(of: scalars[signs.endIndex...])
    let written = QueryParserCursor.text(of: signs)
    let comparison = ["<", "<=", ">", ">=", "!="].contains(written) ? written : ""
    hint(
      "a column is asked behind a colon, so “\(QueryParserCursor.text(of: scalars))” is searched "
        + "as text", at: start, to: cursor.index,
      suggestion: .write(
        "\(column):\(comparison)\(value.isEmpty ? "VALUE" : value)", effect: "asks the column"))
    return true
  }

  /// `[a TO b]` without a name in front.
  private mutating func noteRange(at start: Int) -> Bool {
    guard let opening = cursor.scalars[start...].first, opening == "[" || opening == "{",
      cursor.isAt(" TO ")
    else { return false }
    let rest = cursor.scalars[(cursor.index + 4)...].prefix { !$0.properties.isWhitespace }
    guard let closing = rest.last, closing == "]" || closing == "}" else { return false }
    hint(
      "a range without a column in front is searched as words", at: start, to: rest.endIndex,
      suggestion: .write(
        "\(schema.columns.first?.name ?? "COLUMN"):\(cursor.text(from: start, to: rest.endIndex))",
        effect: "asks the column"))
    return true
  }

  // MARK: - Quotes and wildcards

  /// Words in single quotes.
  private mutating func noteQuotes(_ text: String, at start: Int) -> Bool {
    guard text.hasPrefix("'"), cursor.current?.properties.isWhitespace == true,
      let end = cursor.scalars[cursor.index...].firstIndex(of: "'"),
      end + 1 == cursor.scalars.count || cursor.scalars[end + 1].properties.isWhitespace
    else { return false }
    let inside = cursor.text(from: start + 1, to: end)
    hint(
      "single quotes are text", at: start, to: end + 1,
      suggestion: inside.contains("\"") ? nil : .write("\"\(inside)\"", effect: "is a phrase"))
    return true
  }

  /// A tilde without a number, or without a word or phrase in front of it.
  private mutating func noteTilde(
    _ piece: QueryParserCursor.Piece, _ text: String, at start: Int
  ) -> Bool {
    let isBehindPhrase = start > 0 && ["\"", "”"].contains(cursor.scalars[start - 1])
    if piece.scalars.first == "~", isBehindPhrase || piece.scalars.count > 1 {
      hint(
        isBehindPhrase ? "a ~ behind a phrase needs a number" : "a ~ in front of a piece is text",
        at: start, to: cursor.index,
        suggestion: isBehindPhrase
          ? .write("\"…\"~5", effect: "allows five places")
          : .write("word~1", effect: "allows a change"))
      return true
    }
    if fuzzyTilde(in: piece) == nil, text.hasSuffix("~1") || text.hasSuffix("~2") {
      hint(
        "a ~ behind a piece without letters is text", at: start, to: cursor.index,
        suggestion: .write("\\~", effect: "searches the character itself"))
      return true
    }
    if piece.ends(with: "~"), piece.scalars.dropLast().contains(where: \.properties.isAlphabetic) {
      hint(
        "a ~ behind a word needs a number", at: start, to: cursor.index,
        suggestion: .write("\(text)1", effect: "allows a change"))
      return true
    }
    return false
  }

  private mutating func noteWildcards(_ piece: QueryParserCursor.Piece, at start: Int) {
    let scalars = piece.scalars
    if let star = scalars.dropLast().firstIndex(of: "*"), !piece.isEscaped[star],
      scalars.contains(where: \.isLetterOrDigit)
    {
      hint(
        "a * in front of the end of a piece is text", at: start, to: cursor.index,
        suggestion: .write("/wh.*le/", effect: "is a pattern, whal* a beginning"))
      return
    }
    if piece.ends(with: "*"), !scalars.contains(where: \.isLetterOrDigit),
      scalars.contains(where: { $0 != "*" })
    {
      hint(
        "a * behind a piece without letters is text", at: start, to: cursor.index,
        suggestion: .write("\\*", effect: "searches the character itself"))
      return
    }
    // A question may end with a question mark; a query of one piece is none.
    let isWhole = start == 0 && cursor.isAtEnd
    let inside = isWhole ? scalars[...] : scalars.dropLast()
    if let mark = inside.firstIndex(of: "?"), !piece.isEscaped[mark], mark > 0,
      scalars[mark - 1].isLetterOrDigit,
      isWhole || scalars[mark + 1].isLetterOrDigit
    {
      hint(
        "a ? in a piece is text", at: start, to: cursor.index,
        suggestion: .write("/wh.le/", effect: "is a pattern, in which . is any character"))
      return
    }
    if let hat = scalars.lastIndex(of: "^"), hat > 0, !piece.isEscaped[hat],
      hat + 1 < scalars.count,
      scalars[(hat + 1)...].allSatisfy({ ("0"..."9").contains($0) || $0 == "." })
    {
      hint(
        "a ^ is text: words cannot be given weights", at: start, to: cursor.index,
        suggestion: .write("\\^", effect: "searches the character itself"))
    }
  }

  // MARK: - Names

  /// A name in front of a colon that is none.
  private mutating func noteName(_ piece: QueryParserCursor.Piece, at start: Int) {
    let scalars = piece.scalars
    guard let colon = scalars.firstIndex(of: ":"), !piece.isEscaped[colon], colon > 0 else {
      return
    }
    // What follows may be a quoted string, which ends the piece.
    let follows = colon + 1 < scalars.count ? scalars[colon + 1] : cursor.current
    guard let follows, !follows.properties.isWhitespace, follows != ":", follows != "/",
      follows != ")"
    else { return }
    let name = QueryParserCursor.text(of: scalars[..<colon])
    if names.contains(where: { $0.name == name }) { return }
    let message = "“\(name)” is no field or column, so “\(name):” is searched as text"
    if name == "exact" {
      let literal = QueryParserCursor.text(of: scalars[(colon + 1)...])
      hint(
        "exact: takes a string in quotes, and is searched as text without", at: start,
        to: cursor.index,
        suggestion: .write("exact:\"\(literal)\"", effect: "finds the literal characters"))
    } else if let nearest = NearestName.nearest(to: name, among: names.map(\.name)) {
      hint(message, at: start, to: start + colon, suggestion: .meant("\(nearest):"))
    } else if looksLikeName(scalars[..<colon]), !Self.schemes.contains(name.lowercased()) {
      let known = names.map(\.name).sorted().prefix(Self.namedNames).joined(separator: ", ")
      hint(
        message, at: start, to: start + colon,
        suggestion: known.isEmpty
          ? nil
          : .write(known, effect: names.count > Self.namedNames ? "… are names" : "are names"))
    }
  }

  /// Names that a hint tells.
  private static let namedNames = 8

  /// A letter of any script, then letters, digits and signs that names have.
  private func looksLikeName(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    scalars.first?.properties.isAlphabetic == true
      && scalars.allSatisfy { $0.isLetterOrDigit || $0 == "_" || $0 == "-" || $0 == "." }
  }
}
