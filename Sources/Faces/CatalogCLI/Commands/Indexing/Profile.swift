internal import ArgumentParser
internal import CatalogService

/// `catalog profile`: what is in the data, measured.
struct Profile: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Show what is in the data of a dataset, in numbers.",
    discussion: """
      Indexing counts bytes, characters, lengths, texts that are there twice, and what fields and \
      columns hold, in all records; languages, scripts and tokens are estimated from a sample of \
      the texts, with the error. With --again every record is read for these too, and for texts \
      that are nearly the same; with --tokenizer the tokens of a model are counted. Memory does not grow with the data: beyond a bound, distinct values \
      and duplicates are estimated, and the profile says so. It is kept in the description, where \
      show prints it and diff compares it; where the home cannot be written it is shown alone.

        catalog profile web
        catalog profile web --again --json
        catalog profile web --tokenizer llama/tokenizer.json
      """)

  @Argument(help: "The dataset's id.", completion: DatasetCompletion.kind)
  var id: String

  @Flag(help: "Reads every record: languages, scripts and near duplicates of all texts.")
  var again = false

  @Option(
    help: ArgumentHelp(
      "Counts tokens by this tokenizer.json in every record; implies --again.", valueName: "FILE"),
    completion: .file(extensions: ["json"]))
  var tokenizer: String?

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() async throws {
    let output = shared.output()
    let catalog = shared.catalog()
    let progress = Progress(output: output)
    let (id, again, tokenizer) = (id, again, tokenizer)
    let answer = try await Interruption.cancelling {
      defer { progress.finish() }
      return try catalog.profile(
        id, again: again, tokenizer: tokenizer, observe: { progress.show($0) })
    }
    if !answer.isKept {
      output.warning("the profile is not kept: the home cannot be written now")
    }
    let page = ProfilePage(profile: answer.profile, id: answer.id)
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: output.line(answer.json(indented: false))
    case .ids: output.line(answer.id)
    case .tsv:
      for row in page.rows { output.tabs([row.label, row.value]) }
      for section in page.sections() {
        for row in section.rows { output.tabs([section.title] + row) }
      }
    case .human:
      output.line(output.style.strong(answer.id))
      let lengths = page.lengths(barWidth: max(4, min(60, output.pageWidth - 24)))
      PageReport.print(
        page.rows, [lengths].compactMap(\.self) + page.sections(width: output.pageWidth), on: output
      )
    }
  }
}
