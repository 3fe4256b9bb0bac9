internal import ArgumentParser
internal import CatalogHTTP
internal import CatalogService
internal import Foundation

/// Where the pages of `catalog serve` are.
struct PageArguments: ParsableArguments {
  /// The port that a server takes when nobody says another.
  static let usualPort: UInt16 = 8080

  @Option(help: ArgumentHelp("The port of the server. Default: \(usualPort).", valueName: "n"))
  var port: UInt16?

  /// Prints the address of a page and opens it, on a terminal only.
  ///
  /// - Throws: ``CatalogError`` `unavailable` when nothing is served there; the address is printed all
  ///   the same.
  func open(_ path: String, on output: Output) throws {
    let port = port ?? Self.usualPort
    let address = "http://localhost:\(port)\(path)"
    output.line(address)
    output.flushResults()
    guard CatalogServer.isServing(port: port) else {
      throw CatalogError(
        .unavailable, "nothing is served at localhost:\(port)",
        remedy: .advice("catalog serve --port \(port)"))
    }
    guard output.isTerminal, !output.isQuiet else { return }
    let browser = Process()
    browser.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    browser.arguments = ["xdg-open", address]
    browser.standardError = FileHandle.nullDevice
    try? browser.run()
  }
}
