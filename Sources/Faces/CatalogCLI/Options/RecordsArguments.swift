internal import ArgumentParser

/// Which records of one dataset to show.
struct RecordsArguments: ParsableArguments {
  @Argument(help: "The dataset's id.")
  var id: String

  @Option(
    name: [.customShort("n", allowingJoined: true), .customLong("limit")],
    help: ArgumentHelp("Records to show.", valueName: "n"))
  var count: Int?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("Column conditions, such as 'lang=zh and quality>=15'.", valueName: "expr"))
  var condition: String?

  func validate() throws {
    if let count, count < 1 { throw ValidationError("-n takes a number from 1, not \(count)") }
  }
}
