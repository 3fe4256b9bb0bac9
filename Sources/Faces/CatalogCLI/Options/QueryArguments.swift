/// Queries that begin with a hyphen, told apart from options.
///
/// `catalog find '-draft whale'` is a query that forbids a word. An option never holds a space or
/// a character beyond ASCII before its `=`, so such an argument is moved behind `--`.
enum QueryArguments {
  /// Verbs whose arguments are queries.
  private static let verbs: Set<String> = ["find", "count", "delete", "extract", "list"]

  /// The arguments, with hyphened queries where the parser takes them for what they are.
  static func protected(_ arguments: [String]) -> [String] {
    guard let verb = arguments.first, verbs.contains(verb), !arguments.contains("--") else {
      return arguments
    }
    let queries = arguments.filter(isQuery)
    return queries.isEmpty ? arguments : arguments.filter { !isQuery($0) } + ["--"] + queries
  }

  private static func isQuery(_ argument: String) -> Bool {
    guard argument.hasPrefix("-") else { return false }
    return argument.prefix { $0 != "=" }.contains { $0 == " " || !$0.isASCII || $0 == "\"" }
  }
}
