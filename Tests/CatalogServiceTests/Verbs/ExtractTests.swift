import CatalogStore
import Datasets
import Foundation
import JSONText
import Storage
import TestSupport
import Testing

@testable import CatalogService

@Suite struct ExtractTests {
  /// Two corpora whose bodies have other names.
  private static func fixture() async throws -> CorpusFixture {
    let fixture = CorpusFixture()
    let first = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await fixture.catalog.add([first], id: "whales")
    let lines = """
      {"key": "b1", "content": "Another white whale, further south.", "meta": {"place": "bay"}}
      {"key": "b2", "content": "No animals at all."}

      """
    let second = fixture.scratch.write(Array(lines.utf8), to: "bay.jsonl")
    var options = AddOptions()
    options.recordID = "key"
    options.edits = ["license=CC-BY-NC-4.0", "access=gated"]
    _ = try await fixture.catalog.add([second], id: "bay", options: options)
    return fixture
  }

  @Test func `of several datasets the one is named whose source is gone`() async throws {
    let fixture = try await Self.fixture()
    let path = try fixture.corpus("far", CorpusFixture.whales)
    var options = AddOptions()
    options.indexing.store = TextStore.none
    _ = try await fixture.catalog.add([path], options: options)
    try FileManager.default.removeItem(atPath: path)
    let refused = #expect(throws: CatalogError.self) {
      _ = try fixture.catalog.extract("*") { _ in }
    }
    #expect(refused?.remedy == .engine(.findSource, dataset: "far"))
  }

  private static func lines(_ path: String) throws -> [JSON] {
    var reader = try DecompressingReader(path: path)
    let piece = GrowableBuffer<UInt8>(repeating: 0, count: 1 << 16)
    var all: [UInt8] = []
    while true {
      let count = try reader.read(into: piece.view)
      if count == 0 { break }
      all += piece.view[0..<count].array
    }
    return try String(decoding: all, as: UTF8.self).split(separator: "\n")
      .map { try JSONReader.read(String($0)) }
  }

  @Test(arguments: ["a.jsonl", "a.jsonl.zst", "a.jsonl.gz", "a.jsonl.lz4"])
  func `every match is written, however it is packed`(name: String) async throws {
    let fixture = try await Self.fixture()
    let path = fixture.scratch.path + "/" + name
    let answer = try fixture.catalog.extract("whale", to: path)
    #expect(answer.records == 3)
    #expect(answer.datasets.map(\.id) == ["bay", "whales"])
    let lines = try Self.lines(path)
    #expect(
      lines[0].text == #"{"key":"b1","content":"Another white whale, further south.","#
        + #""meta":{"place":"bay"}}"#)
    #expect(lines[1...].map { $0["id"]?.string } == ["whales-0", "whales-2"])
    #expect(lines[1]["lang"]?.string == "en")
    #expect(answer.plan == FieldPlan(textFields: ["content+text"]))
    #expect(answer.bytes == FileStatus(path)?.bytes)
  }

  @Test func `an extract says that the source is newer than its index`() async throws {
    let fixture = try await Self.fixture()
    _ = try fixture.corpus("whales", CorpusFixture.whales + ["One more whale."])
    let stale = StaleDataset(
      dataset: "whales", reason: .sourceHasChanged, remedy: .index("whales"))
    let answer = try fixture.catalog.extract("whale", to: fixture.scratch.path + "/a.jsonl")
    #expect(answer.records == 3 && answer.stale == [stale])
    #expect(answer.tree["stale_reasons"]?.array?.count == 1)
    #expect(try fixture.catalog.extract("whale", write: { _ in }).stale == [stale])
    #expect(try fixture.catalog.extract("whale", in: ["bay"], write: { _ in }).stale.isEmpty)
  }

  @Test func `a folder is never taken for the file or its card`() async throws {
    let fixture = try await Self.fixture()
    let folder = fixture.scratch.path + "/folder.jsonl"
    var options = ExtractOptions()
    options.overwrites = true
    for (file, there) in [
      (folder, folder), (folder + "/", folder),
      (fixture.scratch.path + "/b.jsonl", fixture.scratch.path + "/b.card.yaml"),
    ] {
      try FileManager.default.createDirectory(atPath: there, withIntermediateDirectories: true)
      let error = #expect(throws: CatalogError.self) {
        try fixture.catalog.extract("whale", to: file, options: options)
      }
      #expect(error?.location == .file(file.hasSuffix("/") ? file : there))
      #expect(error?.message.contains("folder") == true && error?.remedy != nil)
    }
    #expect(FileStatus(fixture.scratch.path + "/b.jsonl") == nil)
  }

  @Test func `a pipe gets the records and no card`() async throws {
    let fixture = try await Self.fixture()
    let path = fixture.scratch.path + "/pipe.jsonl"
    let made = unsafe mkfifo(path, 0o600)
    #expect(made == 0)
    // Open for both, so that nobody waits.
    let reader = try #require(FileHandle(forUpdatingAtPath: path))
    let answer = try fixture.catalog.extract("whale", to: path)
    #expect(answer.records == 3 && answer.card == nil && answer.id.isEmpty)
    #expect(try reader.read(upToCount: Int(answer.bytes))?.count == Int(answer.bytes))
    #expect(FileStatus(fixture.scratch.path + "/pipe.card.yaml") == nil)
  }

  @Test func `the source of an index that is lost is never written over`() async throws {
    let fixture = try await Self.fixture()
    let source = fixture.scratch.path + "/whales.jsonl"
    let before = try Data(contentsOf: URL(fileURLWithPath: source))
    let folder = fixture.catalog.home.index(of: "whales")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where name != RegistrationFile.name {
      try FileManager.default.removeItem(atPath: folder + "/" + name)
    }
    var options = ExtractOptions()
    options.overwrites = true
    let error = #expect(throws: CatalogError.self) {
      try fixture.catalog.extract("whale", in: ["bay"], to: source, options: options)
    }
    #expect(error?.code == .exists && error?.location == .file(source))
    #expect(error?.message.contains("records of whales") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: source)) == before)
  }

  @Test func `the card is a description that says where the records come from`() async throws {
    let fixture = try await Self.fixture()
    let path = fixture.scratch.path + "/white.jsonl.zst"
    let answer = try fixture.catalog.extract("whale", to: path)
    #expect(answer.card == fixture.scratch.path + "/white.card.yaml")
    let added = try await fixture.catalog.add([try #require(answer.card)])
    #expect(added.described == ["white"] && added.report.problems.isEmpty)
    let card = try fixture.catalog.show("white").stored.dataset
    #expect(card.recordCount == 3)
    #expect(card.lineage.map(\.dataset) == ["bay", "whales"])
    #expect(card.lineage[1].share == 2.0 / 3)
    #expect(card.access == .unknown)
    // What a dataset does not say stays unknown, and never becomes a permission.
    #expect(card.licenses.map(\.label) == ["CC-BY-NC-4.0", "unknown"])
    let rights = try fixture.catalog.rights(of: ["white"], for: "commercial")
    #expect(!rights.isClear && rights.findings.contains { $0.kind == "blocker" })
    #expect(card.distributions.first?.checksums.first?.value == answer.checksum)
    #expect(card.extra.first?.value["query"]?.string == "whale")
    var options = AddOptions()
    options.textFields = answer.plan?.textFields ?? []
    _ = try await fixture.catalog.add([path], id: "white", options: options)
    #expect(try fixture.catalog.count("whale", in: ["white"]).count.records == 3)
  }

  @Test func `a condition, fields and ids alone narrow what is written`() async throws {
    let fixture = try await Self.fixture()
    var options = ExtractOptions()
    options.condition = "lang=en"
    options.fields = ["text"]
    let path = fixture.scratch.path + "/one.jsonl"
    _ = try fixture.catalog.extract("*", in: ["whales"], to: path, options: options)
    let lines = try Self.lines(path)
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.members?.map(\.key) == ["id", "text"] })
    options.fields = []
    options.idsOnly = true
    options.overwrites = true
    _ = try fixture.catalog.extract("*", in: ["whales"], to: path, options: options)
    #expect(try Self.lines(path).allSatisfy { $0.members?.map(\.key) == ["id"] })
  }

  @Test func `a failed extract leaves nothing behind`() async throws {
    let fixture = try await Self.fixture()
    let folder = fixture.scratch.path + "/out"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    func code(
      _ query: String, _ name: String, _ options: ExtractOptions = ExtractOptions()
    )
      -> CatalogError.Code?
    {
      do {
        _ = try fixture.catalog.extract(query, to: folder + "/" + name, options: options)
        return nil
      } catch { return (error as? CatalogError)?.code }
    }
    var unknown = ExtractOptions()
    unknown.fields = ["colour"]
    #expect(code("whale AND", "a.jsonl") == .badQuery)
    #expect(code("whale", "a.txt") == .usage)
    #expect(code("whale", "a.jsonl", unknown) == .usage)
    #expect(code("whale", "none/a.jsonl") == .notFound)
    var hasty = ExtractOptions()
    hasty.timeout = 1e-9
    #expect(code("whale", "a.jsonl", hasty) == .interrupted)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    #expect(code("whale", "a.jsonl") == nil)
    #expect(code("whale", "a.jsonl") == .exists)
  }

  @Test func `texts that cannot be read end an extract, and no part of it is left`() async throws {
    let fixture = CorpusFixture()
    let source = try fixture.corpus("whales", CorpusFixture.whales)
    var options = AddOptions()
    options.indexing.store = TextStore.none
    _ = try await fixture.catalog.add([source], id: "whales", options: options)
    try FileManager.default.removeItem(atPath: source)
    let folder = fixture.scratch.path + "/out"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let error = #expect(throws: CatalogError.self) {
      try fixture.catalog.extract("*", to: folder + "/a.jsonl.gz")
    }
    #expect(error?.code == .system)
    #expect(throws: CatalogError.self) { try fixture.catalog.profile("whales", again: true) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    // Ids and columns are in the index and need no source.
    var idsOnly = ExtractOptions()
    idsOnly.idsOnly = true
    let answer = try fixture.catalog.extract("*", to: folder + "/ids.jsonl", options: idsOnly)
    #expect(answer.records == 4)
  }

  @Test func `first records and samples come whole`() async throws {
    let fixture = try await Self.fixture()
    let head = try fixture.catalog.head("whales", count: 2)
    #expect(head.total == 4)
    #expect(head.records.map(\.reference.record) == ["whales-0", "whales-1"])
    #expect(head.records[0].texts.first?.text == CorpusFixture.whales[0])
    let sample = try fixture.catalog.sample("whales", count: 9, seed: 3, where: "lang=zh")
    #expect(Set(sample.records.map(\.reference.record)) == ["whales-1", "whales-3"])
    let error = #expect(throws: CatalogError.self) {
      try fixture.catalog.head("whales", where: "colour=red")
    }
    #expect(error?.code == .badQuery)
    #expect(error?.query?.text == "colour=red")
  }
}
