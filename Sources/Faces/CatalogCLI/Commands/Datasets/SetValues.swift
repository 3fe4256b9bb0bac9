internal import ArgumentParser
internal import CatalogService

/// `catalog set`: edits a dataset's description.
struct SetValues: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Edit a dataset's description.",
    discussion: """
      KEY=VALUE sets, KEY+=VALUE adds to a list, KEY-=VALUE takes from it; KEY= takes the value \
      away. Dots lead into a value and brackets to one of several. Values are taken as people write \
      them (Chinese, 中文, sft, law) and kept in the words of descriptions. Edits of built-in datasets are kept apart from them and survive newer versions of the \
      program.

        catalog set web title='Web crawl of May' access=open
        catalog set web languages+=Chinese tags-=draft title.zh=网页
        catalog set web 'licenses[MIT].conditions+=research-only' released=2026-05
      """)

  @Argument(help: "The dataset's id.", completion: DatasetCompletion.kind)
  var id: String

  @Argument(help: ArgumentHelp("What to change.", valueName: "key=value"))
  var edits: [String]

  @Option(
    name: .customLong("if-revision"),
    help: ArgumentHelp(
      "Changes nothing unless the dataset still has this revision, which show --json tells.",
      valueName: "n"))
  var revision: Int64?

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let answer = try shared.catalog().set(id, edits, revision: revision)
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: output.line(answer.json(indented: false))
    case .ids: output.line(answer.page.id)
    case .tsv: DiffReport.print(answer.changes, on: output)
    case .human:
      output.line(output.style.strong(answer.page.id))
      DiffReport.print(answer.changes, on: output)
    }
    output.notes(answer.notes)
    for warning in answer.warnings {
      output.warning("\(warning.location): \(warning.message)")
    }
    if !answer.warnings.isEmpty { throw ExitCode(1) }
  }
}
