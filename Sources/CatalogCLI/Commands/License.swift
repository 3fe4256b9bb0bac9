internal import ArgumentParser
internal import CatalogService

/// `catalog license`: what licences mean.
struct License: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "license",
    abstract: "Say what licences mean for a purpose.",
    discussion: """
      Looks at datasets, at their parts and at what they come from. What nobody said is unknown \
      and never a permission.

        catalog license check cci-4-0-m2-v1
        catalog license check web news --use redistribution
      """, subcommands: [LicenseCheck.self])
}

/// `catalog license check`: rights rolled up.
struct LicenseCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Roll up the rights of datasets, their parts and their origins.",
    discussion: """
      Ends with status 1 when something forbids the purpose or is unknown.

        catalog license check aishell-3
        catalog license check industrycorpus-law --use research
      """)

  @Argument(help: "Ids of datasets.")
  var id: [String]

  @Option(help: ArgumentHelp("commercial, research or redistribution.", valueName: "purpose"))
  var use = "commercial"

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let answer = try shared.catalog().rights(of: id, for: use)
    switch output.format {
    case .json, .ndjson:
      output.line(answer.json(indented: output.format == .json && output.isTerminal))
    case .tsv, .ids:
      for finding in answer.findings {
        output.tabs([finding.kind, finding.path, finding.license ?? "", finding.message])
      }
    case .human:
      for finding in answer.findings {
        let license = finding.license.map { " (\($0))" } ?? ""
        output.line("\(finding.kind): \(finding.path)\(license): \(finding.message)".onOneLine)
      }
      let datasets = answer.datasets == 1 ? "1 dataset" : "\(answer.datasets) datasets"
      output.line("\(datasets) looked at, \(answer.isClear ? "clear" : "not clear") for \(use)")
      output.note(answer.disclaimer)
    }
    if !answer.isClear { throw ExitCode(1) }
  }
}
