internal import ArgumentParser
internal import CatalogService

/// `catalog head`: the first records.
struct Head: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "head",
    abstract: "Show the first records of a dataset.",
    discussion: """
      Five unless -n says otherwise, in the order of the source, whatever the index did with \
      them. Long texts are cut for people and whole in every other format.

        catalog head web
        catalog head web -n 100 --where lang=zh --format ndjson
      """)

  @OptionGroup(title: "Which records")
  var records: RecordsArguments

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let answer = try shared.catalog().head(
      records.id, count: records.count ?? 5, where: records.condition)
    RecordsReport.print(answer, on: shared.output())
  }
}
