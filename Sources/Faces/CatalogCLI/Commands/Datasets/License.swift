internal import ArgumentParser
internal import CatalogService

/// `catalog license`: what licences mean.
struct License: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "license",
    abstract: "Say what licences mean for a purpose.",
    discussion: """
      Looks at datasets, at their parts and wholes and at what they come from. What nobody said is \
      unknown and never a permission.

        catalog license check cci-4-0-m2-v1
        catalog license check web news --use any
        catalog license show cc-by-nc-4.0 'Apache License 2.0'
      """, subcommands: [LicenseCheck.self, LicenseShow.self])
}

/// `catalog license check`: rights rolled up.
struct LicenseCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Roll up the rights of datasets, their parts, their wholes and their origins.",
    discussion: """
      The verdict is clear, by label only (the label allows the use, and where the data comes from is \
      not stated), unknown or blocked, with the shortest way to what decided it. Ends with status 1 \
      unless it is clear.

        catalog license check aishell-3
        catalog license check industrycorpus-law --use academic --accept labels
      """)

  @Argument(help: "Ids of datasets.")
  var id: [String]

  @Option(
    help: ArgumentHelp(
      "commercial, academic, or any (every use, passing on included).", valueName: "purpose"))
  var use = "commercial"

  @Option(
    help: ArgumentHelp(
      "labels: a verdict by label only ends with status 0.", valueName: "what"))
  var accept: Acceptance?

  @Flag(help: "Names every dataset that a licence comes from, not the first few.")
  var all = false

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  /// What besides a clear verdict is good enough.
  enum Acceptance: String, ExpressibleByArgument, CaseIterable {
    case labels
  }

  func run() throws {
    let output = shared.output()
    let answer = try shared.catalog().rights(of: id, for: use)
    switch output.format {
    case .json, .ndjson:
      output.line(answer.json(indented: output.format == .json && output.isTerminal))
    case .tsv, .ids:
      for finding in answer.findings {
        output.tabs([
          finding.kind, finding.path, finding.license ?? "", finding.message, finding.scope ?? "",
        ])
      }
    case .human:
      for matter in answer.matters { Self.print(matter, all: all, on: output) }
      for verdict in answer.verdicts { Self.print(verdict, for: answer.purpose, on: output) }
      let datasets = answer.datasets == 1 ? "1 dataset" : "\(answer.datasets) datasets"
      output.note("\(datasets) looked at. \(RightsAnswer.disclaimer)")
    }
    if !(accept == .labels ? answer.isClearByLabels : answer.isClear) { throw ExitCode(1) }
  }

  private static func print(
    _ verdict: RightsAnswer.Verdict, for purpose: String, on output: Output
  ) {
    let use = purpose == "any" ? "any use" : "\(purpose) use"
    let style = output.style
    let word = verdict.reason == nil ? verdict.verdict : style.bad(verdict.verdict)
    output.line("\(style.strong(verdict.dataset.onOneLine)): \(word) for \(use)")
    guard let reason = verdict.reason, let path = verdict.path else { return }
    output.line("  \(path.onOneLine)")
    output.line("  \(reason.onOneLine)")
  }

  /// Datasets named under one matter; `--all` names the rest.
  private static let shownPlaces = 4

  private static func print(_ matter: RightsAnswer.Matter, all: Bool, on output: Output) {
    let style = output.style
    let kind = matter.kind == "obligation" ? matter.kind : style.bad(matter.kind)
    let license = matter.license.map { " " + style.strong($0.onOneLine) + ":" } ?? ""
    output.line("\(kind):\(license) \(matter.message.onOneLine)")
    let shown = all ? matter.places.count : min(shownPlaces, matter.places.count)
    for place in matter.places.prefix(shown) { output.line(style.dim("  \(place.onOneLine)")) }
    if shown < matter.places.count {
      output.line(style.dim("  and \(matter.places.count - shown) more"))
    }
  }
}

/// `catalog license show`: what the table knows.
struct LicenseShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what licences allow and ask, and why.",
    discussion: """
      Ids of SPDX and the spellings found in the wild are understood; without any, the whole table \
      is shown. A licence that the table does not know is unknown, which is no permission.

        catalog license show odc-by
        catalog license show --format tsv
      """)

  @Argument(help: "Ids, names or addresses of licences. Default: all that are known.")
  var license: [String] = []

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let answers = Catalog.licenses(license)
    switch output.format {
    case .json, .ndjson:
      for answer in answers { output.line(answer.json(indented: output.isTerminal)) }
    case .ids: for answer in answers { output.line(answer.spdx ?? answer.spelling.onOneLine) }
    case .tsv: for answer in answers { output.tabs(Self.cells(answer)) }
    case .human:
      var table = Table(
        columns: ["LICENCE", "USE", "ATTRIBUTION", "SHARE-ALIKE", "PASSING ON", "WHY"]
          .map { .init(heading: $0) })
      table.rows = answers.map { Self.cells($0).map(\.onOneLine) }
      output.table(table)
      output.note(RightsAnswer.disclaimer)
    }
  }

  private static let passingOn = [
    "changed": "changed too", "unchanged": "unchanged only", "no": "no",
  ]

  private static func cells(_ answer: LicenseAnswer) -> [String] {
    func word(_ fact: Bool?, _ yes: String, _ no: String) -> String {
      fact.map { $0 ? yes : no } ?? "unknown"
    }
    return [
      answer.spdx ?? answer.spelling, answer.use, word(answer.attribution, "yes", "no"),
      word(answer.shareAlike, "yes", "no"),
      Self.passingOn[answer.passingOn ?? ""] ?? "unknown", answer.reason,
    ]
  }
}
