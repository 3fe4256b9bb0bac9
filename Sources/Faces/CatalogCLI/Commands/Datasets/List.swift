internal import ArgumentParser
internal import CatalogService

/// `catalog list`: the datasets of the catalogue.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List datasets, filtered and counted.",
    discussion: """
      A text looks into names and descriptions, in the language of find: every word must occur, - \
      forbids, OR chooses, name:web asks names and year:>=2023 a column. catalog help query tells \
      all. Filters narrow the list; unknown is a value like any other. Values are taken as people write \
      them (Chinese, 中文, zh-CN, sft, law, cc-by), and what they were taken for is said. Everything is \
      listed in a pipe or as JSON, 50 rows on a terminal. In a pipe the counts of --facet follow the \
      rows behind an empty line, as field, value and count. Names are shown in Chinese where the locale \
      or the query is. --clusters lists the clusters of the datasets instead, with sums.

        catalog list 法律 --language zh --license CC-BY-4.0
        catalog list --where 'bytes>1TB and kind=pretraining' --facet sector,access
        catalog list 'web -books year:[2023 TO *]'
        catalog list --clusters --language 中文 --kind pretrain
      """)

  @Argument(help: "A query over names and descriptions; several arguments are joined by spaces.")
  var text: [String] = []

  @Option(help: ArgumentHelp("An SPDX id, a licence's name, or unknown.", valueName: "l"))
  var license: [String] = []

  @Option(help: ArgumentHelp("A language by tag or name, such as zh or Chinese.", valueName: "tag"))
  var language: [String] = []

  @Option(help: ArgumentHelp("A sector, such as legal.", valueName: "s"))
  var sector: [String] = []

  @Option(
    help: ArgumentHelp(
      "One of the 31 industries that sectors are mapped to, such as law-justice or 法律.",
      valueName: "i"))
  var industry: [String] = []

  @Option(
    help: ArgumentHelp(
      "pretraining, instruction, preference, evaluation, annotation, retrieval …", valueName: "k"))
  var kind: [String] = []

  @Option(help: ArgumentHelp("text, image, audio, video, code …", valueName: "m"))
  var modality: [String] = []

  @Option(
    help: ArgumentHelp(
      "open, registration, gated, closed, metadata-only or unknown.", valueName: "a"))
  var access: [String] = []

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Column conditions, such as 'kind=pretraining and bytes>=1TB'.", valueName: "expr"))
  var condition: String?

  @Option(help: ArgumentHelp("Counts the values of columns.", valueName: "field,…"))
  var facet: [NameList] = []

  @Option(help: ArgumentHelp("Orders by a column. Default: id.", valueName: "field[:desc]"))
  var sort: String?

  @Option(
    name: [.customShort("n", allowingJoined: true), .long],
    help: ArgumentHelp("Rows to list.", valueName: "n"))
  var limit: Int?

  @Option(help: "Continues behind the \"next\" of an earlier answer.")
  var cursor: String?

  @Option(help: ArgumentHelp("Columns to show.", valueName: "field,…"))
  var columns: [NameList] = []

  @Flag(help: "Lists clusters, with the number, sizes, licences and verdicts of their datasets.")
  var clusters = false

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if clusters, !facet.isEmpty || sort != nil || cursor != nil || !columns.isEmpty {
      throw ValidationError("--clusters takes no --facet, --sort, --cursor and --columns")
    }
    if let limit, limit < 0 {
      throw ValidationError("--limit takes a number from 0, not \(limit)")
    }
  }

  func run() throws {
    let output = shared.output()
    let format = output.listFormat
    var options = options
    if format == .human { options.limit = options.limit ?? Self.rows }
    let language = UserLanguage.answering(options.text, preferring: output.language)
    if clusters {
      ClusterReport.print(try shared.catalog().clusters(options), in: language, on: output)
      return
    }
    let columns = try ListTable.columns(
      columns.flatMap(\.names), width: format == .human ? output.width : nil)
    let answer = try shared.catalog().list(options)
    switch format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: for dataset in answer.datasets { output.line(dataset.json(indented: false)) }
    case .ids: for dataset in answer.datasets { output.line(dataset.id) }
    case .tsv:
      for dataset in answer.datasets {
        output.tabs(
          columns.map { ListTable.cell($0, of: dataset, forPeople: false, language: language) })
      }
      if !answer.facets.isEmpty, !answer.datasets.isEmpty { output.line() }
      for facet in answer.facets {
        for value in facet.values {
          output.tabs([facet.field, value.value?.text ?? "unknown", "\(value.count)"])
        }
      }
    case .human:
      var table = Table(columns: columns.map(ListTable.layout))
      table.rows = answer.datasets.map { dataset in
        columns.map {
          ListTable.cell($0, of: dataset, forPeople: true, language: language).onOneLine
        }
      }
      if !answer.datasets.isEmpty { output.table(table) }
      for facet in answer.facets {
        let values = facet.values.map {
          "\($0.value?.text ?? "unknown") \(Figures.count($0.count))"
        }
        let line = "\(facet.field): \(values.joined(separator: " · "))".onOneLine
        for part in output.width.map(line.wrapped) ?? [line] { output.line(part) }
      }
      let shown = answer.datasets.count
      if shown < answer.total {
        output.note("\(shown) of \(answer.total) datasets — --limit \(answer.total) lists all")
      } else {
        output.note(answer.total == 1 ? "1 dataset" : "\(answer.total) datasets")
      }
      if columns == ListTable.narrowColumns, self.columns.isEmpty {
        let rest = ListTable.usualColumns.filter { !columns.contains($0) }
        output.note("no room for \(rest.joined(separator: ", ")) — --columns shows them")
      }
    }
    FindReport.noteOmitted(answer.facets.map(\.field), on: output)
    output.notices(answer.notices)
    for failure in answer.failures {
      let reason = RemedyText.with(failure.error.remedy, failure.error.statement)
      output.warning("the data of \(failure.dataset) cannot be used: \(reason)")
    }
    if !answer.failures.isEmpty { throw ExitCode(1) }
  }

  private var options: ListOptions {
    var options = ListOptions()
    options.text = text.isEmpty ? nil : text.joined(separator: " ")
    options.licenses = license
    options.languages = language
    options.sectors = sector
    options.industries = industry
    options.kinds = kind
    options.modalities = modality
    options.access = access
    options.condition = condition
    options.facets = facet.flatMap(\.names)
    options.sort = sort
    options.limit = limit
    options.cursor = cursor
    return options
  }

  /// Rows that people are shown when they name no number.
  private static let rows = 50
}
