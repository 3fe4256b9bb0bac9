import CatalogStore
import Foundation
import TestSupport
import Testing

@testable import CatalogService

/// A home whose store is damaged, while its indexes are not.
@Suite struct CheckTests {
  private let fixture = CorpusFixture()
  private var store: String { fixture.catalog.home.store }

  /// Ways to damage the bytes of a store.
  enum Damage: CaseIterable {
    case firstTable, rows, farther, cut, words, reserved

    func apply(to bytes: inout Data) {
      switch self {
      case .firstTable: zero(1, of: &bytes)
      case .rows: zero(3, of: &bytes)
      case .farther: zero(50, of: &bytes)
      case .reserved: bytes[20] = 0
      case .cut: bytes.removeLast(bytes.count / 2)
      case .words: bytes = Data(String(repeating: "only words, ", count: 2_000).utf8)
      }
    }

    private func zero(_ page: Int, of bytes: inout Data) {
      bytes.replaceSubrange(page * 4096..<(page + 1) * 4096, with: Data(count: 4096))
    }
  }

  @Test(arguments: Damage.allCases, [false, true])
  func `a check tells of the store and verifies every index`(
    damage: Damage, repair: Bool
  ) async throws {
    let sources = try ["web", "news"].map { try fixture.corpus($0, CorpusFixture.whales) }
    for source in sources { _ = try await fixture.catalog.add([source]) }
    try fixture.catalog.store.close()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: store))
    damage.apply(to: &bytes)
    for log in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + log) }
    try bytes.write(to: URL(fileURLWithPath: store))
    let catalog = Catalog(at: fixture.catalog.home)
    let answer = try catalog.check(repair: repair)
    #expect(answer.datasets == 2)
    let told = answer.problems.filter { $0.dataset == "catalog.sqlite" }
    #expect(!told.isEmpty)
    #expect(told.allSatisfy { $0.remedy == .replaceStore }, "\(told)")
    #expect(answer.problems.count == told.count, "\(answer.problems)")
    // The other verbs answer, or name the same way out.
    do { _ = try catalog.summary() } catch let error as CatalogError {
      #expect(error.remedy == .replaceStore, "\(error)")
    }
  }

  /// With the store lost, the title of another dataset must not lead to a folder that nobody describes.
  @Test func `a folder that the store does not know is never taken for a dataset of its name`()
    async throws
  {
    let source = try fixture.corpus("c4", CorpusFixture.whales)
    _ = try await fixture.catalog.add([source], id: "harbour-c4")
    try fixture.catalog.store.close()
    for log in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + log) }
    let catalog = Catalog(at: fixture.catalog.home)
    let other = fixture.scratch.write(
      Array(#"{"id": "another", "title": "harbour-c4", "licenses": ["MIT"]}"#.utf8),
      to: "other.json")
    _ = try await catalog.add([other])
    let before = try catalog.show("another").dataset
    #expect(throws: CatalogError.self) { try catalog.profile("harbour-c4", again: true) }
    #expect(throws: CatalogError.self) { try catalog.delete(matching: "*", from: "harbour-c4") }
    #expect(try catalog.check("harbour-c4").problems.map(\.dataset) == ["harbour-c4"])
    #expect(try catalog.count("whale", in: ["harbour-c4"]).count.records > 0)
    #expect(try catalog.show("another").dataset == before)
  }

  private func lose(_ name: String, of id: String) throws {
    try FileManager.default.removeItem(atPath: fixture.catalog.home.index(of: id) + "/" + name)
  }

  @Test(arguments: ["00000001.segment", "00000001.deleted"])
  func `whoever meets a file of an index that is missing says what helps, naming the dataset`(
    name: String
  ) async throws {
    _ = try await fixture.catalog.add([try fixture.corpus("web", CorpusFixture.whales)])
    _ = try fixture.catalog.delete(records: ["web-0"], from: "web")
    try lose(name, of: "web")
    let catalog = Catalog(at: fixture.catalog.home)
    let repair = Remedy.engine(.repair, dataset: "web")
    var refused: [CatalogError] = []
    for work: () async throws -> Void in [
      { _ = try catalog.find("whale", in: ["web"]) }, { _ = try await catalog.index("web") },
      { _ = try catalog.delete(records: ["web-1"], from: "web") }, { _ = try catalog.head("web") },
    ] {
      do { try await work() } catch { refused.append(try #require(error as? CatalogError)) }
    }
    #expect(!refused.isEmpty)
    #expect(refused.allSatisfy { $0.remedy == repair && $0.message == "the file is missing" })
    #expect(try catalog.check().problems.map(\.remedy) == [repair])
    let left = try catalog.check(repair: true).problems
    #expect(
      left.map(\.remedy) == [name.hasSuffix("segment") ? .engine(.rebuild, dataset: "web") : nil])
    if name.hasSuffix("segment") {
      _ = try await catalog.index("web", rebuild: true)
      // The commit behind the newest is still the one that lost a file.
      #expect(try catalog.check(repair: true).problems.map(\.remedy) == [nil])
    }
    #expect(try catalog.check().problems.isEmpty)
    #expect(try catalog.only("web").snapshot.records == 3)
  }

  @Test func `what only the commit behind the newest has lost is said to be of that one`()
    async throws
  {
    _ = try await fixture.catalog.add([try fixture.corpus("web", CorpusFixture.whales)])
    _ = try await fixture.catalog.index("web", rebuild: true)
    try lose("00000001.segment", of: "web")
    let problems = try fixture.catalog.check("web").problems
    #expect(problems.count == 1)
    #expect(
      problems.first?.message.hasPrefix("commit-1, which is kept behind the newest: ") == true)
    #expect(try fixture.catalog.count("whale").coverage.failures.isEmpty)
  }

  /// What the store was told of an index and its files.
  enum Loss: CaseIterable { case folder, commits, newestWithItsMark }

  @Test(arguments: Loss.allCases)
  func `a lost index is said by every search, and never answered for`(loss: Loss) async throws {
    for name in ["web", "news"] {
      _ = try await fixture.catalog.add([try fixture.corpus(name, CorpusFixture.whales)])
    }
    _ = try fixture.catalog.delete(records: ["web-0"], from: "web")
    let folder = fixture.catalog.home.index(of: "web")
    let files = FileManager.default
    for name in try files.contentsOfDirectory(atPath: folder) {
      let isLost =
        switch loss {
        case .folder: false
        case .commits: name.hasPrefix("commit-") || name.hasPrefix("newest-")
        case .newestWithItsMark: name == "commit-2" || name == "newest-2"
        }
      if isLost { try files.removeItem(atPath: folder + "/" + name) }
    }
    if loss == .folder { try files.removeItem(atPath: folder) }
    let catalog = Catalog(at: fixture.catalog.home)
    let counted = try catalog.count("whale")
    #expect(counted.coverage.failures.map(\.dataset) == ["web"])
    #expect(try catalog.find("whale").coverage.failures.map(\.dataset) == ["web"])
    #expect(throws: CatalogError.self) { try catalog.count("whale", in: ["web"]) }
    #expect(try !catalog.check().problems.isEmpty)
    let stated = try catalog.status().datasets.filter { $0.index.state == .failed }
    #expect(stated.map(\.id) == ["web"])
    if loss == .folder {
      // The registration went with the folder, and a repair does not forget the loss.
      #expect(try !catalog.check(repair: true).problems.isEmpty)
      #expect(stated.first?.index.remedy == .addData(dataset: "web"))
      let answer = try await catalog.add([fixture.scratch.path + "/web.jsonl"], id: "web")
      #expect(answer.lossBefore?.contains("3 records; now there are 4") == true)
      #expect(try catalog.check().problems.isEmpty)
      return
    }
    #expect(stated.first?.index.remedy == .engine(.rebuild, dataset: "web"))
    // Neither a run nor a repair makes it final; indexing everything again keeps out what was deleted.
    await #expect(throws: CatalogError.self) { _ = try await catalog.index("web") }
    #expect(try !catalog.check(repair: true).problems.isEmpty)
    // Nor does a run that fails, and the note of one that was killed.
    try catalog.learnIndexState(
      of: "web", failure: CatalogError(.system, "the run failed"), in: catalog.store)
    try catalog.learnIndexState(of: "web", failure: nil, in: catalog.store, endsLoss: false)
    #expect(try catalog.count("whale").coverage.failures.map(\.dataset) == ["web"])
    #expect(try await catalog.index("web", rebuild: true).lossBefore != nil)
    #expect(try catalog.status().datasets.allSatisfy { $0.index.state == .current })
    #expect(try catalog.check().problems.isEmpty)
    #expect(
      try catalog.count("*", in: ["web"]).count.records == UInt64(CorpusFixture.whales.count - 1))
  }

  @Test func `a repair of everything names what is being written and mends the rest`() async throws
  {
    let catalog = fixture.catalog
    for name in ["news", "web"] {
      _ = try await catalog.add([try fixture.corpus(name, CorpusFixture.whales)])
    }
    try catalog.store.setIndexState("web", IndexState())
    try catalog.corpus("news").withoutOtherWriters {
      let answer = try Catalog(at: catalog.home).check(repair: true)
      #expect(answer.datasets == 2)
      #expect(answer.problems.map(\.dataset) == ["news"], "\(answer.problems)")
      #expect(answer.problems.first?.remedy == .engine(.retry, dataset: "news"))
      #expect(answer.repaired.map(\.dataset) == ["web"])
      let alone = #expect(throws: CatalogError.self) {
        _ = try Catalog(at: catalog.home).check("news", repair: true)
      }
      #expect(alone?.code == .locked)
    }
    #expect(try catalog.check().problems.isEmpty)
  }

  @Test func `an index of a newer version is left as it is`() async throws {
    let catalog = fixture.catalog
    _ = try await catalog.add([try fixture.corpus("web", CorpusFixture.whales)])
    let commit = URL(fileURLWithPath: catalog.home.index(of: "web") + "/commit-1")
    var bytes = try Data(contentsOf: commit)
    bytes[10] = 200
    try bytes.write(to: commit)
    for repair in [false, true] {
      let answer = try Catalog(at: catalog.home).check(repair: repair)
      #expect(answer.problems.count == 1 && answer.repaired.isEmpty)
      #expect(
        answer.problems.first?.remedy
          == .engine(.advice("use the newer program that wrote it"), dataset: "web"))
    }
    #expect(try Data(contentsOf: commit) == bytes)
  }
}
