import Foundation
import TestSupport
import Testing

@testable import CatalogService

@Suite struct PlanFileTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }
  private var path: String { fixture.scratch.path + "/plan.yaml" }

  @Test func `a saved plan makes of other data what was made of the first`() async throws {
    let first = fixture.scratch.write("k;body;note\n1;a whale;x\n2;no whale;y\n", to: "a.csv")
    var options = AddOptions()
    options.savedPlan = path
    options.textFields = ["note"]
    options.indexing.store = TextStore.none
    options.indexing.reading.delimiter = "semicolon"
    options.indexing.reading.labels = [FileLabel(column: "half", value: "one")]
    options.indexing.columns = [FieldPlan.Column(name: "key", path: "k", type: .string)]
    _ = try await catalog.add([first], options: options)
    let second = fixture.scratch.write("k;body;note\n9;a tide;z\n", to: "b.csv")
    var again = AddOptions()
    again.plan = path
    again.indexing.store = .zstd
    let answer = try await catalog.add([second], options: again)
    let plan = try #require(answer.plan)
    #expect(plan.detection.fields.textFields == ["note"])
    #expect(plan.detection.fields.columns.map(\.name) == ["key", "half"])
    #expect(plan.indexing.method.store == .zstd)
    #expect(
      try catalog.record("0", in: "b").fields.map(\.name).sorted() == ["body", "half", "key"])
    #expect(try await catalog.add([second], options: again).outcome == .unchanged)
    // The plan as it is asks for another store.
    again.indexing.store = nil
    await #expect(throws: CatalogError.self) { try await catalog.add([second], options: again) }
  }

  @Test(arguments: [
    "texts: [a]\n", "reading: {form: csv}\n", "- a\n", "text: [\n", "analyzer: none\n",
    "reading: {labels: [x]}\n",
  ])
  func `what a plan cannot say is refused with its place`(text: String) throws {
    let data = fixture.scratch.write("{\"text\":\"a whale\"}\n", to: "a.jsonl")
    fixture.scratch.write(text, to: "plan.yaml")
    var options = AddOptions()
    options.plan = path
    #expect {
      _ = try catalog.plan([data], options: options)
    } throws: { error in
      (error as? CatalogError)?.location?.description.hasPrefix(path) == true
    }
  }

  @Test func `a plan does not replace another file`() throws {
    let data = fixture.scratch.write("{\"text\":\"a whale\"}\n", to: "a.jsonl")
    var options = AddOptions()
    options.savedPlan = path
    _ = try catalog.plan([data], options: options)
    _ = try catalog.plan([data], options: options)
    options.indexing.reading.layout = "names"
    #expect(throws: CatalogError.self) { try catalog.plan([data], options: options) }
  }
}
