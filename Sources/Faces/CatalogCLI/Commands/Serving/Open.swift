internal import ArgumentParser
internal import CatalogHTTP
internal import CatalogService

/// `catalog open`: the page of something, in a browser.
struct Open: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Print the address of a page, and open it in a browser.",
    discussion: """
      A dataset, a record ID:RECORD and cluster:NAME have pages; anything else is a query. The pages are \
      those of catalog serve, which must run. The browser opens on a terminal only.

        catalog open
        catalog open aishell-3
        catalog open '"white whale"' --port 9000
      """)

  @Argument(
    help: ArgumentHelp("A dataset, a record, a cluster or a query.", valueName: "id|query"),
    completion: DatasetCompletion.kind)
  var target: [String] = []

  @OptionGroup(title: "Where the pages are")
  var page: PageArguments

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let path = CatalogServer.path(to: target.joined(separator: " "), in: shared.catalog())
    try page.open(path, on: shared.output())
  }
}
