import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import CatalogCLI

@Suite struct HelpTests {
  static let verbs: [any ParsableCommand.Type] =
    CatalogCommand.configuration.groupedSubcommands.flatMap(\.subcommands)

  @Test(arguments: verbs.indices)
  func `every verb has an abstract and two real examples`(index: Int) {
    let verb = Self.verbs[index]
    let name = verb.configuration.commandName ?? String(describing: verb).lowercased()
    #expect(!verb.configuration.abstract.isEmpty)
    let examples = verb.configuration.discussion.split(separator: "\n")
      .filter { $0.hasPrefix("  catalog ") }
    #expect(examples.count >= 2, "\(name) has \(examples.count) examples")
    #expect(examples.contains { $0.contains("catalog \(name)") })
  }

  @Test(arguments: verbs.indices)
  func `every argument of a verb is explained`(index: Int) {
    let help = CatalogCommand.helpMessage(for: Self.verbs[index], columns: 200)
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
    var isListing = false
    for line in lines {
      if line.hasSuffix(":"), !line.hasPrefix(" ") { isListing = !line.hasPrefix("USAGE") }
      guard isListing, line.hasPrefix("  "), !line.hasPrefix("   "),
        line.hasPrefix("  -") || line.hasPrefix("  <")
      else { continue }
      let parts = line.dropFirst(2).split(separator: "  ", maxSplits: 1)
      #expect(parts.count == 2 || line.count > 24, "unexplained: \(line)")
    }
  }

  @Test func `the query language is printed whole`() throws {
    let page = try String(
      contentsOfFile: Project.path("Sources/QueryLanguage/QueryLanguage.docc/QueryLanguage.md"),
      encoding: .utf8)
    let result = try CommandRun().shell("catalog help query")
    #expect(result.status == 0 && result.messages.isEmpty)
    let printed = result.output.split(separator: "\n").map {
      $0.drop { $0 == " " }
    }
    for line in page.split(separator: "\n") where !line.hasPrefix("```") && !line.hasPrefix("# ") {
      #expect(printed.contains(line.drop { $0 == "#" || $0 == " " }), "\(line)")
    }
  }

  @Test(arguments: [
    ("help find", "USAGE: catalog find"), ("help license check", "USAGE: catalog license check"),
    ("help", "catalog help query"), ("help help", "USAGE: catalog help"),
    ("find --help", "catalog help query"),
  ])
  func `help goes on to work for commands`(arguments: String, expected: String) throws {
    let result = try CommandRun().shell("catalog \(arguments)")
    #expect(result.status == 0)
    #expect(result.output.contains(expected), "\(result.output)")
  }

  @Test func `help for what does not exist names what does`() throws {
    let result = try CommandRun().shell("catalog help qurey")
    #expect(result.status == 64)
    #expect(
      result.messages == """
        error: there is no help for "qurey"
          fix: catalog help query — or: catalog help

        """)
  }
}
