internal import ArgumentParser
internal import CatalogHTTP
internal import CatalogService
internal import Foundation

/// `catalog open`: the page of something, in a browser.
struct Open: AsyncParsableCommand {
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

  @Option(help: ArgumentHelp("The port of the server.", valueName: "n"))
  var port: UInt16 = 8080

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() async throws {
    let output = shared.output()
    let path = CatalogServer.path(to: target.joined(separator: " "), in: shared.catalog())
    output.line("http://localhost:\(port)\(path)")
    output.flushResults()
    guard await CatalogServer.isServing(port: port) else {
      throw CatalogError(
        .unavailable, "nothing is served at localhost:\(port)",
        remedy: .advice("catalog serve --port \(port)"))
    }
    guard output.isTerminal, !output.isQuiet else { return }
    let browser = Process()
    browser.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    browser.arguments = ["xdg-open", "http://localhost:\(port)\(path)"]
    browser.standardError = FileHandle.nullDevice
    try? browser.run()
  }
}
