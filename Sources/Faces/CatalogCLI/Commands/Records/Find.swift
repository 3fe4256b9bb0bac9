internal import ArgumentParser
internal import CatalogHTTP
internal import CatalogService

/// `catalog find`: full-text search over every indexed dataset.
struct Find: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Search the records of every indexed dataset, and the descriptions of all.",
    discussion: """
      Words are ranked by BM25, any of them may match and more is better. "…" is a phrase, + - \
      AND OR NOT ( ) combine, field:value and field:>=15 look into fields. whal* is a prefix, \
      whale~1 an edit distance, /wh.le/ a pattern over words; each adds 1.0 to a score. Chinese and \
      other unspaced text is found exactly, character for character; an unquoted piece of more than \
      four characters is found by any of its pairs and ranked by pairs and characters. GPT-4 is found \
      as a phrase; among other words it is ranked by GPT and 4 as well. catalog help query tells all.

        catalog find '"white whale" +sea -ship' --in web --limit 5
        catalog find '人工智能 quality:>=15' --where 'lang=zh' --facet source --json
        catalog find '"white whale"' --context 40 --web
      """)

  @Argument(help: "The query; several arguments are joined by spaces.")
  var query: [String]

  @OptionGroup(title: "Where to look")
  var scope: ScopeArguments

  @Option(
    name: [.customShort("n", allowingJoined: true), .long],
    help: ArgumentHelp(CatalogConfiguration.help("limit"), valueName: "n"))
  var limit: Int?

  @Option(help: "Continues behind the cursor of an earlier answer.")
  var cursor: String?

  @Option(help: ArgumentHelp("Orders by a column instead of score.", valueName: "field[:desc]"))
  var sort: String?

  @Option(help: ArgumentHelp("Counts the values of fields.", valueName: "field,…"))
  var facet: [NameList] = []

  @Flag(help: "Every word must occur.")
  var all = false

  @Flag(
    name: .customLong("boost-phrases"),
    help: "Words side by side rank records higher in which they stand side by side; slower.")
  var boostPhrases = false

  @Option(
    help: ArgumentHelp(
      "Shows every occurrence, to 20 a record, with so many characters around it.", valueName: "n"))
  var context: Int?

  @Option(help: ArgumentHelp(CatalogConfiguration.help("k1"), valueName: "x"))
  var k1: Double?

  @Option(help: ArgumentHelp(CatalogConfiguration.help("b"), valueName: "y"))
  var b: Double?

  @Flag(help: "Prints the number of matching records alone.")
  var count = false

  @Flag(help: "Says how the query was understood and how scores came about.")
  var explain = false

  @Option(help: TimeSpan.timeoutHelp)
  var timeout: TimeSpan?

  @Flag(name: .customLong("require-hits"), help: "Ends with status 1 when nothing is found.")
  var requireHits = false

  @Flag(
    help: """
      Prints the address of the page with the results instead, and opens it in a browser; it takes \
      --in, --where, --sort, --all and --context.
      """)
  var web = false

  @OptionGroup(title: "Where the page is")
  var page: PageArguments

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if query.isEmpty { throw ValidationError("Missing a query") }
    if let limit, !(0...100_000).contains(limit) {
      throw ValidationError("--limit takes a number from 0 to 100000, not \(limit)")
    }
    let contexts = SearchOptions.contexts
    if let context, !contexts.contains(context) {
      throw ValidationError(
        "--context takes a number from \(contexts.lowerBound) to \(contexts.upperBound), not \(context)"
      )
    }
    if let k1, !SearchOptions.saturations.contains(k1) {
      throw ValidationError("--k1 takes a number from 0, not \(k1)")
    }
    if let b, !SearchOptions.lengthWeights.contains(b) {
      throw ValidationError("--b takes a number from 0 to 1, not \(b)")
    }
    if !web, page.port != nil { throw ValidationError("--port goes with --web") }
    if web, let option = option(notAmong: ["--sort", "--context"]) {
      throw ValidationError("--web has a page of its own, which takes no \(option)")
    }
    if count, let option = option(notAmong: ["--count", "--timeout", "--require-hits"]) {
      throw ValidationError("--count prints a number alone and takes no \(option)")
    }
  }

  /// The first option given that says what to print of hits, or how, and is none of some.
  private func option(notAmong names: Set<String>) -> String? {
    let given: [(name: String, isGiven: Bool)] = [
      ("--limit", limit != nil), ("--cursor", cursor != nil), ("--sort", sort != nil),
      ("--facet", !facet.isEmpty), ("--boost-phrases", boostPhrases), ("--context", context != nil),
      ("--k1", k1 != nil), ("--b", b != nil), ("--count", count), ("--explain", explain),
      ("--timeout", timeout != nil), ("--require-hits", requireHits),
    ]
    return given.first { $0.isGiven && !names.contains($0.name) }?.name
  }

  func run() throws {
    let output = shared.output()
    let words = query.joined(separator: " ")
    if web {
      let path = CatalogServer.path(toResultsOf: words, in: scope.ids, options: options)
      return try page.open(path, on: output)
    }
    if count {
      let answer = try shared.catalog().count(
        words, in: scope.ids, where: scope.condition, all: all, timeout: timeout?.seconds)
      try CountReport.print(answer, on: output)
      if requireHits, answer.count.records == 0 { throw ExitCode(1) }
      return
    }
    let answer = try shared.catalog().find(words, in: scope.ids, options: options)
    try FindReport.print(answer, on: output)
    if requireHits, answer.records.hits.isEmpty { throw ExitCode(1) }
  }

  private var options: SearchOptions {
    var options = SearchOptions()
    options.condition = scope.condition
    if let limit { options.limit = limit }
    options.cursor = cursor
    options.sort = sort
    options.facets = facet.flatMap(\.names)
    options.all = all
    options.boostPhrases = boostPhrases
    options.context = context
    if let k1 { options.k1 = k1 }
    if let b { options.b = b }
    options.explain = explain
    options.timeout = timeout?.seconds
    return options
  }
}
