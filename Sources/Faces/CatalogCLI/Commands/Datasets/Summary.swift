internal import ArgumentParser
internal import CatalogService

/// `catalog summary`: the catalogue in numbers.
struct Summary: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Show the catalogue in numbers.",
    discussion: """
      Sums add what is known; how many datasets say nothing stands beside them. A dataset that is \
      part of another one is counted as a dataset, and its size is left out of the sums.

        catalog summary
        catalog summary --by license,year --top 5
      """)

  @Option(
    help: ArgumentHelp(
      "Fields to count by, such as sector, language or cluster.", valueName: "field,…"))
  var by: [NameList] = []

  @Option(help: ArgumentHelp("Values to draw of each field; the rest as one line.", valueName: "n"))
  var top = 12

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if top < 1 { throw ValidationError("--top takes a number from 1, not \(top)") }
  }

  func run() throws {
    let output = shared.output()
    let fields = by.flatMap(\.names)
    let answer =
      try fields.isEmpty ? shared.catalog().summary() : shared.catalog().summary(by: fields)
    switch output.format {
    case .json, .ndjson:
      output.line(answer.json(indented: output.format == .json && output.isTerminal))
    case .tsv, .ids:
      for count in answer.counts { output.tabs([count.name, "\(count.count)"]) }
      for group in answer.groups {
        for row in group.rows {
          output.tabs([
            group.field, row.value ?? "", "\(row.datasets)",
            Figures.decimal(row.bytes, places: 0), "\(row.unknownBytes)", "\(row.clusters)",
          ])
        }
      }
    case .human: SummaryChart(answer, top: top).print(on: output)
    }
    DanglingReport.print(answer.dangling, on: output)
  }
}
