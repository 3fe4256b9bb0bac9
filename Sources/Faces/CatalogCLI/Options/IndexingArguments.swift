public import ArgumentParser
public import CatalogService

/// Options of the verbs that index.
struct IndexingArguments: ParsableArguments {
  @Option(help: ArgumentHelp(CatalogConfiguration.help("analyzer"), valueName: "name"))
  var analyzer: AnalyzerKind?

  @Option(
    help: ArgumentHelp("Takes word endings off, such as en or german.", valueName: "lang"))
  var stem: String?

  @Option(
    name: .customLong("stop-words"),
    help: ArgumentHelp("Words that are not indexed, one a line.", valueName: "file"),
    completion: .file())
  var stopWords: String?

  @Option(help: ArgumentHelp(CatalogConfiguration.help("store"), valueName: "lz4|zstd|none"))
  var store: TextStore?

  @Option(help: ArgumentHelp(CatalogConfiguration.help("reorder"), valueName: "auto|on|off"))
  var reorder: Reordering?

  @Option(help: ArgumentHelp(CatalogConfiguration.help("memory"), valueName: "size"))
  var memory: ByteSize?

  @Option(help: ArgumentHelp(CatalogConfiguration.help("jobs"), valueName: "n"))
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...256).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to 256, not \(jobs)")
    }
    if let memory, memory.bytes < 16 << 20 {
      throw ValidationError("--memory takes at least 16MiB, not \(memory.bytes) bytes")
    }
  }

  /// The options as the service takes them.
  var options: IndexingOptions {
    var options = IndexingOptions()
    options.analyzer = analyzer
    options.stemming = stem
    options.stopWordFile = stopWords
    options.store = store
    options.reordering = reorder
    options.memory = memory?.bytes
    options.jobs = jobs
    return options
  }
}

/// A size on the command line: `1GiB`, `500M`.
struct ByteSize: ExpressibleByArgument {
  /// The size in bytes.
  var bytes: UInt64

  init?(argument: String) {
    guard let bytes = Figures.parseBytes(argument) else { return nil }
    self.bytes = bytes
  }
}

/// Names in one argument, separated by commas.
struct NameList: ExpressibleByArgument {
  /// The names, without empty ones.
  var names: [String]

  init?(argument: String) {
    names = argument.split(separator: ",").map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    names.removeAll { $0.isEmpty }
  }
}

extension AnalyzerKind: ExpressibleByArgument {}
extension TextStore: ExpressibleByArgument {}
extension Reordering: ExpressibleByArgument {}
