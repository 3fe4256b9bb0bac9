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
      ("cci-3-0", ["title=CCI 3.0"]), ("web-crawl", ["title=Web crawl"]),
      ("wudaocorpora", ["title.en=WuDaoCorpora", "title.zh=悟道语料库"]),
      ("fineweb-edu-chinese", ["title=Fineweb-Edu-Chinese"]), ("chinese-books", []),
    ] {
      try store.insert(Dataset(id: id).applying(edits.map { try DatasetEdit(parsing: $0) }))
    }
    return store
  }()

  @Test(arguments: [
    ("cci-4-0", ["cci-4-0-m2-v1", "cci-4-0-m2-wiki", "cci-4-0-m2-base-v1"]),
    ("CCI4.0", ["cci-4-0-m2-v1", "cci-4-0-m2-wiki", "cci-4-0-m2-base-v1"]),
    ("CCI 4.0-M2 Base", ["cci-4-0-m2-base-v1"]), ("cci4", []),
    ("cci44", ["cci-4-0-m2-v1"]),
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
}
