/// Arguments that begin with a hyphen and are no options: queries and numbers.
///
/// `catalog find '-draft whale'` is a query that forbids a word, and so is `catalog find -the`: of
/// options in one hyphen there are few. Such queries are moved behind `--`. A number below 0 is the
/// value of the option in front of it, so that the option can say which numbers it takes.
enum QueryArguments {
  /// Verbs whose arguments are queries.
  private static let verbs: Set<String> = ["find", "count", "delete", "extract", "list"]
  /// Flags of one letter that these verbs take.
  private static let flags: Set<Character> = ["q", "h"]
  /// Options that take a number.
  private static let numbered: Set<String> = [
    "-n", "--limit", "--context", "--k1", "--b", "--seed", "--jobs", "--max-errors", "--runs",
    "--threads", "--cores", "--timeout", "--up", "--down",
  ]

  /// The arguments, with each where the parser takes it for what it is.
  static func protected(_ arguments: [String]) -> [String] {
    let joined = withNumbers(arguments)
    guard let verb = joined.first, verbs.contains(verb), !joined.contains("--") else {
      return joined
    }
    let queries = joined.filter(isQuery)
    if queries.isEmpty { return withWordsJoined(joined) }
    return withWordsJoined(joined.filter { !isQuery($0) }) + ["--"] + queries
  }

  /// Joins the words of a query, which mean the same as one argument: the parser takes as long for an
  /// argument as there are others before it.
  ///
  /// What follows the verb or an option at once may be an id or a value, and stays as it is.
  private static func withWordsJoined(_ arguments: [String]) -> [String] {
    var joined: [String] = []
    var runLength = 0
    for (index, argument) in arguments.enumerated() {
      runLength = argument.hasPrefix("-") || index == 0 ? 0 : runLength + 1
      if runLength > 2 {
        joined[joined.count - 1] += " " + argument
      } else {
        joined.append(argument)
      }
    }
    return joined
  }

  /// Joins options with numbers below 0: `--limit -1` becomes `--limit=-1`.
  private static func withNumbers(_ arguments: [String]) -> [String] {
    var joined: [String] = []
    for (index, argument) in arguments.enumerated() {
      if let option = joined.last, index > 0, arguments[index - 1] == option,
        numbered.contains(option), argument.hasPrefix("-"),
        argument.dropFirst().first?.isNumber == true
      {
        joined[joined.count - 1] = option + "=" + argument
      } else {
        joined.append(argument)
      }
    }
    return joined
  }

  private static func isQuery(_ argument: String) -> Bool {
    guard argument.hasPrefix("-"), argument.count > 1 else { return false }
    if argument.prefix(while: { $0 != "=" }).contains(where: {
      $0 == " " || !$0.isASCII || $0 == "\""
    }) {
      return true
    }
    let letters = argument.dropFirst()
    if letters.hasPrefix("-") || letters.allSatisfy(flags.contains) { return false }
    // `-n 5`, `-n5`, `-n=5` and `-n=-5`.
    return
      !(letters.hasPrefix("n")
      && letters.dropFirst().drop(while: { $0 == "=" || $0 == "-" }).allSatisfy(\.isNumber))
  }
}
