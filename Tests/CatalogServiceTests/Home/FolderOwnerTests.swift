import CatalogStore
import Foundation
import TestSupport
import Testing

@testable import CatalogService

/// Folders of datasets that somebody has moved: what is registered in them says whose they are.
@Suite struct FolderOwnerTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }

  /// A process that begins now.
  private func next() -> Catalog { Catalog(at: catalog.home) }

  /// Two datasets with as many commits each.
  private func addBoth() async throws {
    _ = try await catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
    _ = try await catalog.add([try fixture.corpus("ships", ["A whale ship.", "A ship."])])
  }

  private func move(_ from: String, _ to: String) throws {
    try FileManager.default.moveItem(
      atPath: catalog.home.index(of: from), toPath: catalog.home.index(of: to))
  }

  private func swap() throws {
    try move("whales", "x")
    try move("ships", "whales")
    try move("x", "ships")
  }

  private func isRefused(_ work: () async throws -> Void) async -> Bool {
    do {
      try await work()
      return false
    } catch {
      return (error as? CatalogError)?.sentence.contains("the registration is that of") == true
    }
  }

  @Test func `folders that changed places answer for nobody`() async throws {
    try await addBoth()
    let server = Catalog(at: catalog.home, keptAnswerBytes: 1 << 20)
    #expect(try server.count("ship").count.records == 2)
    let told = try catalog.store.indexStates().map(\.state)
    try swap()
    for catalog in [server, next()] {
      let found = try catalog.find("whale")
      #expect(found.records.hits.isEmpty)
      #expect(found.coverage.failures.map(\.dataset) == ["ships", "whales"])
      let remedy = try #require(found.coverage.failures.first?.error.remedy?.description)
      #expect(remedy.contains("changed places"))
      #expect(try catalog.count("ship").coverage.failures.count == 2)
      #expect(try catalog.status().datasets.map(\.index.state) == [.failed, .failed])
      #expect(try catalog.log().failures.map(\.dataset) == ["ships", "whales"])
      #expect(try catalog.show("whales").index.state == .failed)
    }
    #expect(try next().list().failures.map(\.dataset) == ["ships", "whales"])
    let file = fixture.scratch.path + "/out.jsonl"
    #expect(await isRefused { _ = try next().count("ship", in: ["whales"]) })
    #expect(await isRefused { _ = try next().record("0", in: "whales") })
    #expect(await isRefused { _ = try next().extract("*", in: ["whales"], to: file) })
    #expect(await isRefused { _ = try next().delete(matching: "*", from: "whales") })
    #expect(await isRefused { _ = try next().rename("whales", to: "mammals") })
    #expect(await isRefused { _ = try await next().index("whales", rebuild: true) })
    #expect(await isRefused { _ = try next().profile("whales") })
    _ = try next().remove("whales")
    #expect(await isRefused { _ = try next().purge(["whales"]) })
    _ = try next().restore("whales")
    for repair in [false, true] {
      let answer = try next().check(repair: repair)
      #expect(Set(answer.problems.map(\.dataset)) == ["ships", "whales"])
      #expect(answer.repaired.isEmpty)
    }
    #expect(try next().store.indexStates().map(\.state) == told)
    try swap()
    for catalog in [server, next()] {
      #expect(try catalog.count("ship").count.records == 2)
      #expect(try catalog.check().problems.isEmpty)
      #expect(try catalog.list().failures.isEmpty)
    }
  }

  @Test func `a folder that is called otherwise is told its name`() async throws {
    try await addBoth()
    try FileManager.default.removeItem(atPath: catalog.home.index(of: "whales"))
    try move("ships", "whales")
    let failures = try next().count("ship").coverage.failures
    #expect(failures.map(\.dataset) == ["ships", "whales"])
    let remedy = try #require(failures.last?.error.remedy?.description)
    #expect(remedy.hasPrefix("call the folder ships again"))
  }

  @Test func `the first lines of a registration name its dataset`() throws {
    let folder = fixture.scratch.path + "/web"
    try Registration(sources: ["a.jsonl"]).write(in: folder)
    let path = folder + "/" + RegistrationFile.name
    #expect(RegistrationFile.begins(at: path, with: "web"))
    for other in ["we", "webs", "news", ""] {
      #expect(!RegistrationFile.begins(at: path, with: other))
    }
    #expect(!RegistrationFile.begins(at: path + ".none", with: "web"))
  }
}
