internal import ArgumentParser
internal import CatalogService

/// `catalog extract`: every match as a file, with a provenance card.
struct Extract: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Write every matching record to a file, with a card that says where they come from.",
    discussion: """
      Records are streamed as JSON Lines, packed as the file's name asks for. Beside FILE.jsonl \
      stands FILE.card.yaml: query, datasets with their shares, licences, counts, checksum, version \
      of the program. The card is a description that add takes, so lineage and license check know \
      the extract like any other dataset.

        catalog extract '"white whale"' --in harbour --to whales.jsonl.zst
        catalog extract '*' --in web --where 'lang=zh and quality>=15' --to zh.jsonl.gz --fields text
      """)

  @Argument(help: "The query, * for every record; several arguments are joined by spaces.")
  var query: [String]

  @OptionGroup(title: "Where to look")
  var scope: ScopeArguments

  @Option(
    help: ArgumentHelp("The file to write: .jsonl, or .jsonl.zst, .gz, .lz4.", valueName: "file"),
    completion: .file())
  var to: String

  @Option(
    help: ArgumentHelp("Text fields and columns to write besides the id.", valueName: "field,…"))
  var fields: [NameList] = []

  @Flag(name: .customLong("ids-only"), help: "Writes ids alone.")
  var idsOnly = false

  @Flag(help: "Every word must occur.")
  var all = false

  @Flag(help: "Replaces files that are there.")
  var force = false

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if query.isEmpty { throw ValidationError("Missing a query; * takes every record") }
    if idsOnly, !fields.isEmpty {
      throw ValidationError("--ids-only writes no fields; leave --fields out")
    }
  }

  func run() async throws {
    let output = shared.output()
    let catalog = shared.catalog()
    let progress = Progress(output: output)
    let (words, ids, path, options) = (query.joined(separator: " "), scope.ids, to, options)
    let answer = try await Interruption.cancelling {
      defer { progress.finish() }
      return try catalog.extract(
        words, in: ids, to: path, options: options, observe: { progress.show($0) })
    }
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: output.line(answer.json(indented: false))
    case .ids: output.line(answer.id)
    case .tsv:
      for origin in answer.datasets { output.tabs([origin.id, "\(origin.records)"]) }
    case .human: human(answer, on: output)
    }
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
    output.note("catalog add \(answer.card) registers the extract as \(answer.id)".onOneLine)
  }

  private var options: ExtractOptions {
    var options = ExtractOptions()
    options.condition = scope.condition
    options.all = all
    options.fields = fields.flatMap(\.names)
    options.idsOnly = idsOnly
    options.overwrites = force
    return options
  }
}
