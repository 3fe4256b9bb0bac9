import CatalogStore
import CorpusIndex
import Datasets
import Foundation
import TestSupport
import Testing

@testable import CatalogService

/// What stands between a change of the store and the change of a folder when a process is killed, and
/// what the next one makes of it.
@Suite struct FolderTaskTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }

  /// A process that begins now.
  private func next() -> Catalog { Catalog(at: catalog.home) }

  private func addWhales() async throws {
    _ = try await catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
  }

  private func error(_ work: () throws -> Void) -> CatalogError? {
    do {
      try work()
      return nil
    } catch {
      return error as? CatalogError
    }
  }

  @Test func `a purge that was cut short is finished`() async throws {
    try await addWhales()
    try catalog.remove("whales")
    try catalog.store.purge(["whales"], withFolder: true)
    let other = next()
    #expect(try other.count("whale").count.records == 0)
    #expect(!other.hasFolder("whales"))
    #expect(try other.store.folderTasks().isEmpty)
    #expect(try other.check().problems.isEmpty)
    #expect(try await other.add([fixture.scratch.path + "/whales.jsonl"]).outcome == .indexed)
  }

  @Test func `a folder that is half deleted is deleted whole`() async throws {
    try await addWhales()
    try catalog.remove("whales")
    try catalog.store.purge(["whales"], withFolder: true)
    let folder = catalog.home.index(of: "whales")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted().prefix(2) {
      try FileManager.default.removeItem(atPath: folder + "/" + name)
    }
    #expect(try next().status().datasets.isEmpty)
    #expect(!catalog.hasFolder("whales"))
  }

  @Test func `a rename that was cut short is finished`() async throws {
    try await addWhales()
    try catalog.store.rename("whales", to: "mammals", withFolder: true)
    let other = next()
    #expect(try other.find("whale", in: ["mammals"]).records.total == 2)
    #expect(
      try other.find("whale", in: ["whales"]).records.hits.first?.reference.corpus == "mammals")
    #expect(try other.check().problems.isEmpty)
  }

  @Test func `a description whose data was never registered is taken back`() async throws {
    try catalog.store.insertToRegister(Dataset(registered: "whales"))
    // The lock lies there already, as it does when the process is killed.
    try catalog.corpus("whales").withoutOtherWriters {}
    let other = next()
    #expect(try other.known("whales") == nil)
    #expect(!other.hasFolder("whales"))
    try await addWhales()
    #expect(try other.count("whale").count.records == 2)
  }

  @Test(arguments: [[], ["write.lock"], ["registration.json.tmp", "write.lock"]])
  func `a folder in which nothing was registered belongs to no dataset`(
    names: [String]
  ) async throws {
    try await addWhales()
    let folder = catalog.home.index(of: "mammals")
    let files = FileManager.default
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for name in names { #expect(files.createFile(atPath: folder + "/" + name, contents: Data())) }
    let other = next()
    #expect(try other.check().problems.isEmpty)
    #expect(try other.status().datasets.map(\.id) == ["whales"])
    #expect(error { _ = try other.count("whale", in: ["mammals"]) }?.code == .notFound)
    #expect(try other.rename("whales", to: "mammals").stored.id == "mammals")
    #expect(try next().count("whale", in: ["mammals"]).count.records == 2)
    #expect(try next().check().problems.isEmpty)
  }

  @Test func `a described dataset whose data was not registered in time has none`() async throws {
    let id = try #require(try catalog.list().datasets.first?.dataset.id)
    try catalog.corpus(id).withoutOtherWriters {}
    let other = next()
    #expect(try other.check().problems.isEmpty && other.status().datasets.isEmpty)
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    #expect(try await other.add([path], id: id).outcome == .indexed)
  }

  @Test func `data that was registered in time keeps its description`() async throws {
    try catalog.store.insertToRegister(Dataset(registered: "whales"))
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    var registration = Registration(sources: [path])
    registration.isUnfinished = true
    try registration.write(in: catalog.home.index(of: "whales"))
    let other = next()
    #expect(try other.status().datasets.map(\.index.remedy) == [.index("whales")])
    #expect(try await other.add([path]).outcome == .indexed)
    #expect(try other.status().datasets.map(\.index.state) == [.current])
  }

  @Test func `the store learns of a commit that it was not told of`() async throws {
    try await addWhales()
    try catalog.store.beginLearning(of: "whales")
    _ = try catalog.corpus("whales").delete(matching: "whale")
    let other = next()
    #expect(try other.store.indexState("whales").records == 2)
    #expect(try other.check().problems.isEmpty)
  }

  @Test func `what another process is at work on is left to it, and left out`() async throws {
    try await addWhales()
    try catalog.remove("whales")
    try catalog.corpus("whales").withoutOtherWriters {
      try catalog.store.purge(["whales"], withFolder: true)
      let other = next()
      #expect(try other.find("whale").records.total == 0)
      #expect(other.hasFolder("whales"))
      #expect(try other.check().problems.map(\.dataset) == ["whales"])
    }
    #expect(try next().check().problems.isEmpty)
    #expect(!catalog.hasFolder("whales"))
  }

  @Test func `a dataset whose folder cannot be moved is named, not left out`() async throws {
    try await addWhales()
    try catalog.corpus("whales").withoutOtherWriters {
      try catalog.store.rename("whales", to: "mammals", withFolder: true)
      let other = next()
      let counted = try other.count("whale")
      #expect(counted.coverage.failures.map(\.dataset) == ["mammals"] && !counted.isExact)
      #expect(counted.coverage.failures.map(\.error.code) == [.locked])
      #expect(error { _ = try other.count("whale", in: ["whales"]) }?.code == .locked)
      #expect(try other.status().datasets.map(\.index.state) == [.failed])
    }
    #expect(try next().count("whale").count.records == 2)
  }

  @Test func `the note of a verb at work is left to it, and is no problem`() async throws {
    try await addWhales()
    let claim = try catalog.claim("whales")
    try catalog.store.beginLearning(of: "whales")
    _ = try catalog.corpus("whales").delete(matching: "whale")
    let other = next()
    #expect(try other.count("whale").count.records == 0)
    #expect(try other.store.folderTasks() == [FolderTask("whales", .learn)])
    #expect(try other.check().problems.isEmpty)
    #expect(error { _ = try other.delete(matching: "tide", from: "whales") }?.code == .locked)
    withExtendedLifetime(claim) {}
  }

  @Test func `purge, rename and add wait for nobody and name who is writing`() async throws {
    try await addWhales()
    try catalog.corpus("whales").withoutOtherWriters {
      let renamed = error { _ = try catalog.rename("whales", to: "mammals") }
      #expect(renamed?.code == .locked)
      #expect(renamed?.message.contains("process \(getpid())") == true)
      try catalog.remove("whales")
      #expect(error { _ = try catalog.purge() }?.code == .locked)
      try catalog.restore("whales")
    }
    try catalog.corpus("mammals").withoutOtherWriters {
      #expect(error { _ = try catalog.rename("whales", to: "mammals") }?.code == .locked)
    }
    #expect(try catalog.count("whale").count.records == 2)
  }

  @Test func `no id meets the files of another`() async throws {
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    let other = try fixture.corpus("others", ["A whale of another kind."])
    for id in ["x", "x.json", "x.tmp", "write.lock", "registration.json"] {
      _ = try await catalog.add([id == "x" ? path : other], id: id)
    }
    for id in ["x.json", "x.tmp", "write.lock", "registration.json"] { try catalog.remove(id) }
    #expect(try catalog.purge().count == 4)
    #expect(try catalog.check().problems.isEmpty)
    #expect(try catalog.find("whale", in: ["x"]).records.total == 2)
    #expect(try await catalog.index("x").outcome == .unchanged)
  }

  @Test func `a lost store is made anew, and the folders are offered back`() async throws {
    try await addWhales()
    try catalog.store.close()
    for name in try FileManager.default.contentsOfDirectory(atPath: catalog.home.path)
    where name.hasPrefix("catalog.sqlite") {
      try FileManager.default.removeItem(atPath: catalog.home.path + "/" + name)
    }
    let other = next()
    let status = try other.status().datasets
    #expect(status.map(\.id) == ["whales"] && status.map(\.index.remedy) == [.index("whales")])
    #expect(try other.check().problems.map(\.remedy) == [.index("whales")])
    #expect(try other.find("whale", in: ["whales"]).records.total == 2)
    let works: [(String) throws -> Void] = [
      { _ = try other.show($0) }, { try other.remove($0) }, { try other.restore($0) },
      { _ = try other.purge([$0]) }, { _ = try other.set($0, ["title=x"]) },
      { _ = try other.rename($0, to: "other") }, { _ = try other.log($0) },
      { _ = try other.rights(of: [$0], for: "any") }, { _ = try other.lineage($0) },
      { _ = try other.versions($0) }, { _ = try other.diff($0, $0) },
    ]
    for work in works {
      let refused = error { try work("whales") }
      #expect(refused?.code == .notFound && refused?.remedy == .index("whales"))
      #expect(error { try work("squids") }?.message == "no dataset is called “squids”")
    }
    let answer = try await other.index("whales")
    #expect(answer.outcome == .unchanged && answer.report.filesRead == 0)
    #expect(try other.show("whales").index.state == .current)
    #expect(try other.check().problems.isEmpty)
  }

  @Test func `a rename that was cut short behind the registration is finished`() async throws {
    try await addWhales()
    try catalog.store.rename("whales", to: "mammals", withFolder: true)
    try Registration.rename(to: "mammals", in: catalog.home.index(of: "whales"))
    let other = next()
    #expect(try other.check().problems.isEmpty)
    #expect(try await other.index("mammals").outcome == .unchanged)
  }

  @Test func `a folder that is a copy of another is named and not searched`() async throws {
    try await addWhales()
    let (folder, copy) = (catalog.home.index(of: "whales"), catalog.home.index(of: "copy"))
    try FileManager.default.copyItem(atPath: folder, toPath: copy)
    let other = next()
    let answer = try other.count("whale")
    #expect(answer.count.records == 2 && answer.coverage.failures.map(\.dataset) == ["copy"])
    #expect(answer.coverage.failures[0].error.remedy != nil)
    #expect(error { _ = try other.count("whale", in: ["copy"]) }?.code == .system)
    #expect(try other.status().datasets.map(\.index.state) == [.failed, .current])
    for repair in [false, true] {
      #expect(try other.check(repair: repair).problems.map(\.dataset) == ["copy"])
    }
    #expect(try other.known("copy") == nil)
    try FileManager.default.removeItem(atPath: copy)
    #expect(try next().check().problems.isEmpty)
  }

  @Test func `a registration that was copied over another is named`() async throws {
    try await addWhales()
    _ = try await catalog.add([try fixture.corpus("others", ["A whale of another kind."])])
    let path = catalog.home.index(of: "others") + "/" + RegistrationFile.name
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.copyItem(
      atPath: catalog.home.index(of: "whales") + "/" + RegistrationFile.name, toPath: path)
    let other = next()
    let counted = try other.count("whale")
    #expect(counted.count.records == 2 && counted.coverage.failures.map(\.dataset) == ["others"])
    #expect(try other.check().problems.map(\.dataset) == ["others"])
    await #expect(throws: CatalogError.self) { try await other.index("others") }
    // What the error says mends it.
    try FileManager.default.removeItem(atPath: path)
    let answer = try await other.add([fixture.scratch.path + "/others.jsonl"], id: "others")
    #expect(answer.report.filesRead == 0)
    #expect(try other.check().problems.isEmpty)
  }

  @Test
  func `a first run that has committed nothing is said, and keeps nothing else from being found`()
    async throws
  {
    try await addWhales()
    try catalog.store.insert(Dataset(registered: "new"))
    var registration = Registration(sources: [fixture.scratch.path + "/whales.jsonl"])
    registration.isUnfinished = true
    try registration.write(in: catalog.home.index(of: "new"))
    let other = next()
    func notes(_ coverage: AnswerCoverage) -> String {
      #expect(coverage.failures.isEmpty && coverage.datasets == 1)
      return coverage.engine.notes.joined()
    }
    let counted = try other.count("whale")
    #expect(counted.count.records == 2 && !counted.isExact)
    #expect(notes(counted.coverage).hasPrefix("new: the first run was cut short"))
    #expect(notes(counted.coverage).hasSuffix("index new goes on with it"))
    let path = fixture.scratch.path + "/extract.jsonl"
    let extracted = try other.extract("whale", to: path)
    #expect(extracted.notices.map(\.message).joined().hasPrefix("new: the first run was cut short"))
    try catalog.claiming("new") {
      let found = try other.find("whale").coverage
      #expect(notes(found).hasPrefix("new: the first run is under way"))
    }
    _ = try await other.index("new")
    #expect(notes(try next().count("whale", in: ["new"]).coverage).isEmpty)
  }

  @Test func `a lost registration is said, and adding the data again mends it`() async throws {
    try await addWhales()
    let path = catalog.home.index(of: "whales") + "/" + RegistrationFile.name
    try FileManager.default.removeItem(atPath: path)
    #expect(try catalog.status().datasets.map(\.index.remedy) == [.addData(dataset: "whales")])
    #expect(try catalog.check().problems.map(\.remedy) == [.addData(dataset: "whales")])
    let answer = try await catalog.add([fixture.scratch.path + "/whales.jsonl"], id: "whales")
    #expect(answer.report.filesRead == 0)
    #expect(try catalog.check().problems.isEmpty)
  }

  @Test func `what lies in a home is its owner's alone`() async throws {
    try await addWhales()
    let files = FileManager.default
    for name in try #require(files.enumerator(atPath: catalog.home.path)) {
      let path = catalog.home.path + "/\(name)"
      let mode = try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect((mode ?? 0o777) & 0o077 == 0, "\(name)")
    }
  }

  @Test func `only what is removed is restored, and what lies behind a link is not purged`()
    async throws
  {
    let fixture = CorpusFixture()
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await fixture.catalog.add([path], id: "whales")
    let refused = #expect(throws: CatalogError.self) { try fixture.catalog.restore("whales") }
    #expect(refused?.code == .usage && refused?.message.contains("is not removed") == true)
    let folder = fixture.catalog.home.index(of: "whales")
    let other = fixture.scratch.path + "/elsewhere"
    try FileManager.default.moveItem(atPath: folder, toPath: other)
    try FileManager.default.createSymbolicLink(atPath: folder, withDestinationPath: other)
    try fixture.catalog.remove("whales")
    let kept = #expect(throws: CatalogError.self) { try fixture.catalog.purge(["whales"]) }
    #expect(kept?.message.contains(other) == true)
    try FileManager.default.removeItem(atPath: folder)
    #expect(try fixture.catalog.purge(["whales"]) == ["whales"])
  }
}
