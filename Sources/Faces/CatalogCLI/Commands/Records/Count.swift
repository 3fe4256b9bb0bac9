internal import ArgumentParser
internal import CatalogService

/// `catalog count`: exact numbers.
struct Count: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count",
    abstract: "Count matching records, and the occurrences of a term or phrase, exactly.",
    discussion: """
      Every start counts as an occurrence: 哈哈 is twice in 哈哈哈. Queries that are neither a term \
      nor a phrase have records but no occurrences.

        catalog count '"第一百条"' --in zh-dev
        catalog count whale --where 'lang=en' --by dataset,source
      """)

  @Argument(help: "The query; several arguments are joined by spaces.")
  var query: [String]

  @OptionGroup(title: "Where to look")
  var scope: ScopeArguments

  @Option(help: ArgumentHelp("Counts by dataset or by fields.", valueName: "dataset|field,…"))
  var by: [NameList] = []

  @Option(help: TimeSpan.timeoutHelp)
  var timeout: TimeSpan?

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if query.isEmpty { throw ValidationError("Missing a query") }
  }

  func run() throws {
    let answer = try shared.catalog().count(
      query.joined(separator: " "), in: scope.ids, where: scope.condition,
      by: by.flatMap(\.names), timeout: timeout?.seconds)
    try CountReport.print(answer, on: shared.output())
  }
}
