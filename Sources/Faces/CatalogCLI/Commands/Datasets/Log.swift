internal import ArgumentParser
internal import CatalogService

/// `catalog log`: who changed what, and taking it back.
struct Log: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show who changed what, newest first, and take a change back.",
    discussion: """
      An entry can be undone while nothing newer stands on it; undoing an undo redoes.

        catalog log web
        catalog log --undo 12
      """)

  @Argument(help: "The dataset's id. Default: all.")
  var id: String?

  @Option(help: ArgumentHelp("Takes this entry back.", valueName: "number"))
  var undo: Int64?

  @Option(help: ArgumentHelp("Entries to show.", valueName: "n"))
  var limit: Int?

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if undo != nil, id != nil { throw ValidationError("--undo takes a number and no dataset") }
    if let limit, limit < 0 {
      throw ValidationError("--limit takes a number from 0, not \(limit)")
    }
  }

  func run() throws {
    let output = shared.output()
    if let undo {
      PageReport.print(try shared.catalog().undo(undo), on: output)
      return
    }
    let answer = try shared.catalog().log(id, limit: limit)
    switch output.listFormat {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: for entry in answer.entries { output.line(entry.json(indented: false)) }
    case .ids: for entry in answer.entries { output.line("\(entry.number)") }
    case .tsv: for entry in answer.entries { output.tabs(cells(of: entry)) }
    case .human:
      var table = Table(columns: [
        .init(heading: "ENTRY", alignsRight: true), .init(heading: "WHEN"), .init(heading: "WHO"),
        .init(heading: "WHAT"), .init(heading: "DATASET"), .init(heading: "CHANGE"),
      ])
      table.rows = answer.entries.map { cells(of: $0).map(\.onOneLine) }
      output.table(table)
    }
  }

  private func cells(of entry: HistoryAnswer.Entry) -> [String] {
    [
      "\(entry.number)", entry.at, entry.who, entry.action, entry.dataset, entry.summary,
    ]
  }
}
