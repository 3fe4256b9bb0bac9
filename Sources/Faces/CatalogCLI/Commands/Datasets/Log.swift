internal import ArgumentParser
internal import CatalogService

/// `catalog log`: who changed what, and taking it back.
struct Log: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show who changed what, newest first, and take a change back.",
    discussion: """
      An entry can be undone while nothing newer stands on it; undoing an undo redoes. Deleted
      records are entries of their dataset and can be brought back at any time.

        catalog log web
        catalog log --undo 12
        catalog log --undo web:3
      """)

  @Argument(help: "The dataset's id. Default: all.", completion: DatasetCompletion.kind)
  var id: String?

  @Option(help: ArgumentHelp("Takes this entry back.", valueName: "entry"))
  var undo: String?

  @Option(
    name: [.customShort("n", allowingJoined: true), .long],
    help: ArgumentHelp("Entries to show.", valueName: "n"))
  var limit: Int?

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if undo != nil, id != nil { throw ValidationError("--undo takes an entry and no dataset") }
    if let undo, Self.entry(undo) == nil {
      throw ValidationError("--undo takes an entry of the log, such as 12 or web:3, not \(undo)")
    }
    if let limit, limit < 0 {
      throw ValidationError("--limit takes a number from 0, not \(limit)")
    }
  }

  func run() throws {
    let output = shared.output()
    switch undo.flatMap(Self.entry) {
    case .change(let number):
      let page = try shared.catalog().undo(number)
      if output.format == .human {
        output.line(
          "\(page.id): entry \(number) is taken back"
            + (page.removedAt == nil ? "" : ", so it is not in the catalogue any more"))
      } else {
        PageReport.print(page, in: output.language, on: output)
      }
      return
    case .delete(let number, let id):
      Self.print(try shared.catalog().undoDelete(number, of: id), on: output)
      return
    case nil: break
    }
    let answer = try shared.catalog().log(id, limit: limit)
    switch output.listFormat {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: for entry in answer.entries { output.line(entry.json(indented: false)) }
    case .ids: for entry in answer.entries { output.line(entry.name) }
    case .tsv: for entry in answer.entries { output.tabs(cells(of: entry)) }
    case .human:
      var table = Table(columns: [
        .init(heading: "ENTRY", alignsRight: true), .init(heading: "WHEN"), .init(heading: "WHO"),
        .init(heading: "WHAT"), .init(heading: "DATASET"), .init(heading: "CHANGE"),
      ])
      table.rows = answer.entries.map { cells(of: $0).map(\.onOneLine) }
      output.table(table)
    }
    for failure in answer.failures {
      let reason = RemedyText.with(failure.error.remedy, failure.error.statement)
      output.warning("what was deleted of \(failure.dataset) cannot be read: \(reason)")
    }
    if !answer.failures.isEmpty { throw ExitCode(1) }
  }

  /// What `--undo` names.
  private enum Entry {
    case change(Int64)
    case delete(UInt64, of: String)
  }

  private static func entry(_ text: String) -> Entry? {
    if let number = Int64(text) { return .change(number) }
    guard let colon = text.lastIndex(of: ":"), let number = UInt64(text[colon...].dropFirst())
    else { return nil }
    return .delete(number, of: String(text[..<colon]))
  }

  private static func print(_ answer: UndoneDeleteAnswer, on output: Output) {
    switch output.format {
    case .json, .ndjson: output.line(answer.json(indented: output.isTerminal))
    case .tsv: output.tabs([answer.dataset, "\(answer.restored)"])
    case .ids, .human:
      output.line(
        "\(answer.dataset): \(Figures.count(answer.restored)) "
          + (answer.restored == 1 ? "record is" : "records are") + " there again")
      if answer.restored < answer.delete.records {
        output.note(
          "note: \(Figures.count(answer.delete.records)) had been deleted; the others are out by "
            + "another delete, or the source has them no longer")
      }
    }
  }

  private func cells(of entry: HistoryAnswer.Entry) -> [String] {
    [
      entry.name, entry.at, entry.who, entry.action, entry.dataset, entry.summary,
    ]
  }
}
