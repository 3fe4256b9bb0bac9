import Datasets
import Foundation
import TestSupport
import Testing

@testable import CatalogService

@Suite struct DescriptionBesideTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }
  private var folder: String { fixture.scratch.path + "/hub" }

  private func write(_ text: String, to name: String) {
    fixture.scratch.write(Array(text.utf8), to: "hub/" + name)
  }

  private static let card = """
    ---
    pretty_name: Whale watch
    license: cc-by-4.0
    language: [en]
    ---
    # Whale watch
    """

  private func writeData() { write("{\"text\": \"a whale\"}\n", to: "data/train-0.jsonl") }

  @Test func `a folder of a hub becomes one dataset with its card`() async throws {
    writeData()
    write(Self.card, to: "README.md")
    let planned = try #require(try catalog.plan([folder]).plan)
    #expect(
      planned.description
        == PlannedDescription(
          path: folder + "/README.md", vocabulary: "Hugging Face card", title: "Whale watch",
          licenses: ["CC-BY-4.0"]))
    let answer = try await catalog.add([folder])
    #expect(answer.id == "hub" && answer.outcome == .indexed)
    #expect(answer.report.records == 1 && answer.report.problems.isEmpty)
    #expect(answer.plan?.detection.skipped == [])
    let page = try catalog.show("hub")
    #expect(page.dataset.title.text() == "Whale watch")
    #expect(page.dataset.licenses.map(\.label) == ["CC-BY-4.0"])
    #expect(page.dataset.languages == ["en"] && page.dataset.formats == ["jsonl"])
    // The description is the user's from now on.
    #expect(try await catalog.add([folder]).outcome == .unchanged)
    #expect(try catalog.plan([folder]).plan?.description == nil)
  }

  @Test func `a card whose licence has changed is told, and no paper beside the data`() async throws
  {
    writeData()
    write(Self.card, to: "README.md")
    _ = try await catalog.add([folder])
    #expect(try await catalog.index("hub").notes.isEmpty)
    write(Self.card.replacingOccurrences(of: "cc-by-4.0", with: "cc-by-nc-4.0"), to: "README.md")
    for answer in [try await catalog.index("hub"), try await catalog.add([folder])] {
      #expect(answer.plan?.detection.skipped == [])
      #expect(
        answer.notes.map(\.message) == [
          "states the licences CC-BY-NC-4.0, and the catalogue has CC-BY-4.0: catalog set hub "
            + "licenses=CC-BY-NC-4.0 takes them over"
        ])
    }
    #expect(try catalog.plan([folder]).notes.count == 1)
    _ = try catalog.set("hub", ["licenses=CC-BY-NC-4.0"])
    #expect(try await catalog.index("hub").notes.isEmpty)
    // What an id alone does not say has no command that says less.
    write(
      "id: hub\ntitle: Whale watch\nlicenses: [{spdx: MIT, of: code}]\n", to: "dataset.yaml")
    #expect(
      try await catalog.index("hub").notes.map(\.message) == [
        "states the licences MIT (code), and the catalogue has CC-BY-NC-4.0: read it, and set licenses"
      ])
  }

  @Test func `a data package and its files become one dataset`() async throws {
    writeData()
    write(
      """
      {"name": "whales", "title": "Whales", "licenses": [{"name": "CC0-1.0"}],
       "resources": [{"name": "train", "path": "data/train-0.jsonl"}]}
      """, to: "datapackage.json")
    // A card stands behind it.
    write(Self.card, to: "README.md")
    let answer = try await catalog.add([folder], id: "w")
    #expect(answer.plan?.description?.vocabulary == "Data Package")
    #expect(answer.plan?.detection.skipped.map(\.paths) == [[folder + "/README.md"]])
    #expect(try catalog.show("w").dataset.licenses.map(\.label) == ["CC0-1.0"])
  }

  @Test func `data and a description that are named together become one dataset`() async throws {
    writeData()
    write(Self.card, to: "card.md")
    var options = AddOptions()
    options.name = "Another name"
    let sources = [folder + "/card.md", folder + "/data"]
    let answer = try await catalog.add(sources, id: "w", options: options)
    #expect(answer.report.records == 1)
    let page = try catalog.show("w")
    #expect(page.dataset.title.text() == "Another name")
    #expect(page.dataset.licenses.map(\.label) == ["CC-BY-4.0"])
    #expect(try await catalog.add(sources, id: "w").outcome == .unchanged)
  }

  @Test func `a description that is there is not written over`() async throws {
    writeData()
    write(Self.card, to: "README.md")
    let description = fixture.scratch.write(
      Array("id: w\ntitle: Mine\nmodalities: [text]\n".utf8), to: "w.yaml")
    _ = try await catalog.add([description])
    let answer = try await catalog.add([folder], id: "w")
    #expect(answer.isAttached && answer.plan?.description == nil)
    #expect(answer.plan?.detection.skipped.map(\.paths) == [[folder + "/README.md"]])
    #expect(try catalog.show("w").dataset.title.text() == "Mine")
  }

  @Test func `a named description of a dataset that is described is refused`() async throws {
    writeData()
    write(Self.card, to: "card.md")
    let description = fixture.scratch.write(
      Array("id: w\ntitle: Mine\nmodalities: [text]\n".utf8), to: "w.yaml")
    _ = try await catalog.add([description])
    await #expect(throws: CatalogError.self) {
      _ = try await catalog.add([folder + "/card.md", folder + "/data"], id: "w")
    }
    #expect(try catalog.show("w").dataset.title.text() == "Mine")
  }

  @Test func `a description that cannot be read is told, and the data goes in`() async throws {
    writeData()
    write("---\nlicense: [\n---\n", to: "README.md")
    let answer = try await catalog.add([folder])
    #expect(answer.report.records == 1 && answer.plan?.description == nil)
    let problem = try #require(answer.report.problems.first)
    #expect(problem.message.hasPrefix("the description beside the data is not taken: "))
    #expect(problem.location.description.hasPrefix(folder + "/README.md:"))
    #expect(try catalog.show("hub").dataset.title.text() == "hub")
  }

  @Test func `a paper without a header describes nothing`() async throws {
    writeData()
    write("# Whales\n", to: "README.md")
    let answer = try await catalog.add([folder])
    #expect(answer.plan?.description == nil && answer.report.problems.isEmpty)
    #expect(answer.plan?.detection.skipped.map(\.paths) == [[folder + "/README.md"]])
  }
}
