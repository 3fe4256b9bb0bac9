import ArgumentParser
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
}
