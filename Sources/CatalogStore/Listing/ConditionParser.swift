internal import Datasets

/// Reads the `--where` language: `license=MIT and (bytes>=1TB or records is unknown)`.
///
/// Words of the language are written in any case; values with spaces or signs stand in single or
/// double quotes. Where it fails it says at which character and what it expected.
struct ConditionParser {
  private let text: String
  private var tokens: [Token] = []
  private var position = 0

  private struct Token {
    enum Kind { case word, quoted, sign }
    var kind: Kind
    var text: String
    var offset: Int
  }

  static func parse(_ text: String) throws(StoreError) -> Condition {
    var parser = try ConditionParser(text)
    let condition = try parser.disjunction(depth: 0)
    if let token = parser.peek {
      throw parser.error("“\(token.text)” is too much", "and, or, or the end")
    }
    return condition
  }

  private init(_ text: String) throws(StoreError) {
    self.text = text
    try tokenise()
  }

  // MARK: - Tokens

  private mutating func tokenise() throws(StoreError) {
    let characters = Array(text)
    var index = 0
    while index < characters.count {
      let character = characters[index]
      let start = index
      if character.isWhitespace {
        index += 1
      } else if character == "\"" || character == "'" {
        var value = ""
        index += 1
        while index < characters.count, characters[index] != character {
          if characters[index] == "\\", index + 1 < characters.count { index += 1 }
          value.append(characters[index])
          index += 1
        }
        guard index < characters.count else {
          throw .badQuery(
            query: text, offset: start, message: "a quote is not closed", expected: "\(character)")
        }
        index += 1
        tokens.append(Token(kind: .quoted, text: value, offset: start))
      } else if "=!<>".contains(character) {
        index += 1
        if index < characters.count, characters[index] == "=" { index += 1 }
        var sign = String(characters[start..<index])
        if sign == "==" { sign = "=" }
        tokens.append(Token(kind: .sign, text: sign, offset: start))
      } else if "(),".contains(character) {
        index += 1
        tokens.append(Token(kind: .sign, text: String(character), offset: start))
      } else {
        while index < characters.count, !characters[index].isWhitespace,
          !"=!<>(),\"'".contains(characters[index])
        {
          index += 1
        }
        tokens.append(Token(kind: .word, text: String(characters[start..<index]), offset: start))
      }
    }
  }

  private var peek: Token? { position < tokens.count ? tokens[position] : nil }

  private mutating func takeWord(_ word: String) -> Bool {
    guard let token = peek, token.kind == .word, token.text.lowercased() == word else {
      return false
    }
    position += 1
    return true
  }

  private mutating func takeSign(_ sign: String) -> Bool {
    guard let token = peek, token.kind == .sign, token.text == sign else { return false }
    position += 1
    return true
  }

  private func error(_ message: String, _ expected: String) -> StoreError {
    .badQuery(
      query: text, offset: peek?.offset ?? text.count, message: message, expected: expected)
  }

  // MARK: - Grammar

  private mutating func disjunction(depth: Int) throws(StoreError) -> Condition {
    guard depth < 64 else { throw error("the condition is nested too deeply", "fewer brackets") }
    var left = try conjunction(depth: depth)
    while takeWord("or") { left = .or(left, try conjunction(depth: depth)) }
    return left
  }

  private mutating func conjunction(depth: Int) throws(StoreError) -> Condition {
    var left = try negation(depth: depth)
    while takeWord("and") { left = .and(left, try negation(depth: depth)) }
    return left
  }

  private mutating func negation(depth: Int) throws(StoreError) -> Condition {
    var count = 0
    while takeWord("not") { count += 1 }
    let inner = try primary(depth: depth)
    return count.isMultiple(of: 2) ? inner : .not(inner)
  }

  private mutating func primary(depth: Int) throws(StoreError) -> Condition {
    if takeSign("(") {
      let inner = try disjunction(depth: depth + 1)
      guard takeSign(")") else { throw error("a bracket is not closed", ")") }
      return inner
    }
    guard let name = peek, name.kind == .word else {
      throw error("a condition is missing", "a field (\(DatasetField.names))")
    }
    guard let field = DatasetField(name: name.text) else {
      throw error("“\(name.text)” is no field of a dataset", "one of \(DatasetField.names)")
    }
    position += 1
    if takeWord("is") {
      let isNegated = takeWord("not")
      guard takeWord("unknown") else { throw error("“is” stands alone", "is unknown") }
      return isNegated ? .not(.isUnknown(field)) : .isUnknown(field)
    }
    let isNegated = takeWord("not")
    if takeWord("in") {
      guard takeSign("(") else { throw error("“in” needs a list", "(value, value)") }
      var operands: [Condition.Operand] = []
      repeat { operands.append(try operand(for: field)) } while takeSign(",")
      guard takeSign(")") else { throw error("a list is not closed", ", or )") }
      return isNegated ? .not(.isIn(field, operands)) : .isIn(field, operands)
    }
    guard !isNegated, let sign = peek, sign.kind == .sign,
      let comparison = Condition.Comparison(rawValue: sign.text)
    else { throw error("“\(name.text)” is not compared", "= != < <= > >= in (…) or is unknown") }
    position += 1
    return .compare(field, comparison, try operand(for: field))
  }

  private mutating func operand(for field: DatasetField) throws(StoreError) -> Condition.Operand {
    guard let token = peek, token.kind != .sign else {
      throw error(
        "\(field.rawValue) is compared with nothing",
        field.shape == .number ? "a number such as 1e8, 100M or 5.2TB" : "a value, or “is unknown”")
    }
    let number = Quantity.parse(token.text)
    if field.shape == .number && number == nil {
      throw error("“\(token.text)” is not a number", "a number such as 1e8, 100M, 5.2TB or 4GiB")
    }
    position += 1
    return Condition.Operand(text: Self.canonical(token.text, for: field), number: number)
  }

  /// The spelling under which a field keeps a value: licences by their SPDX id, industries by
  /// their slug, whichever of their names was written.
  static func canonical(_ value: String, for field: DatasetField) -> String {
    switch field {
    case .license: LicenseTable.spdx(for: value) ?? value
    case .industry: Industry.named(value)?.id ?? value
    default: value
    }
  }
}
