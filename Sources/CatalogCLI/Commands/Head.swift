internal import ArgumentParser
internal import CatalogService

/// `catalog head`: the first records.
struct Head: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "head",
    abstract: "Show the first records of a dataset.",
    discussion: """
      In the order of the source, whatever the index did with them. Long texts are cut for people \
      and whole in every other format.

        catalog head web
        catalog head web -n 100 --where lang=zh --format ndjson
      """)

  @Argument(help: "The dataset's id.")
  var id: String

  @Option(name: .customShort("n"), help: ArgumentHelp("Records to show.", valueName: "n"))
  var count = 5

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("Column conditions, such as 'lang=zh and quality>=15'.", valueName: "expr"))
  var condition: String?

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if count < 1 { throw ValidationError("-n takes a number from 1, not \(count)") }
  }

  func run() throws {
    let answer = try shared.catalog().head(id, count: count, where: condition)
    RecordsReport.print(answer, on: shared.output())
  }
}
