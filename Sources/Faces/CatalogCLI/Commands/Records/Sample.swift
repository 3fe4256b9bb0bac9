internal import ArgumentParser
internal import CatalogService

/// `catalog sample`: records chosen at random.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Show records of a dataset chosen at random.",
    discussion: """
      Ten unless -n says otherwise. The same seed gives the same records on every machine, \
      however the data was indexed: the choice depends on the seed and on each record's id alone. \
      A smaller sample is the beginning of a larger one.

        catalog sample web -n 100 --seed 7
        catalog sample web -n 1000 --where 'quality>=15' --format ndjson
      """)

  @OptionGroup(title: "Which records")
  var records: RecordsArguments

  @Option(help: ArgumentHelp("Chooses the sample.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let answer = try shared.catalog().sample(
      records.id, count: records.count ?? 10, seed: seed, where: records.condition)
    RecordsReport.print(answer, on: shared.output())
  }
}
