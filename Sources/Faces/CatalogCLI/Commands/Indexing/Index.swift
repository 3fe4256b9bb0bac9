internal import ArgumentParser
internal import CatalogService

/// `catalog index`: brings a dataset's index up to date.
struct Index: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Index what is new, changed or unfinished in a dataset.",
    discussion: """
      Files that have not changed since the last commit are left alone; a run that was cut short \
      goes on where it stopped. Until a run is whole, searches see the index as it was before. \
      --source says where files lie now that were moved: those with the same bytes are not read \
      into the index again. Data that came through a pipe cannot be read again: --source - takes it from \
      another pipe.

        catalog index web --source /data/moved/web
        catalog index web --rebuild --analyzer plain
      """)

  @Argument(help: "The dataset's id.")
  var id: String

  @Option(
    help: ArgumentHelp(
      "Where the data lies now: files, folders, globs, or - for standard input.", valueName: "path"),
    completion: .file())
  var source: [String] = []

  @Option(
    name: .customLong("text"),
    help: ArgumentHelp(
      "A field to search; others than before need --rebuild. Repeats.", valueName: "field"))
  var text: [String] = []

  @Option(
    name: .customLong("record-id"),
    help: ArgumentHelp(
      "The field that names records; another than before needs --rebuild.", valueName: "field"))
  var recordID: String?

  @Flag(help: "Starts from nothing; the old index is searched until the new one is complete.")
  var rebuild = false

  @OptionGroup(title: "Indexing")
  var indexing: IndexingArguments

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() async throws {
    let output = shared.output()
    let catalog = shared.catalog()
    let (id, source, text, recordID) = (id, source, text, recordID)
    let (options, rebuild) = (indexing.options, rebuild)
    let answer = try await IndexingReport.following(on: output) { observe in
      try await catalog.index(
        id, sources: source, textFields: text, recordID: recordID, options: options,
        rebuild: rebuild, observe: observe)
    }
    try IndexingReport.print(answer, on: output)
  }
}
