import Datasets
import Foundation
import TestSupport
import Testing

@testable import CatalogService

/// Ids in descriptions that no dataset has.
@Suite struct DanglingReferenceTests {
  private let fixture = CorpusFixture()

  private func write(_ text: String, to name: String) -> String {
    fixture.scratch.write(Array(text.utf8), to: name)
  }

  private static let slips = """
    lineage: [{dataset: aishel-1}, {name: A book of my own}]
    licenses: [{spdx: MIT, parts: [visaa]}]
    subsets: [{name: s, dataset: nowhere-at-all}]
    """

  @Test func `adding, validating and applying tell them alike`() async throws {
    let catalog = fixture.catalog
    let file = write("id: sea\n\(Self.slips)", to: "sea.yaml")
    let expected = [
      "lineage[0].dataset: the catalogue holds no dataset “aishel-1” (near it: aishell-1",
      "licenses[0].parts[0]: the catalogue holds no dataset “visaa” (near it: visa",
      "subsets[0].dataset: the catalogue holds no dataset “nowhere-at-all”",
    ]
    func check(_ messages: [String], _ verb: String) {
      for sentence in expected {
        #expect(messages.contains { $0.hasPrefix(sentence) }, "\(verb) \(messages)")
      }
    }
    check(try catalog.validate(file).findings.map(\.message), "validate")
    check(try catalog.plan([file]).report.problems.map(\.message), "plan")
    check(try catalog.apply(file, dryRun: true).warnings.map(\.message), "apply")
    check(try await catalog.add([file]).report.problems.map(\.message), "add")
    let edited = try catalog.set("sea", ["lineage+=aishell-11", "tags+=a"])
    #expect(
      edited.warnings.map(\.message).contains { $0.contains("“aishell-11” (near it: aishell") })
    #expect(try catalog.set("sea", ["tags+=b"]).warnings.isEmpty)
    let names = ["aishel-1", "aishell-11", "nowhere-at-all", "visaa"]
    #expect(try catalog.summary().dangling.map(\.names).sorted() == names)
    #expect(try catalog.check().dangling.map(\.names).sorted() == names)
    #expect(try catalog.check().problems.isEmpty)
    try catalog.remove("sea")
    #expect(try catalog.summary().dangling.isEmpty)
  }

  @Test func `a row may name what a later one adds`() throws {
    let rows = write(
      """
      {"id": "a", "dataset": {"title": "A", "lineage": [{"dataset": "b"}, {"dataset": "c"}]}}
      {"id": "b", "dataset": {"title": "B", "languages": ["中文"]}}
      """, to: "rows.jsonl")
    let answer = try fixture.catalog.apply(rows)
    #expect(
      answer.warnings.map(\.message).map { $0.prefix(48) } == [
        "lineage[1].dataset: the catalogue holds no datas"
      ])
    #expect(answer.notes.map(\.message) == ["languages[0]: “中文” is kept as zh"])
    #expect(try fixture.catalog.show("b").dataset.languages == ["zh"])
  }

  @Test func `a card of a hub may name what is elsewhere`() throws {
    let card = write(
      "---\nlicense: mit\nlanguage: Chinese\nsource_datasets: [squad-of-a-hub]\n---\n# H\nA harbour.\n",
      to: "README.md")
    let answer = try fixture.catalog.plan([card])
    #expect(!answer.report.problems.contains { $0.message.contains("holds no dataset") })
    #expect(answer.notes.map(\.message) == ["languages[0]: “Chinese” is kept as zh"])
  }
}
