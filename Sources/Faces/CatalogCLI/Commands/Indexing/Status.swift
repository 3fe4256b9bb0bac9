internal import ArgumentParser
internal import CatalogService

/// `catalog status`: what is indexed, stale or failed.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show what is indexed, stale or failed.",
    discussion: """
      A dataset is stale when its source has changed since it was indexed, or when a run was cut \
      short; catalog index brings it up to date. It has failed when its index cannot be read, is \
      lost, or is older than the home remembers; the status is 1 then.

        catalog status
        catalog status --json
      """)

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let answer = try shared.catalog().status()
    switch output.format {
    case .json: output.line(answer.json(indented: output.isTerminal))
    case .ndjson: for dataset in answer.datasets { output.line(dataset.json(indented: false)) }
    case .ids: for dataset in answer.datasets { output.line(dataset.id) }
    case .tsv:
      for dataset in answer.datasets {
        let index = dataset.index
        let summary = index.summary
        output.tabs([
          dataset.id, index.state.rawValue, "\(summary?.records ?? 0)",
          "\(summary?.textBytes ?? 0)", "\(summary?.bytes ?? 0)", "\(summary?.segments ?? 0)",
          "\(summary?.generation ?? 0)", Self.reasons(index).joined(separator: "; "),
        ])
      }
    case .human: human(answer, on: output)
    }
    if answer.datasets.contains(where: { $0.index.state == .failed }) { throw ExitCode(1) }
  }

  private func human(_ answer: StatusAnswer, on output: Output) {
    output.line("home: \(answer.home)".onOneLine)
    output.line(
      "\(Figures.count(UInt64(answer.described))) \(answer.described == 1 ? "dataset" : "datasets") described,"
        + " \(answer.datasets.count { $0.index.state != .none }) indexed")
    guard !answer.datasets.isEmpty else { return }
    var table = Table(columns: [
      .init(heading: "DATASET"), .init(heading: "STATE"),
      .init(heading: "RECORDS", alignsRight: true), .init(heading: "TEXT", alignsRight: true),
      .init(heading: "INDEX", alignsRight: true), .init(heading: "SEGMENTS", alignsRight: true),
    ])
    table.rows = answer.datasets.map { dataset in
      let summary = dataset.index.summary
      return [
        dataset.id, dataset.index.state.rawValue, Figures.count(summary?.records ?? 0),
        Figures.bytes(summary?.textBytes ?? 0), Figures.bytes(summary?.bytes ?? 0),
        "\(summary?.segments ?? 0)",
      ]
    }
    output.table(table)
    for dataset in answer.datasets {
      for reason in Self.reasons(dataset.index) {
        output.line("\(dataset.id): \(reason)".onOneLine)
      }
      if let deleted = dataset.index.summary?.deletedRecords, deleted > 0 {
        let records =
          deleted == 1 ? "1 deleted record" : "\(Figures.count(deleted)) deleted records"
        output.line("\(dataset.id): TEXT and INDEX count \(records) too, kept to be brought back")
      }
      if let problems = dataset.index.summary?.problems {
        for line in IndexingReport.lines(of: problems) {
          output.line("\(dataset.id): \(line)".onOneLine)
        }
      }
      if !dataset.index.passedOver.isEmpty {
        let kinds = IndexingReport.kinds(of: dataset.index.passedOver)
        output.line("\(dataset.id): passed over: \(kinds)".onOneLine)
      }
      for files in dataset.index.skipped where files.looksLikeData {
        output.line("\(dataset.id): \(SkippedReport.line(of: files))".onOneLine)
      }
      if let columns = dataset.index.summary?.leftOutColumns, !columns.isEmpty {
        output.line(
          ("\(dataset.id): in no column, because there are \(columns.limit): "
            + IndexingReport.names(of: columns)).onOneLine)
      }
    }
  }

  private static func reasons(_ index: IndexStateAnswer) -> [String] {
    [index.message.map { RemedyText.with(index.remedy, $0) }].compactMap { $0 } + index.notes
  }
}
