import CatalogStore
import Datasets
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import CatalogService

@Suite struct RenameTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }

  private func error(_ id: String, _ new: String) -> CatalogError? {
    do {
      _ = try catalog.rename(id, to: new)
      return nil
    } catch {
      return error as? CatalogError
    }
  }

  private func refused(_ id: String, _ new: String) -> CatalogError.Code? { error(id, new)?.code }

  @Test func `an id changes and the former one still leads to the dataset`() async throws {
    _ = try await catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
    let page = try catalog.rename("whales", to: "mammals")
    #expect(page.id == "mammals" && page.dataset.aliases == ["whales"])
    #expect(try catalog.show("whales").id == "mammals")
    #expect(try catalog.find("whale", in: ["whales"]).records.total == 2)
    #expect(try await catalog.index("whales").outcome == .unchanged)
    #expect(try catalog.list().datasets.contains { $0.dataset.id == "mammals" && $0.isIndexed })
    #expect(try catalog.log("mammals").entries.first?.action == "rename")
    #expect(try catalog.check().problems.isEmpty)
    // And back: the alias becomes the id again.
    #expect(try catalog.rename("mammals", to: "whales").dataset.aliases == ["mammals"])
    #expect(try catalog.check().problems.isEmpty)
  }

  @Test(arguments: [0, 1 << 20])
  func `who reads beside renames finds the dataset once`(keptAnswerBytes: Int) async throws {
    _ = try await catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
    let home = catalog.home
    let ended = Mutex<Result<Void, any Error>?>(nil)
    Thread.detachNewThread {
      let result = Result {
        for _ in 0..<5 {
          _ = try Catalog(at: home).rename("whales", to: "mammals")
          _ = try Catalog(at: home).rename("mammals", to: "whales")
        }
      }
      ended.withLock { $0 = result }
    }
    let reader = Catalog(at: home, keptAnswerBytes: keptAnswerBytes)
    while ended.withLock({ $0 == nil }) {
      let counted = try reader.count("whale")
      #expect(counted.count.records == 2 && counted.isExact && counted.count.notices.isEmpty)
      #expect(counted.coverage.datasets == 1 && counted.coverage.failures.isEmpty)
      #expect(try reader.count("whale", in: ["whales"]).count.records == 2)
      #expect(try reader.status().datasets.map(\.index.state) == [.current])
      #expect(try reader.show("whales").index.state == .current)
    }
    try ended.withLock { try $0?.get() }
  }

  /// What verbs may end with that meet a rename.
  private func isSteady(_ error: any Error) -> Bool {
    guard let error = error as? CatalogError, error.code == .locked else { return false }
    return error.message.contains("was renamed to") || error.message.contains("written by")
      || error.message.contains("changing")
  }

  @Test func `who changes or verifies beside renames ends it, or says that it was renamed`()
    async throws
  {
    let source = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await catalog.add([source])
    let home = catalog.home
    let ended = Mutex<Result<Void, any Error>?>(nil)
    Thread.detachNewThread {
      let result = Result {
        for _ in 0..<5 {
          for (from, to) in [("whales", "mammals"), ("mammals", "whales")] {
            var isDone = false
            // Whoever is at work there is waited for.
            while !isDone {
              do {
                _ = try Catalog(at: home).rename(from, to: to)
                isDone = true
              } catch let error as CatalogError where error.code == .locked {
                usleep(1_000)
              }
            }
          }
        }
      }
      ended.withLock { $0 = result }
    }
    var options = ExtractOptions()
    options.overwrites = true
    let file = fixture.scratch.path + "/extract.jsonl"
    while ended.withLock({ $0 == nil }) {
      let other = Catalog(at: home)
      let verbs: [() async throws -> Void] = [
        {
          let answer = try await other.index("whales")
          #expect(answer.outcome == .unchanged)
        },
        { _ = try await other.index("mammals", rebuild: true) },
        {
          let answer = try other.delete(records: ["none"], from: "whales")
          #expect(answer.deleted == 0)
        },
        {
          let problems = try other.check().problems
          #expect(problems.isEmpty)
        },
        {
          let problems = try other.check("whales", repair: true).problems
          #expect(problems.isEmpty)
        },
        {
          let answer = try other.extract("whale", to: file, options: options)
          #expect(answer.records == 2)
        },
      ]
      for (number, verb) in verbs.enumerated() {
        do { try await verb() } catch {
          // Until the first rename nothing is called so.
          let isUnknown = number == 1 && (error as? CatalogError)?.code == .notFound
          #expect(isUnknown || isSteady(error), "verb \(number): \(error)")
        }
      }
    }
    try ended.withLock { try $0?.get() }
    #expect(try FileManager.default.contentsOfDirectory(atPath: home.indexes) == ["whales"])
    #expect(try catalog.check().problems.isEmpty)
    #expect(try catalog.count("whale").count.records == 2)
    _ = try catalog.rename("whales", to: "mammals")
    let error = await #expect(throws: CatalogError.self) {
      try await catalog.add([source], id: "whales")
    }
    #expect(error?.code == .exists)
  }

  @Test func `who comes to the folder of a former id leaves nothing there`() async throws {
    _ = try await catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
    _ = try catalog.rename("whales", to: "mammals")
    let error = #expect(throws: CatalogError.self) { try catalog.claim("whales") }
    #expect(error?.message == "whales was renamed to mammals meanwhile")
    #expect(error?.remedy == .engine(.retry, dataset: "mammals"))
    #expect(!catalog.hasFolder("whales"))
  }

  @Test func `a taken id, a built-in dataset and a bad id are refused`() async throws {
    _ = try await catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
    _ = try await catalog.add([try fixture.corpus("others", ["A ship."])])
    #expect(refused("whales", "others") == .exists)
    #expect(refused("whales", "cci4") == .exists)
    #expect(refused("whales", "afqmc") == .exists)
    #expect(refused("afqmc", "mine") == .usage)
    #expect(refused("whales", "Bad Id") == .usage)
    #expect(refused("nothing", "else") == .notFound)
    #expect(try catalog.find("whale", in: ["whales"]).records.total == 2)
  }

  @Test func `what a refusal advises is about the new id`() async throws {
    _ = try await catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
    _ = try await catalog.add([try fixture.corpus("others", ["A ship."])])
    #expect(error("whales", "others")?.remedy == .anotherIDOrEdit("others"))
    #expect(error("whales", "../Ships")?.remedy == .didYouMean(["ships"]))
    try catalog.remove("others")
    let removed = error("whales", "others")
    #expect(removed?.code == .exists && removed?.remedy == .restore("others"))
    #expect(removed?.message == "others was removed and is not purged")
  }

  @Test func `a rename that was done already is no error and no change`() async throws {
    _ = try await catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
    let revision = try catalog.rename("whales", to: "mammals").stored.revision
    #expect(try catalog.rename("whales", to: "mammals").stored.revision == revision)
    #expect(try catalog.rename("mammals", to: "mammals").stored.revision == revision)
    #expect(try catalog.log("mammals").entries.count { $0.action == "rename" } == 1)
  }

  @Test func `what was made of a renamed dataset still names it`() async throws {
    _ = try await catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
    _ = try await catalog.add([try fixture.corpus("others", ["A ship."])])
    _ = try catalog.set("others", [#"lineage=["whales"]"#])
    _ = try catalog.rename("whales", to: "mammals")
    _ = try catalog.rename("others", to: "ships")
    #expect(try catalog.lineage("ships", up: 1).text(as: "tree")?.contains("mammals") == true)
    #expect(try catalog.check().problems.isEmpty)
  }
}
