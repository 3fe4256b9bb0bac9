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
      not stated), unknown or blocked, with the shortest way to what decided it. Several datasets are \
      judged together first, then each alone, with what is left without those that stand in the way. \
      A mixture file names datasets with weights or numbers of tokens; how often each is seen is told. \
      Ends with status 1 unless all together are clear. --format ids prints those that are.

        catalog license check aishell-3
        catalog license check industrycorpus-law --use academic --accept labels
        catalog license check cluster:cci-4.0
        catalog license check --mixture mixture.yaml
      """)

  @Argument(
    help: "Ids of datasets; cluster:NAME is all of a cluster.", completion: DatasetCompletion.kind)
  var id: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file of YAML or JSON: datasets, each with dataset: and weight: or tokens:.",
      valueName: "file"), completion: .file())
  var mixture: String?

  @Option(
    help: ArgumentHelp(
      """
      commercial, academic, or any (every use, passing on included). Default: what the mixture says, \
      else commercial.
      """, valueName: "purpose"))
  var use: String?

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

  func validate() throws {
    if id.isEmpty == (mixture == nil) {
      throw ValidationError("name datasets, or a file with --mixture")
    }
  }

  func run() throws {
    let output = shared.output()
    let catalog = shared.catalog()
    let answer =
      try mixture.map { try catalog.rights(ofMixture: $0, for: use) }
      ?? catalog.rights(of: id, for: use ?? "commercial")
    RightsPage(answer, acceptsLabels: accept == .labels, namesAll: all).print(on: output)
    if !(accept == .labels ? answer.isClearByLabels : answer.isClear) { throw ExitCode(1) }
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
      answer.spdx ?? answer.spelling, answer.useText, word(answer.attribution, "yes", "no"),
      word(answer.shareAlike, "yes", "no"),
      Self.passingOn[answer.passingOn ?? ""] ?? "unknown", answer.reason,
    ]
  }
}
