internal import Records

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
      !noteQuotes(text, at: start), !noteWideSigns(piece, text, at: start),
      !notePattern(piece, at: start),
      !noteTilde(piece, text, at: start)
    {
      noteWildcards(piece, at: start)
      noteName(piece, at: start)
    }
    return false
  }

  private func isForeignWord(_ piece: QueryParserCursor.Piece) -> Bool {
    let text = QueryParserCursor.text(of: piece.scalars)
    return Self.foreignOperators[text] != nil || Self.foreignComparisons.contains(text)
      || Self.touchingWord(in: text) != nil || isWideOperator(text)
  }

  // MARK: - Operators

  private mutating func noteOperator(_ written: String, at start: Int, to end: Int) -> Bool {
    let isWide = written.unicodeScalars.contains { $0 == "｜" || $0 == "＆" }
    let text = isWide ? Self.narrow(written) : written
    let word = text.prefix { $0 != "/" }
    if let suggestion = Self.foreignOperators[String(word)],
      text == word || (word == "NEAR" && text.dropFirst(5).allSatisfy(\.isNumber))
    {
      hint(
        "“\(written)” is no operator and is searched as text", at: start, to: end,
        suggestion: suggestion)
      return true
    }
    if let (touching, suggestion) = Self.touchingOperator(in: text)
      ?? Self.touchingWord(in: text)
    {
      hint(
        "“\(touching)” is no operator, so “\(written)” is searched as text", at: start, to: end,
        suggestion: suggestion)
      return true
    }
    if let operatorWord = operatorBesideSign(in: text, at: start, to: end) {
      hint(
        "“\(operatorWord)” touches a sign, so “\(text)” is searched as text", at: start, to: end,
        suggestion: .write(" \(operatorWord) ", effect: "between spaces is an operator"))
      return true
    }
    // Between words it is a dash.
    if text == "-" || text == "+", start > 0, cursor.isAtEnd || cursor.current == ")" {
      hint(
        "a \(text) that nothing follows is text", at: start, to: end,
        suggestion: .write(
          "\(text)word", effect: text == "-" ? "forbids the word" : "requires the word"))
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

  /// An operator of other languages that touches a word: `a&&b`, `a ||b`, `a|b`.
  private static func touchingOperator(
    in text: String
  ) -> (String, QuerySuggestion)? {
    for written in ["&&", "||"] where text.contains(written) && text != written {
      return foreignOperators[written].map { (written, $0) }
    }
    let scalars = Array(text.unicodeScalars)
    for place in scalars.indices.dropFirst().dropLast()
    where scalars[place] == "|" && scalars[place - 1].isLetterOrDigit
      && scalars[place + 1].isLetterOrDigit
    {
      return foreignOperators["|"].map { ("|", $0) }
    }
    return nil
  }

  /// An operator of this language that touches a word: `whaleANDship`, `灯塔AND海上`, `ORship`.
  private static func touchingWord(in text: String) -> (String, QuerySuggestion)? {
    func isWord(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isAlphabetic && !scalar.properties.isUppercase
    }
    let scalars = Array(text.unicodeScalars)
    for word in ["AND", "OR", "NOT"] {
      let signs = Array(word.unicodeScalars)
      for start in scalars.indices.dropLast(signs.count)
      where scalars[start] == signs[0]
        && scalars[start...].prefix(signs.count).elementsEqual(signs)
        && isWord(scalars[start + signs.count]) && (start == 0 || isWord(scalars[start - 1]))
      {
        return (word, .write(" \(word) ", effect: "between spaces is an operator"))
      }
    }
    return nil
  }

  /// An operator of this language that a sign parts from a word, where an operator could stand:
  /// `whale AND-one`, `whale,OR one`.
  private func operatorBesideSign(in text: String, at start: Int, to end: Int) -> String? {
    let scalars = Array(text.unicodeScalars)
    let signs = [",", ";", "-", "+", "!", "，", "；", "、"] as [Unicode.Scalar]
    let parts = scalars.split(whereSeparator: signs.contains)
    guard parts.count > 1, let first = parts.first, let last = parts.last else { return nil }
    let isBehindPiece = cursor.scalars[..<start].contains { !$0.properties.isWhitespace }
    let isBeforePiece = cursor.scalars[end...].contains { !$0.properties.isWhitespace }
    let front = QueryParserCursor.text(of: first)
    if first.startIndex == 0, front == "NOT" || (isBehindPiece && ["AND", "OR"].contains(front)) {
      return front
    }
    let back = QueryParserCursor.text(of: last)
    return isBeforePiece && last.endIndex == scalars.count && ["AND", "OR", "NOT"].contains(back)
      ? back : nil
  }

  /// The field or column whose name is the piece in front of a place.
  private func nameBefore(_ place: Int) -> String? {
    var end = place
    while end > 0, cursor.scalars[end - 1].properties.isWhitespace { end -= 1 }
    var start = end
    while start > 0, !cursor.scalars[start - 1].properties.isWhitespace { start -= 1 }
    let name = cursor.text(from: start, to: end)
    return schema.column(named: name)?.name
      ?? (schema.textFields.containsExactly(name) ? name : nil)
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
    if scalars.first == ":", let name = nameBefore(start) {
      hint(
        scalars.count == 1 ? "a : between spaces is text" : "a : behind a space is text", at: start,
        to: cursor.index,
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
        ?? (name.unicodeScalars.count > 3 && looksLikeName(scalars[..<sign])
          ? schema.columnName(near: name) : nil)
    let value = QueryParserCursor.text(of: scalars[signs.endIndex...])
    let written = QueryParserCursor.text(of: signs)
    guard let column else {
      noteUnknownComparison(scalars[..<sign], written, value, at: start)
      return false
    }
    let comparison = ["<", "<=", ">", ">=", "!="].contains(written) ? written : ""
    hint(
      "a column is asked behind a colon, so “\(QueryParserCursor.text(of: scalars))” is searched "
        + "as text", at: start, to: cursor.index,
      suggestion: .write(
        "\(column):\(comparison)\(value.isEmpty ? "VALUE" : value)", effect: "asks the column"))
    return true
  }

  /// A comparison with a name that no column has: `lang=zh` where records have no `lang`.
  private mutating func noteUnknownComparison(
    _ name: ArraySlice<Unicode.Scalar>, _ comparison: String, _ value: String, at start: Int
  ) {
    // Code and formulas compare too, with more signs.
    func isPlain(_ scalar: Unicode.Scalar) -> Bool {
      scalar.isLetterOrDigit || scalar == "-" || scalar == "." || scalar == "_"
    }
    guard looksLikeName(name), name.last?.isLetterOrDigit == true,
      value.unicodeScalars.first?.isLetterOrDigit == true,
      value.unicodeScalars.allSatisfy(isPlain),
      ["=", "==", "!=", "<", "<=", ">", ">="].contains(comparison)
    else { return }
    let name = QueryParserCursor.text(of: name)
    hint(
      "“\(name)” is no column, so “\(name)\(comparison)\(value)” is searched as text", at: start,
      to: cursor.index, suggestion: knownNames)
  }

  /// `[a TO b]` without a name in front.
  private mutating func noteRange(at start: Int) -> Bool {
    guard let opening = cursor.scalars[start...].first, opening == "[" || opening == "{",
      cursor.isAt(" TO"), cursor.peek(3)?.properties.isWhitespace != false
    else { return false }
    let upper = cursor.scalars[cursor.index...].dropFirst(4)
      .prefix { !$0.properties.isWhitespace }
    let end = upper.isEmpty ? cursor.index + 3 : upper.endIndex
    let isClosed = upper.last == "]" || upper.last == "}"
    let range = isClosed ? cursor.text(from: start, to: end) : "[1 TO 5]"
    hint(
      "a range without a column in front is searched as words", at: start, to: end,
      suggestion: .write(
        "\(schema.columns.first?.name ?? "COLUMN"):\(range)", effect: "asks the column"))
    return true
  }

  // MARK: - Quotes and wildcards

  /// Words in single quotes.
  private mutating func noteQuotes(_ text: String, at start: Int) -> Bool {
    guard text.hasPrefix("'"), cursor.current?.properties.isWhitespace == true,
      let end = cursor.scalars[cursor.index...].firstIndex(of: "'")
    else { return false }
    let inside = cursor.text(from: start + 1, to: end)
    let after = end + 1 < cursor.scalars.count ? cursor.scalars[end + 1] : nil
    if after == ":", isName(inside) {
      noteMasked(inside, at: start, to: end + 2)
      return true
    }
    guard after?.properties.isWhitespace != false else { return false }
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
    if piece.scalars.first == "~",
      isBehindPhrase || piece.scalars.dropFirst().first?.properties.isAlphabetic == true
        || start == 0 && cursor.isAtEnd && piece.scalars.dropFirst().first?.isLetterOrDigit == true
    {
      hint(
        isBehindPhrase ? "a ~ behind a phrase needs a number" : "a ~ in front of a piece is text",
        at: start, to: cursor.index,
        suggestion: isBehindPhrase
          ? .write("\"…\"~5", effect: "allows five places")
          : .write("word~1", effect: "allows a change"))
      return true
    }
    if piece.scalars.first != "~", fuzzyTilde(in: piece) == nil,
      text.hasSuffix("~1") || text.hasSuffix("~2")
    {
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

  /// Signs that mean something inside a pattern alone, and slashes that are no pattern's.
  private mutating func notePattern(_ piece: QueryParserCursor.Piece, at start: Int) -> Bool {
    let scalars = piece.scalars
    let text = QueryParserCursor.text(of: scalars)
    func say(_ message: String, _ pattern: String) -> Bool {
      hint(
        message, at: start, to: cursor.index,
        suggestion: .write(pattern, effect: "is a pattern for one word"))
      return true
    }
    if scalars.first == "/", scalars.count > 1, let meant = Self.patternMeant(by: piece) {
      return say(meant.message, meant.pattern)
    }
    if let letter = Self.classLetter(in: scalars) {
      return say("\\\(letter) has a meaning inside a pattern alone, so this is text", "/\(text)/")
    }
    if let opening = scalars.firstIndex(of: "["), opening > 0, scalars[opening - 1].isLetterOrDigit,
      let closing = scalars[opening...].firstIndex(of: "]"), closing + 1 < scalars.count,
      scalars[closing + 1].isLetterOrDigit,
      scalars[(opening + 1)..<closing].contains(where: \.properties.isAlphabetic)
    {
      return say("a set of characters belongs into a pattern, so this is text", "/\(text)/")
    }
    return false
  }

  /// The pattern that slashes were meant to make of a piece that begins with one, and why they do not.
  private static func patternMeant(
    by piece: QueryParserCursor.Piece
  ) -> (message: String, pattern: String)? {
    let scalars = piece.scalars
    let hasSigns =
      classLetter(in: scalars) != nil
      || scalars.contains { ["*", "+", "?", "[", "(", "|", "^", "$"].contains($0) }
    let slashes = scalars.indices.filter { scalars[$0] == "/" && !piece.isEscaped[$0] }
    if slashes.count == 1, hasSigns {
      return (
        "a / begins a pattern only where another / ends the piece, so this is text",
        "\(QueryParserCursor.text(of: scalars))/"
      )
    }
    if slashes.count == 2, let last = slashes.last, last + 1 < scalars.count,
      hasSigns || scalars.contains(".") || scalars[(last + 1)...].elementsEqual(["i"]),
      scalars[(last + 1)...].allSatisfy({ "gimsuxy".unicodeScalars.contains($0) })
    {
      return (
        "patterns have no letters behind their last /, so this is text",
        QueryParserCursor.text(of: scalars[...last])
      )
    }
    return nil
  }

  /// The letter of a class or border of patterns, such as `\d` and `\b`; words of formulas and of paths go
  /// on behind a backslash.
  private static func classLetter(in scalars: [Unicode.Scalar]) -> Unicode.Scalar? {
    for place in scalars.indices.dropLast() where scalars[place] == "\\" {
      let letter = scalars[place + 1]
      guard ["b", "B", "d", "D", "s", "S", "w", "W"].contains(letter) else { continue }
      if place + 2 == scalars.count || !scalars[place + 2].isLetterOrDigit { return letter }
    }
    return nil
  }

  private mutating func noteWildcards(_ piece: QueryParserCursor.Piece, at start: Int) {
    let scalars = piece.scalars
    if let star = scalars.dropLast().firstIndex(of: "*"), !piece.isEscaped[star],
      !(star > 0 && scalars[star - 1].isDigit && scalars[star + 1].isDigit),
      scalars[star + 1] != "*", scalars.contains(where: \.isLetterOrDigit)
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
    // An address has question marks of its own.
    let isWhole = start == 0 && cursor.isAtEnd && scalars.first != "¿"
    let inside = isWhole ? scalars[...] : scalars.dropLast()
    let isAddress = scalars.contains("/") || scalars.contains("=")
    if !isAddress, let mark = inside.firstIndex(of: "?"), !piece.isEscaped[mark], mark > 0,
      scalars[mark - 1].isLetterOrDigit,
      mark + 1 == scalars.count || scalars[mark + 1].isLetterOrDigit
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
    guard
      let colon = scalars.indices.first(where: { scalars[$0] == ":" && !piece.isEscaped[$0] }),
      colon > 0
    else { return }
    // What follows may be a quoted string, which ends the piece.
    let follows = colon + 1 < scalars.count ? scalars[colon + 1] : cursor.current
    if QueryParserCursor.text(of: scalars) == "exact:", follows?.properties.isWhitespace != false {
      hint(
        "“exact:” has no string behind it and is searched as text", at: start, to: cursor.index,
        suggestion: .write("exact:\"…\"", effect: "without a space finds the literal characters"))
    }
    guard let follows, !follows.properties.isWhitespace, follows != ":", follows != "/",
      follows != "\\",
      follows != ")"
    else { return }
    let name = QueryParserCursor.text(of: scalars[..<colon])
    if isName(name) {
      if piece.isEscaped[..<colon].contains(true) { noteMasked(name, at: start, to: cursor.index) }
      return
    }
    if let masked = Self.unquoted(scalars[..<colon]), isName(masked) {
      noteMasked(masked, at: start, to: cursor.index)
      return
    }
    if name == "exact" {
      let literal = QueryParserCursor.text(of: scalars[(colon + 1)...])
      hint(
        "exact: takes a string in quotes, and is searched as text without", at: start,
        to: cursor.index,
        suggestion: .write("exact:\"\(literal)\"", effect: "finds the literal characters"))
    } else {
      _ = noteUnknownName(scalars[..<colon], colon: ":", at: start)
    }
  }

  /// Whether a field or column is called so.
  func isName(_ text: String) -> Bool { names.contains { $0.name.isWritten(like: text) } }

  /// A name in front of a colon that quotes or a backslash make text.
  mutating func noteMasked(_ name: String, at start: Int, to end: Int) {
    hint(
      "a name in quotes or with a backslash is text, and so is the : behind it", at: start, to: end,
      suggestion: .write("\(name):VALUE", effect: "asks \(name)"))
  }

  /// What stands between single quotes of some kind.
  private static func unquoted(_ scalars: ArraySlice<Unicode.Scalar>) -> String? {
    let quotes: [Unicode.Scalar] = ["'", "‘", "’", "`"]
    guard scalars.count > 2, let first = scalars.first, let last = scalars.last,
      quotes.contains(first), quotes.contains(last)
    else { return nil }
    return QueryParserCursor.text(of: scalars.dropFirst().dropLast())
  }

  /// A name that no field or column has, in front of a colon of either width.
  ///
  /// - Returns: Whether it looks like one.
  mutating func noteUnknownName(
    _ scalars: ArraySlice<Unicode.Scalar>, colon: String, at start: Int
  ) -> Bool {
    let name = QueryParserCursor.text(of: scalars)
    let end = start + scalars.count
    let message = "“\(name)” is no field or column, so “\(name)\(colon)” is searched as text"
    if let twin = names.first(where: { $0.name == name })?.name {
      hint(
        "“\(name)” written \(name.withCodePoints) is no field or column; the one that looks the same is "
          + "written \(twin.withCodePoints)", at: start, to: end, suggestion: .meant("\(twin):"))
    } else if let nearest = NearestName.nearest(to: name, among: names.map(\.name)) {
      hint(message, at: start, to: end, suggestion: .meant("\(nearest):"))
    } else if looksLikeName(scalars), !Self.schemes.contains(name.lowercased()) {
      hint(message, at: start, to: end, suggestion: knownNames)
    } else {
      return false
    }
    return true
  }

  /// The names that there are.
  private var knownNames: QuerySuggestion? {
    let known = names.map(\.name).sorted().prefix(Self.namedNames).joined(separator: ", ")
    switch names.count {
    case 0: return nil
    case 1: return .write(known, effect: "is the only name")
    case ...Self.namedNames: return .write(known, effect: "are names")
    default: return .write(known, effect: "… are names")
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
