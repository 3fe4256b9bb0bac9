internal import ArgumentParser
internal import CatalogService

/// `catalog profile`: what is in the data, measured.
struct Profile: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Measure what is in the data of a dataset.",
    discussion: """
      One pass over the records: bytes, characters and tokens, lengths, languages and scripts, how \
      far fields and columns are filled and with what, and texts that are there twice. Memory does \
      not grow with the data: beyond a bound, distinct values and duplicates are estimated from a \
      sample, and the profile says so. It is kept in the description, where show prints it and \
      diff compares it; the same commit is not measured twice.

        catalog profile web
        catalog profile web --again --json
      """)

  @Argument(help: "The dataset's id.", completion: DatasetCompletion.kind)
  var id: String

  @Flag(help: "Measures although a profile of this commit is there.")
  var again = false

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() async throws {
    let output = shared.output()
    let catalog = shared.catalog()
    let progress = Progress(output: output)
    let (id, again) = (id, again)
    let answer = try await Interruption.cancelling {
      defer { progress.finish() }
      return try catalog.profile(id, again: again, observe: { progress.show($0) })
    }
    let page = ProfilePage(answer.profile)
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: output.line(answer.json(indented: false))
    case .ids: output.line(answer.id)
    case .tsv:
      for row in page.rows { output.tabs([row.label, row.value]) }
      for section in page.sections {
        for row in section.rows { output.tabs([section.title] + row) }
      }
    case .human:
      output.line(output.style.strong(answer.id))
      PageReport.print(page.rows, page.sections, on: output)
      if !answer.isFresh { output.note("measured before; --again measures anew") }
    }
  }
}
