import Foundation
import TestSupport
import Testing

@testable import CatalogService

@Suite struct FindTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }

  private func addBoth() async throws {
    _ = try await catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
    _ = try await catalog.add([
      try fixture.corpus("harbour", ["A whale in the harbour.", "灯塔与白鲸。"])
    ])
  }

  @Test func `every indexed dataset is searched at once`() async throws {
    try await addBoth()
    let answer = try catalog.find("whale")
    #expect(answer.total == 3)
    #expect(Set(answer.hits.map(\.dataset)) == ["whales", "harbour"])
    #expect(answer.coverage.datasets == 2 && answer.coverage.searched == 2)
    #expect(answer.coverage.documents == 6)
    #expect(answer.hits.map(\.score) == answer.hits.map(\.score).sorted(by: >))
  }

  @Test func `a phrase in either script is found where it stands`() async throws {
    try await addBoth()
    let english = try catalog.find("\"white whale\"")
    #expect(english.hits.map(\.record) == ["whales-0"])
    let chinese = try catalog.find("\"白鲸\"", in: ["whales"])
    let hit = try #require(chinese.hits.first)
    #expect(hit.record == "whales-1")
    #expect(hit.snippet.contains("白鲸"))
  }

  @Test func `conditions, facets and counts look at columns`() async throws {
    try await addBoth()
    var options = FindOptions()
    options.condition = "lang = zh"
    options.facets = ["lang"]
    let answer = try catalog.find("白鲸 whale", options: options)
    #expect(answer.hits.allSatisfy { $0.fields.contains { $0.name == "lang" } })
    #expect(answer.facets.first?.values.first?.value == .string("zh"))
    let counted = try catalog.count("whale", by: ["dataset", "lang"])
    #expect(counted.records == 3 && counted.occurrences == 4)
    #expect(counted.by.map(\.field) == ["dataset", "lang"])
    #expect(counted.by[0].values.map(\.count) == [2, 1])
  }

  @Test func `pages follow each other by their cursor`() async throws {
    try await addBoth()
    var options = FindOptions()
    options.limit = 2
    let first = try catalog.find("whale", options: options)
    #expect(first.next != nil)
    options.cursor = first.next
    let second = try catalog.find("whale", options: options)
    #expect(second.hits.count == 1 && second.next == nil)
    #expect(Set((first.hits + second.hits).map(\.record)).count == 3)
  }

  @Test func `a record is shown whole`() async throws {
    try await addBoth()
    let record = try catalog.record("whales-1", in: "whales")
    #expect(record.texts.first?.text == CorpusFixture.whales[1])
    #expect(record.file.hasSuffix("whales.jsonl"))
    let error = #expect(throws: CatalogError.self) { try catalog.record("nine", in: "whales") }
    #expect(error?.code == .notFound)
  }

  @Test func `deleted records are gone until the source is indexed anew`() async throws {
    try await addBoth()
    #expect(try catalog.delete(records: ["whales-0"], from: "whales").deleted == 1)
    #expect(try catalog.count("whale").records == 2)
    #expect(try catalog.delete(matching: "whale", from: "whales").deleted == 1)
    #expect(try catalog.count("whale", in: ["whales"]).records == 0)
    #expect(try catalog.check().problems.isEmpty)
    _ = try await catalog.index("whales", rebuild: true)
    #expect(try catalog.count("whale", in: ["whales"]).records == 2)
  }

  @Test func `a damaged index is named and the others answer`() async throws {
    try await addBoth()
    let folder = catalog.home.index(of: "whales")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let path = folder + "/" + name
      guard var bytes = FileManager.default.contents(atPath: path), bytes.count > 64 else {
        continue
      }
      bytes.replaceSubrange(8..<40, with: Data(repeating: 0xee, count: 32))
      try bytes.write(to: URL(fileURLWithPath: path))
    }
    let answer = try catalog.find("whale")
    #expect(answer.hits.map(\.dataset) == ["harbour"])
    #expect(answer.coverage.failures.map(\.dataset) == ["whales"])
    #expect(answer.coverage.searched == 1 && answer.coverage.datasets == 2)
    #expect(try !catalog.check().problems.isEmpty)
    #expect(throws: CatalogError.self) { try catalog.find("whale", in: ["whales"]) }
  }

  @Test func `removed datasets are not searched`() async throws {
    try await addBoth()
    try catalog.remove("harbour")
    #expect(try catalog.find("whale").hits.allSatisfy { $0.dataset == "whales" })
    try catalog.restore("harbour")
    #expect(try catalog.count("whale").records == 3)
  }

  @Test(arguments: ["white AND", "(whale", "\"open", "lang:>"])
  func `a query that does not parse says where`(query: String) async throws {
    try await addBoth()
    let error = #expect(throws: CatalogError.self) { try catalog.find(query) }
    #expect(error?.code == .badQuery)
    #expect(error?.position?.query == query)
  }

  @Test func `a condition that does not parse points into the condition`() async throws {
    try await addBoth()
    var options = FindOptions()
    options.condition = "lang = zh and"
    let error = #expect(throws: CatalogError.self) { try catalog.find("whale", options: options) }
    #expect(error?.position?.query == options.condition)
  }

  @Test func `datasets without data and unknown ones are told apart`() async throws {
    try await addBoth()
    let described = #expect(throws: CatalogError.self) {
      try catalog.find("whale", in: ["afqmc"])
    }
    #expect(described?.code == .notFound)
    #expect(described?.remedy == "catalog add DATA --id afqmc")
    let unknown = #expect(throws: CatalogError.self) { try catalog.find("whale", in: ["nix"]) }
    #expect(unknown?.code == .notFound)
  }

  @Test func `a benchmark measures every class`() async throws {
    try await addBoth()
    let path = fixture.scratch.write(
      Array("#class term\nwhale\n白鲸\n#class phrase\n\"white whale\"\n".utf8), to: "q.txt")
    var options = BenchOptions(queries: path)
    options.counts = true
    options.runs = 2
    for threads in [1, 2] {
      options.threads = threads
      let answer = try catalog.bench([], options: options)
      #expect(answer.classes.map(\.name) == ["term", "phrase"])
      #expect(answer.classes.map(\.queries) == [2, 1])
      #expect(answer.classes.map(\.hits) == [5, 1])
      #expect(answer.classes.map(\.top) == [5, 1])
      #expect(answer.classes.allSatisfy { $0.queriesPerSecond > 0 })
    }
  }

  @Test func `what the index holds and what the store says are compared`() async throws {
    try await addBoth()
    #expect(try catalog.check().problems.isEmpty)
    try FileManager.default.removeItem(atPath: catalog.home.index(of: "harbour"))
    try FileManager.default.removeItem(atPath: catalog.registrationPath("harbour"))
    #expect(try catalog.check().problems.map(\.dataset) == ["harbour"])
    let repaired = try catalog.check(repair: true)
    #expect(repaired.problems.isEmpty && repaired.repaired.map(\.dataset) == ["harbour"])
    #expect(try catalog.check().problems.isEmpty)
  }
}
