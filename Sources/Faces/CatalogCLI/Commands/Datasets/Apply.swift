internal import ArgumentParser
internal import CatalogService

/// `catalog apply`: many descriptions in one transaction.
struct Apply: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Make many changes in one transaction, all or none.",
    discussion: """
      The file is a description, whose datasets are added or replaced, or a list of edits: JSON \
      Lines, a table with an id column, or lines such as "web language=en tags+=sea". Each gets a \
      verdict; when one fails nothing is changed, the others are “not kept”, and the status is 1, as it \
      is when a description has warnings.

        catalog apply datasets.yaml --dry-run
        catalog apply edits.csv
      """)

  @Argument(help: "The description.", completion: .file())
  var file: String

  @Flag(
    name: .customLong("dry-run"),
    help: "Only says what would become of each, with what stands there and what would.")
  var dryRun = false

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let answer = try shared.catalog().apply(file, dryRun: dryRun)
    switch output.format {
    case .json, .ndjson:
      output.line(answer.json(indented: output.format == .json && output.isTerminal))
    case .tsv:
      for verdict in answer.verdicts {
        output.tabs([verdict.id, verdict.outcome, Self.reason(verdict) ?? "", verdict.place])
        for line in verdict.changes.lines {
          output.tabs([verdict.id, "change", line.path, line.before ?? "", line.after ?? ""])
        }
      }
    case .ids: for verdict in answer.verdicts { output.line(verdict.id.onOneLine) }
    case .human:
      for verdict in answer.verdicts {
        // Where it stands in the file matters when something has to be corrected there.
        let place = verdict.message == nil ? "" : verdict.place + ": "
        let id = verdict.id.isEmpty ? "" : verdict.id + ": "
        let message = Self.reason(verdict).map { ": \($0)" } ?? ""
        output.wrapped("\(place)\(id)\(verdict.outcome)\(message)".onOneLine)
        DiffReport.printLines(verdict.changes, indent: "  ", on: output)
      }
      let failed = answer.verdicts.count { $0.outcome == "failed" }
      if failed > 0 {
        output.line("nothing is changed: \(failed) of \(answer.verdicts.count) failed")
      } else if !answer.isKept {
        output.note("nothing was changed")
      }
    }
    output.notes(answer.notes)
    for warning in answer.warnings {
      output.warning("\(warning.location): \(warning.message)")
    }
    if !answer.warnings.isEmpty || answer.verdicts.contains(where: { $0.outcome == "failed" }) {
      throw ExitCode(1)
    }
  }

  private static func reason(_ verdict: ApplyAnswer.Verdict) -> String? {
    verdict.message.map { RemedyText.with(verdict.remedy, $0) }
  }
}
