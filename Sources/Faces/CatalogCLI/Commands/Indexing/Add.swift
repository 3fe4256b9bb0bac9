internal import ArgumentParser
internal import CatalogService

/// `catalog add`: registers a dataset and indexes its records.
struct Add: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Register a dataset and index its records.",
    discussion: """
      A source is a data file (Parquet, JSON Lines, JSON, CSV, TSV, WARC, samples in a tar archive or text, plain or .gz, .zst, .lz4, .bz2, .xz), a zip or tar archive of them, a folder, a \
      glob, or a description (the project's YAML or JSON, Croissant, a Hugging Face card, \
      datapackage.json, DCAT). Data and its description, named together or standing in one folder, become one \
      dataset. What its fields are is detected and shown first; --dry-run shows it and stops. \
      Adding the same bytes again changes nothing but the description, as the options say. \
      Data goes under a description that is there when --id names it. What comes through a pipe (-, a FIFO or \
      what the shell makes of <(…)) needs an --id, and its records are kept in the index, because it cannot be \
      read again; while it comes it takes its size on the disk of the home.

        catalog add web.jsonl.zst --id web
        curl -L https://example.org/web.jsonl.gz | catalog add - --id web
        catalog add 'news/*.jsonl.gz' --text body --text title --record-id url --store none
      """)

  @Argument(
    help: "Files, folders, globs or descriptions; - is standard input.", completion: .file())
  var source: [String]

  @Option(help: "The dataset's id. Default: the source's name.")
  var id: String?

  @Option(help: "The dataset's name.")
  var name: String?

  @Option(
    name: .customLong("text"),
    help: ArgumentHelp(
      "A field to search; the first is the body, others are searched as name:.", valueName: "field")
  )
  var text: [String] = []

  @Option(
    name: .customLong("record-id"),
    help: ArgumentHelp("The field that names records.", valueName: "field"))
  var recordID: String?

  @Option(help: ArgumentHelp("Sets a value of the description.", valueName: "key=value"))
  var set: [String] = []

  @Option(
    name: .customLong("save-plan"),
    help: ArgumentHelp("Writes every choice to a file of YAML.", valueName: "file"),
    completion: .file())
  var savePlan: String?

  @Option(
    help: ArgumentHelp(
      "Reads and indexes as a saved plan says; options count before it.", valueName: "file"),
    completion: .file())
  var plan: String?

  @OptionGroup(title: "Indexing")
  var indexing: IndexingArguments

  @Flag(name: .customLong("no-index"), help: "Registers only.")
  var noIndex = false

  @Flag(name: .customLong("dry-run"), help: "Shows what would be done, and why.")
  var dryRun = false

  @Option(
    name: .customLong("max-errors"),
    help: ArgumentHelp("Bad records that are let pass; the next one ends the run.", valueName: "n"))
  var maxErrors: Int?

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if source.isEmpty { throw ValidationError("Missing a source to add") }
    if let maxErrors, maxErrors < 0 {
      throw ValidationError("--max-errors takes a number from 0, not \(maxErrors)")
    }
  }

  func run() async throws {
    let output = shared.output()
    let catalog = shared.catalog()
    if dryRun {
      try IndexingReport.print(try catalog.plan(source, id: id, options: options), on: output)
      return
    }
    let (source, id, options) = (source, id, options)
    let answer = try await IndexingReport.following(on: output) { observe in
      try await catalog.add(source, id: id, options: options, observe: observe)
    }
    try IndexingReport.print(answer, on: output)
  }

  private var options: AddOptions {
    var options = AddOptions()
    options.name = name
    options.textFields = text
    options.recordID = recordID
    options.edits = set
    options.plan = plan
    options.savedPlan = savePlan
    options.indexing = indexing.options
    options.indexing.maximumErrors = maxErrors
    options.skipsIndexing = noIndex
    return options
  }
}
