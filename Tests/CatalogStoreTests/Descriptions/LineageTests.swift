import Datasets
import Testing

@testable import CatalogStore

@Suite struct LineageTests {
  private func store() throws -> CatalogStore {
    let (store, _) = try makeStore()
    try store.insert(dataset("crawl", "license=odc-by", "released=2020", "version=1"))
    try store.insert(
      dataset(
        "web", "license=MIT", "released=2022", "version=2",
        #"lineage=["crawl",{"name":"Old Books"},{"relation":"version-of","dataset":"crawl"}]"#))
    try store.insert(dataset("web-zh", #"lineage=[{"relation":"part-of","dataset":"web"}]"#))
    return store
  }

  @Test func `unknown parents become named stubs`() throws {
    let graph = try store().lineage("web")
    let stub = try #require(graph.nodes.first { $0.isStub })
    #expect(stub.id == "old-books" && stub.name == "Old Books")
    #expect(Set(graph.nodes.map(\.id)) == ["web", "crawl", "old-books", "web-zh"])
  }

  @Test func `editions stand in the order of their release`() throws {
    let versions = try store().versions("web")
    #expect(versions.map(\.dataset) == ["crawl", "web"])
    #expect(versions.map(\.isCurrent) == [false, true])
  }

  @Test func `the summary counts what is known and what is not`() throws {
    let store = try store()
    try store.edit("web", [DatasetEdit("bytes", .set, "5TB")])
    let summary = try store.summary(by: ["license", "year"])
    #expect(summary.datasets == 3 && summary.own == 3 && summary.builtIn == 0)
    #expect(summary.groups.flatMap(\.rows).allSatisfy { $0.clusters == 0 })
    // One of the three is part of another: its size is left out.
    #expect(summary.parts == 1)
    #expect(summary.bytes == CatalogSummary.Total(sum: 5e12, known: 1, unknown: 1))
    let years = try #require(summary.groups.first { $0.field == "year" })
    #expect(years.rows.map(\.value) == ["2022", "2020", nil])
    #expect(summary.groups.first?.rows.map(\.datasets) == [1, 1, 1])
  }

  @Test func `an alias leads to its dataset, in both directions`() throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("whole", "aliases=w,the-whole"))
    try store.insert(dataset("part", "lineage=[{\"relation\": \"part-of\", \"dataset\": \"w\"}]"))
    try store.insert(dataset("more", "lineage=the-whole"))
    #expect(try store.parts(of: "whole") == ["part"])
    let graph = try store.lineage("whole")
    #expect(Set(graph.nodes.map(\.id)) == ["whole", "part", "more"])
    #expect(try store.lineage("part").links.map(\.parent) == ["whole"])
    let error = #expect(throws: StoreError.self) {
      try store.edit("whole", [DatasetEdit("lineage", .set, "part")])
    }
    guard case .cycle(let path) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(path == ["whole", "part", "whole"])
    #expect(throws: StoreError.self) {
      try store.edit("whole", [DatasetEdit("lineage", .set, "the-whole")])
    }
  }
}
