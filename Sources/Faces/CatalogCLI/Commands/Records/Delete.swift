internal import ArgumentParser
internal import CatalogService

/// `catalog delete`: takes records out of an index.
struct Delete: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete",
    abstract: "Take records out of an index; they stay out.",
    discussion: """
      The source files are not touched. Records are named by a query or by their ids, and stay out
      when they are indexed again. The log shows each delete and takes it back. A query that a \
      search would remark on, such as one with a misspelt column, deletes nothing.

        catalog delete web 'lang:de'
        catalog delete web --record 17 --record 18
      """)

  @Argument(help: "The dataset's id.")
  var id: String

  @Argument(help: "The records that match this query.")
  var query: [String] = []

  @Option(help: "The record with this id.")
  var record: [String] = []

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func validate() throws {
    if query.isEmpty == record.isEmpty {
      throw ValidationError("Name the records by a query or by --record, one of the two")
    }
  }

  func run() throws {
    let output = shared.output()
    let catalog = shared.catalog()
    let answer =
      try query.isEmpty
      ? catalog.delete(records: record, from: id)
      : catalog.delete(matching: query.joined(separator: " "), from: id)
    for id in answer.missing { output.warning("\(answer.dataset) has no record \"\(id)\"") }
    switch output.format {
    case .json, .ndjson: output.line(answer.json(indented: output.isTerminal))
    case .tsv: output.tabs([answer.dataset, "\(answer.deleted)"])
    case .ids, .human:
      let deleted = Figures.count(answer.deleted)
      switch answer.deleted {
      case 0: output.line("\(answer.dataset): no record deleted")
      case 1: output.line("\(answer.dataset): 1 record deleted")
      default: output.line("\(answer.dataset): \(deleted) records deleted")
      }
    }
    output.notices(answer.notices)
    if !answer.missing.isEmpty { throw ExitCode(1) }
  }
}
