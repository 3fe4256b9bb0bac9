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

  @Flag(name: .shortAndLong, help: "No progress and no hints; what is uncertain is said.")
  var quiet = false

  func validate() throws {
    if json, let format, format != .json {
      throw ValidationError(
        "--json is short for --format json, and --format \(format.rawValue) is there too")
    }
  }

  /// How results and messages are printed.
  func output() -> Output {
    Output(format: json ? .json : format, quiet: quiet, noColor: noColor)
  }

  /// A form of printing was asked for.
  var isFormatted: Bool { json || format != nil }

  /// The catalogue that the user means; nothing is opened yet.
  func catalog() -> Catalog {
    Catalog(
      at: CatalogHome.resolve(
        explicit: home, environment: Host.environment,
        workingDirectory: Host.workingDirectory))
  }
}

extension Output.Format: ExpressibleByArgument {}

extension Output.Format? {
  /// The form that arguments ask for, also where they cannot be parsed as a whole.
  static func requested(by arguments: [String]) -> Output.Format? {
    var format: Output.Format?
    var isNext = false
    for argument in arguments.prefix(while: { $0 != "--" }) {
      if isNext {
        format = Output.Format(rawValue: argument)
        isNext = false
      } else if argument == "--json" {
        return .json
      } else if argument.hasPrefix("--format=") {
        format = Output.Format(rawValue: String(argument.dropFirst("--format=".count)))
      } else {
        isNext = argument == "--format"
      }
    }
    return format
  }
}
