import Datasets
import QueryLanguage
import Testing

@testable import CatalogStore

@Suite struct BuiltInLayerTests {
  private func layer(
    _ hash: String, _ datasets: [Dataset], introduction: String = "Words."
  ) -> BuiltInLayer {
    BuiltInLayer(contentHash: hash) {
      var cluster = Cluster()
      cluster.id = "c"
      cluster.introduction = LocalizedText(introduction)
      cluster.datasets = datasets
      return [cluster]
    }
  }

  @Test func `edits and removals survive a newer program`() throws {
    let first = layer(
      "1", [try dataset("a", "name=A"), try dataset("b"), try dataset("c"), try dataset("d")])
    let (store, folder) = try makeStore(builtIn: first)
    #expect(try store.list().total == 4)
    try store.edit("a", [DatasetEdit("tags", .append, "mine")])
    try store.remove("b")
    try store.remove("c")
    try store.purge(["c"])
    try store.close()

    let second = layer(
      "2", [try dataset("a", "name=A2"), try dataset("b"), try dataset("c"), try dataset("e")])
    let (newer, _) = try makeStore(builtIn: second, in: folder)
    let a = try newer.dataset("a")
    #expect(a.dataset.name == "A2")
    #expect(a.dataset.tags == ["mine"])
    #expect(a.isEdited)
    #expect(a.layer == .builtIn)
    #expect(a.dataset.cluster == "c")
    #expect(try newer.list().datasets.map(\.id) == ["a", "e"])
    try newer.restore("b")
    #expect(try newer.find("c") == nil)
    #expect(try newer.find("d") == nil)
    #expect(try newer.cluster("c")?.introduction.text() == "Words.")
  }

  @Test func `an edit of a built-in dataset can be undone`() throws {
    let (store, _) = try makeStore(builtIn: layer("1", [try dataset("a", "name=A")]))
    try store.edit("a", [DatasetEdit("name", .set, "B")])
    let entry = try #require(try store.log("a").first)
    let back = try store.undo(entry.number)
    #expect(back.dataset.name == "A")
    #expect(!back.isEdited)
  }

  @Test func `a description that comes back as it is stays built in`() throws {
    let (store, _) = try makeStore(builtIn: layer("1", [try dataset("a", "name=A")]))
    let entries = try store.log().count
    let row = BulkRow(place: "1", id: "a", action: .put(try store.dataset("a").dataset))
    #expect(try store.apply([row], dryRun: true).verdicts.map(\.outcome) == [.unchanged])
    #expect(try store.apply([row]).verdicts.map(\.outcome) == [.unchanged])
    #expect(try store.log().count == entries)
    #expect(try store.dataset("a").layer == .builtIn)
  }

  @Test func `datasets are found by the introduction of their cluster, the newest one`() throws {
    func found(_ text: String, in store: CatalogStore) throws -> [String] {
      var query = DatasetQuery()
      query.text = .query(text)
      query.sort = [.init("id")]
      return try store.list(query).datasets.map(\.id)
    }
    let datasets = [try dataset("a"), try dataset("b", "description=About lamps")]
    let (store, folder) = try makeStore(
      builtIn: layer("1", datasets, introduction: "Lighthouses and 燈塔."))
    try store.insert(dataset("own", "cluster=c"))
    try store.insert(dataset("other", "cluster=d"))
    #expect(try found("lighthouses", in: store) == ["a", "b", "own"])
    #expect(try found("灯塔", in: store) == ["a", "b", "own"])
    try store.edit("b", [DatasetEdit("cluster", .set, "d")])
    var state = IndexState()
    state.state = .current
    try store.setIndexState("a", state)
    #expect(try found("lighthouses", in: store) == ["a", "own"])
    try store.close()
    let (newer, _) = try makeStore(
      builtIn: layer("2", datasets, introduction: "Harbours."), in: folder)
    #expect(try found("lighthouses", in: newer) == [])
    #expect(try found("harbours", in: newer) == ["a", "own"])
  }
}
