import Datasets
import TestSupport
import Testing

@testable import CatalogStore

@Suite struct RightsTests {
  private func store() throws -> CatalogStore {
    let (store, _) = try makeStore()
    try store.insert(dataset("crawl", "license=odc-by", "original=true"))
    try store.insert(dataset("web", "license=MIT", "lineage=crawl"))
    try store.insert(dataset("web-zh", #"lineage=[{"relation":"part-of","dataset":"web"}]"#))
    try store.insert(dataset("silent", "license=MIT"))
    return store
  }

  /// The ids for which a list and the check say clear, which must be the same.
  private func clear(_ store: CatalogStore, _ purpose: RightsPurpose) throws -> [String] {
    var query = DatasetQuery()
    query.condition = "use=\(purpose.rawValue)"
    let listed = try store.list(query).datasets.map(\.id)
    let all = try store.list(DatasetQuery()).datasets.map(\.id)
    let checked = try all.filter { try store.rights([$0], for: purpose).verdict == .clear }
    #expect(listed == checked)
    for verdict in RightsVerdict.allCases {
      query.condition = "verdict=\(verdict.name)"
      let listed = try store.list(query).datasets.map(\.id)
      #expect(
        try listed == all.filter { try store.rights([$0], for: .commercial).verdict == verdict })
    }
    return listed
  }

  @Test func `the check follows parts, wholes and origins`() throws {
    let store = try store()
    #expect(try clear(store, .commercial) == ["crawl", "web", "web-zh"])
    try store.edit("crawl", [DatasetEdit("license", .set, "cc-by-nc-4.0")])
    let report = try store.rights(["web-zh"], for: .commercial)
    #expect(report.verdict == .blocked)
    #expect(report.answers[0].reason?.path == ["web-zh", "web", "crawl"])
    #expect(report.answers[0].reason?.pathText == "web-zh, part of web, made from crawl")
    #expect(try clear(store, .commercial) == [])
    #expect(try clear(store, .academic) == ["crawl", "web", "web-zh"])
  }

  @Test func `an origin is found by its homepage and by its name on a hub`() throws {
    let store = try store()
    let homepage = "homepage=https://huggingface.co/datasets/Harbour/train_1M"
    try store.insert(dataset("train", "license=cc-by-nc-4.0", "original=true", homepage))
    for name in ["Harbour/train_1M", "https://huggingface.co/datasets/Harbour/train_1M/"] {
      var copy = try dataset("copy", "license=MIT")
      var edge = LineageEdge()
      edge.name = name
      copy.lineage = [edge]
      let linked = try store.linkingOrigins(of: [copy])
      #expect(linked[0].lineage.map(\.dataset) == ["train"])
      try store.put(linked[0])
      #expect(try store.rights(["copy"], for: .commercial).verdict == .blocked)
    }
    // By its title, in any language; but an id is an id.
    try store.insert(
      dataset("kai", "license=cc-by-nc-4.0", #"title={"en":"Quay Notes","zh":"码头笔记"}"#))
    try store.insert(dataset("quay-log", "license=MIT", "title=Other"))
    try store.insert(dataset("log-of-quays", "license=MIT", "title=Quay log"))
    for (name, id) in [("quay notes", "kai"), ("码头笔记", "kai"), ("Quay log", nil)] {
      var copy = try dataset("copy", "license=MIT")
      var edge = LineageEdge()
      edge.name = name
      copy.lineage = [edge]
      let linked = try store.linkingOrigins(of: [copy])[0].lineage
      #expect(linked.map(\.dataset) == [id], "\(name)")
      #expect(linked.map(\.note) == [id == nil ? nil : "named by its title only"])
    }
    // Where two have one homepage, nothing says which of them is meant, so both count.
    try store.insert(dataset("twin", "license=MIT", homepage))
    var copy = try dataset("copy", "license=MIT")
    var edge = LineageEdge()
    edge.name = "Harbour/train_1M"
    copy.lineage = [edge]
    let linked = try store.linkingOrigins(of: [copy])
    #expect(linked[0].lineage.map(\.dataset) == ["train", "twin"])
    try store.put(linked[0])
    #expect(try store.rights(["copy"], for: .commercial).verdict == .blocked)
  }

  @Test func `a subset that is a dataset of its own counts in lists and checks alike`() throws {
    let store = try store()
    let part = #"subsets=[{"name":"A","dataset":"web-zh"}]"#
    try store.insert(dataset("whole", "license=MIT", "original=true", part))
    #expect(try clear(store, .commercial).contains("whole"))
    #expect(try store.lineage("whole").nodes.map(\.id).contains("web-zh"))
    try store.edit("web-zh", [DatasetEdit("license", .set, "cc-by-nc-4.0")])
    #expect(try clear(store, .commercial).contains("whole") == false)
    #expect(try store.rights(["whole"], for: .commercial).verdict == .blocked)
    try store.edit("whole", [DatasetEdit("subsets", .set, "[]")])
    #expect(try clear(store, .commercial).contains("whole"))
  }

  @Test func `a whole and its part may name each other`() throws {
    let store = try store()
    try store.edit(
      "web", [DatasetEdit("lineage", .append, #"{"relation":"has-part","dataset":"web-zh"}"#)])
    try store.edit(
      "web", [DatasetEdit("lineage", .append, #"{"relation":"has-part","dataset":"silent"}"#)])
    #expect(try clear(store, .commercial) == ["crawl", "web-zh"])
    try store.edit("silent", [DatasetEdit("original", .set, "true")])
    #expect(try clear(store, .commercial) == ["crawl", "silent", "web", "web-zh"])
    #expect(try store.lineage("web").nodes.count == 4)
  }

  @Test func `columns follow every change of a neighbour`() throws {
    let store = try store()
    try store.remove("crawl")
    #expect(try clear(store, .any) == [])
    try store.restore("crawl")
    #expect(try clear(store, .any) == ["crawl", "web", "web-zh"])
    try store.insert(
      dataset("bad", "license=cc-by-nc-4.0", #"lineage=[{"relation":"part-of","dataset":"web"}]"#))
    // A part taints its whole, and no other part of it.
    #expect(try clear(store, .commercial) == ["crawl", "web-zh"])
    try store.edit("bad", [DatasetEdit("lineage", .set, "")])
    #expect(try clear(store, .commercial) == ["crawl", "web", "web-zh"])
    // A name that others used before it was there, as an alias.
    try store.edit("silent", [DatasetEdit("lineage", .set, "later")])
    try store.insert(dataset("late", "license=MIT", "original=true", "aliases=later"))
    #expect(try clear(store, .any) == ["crawl", "late", "silent", "web", "web-zh"])
    try store.remove("late")
    try store.purge(["late"])
    #expect(try clear(store, .any) == ["crawl", "web", "web-zh"])
  }

  @Test func `columns agree with the check after random changes`() throws {
    var random = SeededGenerator.announced("rights in columns")
    let (store, _) = try makeStore()
    let ids = (0..<8).map { "d\($0)" }
    for id in ids { try store.insert(dataset(id, "license=MIT")) }
    for _ in 0..<60 {
      let id = random.pick(ids)
      let other = random.pick(ids)
      let edits: [DatasetEdit] =
        switch random.number(0..<5) {
        case 0: [DatasetEdit("license", .set, random.pick(["MIT", "cc-by-nc-4.0", "", "x"]))]
        case 1: [DatasetEdit("original", .set, random.pick(["true", ""]))]
        case 2: [DatasetEdit("lineage", .set, other)]
        case 3:
          [DatasetEdit("lineage", .set, #"[{"relation":"part-of","dataset":"\#(other)"}]"#)]
        default: [DatasetEdit("lineage", .set, "")]
        }
      // Lineage in a circle is refused, and refusing must leave no trace.
      _ = try? store.edit(id, edits)
      _ = try clear(store, random.pick(RightsPurpose.allCases))
    }
  }

  @Test func `many descriptions in one transaction are worked out together`() throws {
    let (store, _) = try makeStore()
    let rows = (0..<600).map { number in
      var dataset = Dataset(id: "m\(number)")
      dataset.licenses = [LicenseStatement(spdx: number == 0 ? "CC-BY-NC-4.0" : "MIT")]
      if number == 0 || number.isMultiple(of: 100) { dataset.isOriginal = true }
      if number > 0, !number.isMultiple(of: 100) {
        dataset.lineage = [LineageEdge(.derivedFrom, "m\(number - 1)")]
      }
      return BulkRow(place: "\(number)", id: dataset.id, action: .add(dataset))
    }
    #expect(try store.apply(rows).isKept)
    var query = DatasetQuery()
    query.condition = "verdict=blocked"
    #expect(try store.list(query).total == 100)
    query.condition = "use=any"
    #expect(try store.list(query).total == 500)
  }
}
