import Datasets
import Foundation
import GRDB
import TestSupport
import Testing

@testable import CatalogStore

@Suite struct StoreCheckTests {
  /// A store with some datasets that were changed, removed, purged and renamed at random.
  private func randomStore(_ random: inout SeededGenerator) throws -> (CatalogStore, URL) {
    let (store, folder) = try makeStore()
    let words = ["whale", "lamp", "tide", "法律", "chart", "rope"]
    var number = 0
    for _ in 0..<120 {
      let ids = try store.list(DatasetQuery()).datasets.map(\.id)
      switch random.number(0..<8) {
      case 0..<3:
        number += 1
        let text = (0..<random.number(1..<30)).map { _ in random.pick(words) }
        try store.insert(
          dataset(
            "d\(number)", "title=\(random.pick(words))",
            "description=\(text.joined(separator: " "))",
            "language=\(random.pick(["en", "zh", "de"]))", "licenses+=MIT"))
      case 3 where !ids.isEmpty:
        try store.edit(random.pick(ids), [DatasetEdit("tags", .append, random.pick(words))])
      case 4 where !ids.isEmpty: try store.remove(random.pick(ids))
      case 5 where !ids.isEmpty:
        var state = IndexState()
        state.state = random.pick([.current, .stale, .none])
        try store.setIndexState(random.pick(ids), state)
      case 6: try store.purge(try store.removedIDs())
      case 7 where !ids.isEmpty:
        number += 1
        try store.rename(random.pick(ids), to: "r\(number)")
      default: break
      }
    }
    return (store, folder)
  }

  @Test func `an index that grew by changes says what one made at once says`() throws {
    var random = SeededGenerator.announced("store check")
    let (store, _) = try randomStore(&random)
    let outcome = try store.check(repair: false)
    #expect(outcome.problems.isEmpty && outcome.repaired.isEmpty)
  }

  @Test(arguments: [
    "UPDATE dataset SET document = replace(document, 'whale', 'whals')",
    "UPDATE cluster SET document = replace(document, 'about', 'abouu')",
    "UPDATE history SET before = replace(before, 'whale', 'whals')",
    "DELETE FROM dataset WHERE id = 'web'",
    "UPDATE index_state SET document = '{'",
  ])
  func `a letter that changed and a row that is missing are found`(damage: String) throws {
    let layer = BuiltInLayer(contentHash: "1") {
      var cluster = Cluster()
      cluster.id = "sea"
      cluster.introduction = LocalizedText("about the sea")
      return [cluster]
    }
    let (store, folder) = try makeStore(builtIn: layer)
    try store.insert(dataset("web", "title=whale", "aliases=crawl"))
    try store.edit("web", [DatasetEdit("tags", .append, "x")])
    var state = IndexState()
    state.state = .current
    try store.setIndexState("web", state)
    #expect(try store.check(repair: false).problems.isEmpty)
    let queue = try DatabaseQueue(path: folder.appendingPathComponent("catalog.sqlite").path)
    try queue.write { try $0.execute(sql: damage) }
    #expect(try !store.check(repair: false).problems.isEmpty)
  }

  @Test func `a listing index that is wrong is named by its fields and made anew`() throws {
    let (store, folder) = try makeStore()
    try store.insert(dataset("web", "title=Web pages", "language=zh"))
    let queue = try DatabaseQueue(path: folder.appendingPathComponent("catalog.sqlite").path)
    try queue.write { try $0.execute(sql: "DELETE FROM text_posting") }
    let problems = try store.check(repair: false).problems
    #expect(problems == ["the listing index differs from the descriptions in: text"])
    #expect(try store.check(repair: true).repaired == problems)
    #expect(try store.check(repair: false).problems.isEmpty)
    var query = DatasetQuery()
    query.text = .query("pages")
    #expect(try store.list(query).total == 1)
  }

  @Test func `of pages that are zeroed, each that breaks a look is found`() throws {
    var random = SeededGenerator(seed: 7)
    let (store, folder) = try randomStore(&random)
    try store.close()
    let path = folder.appendingPathComponent("catalog.sqlite").path
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let page = 4096
    let pages = whole.count / page
    for number in stride(from: 1, to: pages, by: max(1, pages / 24)) {
      var damaged = whole
      damaged.replaceSubrange(number * page..<(number + 1) * page, with: Data(count: page))
      for log in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + log) }
      try damaged.write(to: URL(fileURLWithPath: path))
      // One that does not even open is noticed by everybody.
      guard let store = try? CatalogStore(path: path) else { continue }
      if try store.check(repair: false).problems.isEmpty {
        #expect(throws: Never.self, "page \(number)") {
          for stored in try store.list(DatasetQuery()).datasets { _ = try store.dataset(stored.id) }
          _ = try store.log()
        }
      }
      try store.close()
    }
  }
}
