internal import ArgumentParser

/// Which records a query looks at.
struct ScopeArguments: ParsableArguments {
  @Option(
    name: .customLong("in"),
    help: ArgumentHelp("Datasets to search. Default: all that are indexed.", valueName: "id,…"))
  var datasets: [NameList] = []

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("Column conditions, such as 'lang=zh and quality>=15'.", valueName: "expr"))
  var condition: String?

  /// The ids, in the order given.
  var ids: [String] { datasets.flatMap(\.names) }
}
