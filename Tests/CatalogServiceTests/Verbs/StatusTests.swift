import Foundation
import JSONText
import TestSupport
import Testing

@testable import CatalogService

/// What `status` says of sources that change: as indexing finds it, without reading any record.
@Suite struct StatusTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }
  private var folder: String { fixture.scratch.path + "/source" }

  private func write(_ text: String, to name: String) {
    fixture.scratch.write(text, to: "source/" + name)
  }

  /// What is stale of the one dataset, and that it is current again once it was indexed.
  private func staleUntilIndexed() async throws -> String? {
    let index = try catalog.status().datasets[0].index
    #expect(index.state == .stale)
    _ = try await catalog.index("source")
    #expect(try catalog.status().datasets[0].index.state == .current)
    return index.message
  }

  @Test func `attributes that are added, changed or taken away make a dataset stale`() async throws
  {
    write("{\"id\": \"a\", \"text\": \"whale\"}\n", to: "documents/0.jsonl")
    let answer = try await catalog.add([folder])
    #expect(answer.report.records == 1)
    #expect(try catalog.status().datasets[0].index.state == .current)
    let change = "the source has changed: 1 file has other attributes or labels"
    for score in [1, 22] {
      write(
        "{\"id\": \"a\", \"attributes\": {\"n\": [[0, 5, \(score)]]}}\n",
        to: "attributes/n/0.jsonl")
      #expect(try await staleUntilIndexed() == change)
    }
    try FileManager.default.removeItem(atPath: folder + "/attributes")
    #expect(try await staleUntilIndexed() == change)
    // What is not joined is no change.
    write("{\"attributes\": {\"n\": [[0, 5, 1]]}}\n", to: "attributes/n/0.jsonl")
    #expect(try catalog.status().datasets[0].index.state == .current)
  }

  @Test func `searches tell a run that was cut short from a source that has changed`() async throws
  {
    write("{\"text\": \"whale\"}\n", to: "a.jsonl")
    _ = try await catalog.add([folder])
    let line = "{\"text\": \"" + String(repeating: "sea wind ", count: 60) + "\"}\n"
    let more = fixture.scratch.write(String(repeating: line, count: 6000), to: "more.jsonl")
    var options = IngestOptions()
    options.memory = 16 << 20
    options.jobs = 1
    options.fields = FieldPlan(textFields: ["text"])
    var rounds = 0
    #expect(throws: IndexFailure.self) {
      _ = try catalog.corpus("source").ingest([folder + "/a.jsonl", more], options: options) { _ in
        rounds += 1
        return rounds < 3
      }
    }
    func stale() throws -> [StaleDataset] { try catalog.count("whale").coverage.stale }
    #expect(
      try stale() == [.init(dataset: "source", reason: .runWasCutShort, remedy: .index("source"))])
    let told = try catalog.find("whale").tree.text
    #expect(told.contains(#""stale":1,"#) && told.contains("a run of source was cut short"))
    let meanwhile = try catalog.claiming("source") { try stale() }
    #expect(meanwhile == [.init(dataset: "source", reason: .runIsUnderWay)])
    _ = try await catalog.index("source", rebuild: true)
    #expect(try stale().isEmpty)
    write("{\"text\": \"another whale\"}\n", to: "a.jsonl")
    #expect(
      try stale()
        == [.init(dataset: "source", reason: .sourceHasChanged, remedy: .index("source"))])
  }

  @Test func `a rebuild that was cut short before it wrote anything is said by searches too`()
    async throws
  {
    write("{\"text\": \"whale\"}\n", to: "a.jsonl")
    _ = try await catalog.add([folder])
    var registration = try #require(try catalog.registration("source"))
    let server = Catalog(at: catalog.home)
    #expect(try server.count("whale").coverage.stale.isEmpty)
    registration.isUnfinished = true
    registration.isRebuilding = true
    try registration.write(in: catalog.home.index(of: "source"))
    let cut = StaleDataset(dataset: "source", reason: .runWasCutShort, remedy: .index("source"))
    let path = fixture.scratch.path + "/extract.jsonl"
    for catalog in [server, Catalog(at: catalog.home)] {
      let counted = try catalog.count("whale")
      #expect(counted.count.records == 1 && counted.coverage.stale == [cut])
      var options = ExtractOptions()
      options.overwrites = true
      #expect(try catalog.extract("whale", to: path, options: options).stale == [cut])
      let index = try catalog.status().datasets[0].index
      #expect(index.message == "a run was cut short" && index.remedy == .index("source"))
    }
    let meanwhile = try catalog.claiming("source") { try server.count("whale").coverage.stale }
    #expect(meanwhile == [.init(dataset: "source", reason: .runIsUnderWay)])
    _ = try await catalog.index("source")
    #expect(try server.count("whale").coverage.stale.isEmpty)
  }

  @Test(arguments: [TextStore.lz4, .none])
  func `a source that is gone is told as such by every verb`(store: TextStore) async throws {
    write("{\"text\": \"whale\"}\n", to: "a.jsonl")
    var adding = AddOptions()
    adding.indexing.store = store
    _ = try await catalog.add([folder], options: adding)
    try FileManager.default.removeItem(atPath: folder)
    let remedy = Remedy.engine(.findSource, dataset: "source")
    #expect(try catalog.status().datasets[0].index.remedy == remedy)
    #expect(try catalog.count("whale").coverage.stale.map(\.remedy) == [remedy])
    let problems = try catalog.check().problems
    #expect(problems.map(\.remedy) == (store == .none ? [remedy] : []))
    if store == .none {
      let error = #expect(throws: CatalogError.self) { try catalog.head("source") }
      #expect(error?.remedy == remedy)
    }
  }

  @Test func `sizes say that they count the records of files that are gone`() async throws {
    write("{\"text\": \"whale\"}\n{\"text\": \"dawn\"}\n{\"text\": \"sea\"}\n", to: "a.jsonl")
    write("{\"text\": \"another\"}\n", to: "b.jsonl")
    _ = try await catalog.add([folder])
    #expect(try catalog.status().datasets[0].index.notes.isEmpty)
    try FileManager.default.removeItem(atPath: folder + "/b.jsonl")
    _ = try await catalog.index("source")
    let index = try catalog.status().datasets[0].index
    let retired = try #require(index.summary).retiredRecords
    #expect(retired == 1)
    #expect(index.notes.contains { $0.contains("1 record of files that changed or are gone") })
    let told = String(decoding: index.tree.bytes, as: UTF8.self)
    #expect(told.contains("\"retired_records\":1"))
    _ = try await catalog.index("source", rebuild: true)
    #expect(try catalog.status().datasets[0].index.notes.isEmpty)
  }

  @Test(arguments: [
    ("a.jsonl", "{\"text\": \"whale\"}\n", "b.jsonl", "{\"text\": \"another\"}\n"),
    ("a.json", "[{\"text\": \"whale\"}]", "b.json", "[{\"text\": \"another\"}]"),
    ("a.csv", "id,text\n1,whale\n", "b.csv", "id,text\n2,another\n"),
    ("a.md", "# whale\n", "b.md", "# another\n"),
  ])
  func `a file that is added, changed or gone makes a dataset stale`(
    name: String, text: String, added: String, other: String
  ) async throws {
    write(text, to: name)
    _ = try await catalog.add([folder])
    write(other, to: "sub/" + added)
    #expect(try await staleUntilIndexed() == "the source has changed: 1 file was added")
    write(other + " ", to: "sub/" + added)
    #expect(try await staleUntilIndexed() == "the source has changed")
    try FileManager.default.removeItem(atPath: folder + "/sub/" + added)
    #expect(try await staleUntilIndexed() == "the source has changed")
    // What indexing leaves out is no change.
    write("", to: "empty" + name)
    write("hidden", to: "." + name)
    #expect(try catalog.status().datasets[0].index.state == .current)
  }
}
