internal import ArgumentParser
internal import CatalogService

/// `catalog lineage`: where a dataset comes from, and what was made of it.
struct Lineage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lineage",
    abstract: "Show where a dataset comes from and what was made of it.",
    discussion: """
      Datasets that others name and the catalogue does not hold are shown too.

        catalog lineage cci-4-0-m2-v1 --up 2
        catalog lineage fineweb --as mermaid
      """)

  @Argument(help: "The dataset's id.", completion: DatasetCompletion.kind)
  var id: String

  @Option(help: ArgumentHelp("Steps towards its origins. Default: all.", valueName: "n"))
  var up: Int?

  @Option(help: ArgumentHelp("Steps towards what was made of it. Default: all.", valueName: "n"))
  var down: Int?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("tree, mermaid, dot or json.", valueName: "form"))
  var form = "tree"

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    for steps in [up, down].compactMap({ $0 }) where steps < 0 {
      throw ValidationError("--up and --down take a number from 0, not \(steps)")
    }
    if !["tree", "mermaid", "dot", "json"].contains(form) {
      throw ValidationError("--as takes tree, mermaid, dot or json, not '\(form)'")
    }
  }

  func run() throws {
    let output = shared.output()
    let answer = try shared.catalog().lineage(id, up: up, down: down)
    guard !shared.json, let text = answer.text(as: form) else {
      output.line(answer.json(indented: output.isTerminal))
      return
    }
    let lines = (text.hasSuffix("\n") ? String(text.dropLast()) : text).onItsLines
    guard form == "tree" else { return output.line(lines) }
    for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
      output.wrapped(String(line))
    }
  }
}
