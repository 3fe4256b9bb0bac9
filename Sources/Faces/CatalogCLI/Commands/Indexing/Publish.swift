internal import ArgumentParser
internal import CatalogService

/// `catalog publish`: makes units one dataset.
struct Publish: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Make units one searchable dataset, in one commit.",
    discussion: """
      All units of the plan must be there, each once and made with the plan's options. Every byte of them is \
      verified, and they are linked into the home, or copied where they lie on another disk; then the folders \
      may go. Answers, counts and scores are those of catalog add with the same data. Publishing the \
      same units again changes nothing; those of a later plan take the place of what they replace.

        catalog publish web units
        catalog publish web /scratch/node-1 /scratch/node-2
      """)

  @Argument(help: "The dataset's id.")
  var id: String

  @Argument(
    help: "Folders with units; one of them has the plan.", completion: .directory)
  var folder: [String]

  @Option(help: ArgumentHelp(CatalogConfiguration.help("memory"), valueName: "size"))
  var memory: ByteSize?

  @Option(help: ArgumentHelp(CatalogConfiguration.help("jobs"), valueName: "n"))
  var jobs: Int?

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if folder.isEmpty { throw ValidationError("Missing a folder with units") }
    if let jobs, !(1...256).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to 256, not \(jobs)")
    }
  }

  func run() async throws {
    let output = shared.output()
    let catalog = shared.catalog()
    var options = IndexingOptions()
    options.memory = memory?.bytes
    options.jobs = jobs
    let (id, folder, chosen) = (id, folder, options)
    let answer = try await IndexingReport.following(on: output) { observe in
      try await catalog.publish(id, from: folder, options: chosen, observe: observe)
    }
    try IndexingReport.print(answer, on: output)
  }
}
