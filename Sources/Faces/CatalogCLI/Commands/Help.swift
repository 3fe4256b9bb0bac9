internal import ArgumentParser
internal import CatalogService
internal import QueryLanguage

/// `catalog help`: help for a verb, or a topic told whole.
struct Help: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "help",
    abstract: "Show help for a command, or the query language.",
    discussion: """
      The topic query states the language of find, count, extract, list and --where whole, with \
      examples.

        catalog help query
        catalog help find
      """)

  @Argument(help: "A command with its subcommand, or the topic query.")
  var names: [String] = []

  @Flag(name: .customLong("no-color"), help: "No colours, as with NO_COLOR.")
  var noColor = false

  func run() throws {
    let output = Output(format: nil, quiet: false, noColor: noColor)
    if names == ["query"] {
      for line in HelpPage.lines(markdown: Catalog.queryLanguage, style: output.style) {
        output.line(line)
      }
      return
    }
    throw CleanExit.helpRequest(try command())
  }

  /// The command that the names lead to.
  private func command() throws -> any ParsableCommand.Type {
    var command: any ParsableCommand.Type = CatalogCommand.self
    for name in names {
      let inside = command.configuration
      guard
        let next = inside.allSubcommands.first(where: {
          CommandConfiguration.names(of: $0).contains(name)
        })
      else {
        let near = NearestName.nearest(to: name, among: inside.verbs + ["query"])
        throw CatalogError(
          .usage, "there is no help for \"\(name)\"",
          remedy: .advice(
            near.map { "catalog help \($0) — or: catalog help" } ?? "catalog help"))
      }
      command = next
    }
    return command
  }
}

extension CommandConfiguration {
  /// The commands below, grouped or not.
  var allSubcommands: [any ParsableCommand.Type] {
    ungroupedSubcommands + groupedSubcommands.flatMap(\.subcommands)
  }

  /// The names that the commands below answer to.
  var verbs: [String] { allSubcommands.flatMap(Self.names) }

  /// The names that a command answers to.
  static func names(of command: any ParsableCommand.Type) -> [String] {
    let configuration = command.configuration
    return [configuration.commandName ?? String(describing: command).lowercased()]
      + configuration.aliases
  }
}
