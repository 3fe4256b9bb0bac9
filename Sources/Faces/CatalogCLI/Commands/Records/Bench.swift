internal import ArgumentParser
internal import CatalogService

/// `catalog bench`: how fast queries run in this process.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time queries in process, class by class.",
    discussion: """
      One query a line; a line "#class NAME" starts a class. Timed is the way from the prepared \
      query to ranked ids and scores; parsing and snippets are outside. Of each query the median \
      of its runs counts.

        catalog bench --in web --queries queries.txt
        catalog bench --in web --queries queries.txt --count --runs 9 --json
      """)

  @Option(
    name: .customLong("in"), help: ArgumentHelp("Datasets to search.", valueName: "id,…"))
  var datasets: [NameList] = []

  @Option(help: ArgumentHelp("The queries.", valueName: "file"), completion: .file())
  var queries: String

  @Option(
    name: [.customShort("n", allowingJoined: true), .long],
    help: ArgumentHelp(CatalogConfiguration.meaning("limit"), valueName: "n"))
  var limit = SearchOptions().limit

  @Flag(help: "Also times the exact count, apart.")
  var count = false

  @Option(help: ArgumentHelp("Runs of each query.", valueName: "n"))
  var runs = 5

  @Option(help: ArgumentHelp("Threads that run queries side by side.", valueName: "n"))
  var threads = 1

  @Option(help: ArgumentHelp("Cores that each query may use.", valueName: "n"))
  var cores = 1

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit takes a number from 1, not \(limit)") }
    if runs < 1 { throw ValidationError("--runs takes a number from 1, not \(runs)") }
    if !(1...256).contains(threads) {
      throw ValidationError("--threads takes a number from 1 to 256, not \(threads)")
    }
    if !(1...256).contains(cores) {
      throw ValidationError("--cores takes a number from 1 to 256, not \(cores)")
    }
  }

  func run() throws {
    let output = shared.output()
    var options = BenchOptions(queries: queries)
    options.limit = limit
    options.counts = count
    options.runs = runs
    options.threads = threads
    options.cores = cores
    let answer = try shared.catalog().bench(datasets.flatMap(\.names), options: options)
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: for row in answer.classes { output.line(row.json(indented: false)) }
    case .ids: for row in answer.classes { output.line(row.name.onOneLine) }
    case .tsv: for row in answer.classes { output.tabs(cells(of: row, forPeople: false)) }
    case .human:
      var table = Table(
        columns: ["CLASS", "QUERIES", "QPS", "CQPS", "P50 µs", "P95 µs", "P99 µs", "HITS", "TOP"]
          .enumerated().map { .init(heading: $0.element, alignsRight: $0.offset > 0) })
      table.rows = answer.classes.map { cells(of: $0, forPeople: true) }
      output.table(table)
      output.line("open: \(Figures.decimal(answer.openMilliseconds, places: 1)) ms")
    }
  }

  private func cells(of row: BenchAnswer.Class, forPeople: Bool) -> [String] {
    [
      row.name.onOneLine, "\(row.queries)",
      Figures.decimal(row.queriesPerSecond, places: 1),
      Figures.decimal(row.queriesPerProcessorSecond, places: 1),
      Figures.decimal(row.latency.p50, places: 1),
      Figures.decimal(row.latency.p95, places: 1),
      Figures.decimal(row.latency.p99, places: 1),
      forPeople ? Figures.count(row.hits) : "\(row.hits)", "\(row.top)",
    ]
  }
}
