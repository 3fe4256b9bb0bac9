internal import ArgumentParser
internal import CatalogService

/// `catalog versions`: the editions of a dataset.
struct Versions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "versions",
    abstract: "List the editions of a dataset, oldest first.",
    discussion: """
      Declared versions, and datasets that are editions of each other; * marks the one asked about.

        catalog versions cci-4-0-m2-v1
        catalog versions fineweb --json
      """)

  @Argument(help: "The dataset's id.", completion: DatasetCompletion.kind)
  var id: String

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let answer = try shared.catalog().versions(id)
    let rows = answer.editions.map {
      [$0.version ?? "", $0.released ?? "", $0.dataset, $0.name].map(\.onOneLine)
    }
    switch output.listFormat {
    case .json, .ndjson:
      output.line(answer.json(indented: output.listFormat == .json && output.isTerminal))
    case .ids: for edition in answer.editions { output.line(edition.dataset) }
    case .tsv: for row in rows { output.tabs(row) }
    case .human:
      var table = Table(
        columns: ["VERSION", "RELEASED", "DATASET", "NAME"].map { .init(heading: $0) })
      table.rows = zip(rows, answer.editions).map { row, edition in
        [row[0], row[1], row[2] + (edition.isCurrent ? " *" : ""), row[3]]
      }
      output.table(table)
    }
  }
}

/// `catalog diff`: what differs between two descriptions.
struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what differs between two descriptions.",
    discussion: """
      One line per value: - is only in the first, + only in the second.

        catalog diff industrycorpus industrycorpus2
        catalog diff web web-2024 --json
      """)

  @Argument(help: "The first dataset's id.", completion: DatasetCompletion.kind)
  var first: String

  @Argument(help: "The second dataset's id.", completion: DatasetCompletion.kind)
  var second: String

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    DiffReport.print(try shared.catalog().diff(first, second), on: shared.output())
  }
}
