internal import ArgumentParser
internal import CatalogService

/// `catalog extract`: every match as a file, with a provenance card.
struct Extract: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Write every matching record to a file, with a card that says where they come from.",
    discussion: """
      Records are streamed as JSON Lines, each as it is in its source: the same value, keys in \
      order, numbers as written. They come dataset by dataset, each in the order of its source, and \
      are packed as the file's name asks for. Beside FILE.jsonl stands FILE.card.yaml: query, \
      datasets with their shares, licences, counts, checksum, version of the program, and how the \
      records were indexed. catalog add FILE.jsonl takes the card too, so that the copy of one \
      dataset answers as its records did (what several cannot keep apart is said), and lineage and license \
      check know it like any other dataset. Columns that all records have from their files (--label, \
      a split) go into the card; others are named. NaN and Infinity are written as they stand in the \
      source, though JSON has no such numbers. With --to - the records go to standard output, and \
      there is no card; what is written into a pipe or a device has none either.

        catalog extract '"white whale"' --in harbour --to whales.jsonl.zst
        catalog extract '*' --in web --where 'lang=zh and quality>=15' --to zh.jsonl.gz --fields text
        catalog extract whale --in chat --limit 100 --to - | jq .messages
      """)

  @Argument(help: "The query, * for every record; several arguments are joined by spaces.")
  var query: [String]

  @OptionGroup(title: "Where to look")
  var scope: ScopeArguments

  @Option(
    help: ArgumentHelp(
      "The file to write: .jsonl, or .jsonl.zst, .gz, .lz4; - for standard output.",
      valueName: "file"),
    completion: .file())
  var to: String

  @Option(
    help: ArgumentHelp(
      "What to write of each record besides its id: paths such as messages or meta.source.",
      valueName: "path,…"))
  var fields: [NameList] = []

  @Flag(name: .customLong("ids-only"), help: "Writes ids alone.")
  var idsOnly = false

  @Option(
    name: [.customShort("n", allowingJoined: true), .long],
    help: ArgumentHelp("Records to write at most. Default: all.", valueName: "n"))
  var limit: Int?

  @Flag(help: "Every word must occur.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "Gives up after this time, with an error and without a file: 500ms, 2s.", valueName: "time"))
  var timeout: TimeSpan?

  @Flag(help: "Replaces files that are there.")
  var force = false

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if query.isEmpty { throw ValidationError("Missing a query; * takes every record") }
    if idsOnly, !fields.isEmpty {
      throw ValidationError("--ids-only writes no fields; leave --fields out")
    }
    if let limit, limit < 1 {
      throw ValidationError("--limit takes a number from 1, not \(limit)")
    }
    if to == "-", shared.isFormatted {
      throw ValidationError("with --to - the records are the output; leave --format out")
    }
  }

  func run() async throws {
    let output = shared.output()
    let catalog = shared.catalog()
    let progress = Progress(output: output)
    let (words, ids, path, options) = (query.joined(separator: " "), scope.ids, to, options)
    if path == "-" { return try await stream(words, ids, options, progress, output) }
    let answer = try await Interruption.cancelling {
      defer { progress.finish() }
      return try catalog.extract(
        words, in: ids, to: path, options: options, observe: { progress.show($0) })
    }
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: output.line(answer.json(indented: false))
    case .ids: if answer.card != nil { output.line(answer.id) }
    case .tsv:
      for origin in answer.datasets { output.tabs([origin.id, "\(origin.records)"]) }
    case .human: human(answer, on: output)
    }
    sayLimit(of: answer, on: output)
  }

  /// Writes the records to standard output and says on the other stream what they were.
  private func stream(
    _ words: String, _ ids: [String], _ options: ExtractOptions, _ progress: Progress,
    _ output: Output
  ) async throws {
    let answer = try await Interruption.cancelling {
      defer { progress.finish() }
      return try shared.catalog().extract(
        words, in: ids, options: options, observe: { progress.show($0) },
        write: { try output.result($0) })
    }
    let origins = answer.datasets.map { "\($0.id): \(Figures.count($0.records))" }
    let from = origins.isEmpty ? "" : " (\(origins.joined(separator: ", ")))"
    output.note("\(Figures.records(answer.records))\(from)".onOneLine)
    sayLimit(of: answer, on: output)
    sayNoCard(on: output)
  }

  private func sayNoCard(on output: Output) {
    output.note("no card; extract --to FILE.jsonl writes one that says where the records come from")
  }

  /// What a reader of the records cannot see in them.
  private func sayLimit(of answer: ExtractAnswer, on output: Output) {
    CoverageReport.note(answer.stale, on: output)
    output.notices(answer.notices)
    guard answer.isCut else { return }
    output.warning("more records match; --limit \(answer.records) left them out")
  }

  private func human(_ answer: ExtractAnswer, on output: Output) {
    var line = "\(answer.file): \(Figures.records(answer.records)), \(Figures.bytes(answer.bytes))"
    if answer.bytes != answer.uncompressedBytes {
      line += " of \(Figures.bytes(answer.uncompressedBytes))"
    }
    output.line(line.onOneLine)
    for origin in answer.datasets {
      output.line("  \(origin.id): \(Figures.count(origin.records))".onOneLine)
    }
    let licences = answer.licenses.isEmpty ? "none" : answer.licenses.joined(separator: ", ")
    output.line("  licences: \(licences)".onOneLine)
    guard let card = answer.card else { return sayNoCard(on: output) }
    // A file without records cannot be added.
    if answer.records == 0 { return }
    // A file that is called as a dataset it comes from needs another id than its name.
    let isNamedAsOrigin = answer.datasets.contains { $0.id + "-extract" == answer.id }
    let (file, does) =
      answer.plan == nil
      ? (card, "registers the extract")
      : (answer.file + (isNamedAsOrigin ? " --id \(answer.id)" : ""), "indexes it with its card")
    output.note("catalog add \(file) \(does) as \(answer.id)".onOneLine)
  }

  private var options: ExtractOptions {
    var options = ExtractOptions()
    options.condition = scope.condition
    options.all = all
    options.fields = fields.flatMap(\.names)
    options.idsOnly = idsOnly
    options.limit = limit
    options.timeout = timeout?.seconds
    options.overwrites = force
    return options
  }
}
