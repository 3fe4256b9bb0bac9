internal import ArgumentParser
internal import CatalogService

/// `catalog index`: brings a dataset's index up to date.
struct Index: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Index what is new, changed or unfinished in a dataset, or one unit of a plan.",
    discussion: """
      Files that have not changed since the last commit are left alone; a run that was cut short \
      goes on where it stopped. Until a run is whole, searches see the index as it was before. \
      --source says where files lie now that were moved: those with the same bytes are not read \
      into the index again. Data that came through a pipe cannot be read again: --source - takes it from \
      another pipe. --unit makes one unit of the plan that catalog plan wrote to a folder; it needs the \
      plan and the files of the unit, no home and no other unit.

        catalog index web --source /data/moved/web
        catalog index web --rebuild --analyzer plain
        catalog index --unit "$SLURM_ARRAY_TASK_ID" --out units
      """)

  @Argument(help: "The dataset's id.")
  var id: String?

  @Option(
    help: ArgumentHelp(
      "A unit of the plan in --out, by number or id, instead of a dataset.", valueName: "unit"))
  var unit: String?

  @Option(
    help: ArgumentHelp(
      "The folder with the plan, where the unit is made.", valueName: "dir"),
    completion: .directory)
  var out: String?

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

  func validate() throws {
    guard unit != nil else {
      if id == nil { throw ValidationError("Missing expected argument '<id>'") }
      if out != nil { throw ValidationError("--out goes with --unit") }
      return
    }
    if id != nil { throw ValidationError("--unit makes a unit of a plan, not a dataset") }
    if out == nil { throw ValidationError("--unit needs --out, the folder with the plan") }
    if !source.isEmpty || !text.isEmpty || recordID != nil || rebuild
      || indexing.options != IndexingOptions()
    {
      throw ValidationError(
        "how a unit is made stands in its plan, so --unit takes no such options")
    }
  }

  func run() async throws {
    if let unit, let out {
      try await makeUnit(unit, in: out)
    } else if let id {
      try await index(id)
    }
  }

  private func makeUnit(_ unit: String, in folder: String) async throws {
    let output = shared.output()
    let progress = Progress(output: output)
    defer { progress.finish() }
    let answer = try await Interruption.cancelling {
      try await Catalog.makeUnit(unit, in: folder) { event in
        if case .step(let step) = event { progress.show(step) }
      }
    }
    progress.finish()
    try UnitReport.print(answer, on: output)
  }

  private func index(_ id: String) async throws {
    let output = shared.output()
    let catalog = shared.catalog()
    let (source, text, recordID) = (source, text, recordID)
    let (options, rebuild) = (indexing.options, rebuild)
    let answer = try await IndexingReport.following(on: output) { observe in
      try await catalog.index(
        id, sources: source, textFields: text, recordID: recordID, options: options,
        rebuild: rebuild, observe: observe)
    }
    try IndexingReport.print(answer, on: output)
  }
}
