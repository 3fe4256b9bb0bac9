internal import ArgumentParser
internal import CatalogService

/// `catalog rename`: gives a dataset another id.
struct Rename: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename",
    abstract: "Give a dataset of your own another id.",
    discussion: """
      The id that it had becomes an alias, so whatever refers to it still finds it. Its index moves \
      along and is not made anew. Built-in datasets keep their ids.

        catalog rename web web-2024
        catalog rename web web-2024 --json
      """)

  @Argument(help: "The dataset's id.")
  var id: String

  @Argument(help: "The id that it shall have.")
  var new: String

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let catalog = shared.catalog()
    if try catalog.leads(id, to: new) {
      let hint = "\(id == new ? id : "\(id) leads to \(new), which") has that id already"
      return ChangeReport.print(new, "unchanged", hint: hint, on: output)
    }
    let page = try catalog.rename(id, to: new)
    ChangeReport.print(page.id, "renamed", hint: "\(id) still leads to it", on: output)
  }
}
