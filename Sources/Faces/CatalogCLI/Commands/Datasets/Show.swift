internal import ArgumentParser
internal import CatalogService

/// `catalog show`: a dataset's page, or one whole record.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a dataset's page, or one record whole.",
    discussion: """
      ID:RECORD splits at the first colon; a record's id is what find prints.

        catalog show cci-4-0-m2-v1
        catalog show web:17 --json
      """)

  @Argument(help: ArgumentHelp("A dataset, or a record of one.", valueName: "id[:record]"))
  var target: String

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    guard let colon = target.firstIndex(of: ":") else {
      PageReport.print(try shared.catalog().show(target), on: output)
      return
    }
    let record = try shared.catalog().record(
      String(target[target.index(after: colon)...]), in: String(target[..<colon]))
    switch output.format {
    case .json: output.line(record.json(indented: output.isTerminal))
    case .ndjson: output.line(record.json(indented: false))
    case .ids: output.line(record.reference.address.onOneLine)
    case .tsv:
      for text in record.texts { output.tabs([text.field, text.text]) }
      for field in record.fields { output.tabs([field.name, field.value.text]) }
    case .human: for line in RecordPage(record, style: output.style).lines { output.line(line) }
    }
  }
}
