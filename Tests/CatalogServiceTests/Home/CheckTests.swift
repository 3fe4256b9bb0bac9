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
    case firstTable, rows, farther, cut, words

    func apply(to bytes: inout Data) {
      switch self {
      case .firstTable: zero(1, of: &bytes)
      case .rows: zero(3, of: &bytes)
      case .farther: zero(50, of: &bytes)
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
}
