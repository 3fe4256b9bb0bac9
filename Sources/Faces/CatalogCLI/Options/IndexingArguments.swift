public import ArgumentParser
public import CatalogService

/// Options of the verbs that index.
struct IndexingArguments: ParsableArguments {
  @Option(
    name: .customLong("read-as"),
    help: ArgumentHelp(
      "The format of every file: \(FileReading.formats.joined(separator: ", ")). Default: told by "
        + "its bytes.", valueName: "format"))
  var readAs: String?

  @Option(
    help: ArgumentHelp(
      "Encoding of CSV, text and JSON Lines: \(FileReading.encodings.joined(separator: ", ")). Default: told by its bytes.",
      valueName: "name"))
  var encoding: String?

  @Option(
    help: ArgumentHelp(
      "Between fields of CSV: comma, tab, semicolon, bar, space or a character. Default: told by "
        + "its bytes.", valueName: "name"))
  var delimiter: String?

  @Option(
    help: ArgumentHelp(
      "Quoting of CSV: doubled (\"\" for a quote), backslash (\\\" for one), single ('' around fields) or none.",
      valueName: "how"))
  var quote: String?

  @Option(
    help: ArgumentHelp(
      "Where CSV has the names of its fields: in its first row, or none.", valueName: "first|none"))
  var header: String?

  @Option(
    name: .customLong("skip-lines"),
    help: ArgumentHelp(
      "Lines in front of the table of CSV that are passed over. Default: told by its bytes.",
      valueName: "n"))
  var skipLines: Int?

  @Option(
    help: ArgumentHelp(
      "Spaces in front of a field of CSV: part of it (keep) or not (skip). Default: told by its "
        + "bytes.", valueName: "keep|skip"))
  var space: String?

  @Option(
    name: .customLong("line-end"),
    help: ArgumentHelp(
      "What ends rows of CSV: lf, also behind a carriage return, or cr. Default: told by its bytes.",
      valueName: "lf|cr"))
  var lineEnd: String?

  @Option(
    help: ArgumentHelp(
      "Where texts are cut into records: \(FileReading.splits.joined(separator: ", ")).",
      valueName: "how"))
  var split: String?

  @Option(
    help: ArgumentHelp(
      "What tells splits and configurations: auto (the description beside the data, else the names "
        + "of files), names or none.", valueName: "auto|names|none"))
  var layout: String?

  @Option(
    help: ArgumentHelp(
      "A column with one value in all records of some files; without a pattern of all. Repeats.",
      valueName: "name=value[@pattern]"),
    transform: FileLabel.init(parsing:))
  var label: [FileLabel] = []

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

  @Option(
    help: ArgumentHelp(
      "A column, its path where that differs, and what its values must be; repeats.",
      valueName: "name[=path][:type]"),
    transform: ColumnDeclaration.init(parsing:))
  var column: [ColumnDeclaration] = []

  @Option(
    name: .customLong("column-limit"),
    help: ArgumentHelp(
      "Columns that are taken, declared ones included. Default: "
        + "\(FieldPlan.usualColumnLimit).", valueName: "n"))
  var columnLimit: Int?

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
    let limits = FieldPlan.columnLimits
    if let columnLimit, !limits.contains(columnLimit) {
      throw ValidationError(
        "--column-limit takes a number from \(limits.lowerBound) to \(limits.upperBound), not \(columnLimit)"
      )
    }
    if let memory, memory.bytes < 16 << 20 {
      throw ValidationError("--memory takes at least 16MiB, not \(memory.bytes) bytes")
    }
  }

  private var reading: FileReading {
    var reading = FileReading()
    reading.format = readAs
    reading.delimiter = delimiter
    reading.quote = quote
    reading.encoding = encoding
    reading.header = header
    reading.skippedLines = skipLines
    reading.space = space
    reading.lineEnd = lineEnd
    reading.split = split
    reading.layout = layout
    reading.labels = label
    return reading
  }

  /// The options as the service takes them.
  var options: IndexingOptions {
    var options = IndexingOptions()
    options.reading = reading
    options.analyzer = analyzer
    options.stemming = stem
    options.stopWordFile = stopWords
    options.store = store
    options.columns = column.map(\.column)
    options.columnLimit = columnLimit
    options.reordering = reorder
    options.memory = memory?.bytes
    options.jobs = jobs
    return options
  }
}

/// A column on the command line: `year`, `year:integer`, `lang=meta.language`.
struct ColumnDeclaration {
  /// The column.
  var column: FieldPlan.Column

  init(parsing argument: String) throws {
    var rest = argument[...]
    var type: ColumnType?
    if let colon = rest.lastIndex(of: ":") {
      // A path may hold a colon, but not a type in front of the end.
      let word = String(rest[rest.index(after: colon)...])
      type = ColumnType(rawValue: word)
      guard type != nil else {
        let types = ColumnType.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("“\(word)” is no type of a column; there are \(types)")
      }
      rest = rest[..<colon]
    }
    let parts = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, let path = parts.last, !name.isEmpty, !path.isEmpty else {
      throw ValidationError("“\(argument)” names no column; NAME, NAME=PATH and NAME=PATH:TYPE do")
    }
    column = FieldPlan.Column(name: String(name), path: String(path), type: type)
  }
}

extension FileLabel {
  init(parsing argument: String) throws {
    guard let label = FileLabel(argument) else {
      throw ValidationError("“\(argument)” is no label; NAME=VALUE and NAME=VALUE@PATTERN are")
    }
    self = label
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
    // An empty variable of a shell is not everything.
    if names.isEmpty { return nil }
  }
}

extension AnalyzerKind: ExpressibleByArgument {}
extension TextStore: ExpressibleByArgument {}
extension Reordering: ExpressibleByArgument {}
