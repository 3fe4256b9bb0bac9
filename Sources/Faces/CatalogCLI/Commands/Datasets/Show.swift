internal import ArgumentParser
internal import CatalogService

/// `catalog show`: a dataset's page, or one whole record.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the page of a dataset or a cluster, or one record whole.",
    discussion: """
      ID:RECORD splits at the first colon; a record's id is what find prints. cluster:NAME is a cluster \
      with its datasets, sums over them and what may be done with them. This and every other command \
      finds a dataset by its id, an alias, a title that it alone has, in any language, or the address \
      of its homepage. JSON has no NaN and no infinity: those of a record are texts in it, and “quoted” \
      names where.

        catalog show cci-4-0-m2-v1
        catalog show cluster:cci-4.0
        catalog show https://huggingface.co/datasets/haonan-li/cmmlu
        catalog show web:17 --json
      """)

  @Argument(
    help: ArgumentHelp("A dataset, a record of one, or a cluster.", valueName: "id[:record]"),
    completion: DatasetCompletion.kind)
  var target: String

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let language = UserLanguage.answering(target, preferring: output.language)
    if target.hasPrefix(Catalog.clusterPrefix) {
      let name = String(target.dropFirst(Catalog.clusterPrefix.count))
      ClusterReport.print(try shared.catalog().cluster(name), in: language, on: output)
      return
    }
    // An address has a colon too.
    guard !target.hasPrefix("http://"), !target.hasPrefix("https://"),
      let colon = target.firstIndex(of: ":")
    else {
      PageReport.print(try shared.catalog().show(target), in: language, on: output)
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
