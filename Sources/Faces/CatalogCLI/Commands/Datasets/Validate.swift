internal import ArgumentParser
internal import CatalogService

/// `catalog validate`: what is right and wrong with a description.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Say what is right and wrong with a description.",
    discussion: """
      Reads the project's YAML and JSON, Croissant, Hugging Face cards, DCAT, schema.org and Data \
      Package, and says what catalog add would refuse: circles of lineage, ids that are taken. A \
      folder stands for the description that is taken with its data. Ends with the status that \
      catalog add would: 65 when the description cannot be taken, 73 when an id is, 1 when there are \
      warnings.

        catalog validate dataset.yaml
        catalog validate croissant.json --json
      """)

  @Argument(help: "The description, or the folder that it stands in.", completion: .file())
  var file: String

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let answer = try shared.catalog().validate(file)
    switch output.format {
    case .json, .ndjson:
      output.line(answer.json(indented: output.format == .json && output.isTerminal))
    case .tsv:
      for finding in answer.findings {
        output.tabs([
          finding.severity, finding.place, finding.message,
          finding.remedy.map(RemedyText.of) ?? "",
        ])
      }
    case .ids: for id in answer.datasets { output.line(id.onOneLine) }
    case .human:
      for finding in answer.findings {
        let place = finding.place.isEmpty ? "" : finding.place + ": "
        output.wrapped("\(place)\(finding.severity): \(finding.message)".onOneLine)
        if let remedy = finding.remedy {
          output.wrapped("  fix: \(RemedyText.of(remedy))".onOneLine)
        }
      }
      let datasets = answer.datasets.count == 1 ? "1 dataset" : "\(answer.datasets.count) datasets"
      let vocabulary = answer.vocabulary.map { $0 + ", " } ?? ""
      let verdict =
        !answer.isValid
        ? "not valid" : answer.refusal == nil ? "valid" : "valid, and cannot be added"
      output.line("\(vocabulary)\(datasets): \(verdict)")
    }
    if let refusal = answer.refusal { throw ExitCode(refusal.code.exitStatus) }
    if answer.hasWarnings { throw ExitCode(1) }
  }
}
