import Datasets
import Foundation
import JSONText
import Testing

@testable import CatalogStore

/// A store in a folder of its own, with a clock that ticks.
func makeStore(
  builtIn: BuiltInLayer? = nil, in folder: URL? = nil
) throws -> (store: CatalogStore, folder: URL) {
  let folder =
    folder
    ?? FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  let store = try CatalogStore(
    path: folder.appendingPathComponent("catalog.sqlite").path, builtIn: builtIn, author: "tester",
    clock: { "2026-01-01T00:00:00Z" })
  return (store, folder)
}

func dataset(_ id: String, _ edits: String...) throws -> Dataset {
  try Dataset(id: id).applying(edits.map { try DatasetEdit(parsing: $0) })
}

@Suite struct CatalogStoreTests {
  @Test func `what was inserted is found by id and alias`() throws {
    let (store, _) = try makeStore()
    let stored = try store.insert(dataset("web", "name=Web", "aliases=crawl"))
    #expect(stored.revision == 1)
    #expect(try store.dataset("crawl").dataset == stored.dataset)
    #expect(try store.find("nothing") == nil)
    let error = #expect(throws: StoreError.self) { try store.dataset("wbe") }
    #expect(error == .noSuchDataset(id: "wbe", similar: ["web"]))
  }

  @Test func `an id is taken once`() throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("web", "aliases=crawl"))
    #expect(throws: StoreError.exists(id: "web", owner: "web")) { try store.insert(dataset("web")) }
    #expect(throws: StoreError.exists(id: "crawl", owner: "web")) {
      try store.insert(dataset("crawl"))
    }
    #expect(throws: StoreError.badID("Web")) { try store.insert(Dataset(id: "Web")) }
  }

  @Test func `an edit made on an old revision is refused`() throws {
    let (store, folder) = try makeStore()
    let (other, _) = try makeStore(in: folder)
    let first = try store.insert(dataset("web"))
    try other.edit("web", [DatasetEdit("tags", .append, "x")])
    #expect(throws: StoreError.conflict(id: "web", expected: 1, found: 2)) {
      try store.edit("web", [DatasetEdit("tags", .append, "y")], expecting: first.revision)
    }
  }

  @Test func `a removed dataset comes back, a purged one does not`() throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("web"))
    try store.remove("web")
    #expect(throws: StoreError.removed(id: "web")) { try store.dataset("web") }
    #expect(try store.list().total == 0)
    try store.restore("web")
    #expect(try store.list().total == 1)
    try store.remove("web")
    #expect(try store.removedIDs() == ["web"])
    try store.purge(["web"])
    #expect(throws: StoreError.noSuchDataset(id: "web", similar: [])) { try store.restore("web") }
  }

  @Test func `each change can be undone, and the undoing too`() throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("web", "name=One"))
    try store.edit("web", [DatasetEdit("name", .set, "Two")])
    let change = try #require(try store.log("web").first)
    #expect(change.summary == "name=Two")
    #expect(try store.undo(change.number).dataset.name == "One")
    let undo = try #require(try store.log("web").first)
    #expect(try store.undo(undo.number).dataset.name == "Two")
    #expect(throws: StoreError.self) { try store.undo(change.number) }
  }

  @Test func `lineage in a circle is refused with the circle`() throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("a", #"lineage=["b"]"#))
    try store.insert(dataset("b", #"lineage=["c"]"#))
    #expect(throws: StoreError.cycle(["c", "a", "b", "c"])) {
      try store.insert(dataset("c", #"lineage=["a"]"#))
    }
  }

  @Test func `bulk changes are kept together or not at all`() throws {
    let (store, _) = try makeStore()
    let rows = [
      BulkRow(place: "1", id: "a", action: .add(try dataset("a"))),
      BulkRow(place: "2", id: "b", action: .edit([DatasetEdit("tags", .append, "x")])),
    ]
    let report = try store.apply(rows)
    #expect(report.verdicts.map(\.outcome) == [.added, .failed])
    #expect(!report.isKept)
    #expect(try store.list().total == 0)
    #expect(try store.apply(Array(rows.prefix(1)), dryRun: true).isKept == false)
    #expect(try store.list().total == 0)
    #expect(try store.apply(Array(rows.prefix(1))).isKept)
    #expect(try store.list().total == 1)
  }

  @Test func `the index state is kept and shown`() throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("web"))
    var state = IndexState()
    state.state = .current
    state.records = 12
    state.path = "indexes/web"
    try store.setIndexState(
      "web", state, files: [SourceFile(path: "/data/a.jsonl", bytes: 10, modified: 5)])
    #expect(try store.dataset("web").index.records == 12)
    #expect(try store.sourceFiles("web").map(\.bytes) == [10])
    #expect(try store.indexStates().map(\.id) == ["web"])
    var query = DatasetQuery()
    query.condition = "indexed = true"
    #expect(try store.list(query).total == 1)
  }

  @Test func `a dry run says what each change would do`() throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("web", "tags=a", "access=open"))
    let rows = [
      BulkRow(
        place: "1", id: "web",
        action: .edit([DatasetEdit("tags", .append, "b"), DatasetEdit("access", .set, "closed")])),
      BulkRow(place: "2", id: "web", action: .edit([DatasetEdit("tags", .append, "b")])),
      BulkRow(place: "3", id: "books", action: .add(Dataset(id: "books"))),
    ]
    let told = try store.apply(rows, dryRun: true)
    #expect(!told.isKept)
    #expect(told.verdicts.map(\.outcome) == [.changed, .unchanged, .added])
    #expect(told.verdicts[0].changes.map(\.path) == ["tags[b]", "access"])
    #expect(told.verdicts[0].changes[1].before == .string("open"))
    #expect(told.verdicts[0].changes[1].after == .string("closed"))
    #expect(told.verdicts[1].changes == [])
    #expect(try store.dataset("web").dataset.tags == ["a"])
    #expect(try store.apply(rows).verdicts.allSatisfy { $0.changes.isEmpty })
  }

  @Test func `profiles that follow each other leave one line, which takes back all of them`() throws
  {
    let (store, _) = try makeStore()
    try store.insert(dataset("web"))
    func measure(_ records: Int) throws {
      try store.edit("web", [DatasetEdit("profile", .set, "{\"records\":\(records)}")])
    }
    for records in 1...4 { try measure(records) }
    try store.edit("web", [DatasetEdit("tags", .append, "x")])
    for records in 5...6 { try measure(records) }
    let log = try store.log("web")
    #expect(
      log.map(\.summary) == ["profile measured", "tags+=x", "profile measured", "web"])
    try store.undo(log[0].number)
    #expect(try store.dataset("web").dataset.profile?["records"]?.integer == 4)
    #expect(try store.log("web")[0].summary.hasPrefix("entry"))
  }
}
