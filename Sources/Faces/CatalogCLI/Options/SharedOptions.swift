internal import ArgumentParser
internal import CatalogService
internal import FoundationEssentials

/// Options that every verb takes.
struct SharedOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder of the catalogue. Default: CATALOG_HOME, the nearest .catalog upward, or the user's.",
      valueName: "dir"),
    completion: .directory)
  var home: String?

  @Option(help: "How to print. Default: human, and tsv for lists in a pipe.")
  var format: Output.Format?

  @Flag(help: "Short for --format json.")
  var json = false

  @Flag(name: .customLong("no-color"), help: "No colours, as with NO_COLOR.")
  var noColor = false

  @Flag(name: .shortAndLong, help: "No progress and no hints.")
  var quiet = false

  /// How results and messages are printed.
  func output() -> Output {
    Output(format: json ? .json : format, quiet: quiet, noColor: noColor)
  }

  /// The catalogue that the user means; nothing is opened yet.
  func catalog() -> Catalog {
    Catalog(
      at: CatalogHome.resolve(
        explicit: home, environment: ProcessInfo.processInfo.environment,
        workingDirectory: FileManager.default.currentDirectoryPath))
  }
}

extension Output.Format: ExpressibleByArgument {}
