internal import Records

// Hints on signs that East Asian keyboards and word processors write in the place of the language's own.
extension QueryReading {
  /// Signs of this language as East Asian keyboards write them, and dashes that are no minus.
  private static let wideSigns: [Unicode.Scalar: String] = [
    "＋": "+", "－": "-", "−": "-", "–": "-", "—": "-", "！": "-",
  ]

  /// Full-width operators, brackets and comparisons, and quotes of other languages, which are text.
  mutating func noteWideSigns(
    _ piece: QueryParserCursor.Piece, _ text: String, at start: Int
  ) -> Bool {
    let scalars = piece.scalars
    guard scalars.contains(where: { !$0.isASCII && !$0.isLetterOrDigit }) || isWideOperator(text)
    else { return false }
    func say(_ sign: String, _ suggestion: QuerySuggestion) -> Bool {
      hint(
        "“\(sign)” is text and no sign of the query language", at: start, to: cursor.index,
        suggestion: suggestion)
      return true
    }
    if isWideOperator(text) {
      return say(text, .write(Self.narrow(text), effect: "is an operator"))
    }
    if let first = scalars.first, scalars.count > 1, scalars[1].isLetterOrDigit,
      let sign = Self.wideSigns[first]
    {
      return say(
        String(first),
        .write("\(sign)\(QueryParserCursor.text(of: scalars.dropFirst()))", effect: nil))
    }
    if scalars.first == "（", !scalars.contains("）") {
      return say("（", .write("( … )", effect: "is a group"))
    }
    if let place = scalars.firstIndex(where: { ["：", "＝", "≥", "≤", "＞", "＜"].contains($0) }),
      place > 0
    {
      let name = QueryParserCursor.text(of: scalars[..<place])
      if name == "exact" || names.contains(where: { $0.name.isWritten(like: name) }) {
        return say(
          String(scalars[place]), .write("\(name):", effect: "in front of a value asks \(name)"))
      }
      if scalars[place] == "：", place + 1 < scalars.count, scalars[place + 1].isLetterOrDigit,
        noteUnknownName(scalars[..<place], colon: "：", at: start)
      {
        return true
      }
    }
    if let last = scalars.last, last == "＊", scalars.dropLast().contains(where: \.isLetterOrDigit) {
      return say(
        "＊",
        .write("\(QueryParserCursor.text(of: scalars.dropLast()))*", effect: "is a beginning"))
    }
    if let tilde = scalars.lastIndex(of: "～"), tilde + 1 < scalars.count,
      scalars[(tilde + 1)...].allSatisfy({ ("0"..."9").contains($0) })
    {
      return say("～", .write("~", effect: "is the sign for words that are alike or near"))
    }
    if scalars.first == "／", scalars.last == "／", scalars.count > 2 {
      return say("／", .write("/…/", effect: "is a pattern for one word"))
    }
    if let first = scalars.first, let closing = Self.foreignQuotes[first],
      scalars.last == closing || cursor.scalars[cursor.index...].contains(closing)
    {
      return say(String(first), .write("\"…\"", effect: "is a phrase"))
    }
    return false
  }

  /// Quotes that are text here, each with the one that closes it.
  private static let foreignQuotes: [Unicode.Scalar: Unicode.Scalar] = [
    "「": "」", "『": "』", "‘": "’", "«": "»", "„": "“", "＂": "＂",
  ]

  func isWideOperator(_ text: String) -> Bool {
    ["ＡＮＤ", "ＯＲ", "ＮＯＴ"].contains(text)
  }

  /// Full-width letters and signs as ASCII has them.
  static func narrow(_ text: String) -> String {
    QueryParserCursor.text(
      of: text.unicodeScalars.map { scalar in
        (0xFF01...0xFF5E).contains(scalar.value)
          ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
      })
  }
}
