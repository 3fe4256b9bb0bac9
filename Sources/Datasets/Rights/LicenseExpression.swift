/// A licence expression of SPDX: licences joined by `AND`, or to choose among by `OR`.
enum LicenseExpression {
  /// The licences that apply, all of them; nil when the text is no expression or names a licence that
  /// the table does not have.
  ///
  /// `AND` binds tighter than `OR`, as SPDX has it; of what may be chosen the widest is. An exception
  /// (`WITH …`) only adds permissions, so the licence stands without it. Expressions with parentheses
  /// inside are not read, which leaves them unknown.
  static func operands(of text: String) -> [String]? {
    // Most names are no expressions, and this is asked of every one of them.
    guard text.utf8.contains(0x20) else { return nil }
    let words = text.split(separator: " ").map(String.init)
    guard words.contains(where: { ["AND", "OR", "WITH"].contains($0) }),
      !text.contains("("), !text.contains(")")
    else { return nil }
    let choices = words.split(separator: "OR").map { choice in
      choice.split(separator: "AND").map { operand in
        operand.prefix { $0 != "WITH" }.joined(separator: " ")
      }
    }
    guard choices.allSatisfy({ $0.allSatisfy { LicenseTable.entry(for: $0) != nil } }) else {
      return nil
    }
    func strictness(_ choice: [String]) -> Int {
      choice.compactMap { LicenseTable.facts(for: $0)?.use.strictness }.max() ?? 0
    }
    return choices.min { strictness($0) < strictness($1) }
  }
}
