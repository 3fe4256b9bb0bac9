internal import ArgumentParser
internal import CatalogHTTP
internal import CatalogService

/// `catalog mcp`: the catalogue for an agent, over standard input and output.
struct AgentServer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp",
    abstract: "Serve the catalogue to an agent over standard input and output.",
    discussion: """
      Speaks the Model Context Protocol, one message of JSON a line: tools to find, count, show, list, \
      sample and summarise and to check licences, and datasets as resources. Nothing can be changed. \
      Agents start it themselves; catalog serve offers the same at /mcp.

        catalog mcp
        catalog mcp --home /data/catalog
      """)

  @OptionGroup(title: "Shared options")
  var shared: SharedOptions

  func run() throws {
    let output = shared.output()
    let agent = CatalogAgent(shared.catalog().home)
    while let line = readLine() {
      guard line.contains(where: { !$0.isWhitespace }), let answer = agent.answer(line: line) else {
        continue
      }
      try output.result(Array((answer + "\n").utf8))
    }
  }
}
