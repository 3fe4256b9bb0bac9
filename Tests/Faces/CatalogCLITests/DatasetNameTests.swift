import TestSupport
import Testing

@testable import CatalogCLI

/// Every command finds a dataset by whatever it alone is called.
@Suite struct DatasetNameTests {
  private func harbour() throws -> CommandRun {
    let run = CommandRun()
    _ = try run.shell(
      """
      echo '{"id": "1", "text": "the white whale"}' > harbour.jsonl
      catalog add harbour.jsonl -q
      catalog set harbour title.zh=港口日志 homepage=https://harbour.example/logs -q
      """)
    return run
  }

  @Test func `each command takes a title, an address and an id in capitals`() throws {
    let run = try harbour()
    let names = ["港口日志", "https://www.harbour.example/logs/", "HARBOUR"]
    let commands = [
      "show", "head", "sample", "profile", "check", "index", "log", "lineage", "versions", "plan",
      "export --as yaml", "license check --use academic", "find whale --in", "count whale --in",
      "extract whale --to - --in", "diff fineweb", "log --limit 2", "remove", "restore",
    ]
    for (number, command) in commands.enumerated() {
      let name = names[number % names.count]
      let result = try run.shell("catalog \(command) '\(name)'")
      // A check of rights may end in another verdict than clear.
      let status: Int32 = command.hasPrefix("license") ? 1 : 0
      #expect(result.status == status, "\(command) \(name): \(result.messages)")
    }
    #expect(try run.shell("catalog show 港口日志 --format ids").output == "harbour\n")
    #expect(try run.shell("catalog delete HARBOUR --record 1").output.hasPrefix("harbour"))
  }

  @Test func `an address of no homepage is answered with what to do`() throws {
    let run = try harbour()
    let near = try run.shell("catalog show https://hub.example/quay/harbours")
    #expect(near.status == 66)
    #expect(near.messages.contains("no dataset has the homepage"))
    #expect(near.messages.contains("did you mean harbour"))
    let none = try run.shell("catalog show https://hub.example/zzzzzz")
    #expect(none.messages.contains("look for it by words of its name"))
  }
}
