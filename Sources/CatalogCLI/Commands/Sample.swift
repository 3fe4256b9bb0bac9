internal import ArgumentParser
internal import CatalogService

/// `catalog sample`: records chosen at random.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Show records of a dataset chosen at random.",
    discussion: """
      The same seed gives the same records on every machine, however the data was indexed: the \
      choice depends on the seed and on each record's id alone. A smaller sample is the beginning \
      of a larger one.

        catalog sample web -n 100 --seed 7
        catalog sample web -n 1000 --where 'quality>=15' --format ndjson
      """)

  @Argument(help: "The dataset's id.")
  var id: String

  @Option(name: .customShort("n"), help: ArgumentHelp("Records to show.", valueName: "n"))
  var count = 10

  @Option(help: ArgumentHelp("Chooses the sample.", valueName: "number"))
  var seed: UInt64 = 0

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
    let answer = try shared.catalog().sample(id, count: count, seed: seed, where: condition)
    RecordsReport.print(answer, on: shared.output())
  }
}
