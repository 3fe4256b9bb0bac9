internal import ArgumentParser
internal import CatalogService

/// `catalog delete`: takes records out of an index.
struct Delete: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Take records out of an index until they are added again.",
    discussion: """
      The source files are not touched. Records are named by a query or by their ids.

        catalog delete web 'lang:de'
        catalog delete web --record 17 --record 18
      """)

  @Argument(help: "The dataset's id.")
  var id: String

  @Argument(help: "The records that match this query.")
  var query: [String] = []

  @Option(help: "The record with this id.")
  var record: [String] = []

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if query.isEmpty == record.isEmpty {
      throw ValidationError("Name the records by a query or by --record, one of the two")
    }
  }

  func run() throws {
    let output = shared.output()
    let catalog = shared.catalog()
    let answer =
      try query.isEmpty
      ? catalog.delete(records: record, from: id)
      : catalog.delete(matching: query.joined(separator: " "), from: id)
    switch output.format {
    case .json, .ndjson: output.line(answer.json(indented: output.isTerminal))
    case .tsv: output.tabs([id, "\(answer.deleted)"])
    case .ids, .human:
      output.line(
        "\(answer.dataset): \(Figures.count(answer.deleted)) "
          + (answer.deleted == 1 ? "record deleted" : "records deleted"))
    }
  }
}
