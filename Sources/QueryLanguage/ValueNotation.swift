/// Notation inside a bare value of a column that looks as if it meant more than the value.
///
/// A column is compared with whole values: `lang:z*` asks for the text `z*`, which few records have.
/// A value in quotes is meant as it stands.
enum ValueNotation {
  /// The hint on a value that was written without quotes.
  ///
  /// - Parameters:
  ///   - scalars: The value.
  ///   - isEscaped: Which of its code points were escaped, and so are meant.
  /// - Returns: A sentence, and what to write instead; `nil` for a value that looks like one.
  static func hint(
    on scalars: [Unicode.Scalar], isEscaped: [Bool]
  ) -> (message: String, suggestion: QuerySuggestion)? {
    if !isEscaped.contains(true), let word = Self.words[QueryParserCursor.text(of: scalars)] {
      return (
        "\(QueryParserCursor.text(of: scalars)) is a value like any other here",
        .write(word.write, effect: word.effect)
      )
    }
    guard let signs = signs(in: scalars, isEscaped) else { return nil }
    let text = QueryParserCursor.text(of: scalars)
    let quoted = ColumnCondition.quoted(text)
    let suggestion: QuerySuggestion =
      if signs == "single quotes" {
        .write(
          ColumnCondition.quoted(QueryParserCursor.text(of: scalars.filter { $0 != "'" })),
          effect: "is the value without them")
      } else {
        .write(quoted, effect: "says that it is meant so")
      }
    let verb = signs.hasSuffix("s") ? "are" : "is"
    return (
      "a column is compared with whole values, so the \(signs) \(verb) part of this one", suggestion
    )
  }

  /// Words that are no values elsewhere.
  private static let words: [String: (write: String, effect: String)] = [
    "null": ("is unknown, and NOT NAME:* in a query,", "asks for missing values"),
    "NULL": ("is unknown, and NOT NAME:* in a query,", "asks for missing values"),
    "NOT": ("-NAME:VALUE", "leaves out what has the value"),
  ]

  /// Signs that part values elsewhere, and what they are called.
  private static let partings: [Unicode.Scalar: String] = [
    ",": "comma", "，": "comma", "、": "comma", ";": "semicolon", "；": "semicolon", "|": "|",
  ]

  /// What in the value is notation elsewhere.
  private static func signs(in scalars: [Unicode.Scalar], _ isEscaped: [Bool]) -> String? {
    func isWritten(_ sign: Unicode.Scalar) -> Bool {
      zip(scalars, isEscaped).contains { $0 == sign && !$1 }
    }
    guard let first = scalars.first, let last = scalars.last else { return nil }
    if first == ":" || first == "：" { return String(first) }
    if first == "'", scalars.count > 1 { return "single quotes" }
    if first == "/", last == "/", scalars.count > 2 { return "slashes" }
    if isWritten("*") { return "*" }
    if scalars.count > 2, last == "1" || last == "2", scalars[scalars.count - 2] == "~",
      !isEscaped[scalars.count - 2], scalars.dropLast(2).contains(where: \.isLetterOrDigit)
    {
      return "~\(last)"
    }
    // An address has such signs of its own.
    if scalars.contains(where: { $0 == ":" || $0 == "/" || $0 == "=" }) { return nil }
    if isWritten("?") { return "?" }
    if first == "%", last == "%", scalars.count > 2 { return "%" }
    if first == "[", last == "]" { return "brackets" }
    for place in scalars.indices.dropFirst() where !isEscaped[place] {
      guard let name = partings[scalars[place]], scalars[place - 1].isLetterOrDigit else {
        continue
      }
      if place + 1 == scalars.count || scalars[place + 1].isLetterOrDigit { return name }
    }
    return nil
  }
}
