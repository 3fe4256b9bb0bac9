internal import ArgumentParser
internal import CatalogService

/// `catalog remove`: hides a dataset.
struct Remove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove a dataset; it can be restored until it is purged.",
    discussion: """
      A removed dataset is neither listed nor searched. Its source files are never touched.

        catalog remove web
        catalog restore web
      """)

  @Argument(help: "Ids of datasets.", completion: DatasetCompletion.kind)
  var id: [String]

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let catalog = shared.catalog()
    let output = shared.output()
    for name in id {
      let id = try catalog.remove(name)
      ChangeReport.print(id, "removed", hint: "catalog restore \(id) brings it back", on: output)
    }
  }
}

/// `catalog restore`: brings a removed dataset back.
struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Bring a removed dataset back, as it was.",
    discussion: """
      Its description, its edits and its index are there again.

        catalog restore web
        catalog restore web news
      """)

  @Argument(help: "Ids of removed datasets.")
  var id: [String]

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let catalog = shared.catalog()
    let output = shared.output()
    for name in id {
      let id = try catalog.restore(name)
      ChangeReport.print(id, "restored", hint: nil, on: output)
    }
  }
}

/// `catalog purge`: deletes removed datasets for good.
struct Purge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge",
    abstract: "Delete removed datasets for good, with their indexes.",
    discussion: """
      Only what was removed before is purged. Built-in datasets stay hidden. Source files are \
      never touched.

        catalog purge
        catalog purge web
      """)

  @Argument(help: "Ids of removed datasets. Default: all of them.")
  var id: [String] = []

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let purged = try shared.catalog().purge(id)
    for id in purged { ChangeReport.print(id, "purged", hint: nil, on: output) }
    if purged.isEmpty { output.note("nothing to purge") }
  }
}
