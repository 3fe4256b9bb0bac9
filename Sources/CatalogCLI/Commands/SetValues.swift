internal import ArgumentParser
internal import CatalogService

/// `catalog set`: edits a dataset's description.
struct SetValues: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Edit a dataset's description.",
    discussion: """
      KEY=VALUE sets, KEY+=VALUE adds to a list, KEY-=VALUE takes from it. Edits of built-in \
      datasets are kept apart from them and survive newer versions of the program.

        catalog set web title='Web crawl of May' access=open
        catalog set web languages+=zh tags-=draft
      """)

  @Argument(help: "The dataset's id.")
  var id: String

  @Argument(help: ArgumentHelp("What to change.", valueName: "key=value"))
  var edits: [String]

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    PageReport.print(try shared.catalog().set(id, edits), on: shared.output())
  }
}
