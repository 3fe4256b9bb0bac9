internal import ArgumentParser
internal import CatalogService

/// `catalog plan`: cuts data into units that many machines index.
struct PlanUnits: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Cut a corpus into units that many machines index.",
    discussion: """
      Each unit takes some files, or a part of a large one: lines of JSON, or row groups of Parquet. --out \
      writes the plan into a folder, where every machine makes its units and one takes them over:

        catalog plan 'web/*.jsonl' --out units
        catalog index --unit 1 --out units          # one task for each unit, anywhere
        catalog publish web units

      A unit's id follows from its files (path, size, time), from where it begins and ends and from the \
      options, memory and jobs among them: what has an id that is there already is not made again.
      """)

  @Argument(
    help: "The id of a dataset with data, or files, folders and globs.", completion: .file())
  var source: [String]

  @Option(
    help: ArgumentHelp("Where the plan is written, and units will be made.", valueName: "dir"),
    completion: .directory)
  var out: String?

  @Option(
    name: .customLong("unit-bytes"),
    help: ArgumentHelp(
      "Bytes of files that a unit takes, about. Default: "
        + "\(SourceListing.usualUnitByteCount >> 20)MiB.", valueName: "size"))
  var unitBytes: ByteSize?

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

  @OptionGroup(title: "Indexing")
  var indexing: IndexingArguments

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if source.isEmpty { throw ValidationError("Missing a source to plan") }
    if unitBytes?.bytes == 0 { throw ValidationError("--unit-bytes takes at least one byte") }
  }

  func run() throws {
    let output = shared.output()
    var options = AddOptions()
    options.textFields = text
    options.recordID = recordID
    options.indexing = indexing.options
    let answer = try shared.catalog().planUnits(
      source, options: options,
      unitByteCount: unitBytes?.bytes ?? SourceListing.usualUnitByteCount, writingTo: out)
    try UnitReport.print(answer, on: output)
  }
}
