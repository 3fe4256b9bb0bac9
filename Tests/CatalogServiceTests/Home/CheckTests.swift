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
}
