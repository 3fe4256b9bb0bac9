/// A licence expression of SPDX: licences joined by `AND`, or to choose among by `OR`.
enum LicenseExpression {
  /// The licences that apply, all of them; nil when the text is no expression or names a licence that
  /// the table does not have.
  ///
  /// `AND` binds tighter than `OR`, as SPDX has it; of what may be chosen the widest is. An exception
  /// (`WITH …`) that SPDX lists only adds permissions, so the licence stands without it; anything else
  /// behind `WITH` may take some away. Expressions with such words, with parentheses or with nothing
  /// on one side of a word that joins are not read, which leaves them unknown.
  static func operands(of text: String) -> [String]? {
    // Most names are no expressions, and this is asked of every one of them.
    guard text.utf8.contains(0x20) else { return nil }
    let words = text.split(separator: " ").map(String.init)
    guard words.contains(where: { ["AND", "OR", "WITH"].contains($0) }),
      !text.contains("("), !text.contains(")")
    else { return nil }
    var choices: [[String]] = []
    for choice in words.split(separator: "OR", omittingEmptySubsequences: false) {
      var operands: [String] = []
      for operand in choice.split(separator: "AND", omittingEmptySubsequences: false) {
        guard let license = license(of: operand) else { return nil }
        operands.append(license)
      }
      choices.append(operands)
    }
    func strictness(_ choice: [String]) -> Int {
      choice.compactMap { LicenseTable.facts(for: $0)?.use.strictness }.max() ?? 0
    }
    return choices.min { strictness($0) < strictness($1) }
  }

  /// The licence of one operand, without an exception that SPDX lists; nil when it cannot be told.
  private static func license(of operand: ArraySlice<String>) -> String? {
    let sides = operand.split(separator: "WITH", omittingEmptySubsequences: false)
    guard sides.count <= 2, let first = sides.first else { return nil }
    if sides.count == 2, !exceptions.contains(sides[1].joined(separator: " ").lowercased()) {
      return nil
    }
    let name = first.joined(separator: " ")
    return LicenseTable.entry(for: name) == nil ? nil : name
  }

  /// The exceptions of SPDX that are found beside licences of the table.
  private static let exceptions: Set<String> = [
    "autoconf-exception-2.0", "autoconf-exception-3.0", "bison-exception-2.2",
    "bootloader-exception", "classpath-exception-2.0", "font-exception-2.0", "gcc-exception-2.0",
    "gcc-exception-3.1", "libtool-exception", "linux-syscall-note", "llvm-exception",
    "openjdk-assembly-exception-1.0", "qt-gpl-exception-1.0", "u-boot-exception-2.0",
    "universal-foss-exception-1.0", "wxwindows-exception-3.1",
  ]
}
