import Datasets
import Testing

@testable import CatalogStore

@Suite struct SimilarDatasetsTests {
  private static let shared: CatalogStore? = try? {
    let (store, _) = try makeStore()
    for (id, edits) in [
      ("cci-4-0-m2-v1", ["title.en=CCI 4.0-M2 v1", "title.zh=中文互联网语料库", "aliases=cci4"]),
      ("cci-4-0-m2-base-v1", ["title=CCI 4.0-M2 Base"]),
      ("cci-4-0-m2-wiki", ["title=CCI 4.0 wiki"]),
      ("cci-3-0", ["title=CCI 3.0", "homepage=https://Hub.example/BAAI/CCI3/"]),
      ("web-crawl", ["title=Web crawl", "homepage=https://huggingface.co/datasets/quay/crawl"]),
      ("wudaocorpora", ["title.en=WuDaoCorpora", "title.zh=悟道语料库"]),
      ("twin-one", ["title=Twin", "homepage=https://twin.example"]),
      ("twin-two", ["title=TWIN", "homepage=http://www.twin.example/#top"]),
      ("fineweb-edu-chinese", ["title=Fineweb-Edu-Chinese"]), ("chinese-books", []),
    ] {
      try store.insert(Dataset(id: id).applying(edits.map { try DatasetEdit(parsing: $0) }))
    }
    return store
  }()

  @Test(arguments: [
    ("cci-4-0", ["cci-4-0-m2-v1", "cci-4-0-m2-wiki", "cci-4-0-m2-base-v1"]),
    ("CCI4.0", ["cci-4-0-m2-v1", "cci-4-0-m2-wiki", "cci-4-0-m2-base-v1"]),
    ("CCI 4.0-M2 Bas", ["cci-4-0-m2-base-v1"]), ("cci4", []),
    ("cci44", ["cci-4-0-m2-v1"]), ("https://hub.example/BAAI/WuDaoCorpora2", ["wudaocorpora"]),
    ("web-crwal", ["web-crawl"]), ("webcrawl", ["web-crawl"]), ("悟道", ["wudaocorpora"]),
    ("中文互联网", ["cci-4-0-m2-v1"]), ("edu chinese", ["fineweb-edu-chinese"]),
    ("chinese-fineweb-edu", ["fineweb-edu-chinese"]), ("chinese-papers", ["chinese-books"]),
    ("zzz", []), ("-", []), ("", []),
  ]) func `an unknown name is answered with those that were probably meant`(
    wanted: String, similar: [String]
  ) throws {
    let store = try #require(Self.shared)
    // An alias is no unknown name.
    guard try store.find(wanted) == nil else { return }
    let error = #expect(throws: StoreError.self) { try store.dataset(wanted) }
    guard case .noSuchDataset(_, let found) = error else { return }
    #expect(found.starts(with: similar) && (similar.isEmpty ? found.isEmpty : true), "\(found)")
  }

  @Test(arguments: [
    ("cci4", "cci-4-0-m2-v1"), ("CCI4", "cci-4-0-m2-v1"), ("CCI-3-0", "cci-3-0"),
    ("cci 3.0", "cci-3-0"), ("ＣＣＩ　３．０", "cci-3-0"), ("CCI-3.0", "cci-3-0"),
    ("web_crawl", "web-crawl"), ("ｗｅｂ－ｃｒａｗｌ", "web-crawl"), ("悟道语料库", "wudaocorpora"),
    ("WuDaoCorpora", "wudaocorpora"),
    ("https://hub.example/baai/cci3", "cci-3-0"),
    ("http://www.hub.example/BAAI/CCI3/#data", "cci-3-0"),
    ("quay/crawl", "web-crawl"),
  ]) func `a dataset is found by every name that it alone has`(name: String, id: String) throws {
    let store = try #require(Self.shared)
    #expect(try store.dataset(name).id == id)
    #expect(try store.rights([name], for: .academic).answers.map(\.dataset) == [id])
    #expect(try store.lineage(name).nodes.map(\.id) == [id])
    #expect(try store.versions(name).map(\.dataset) == [id])
    #expect(try store.log(name).allSatisfy { $0.dataset == id })
  }

  @Test(arguments: ["twin", "https://twin.example/"])
  func `a name of several datasets is answered with all of them`(name: String) throws {
    let store = try #require(Self.shared)
    #expect(throws: StoreError.severalDatasets(name: name, ids: ["twin-one", "twin-two"])) {
      try store.dataset(name)
    }
  }

  @Test func `a change finds its dataset by a name that the change takes away`() throws {
    let (store, _) = try makeStore()
    try store.insert(Dataset(id: "sea").applying([DatasetEdit(parsing: "title.zh=海")]))
    #expect(try store.edit("海", [DatasetEdit(parsing: "title.zh=洋")]).id == "sea")
    let row = BulkRow(
      place: "1", id: "洋", action: .edit([try DatasetEdit(parsing: "title.zh=湖")]))
    #expect(try store.apply([row]).verdicts.map(\.id) == ["sea"])
    try store.remove("湖")
    // A removed one is found where no other has the name.
    #expect(throws: StoreError.removed(id: "sea")) { try store.dataset("湖") }
    try store.insert(Dataset(id: "lake").applying([DatasetEdit(parsing: "title=湖")]))
    #expect(try store.dataset("湖").id == "lake")
  }
}
