internal import ArgumentParser
internal import CatalogService

/// `catalog export`: a description in another vocabulary.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a dataset's description in another vocabulary.",
    discussion: """
      What the vocabulary has no place for is carried in an extension, named on stderr, and comes \
      back whole.

        catalog export aishell-3 --as croissant
        catalog export web --as hf-card -o README.md
      """)

  @Argument(help: "The dataset's id.", completion: DatasetCompletion.kind)
  var id: String

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "yaml, croissant, hf-card, dcat, schema-org or datapackage.", valueName: "vocabulary"))
  var vocabulary: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to write. Default: stdout.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let printer = shared.output()
    let answer = try shared.catalog().export(id, as: vocabulary)
    if !answer.extended.isEmpty {
      printer.note(
        "in an extension, because \(answer.vocabulary) has no place for: "
          + answer.extended.joined(separator: ", "))
    }
    for loss in answer.partlyExtended { printer.note("in an extension too: \(loss)") }
    if let output {
      try Host.replaceFile(output, with: answer.text)
    } else if shared.json {
      printer.line(answer.json(indented: printer.isTerminal))
    } else {
      let text = answer.text.hasSuffix("\n") ? String(answer.text.dropLast()) : answer.text
      printer.document(text)
    }
  }
}
