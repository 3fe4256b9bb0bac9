internal import ArgumentParser
internal import CatalogService

/// `catalog validate`: what is right and wrong with a description.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Say what is right and wrong with a description.",
    discussion: """
      Reads the project's YAML and JSON, Croissant, Hugging Face cards, DCAT, schema.org and Data \
      Package. Ends with the status that catalog add would: 65 when the description cannot be \
      taken, 1 when there are warnings.

        catalog validate dataset.yaml
        catalog validate croissant.json --json
      """)

  @Argument(help: "The description.", completion: .file())
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
        output.tabs([finding.severity, finding.place, finding.message, finding.remedy])
      }
    case .ids: for id in answer.datasets { output.line(id.onOneLine) }
    case .human:
      for finding in answer.findings {
        output.line("\(finding.place): \(finding.severity): \(finding.message)".onOneLine)
        output.line("  fix: \(finding.remedy)".onOneLine)
      }
      let datasets = answer.datasets.count == 1 ? "1 dataset" : "\(answer.datasets.count) datasets"
      output.line("\(answer.vocabulary), \(datasets): \(answer.isValid ? "valid" : "not valid")")
    }
    if !answer.isValid { throw ExitCode(65) }
    if answer.hasWarnings { throw ExitCode(1) }
  }
}
