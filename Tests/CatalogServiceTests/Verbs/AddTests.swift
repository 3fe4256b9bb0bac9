import Datasets
import Foundation
import JSONText
import TestSupport
import Testing

@testable import CatalogService

@Suite struct AddTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }

  private func error(_ work: () async throws -> Void) async -> CatalogError? {
    do {
      try await work()
      return nil
    } catch {
      return error as? CatalogError
    }
  }

  @Test func `a file becomes a dataset named after it`() async throws {
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    let answer = try await catalog.add([path])
    #expect(answer.id == "whales")
    #expect(answer.outcome == .indexed)
    #expect(answer.report.records == 4)
    let page = try catalog.show("whales")
    #expect(page.index.state == .current)
    #expect(page.index.summary?.records == 4)
    var options = ListOptions()
    options.text = "whales"
    #expect(try catalog.list(options).datasets.first { $0.id == "whales" }?.isIndexed == true)
  }

  @Test func `files that were not read are told by the plan, the run and the status`() async throws
  {
    let folder = fixture.scratch.path + "/data"
    fixture.scratch.write("{\"text\": \"a whale\"}\n", to: "data/a.jsonl")
    for number in 0..<30 { fixture.scratch.write("a,b\n", to: "data/t\(number).orc") }
    fixture.scratch.write("# Card", to: "data/README.md")
    let planned = try #require(try catalog.plan([folder], id: "data").plan)
    let skipped = planned.detection.skipped
    #expect(skipped.map(\.count) == [30, 1])
    #expect(skipped.map(\.looksLikeData) == [true, false])
    #expect(skipped[0].paths.count == 10 && skipped[0].reason == "ORC, which is not read")
    let added = try await catalog.add([folder], id: "data")
    #expect(added.plan?.detection.skipped == skipped)
    #expect(try catalog.status().datasets.first?.index.skipped == skipped)
  }

  @Test func `the plan is told before anything is written`() async throws {
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    let plan = try catalog.plan([path])
    #expect(plan.outcome == .planned)
    #expect(plan.plan?.detection.fields.textFields == ["text"])
    #expect(plan.plan?.detection.fields.recordID == "id")
    #expect(!FileManager.default.fileExists(atPath: catalog.home.indexes))
    #expect(try catalog.known("whales") == nil)
  }

  @Test func `a dry run makes no home`() async throws {
    let fixture = CorpusFixture(isNew: true)
    let catalog = fixture.catalog
    let scratch = fixture.scratch
    let edits = scratch.write(Array("fineweb tags+=ours\nnowhere tags+=ours\n".utf8), to: "edits")
    let card = scratch.write(Array("id: another\ntitle: Another\n".utf8), to: "card.yaml")
    #expect(try catalog.plan([try fixture.corpus("whales", CorpusFixture.whales)]).id == "whales")
    #expect(try catalog.plan([card]).described == ["another"])
    #expect(try catalog.validate(card).refusal == nil)
    let answer = try catalog.apply(edits, dryRun: true)
    #expect(answer.verdicts.map(\.outcome) == ["not kept", "failed"])
    #expect(answer.verdicts.last?.remedy == .listDatasets)
    #expect(try catalog.apply(card, dryRun: true).verdicts.map(\.outcome) == ["added"])
    #expect(!FileManager.default.fileExists(atPath: catalog.home.path))
  }

  @Test func `a registration with an unknown analyzer is refused with those that are known`()
    async throws
  {
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await catalog.add([path])
    let file = catalog.home.index(of: "whales") + "/" + RegistrationFile.name
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
    let values = try RegistrationFile.values(in: bytes, at: file).members ?? []
    let changed = values.dropFirst().dropLast().map {
      $0.key == "analyzer" ? JSON.Member($0.key, .string("klingon")) : $0
    }
    try Data(RegistrationFile.bytes(of: changed)).write(to: URL(fileURLWithPath: file))
    let refused = await error { _ = try await catalog.index("whales") }
    #expect(refused?.message.contains("unknown analyzer") == true)
    #expect(refused?.remedy == .choose(.value, from: ["standard", "plain", "whitespace"]))
  }

  @Test func `adding the same bytes again changes nothing, wherever they lie`() async throws {
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await catalog.add([path])
    let before = try catalog.show("whales").index.summary?.generation
    #expect(try await catalog.add([path]).outcome == .unchanged)
    let copy = fixture.scratch.path + "/elsewhere/whales.jsonl"
    try FileManager.default.createDirectory(
      atPath: fixture.scratch.path + "/elsewhere", withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    #expect(try await catalog.add([copy]).outcome == .unchanged)
    #expect(try catalog.show("whales").index.summary?.generation == before)
  }

  @Test func `an id belongs to one set of data`() async throws {
    _ = try await catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
    let other = try fixture.corpus("others", ["Something else entirely."])
    let refused = await error { _ = try await catalog.add([other], id: "whales") }
    #expect(refused?.code == .exists)
    #expect(refused?.remedy == .indexOrAnotherID("whales"))
    #expect(try catalog.count("whale").count.records == 2)
  }

  @Test func `of two that add other data under one id at once, one is refused`() async throws {
    func job(_ path: String) throws -> IngestJob {
      let sources = try DescribedSources([path])
      return try catalog.job(
        "data", catalog.registration(of: sources, options: AddOptions(), from: "/"), sources,
        isNamed: true, options: AddOptions(), in: catalog.store)
    }
    let whales = try job(fixture.corpus("whales", CorpusFixture.whales))
    let other = try job(fixture.corpus("others", ["Something else entirely."]))
    // Both have looked, and the id was free.
    _ = try catalog.register(whales, options: AddOptions())
    let refused = await error { _ = try catalog.register(other, options: AddOptions()) }
    #expect(refused?.code == .exists)
    #expect(refused?.remedy == .indexOrAnotherID("data"))
    #expect(try catalog.registration("data")?.sources == whales.registration.sources)
    _ = try catalog.register(whales, options: AddOptions())
  }

  @Test func `an index without a registration takes its own data back, and no other`() async throws
  {
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await catalog.add([path], id: "data")
    let registration = catalog.home.index(of: "data") + "/" + RegistrationFile.name
    try FileManager.default.removeItem(atPath: registration)
    let other = try fixture.corpus("others", ["Something else entirely."])
    let refused = await error { _ = try await catalog.add([other], id: "data") }
    #expect(refused?.code == .exists)
    #expect(!FileManager.default.fileExists(atPath: registration))
    #expect(try catalog.count("whale").count.records == 2)
    let moved = fixture.scratch.path + "/moved.jsonl"
    try FileManager.default.moveItem(atPath: path, toPath: moved)
    _ = try await catalog.add([moved], id: "data")
    #expect(try catalog.count("whale").count.records == 2)
  }

  @Test func `a changed source is refused by add and taken in by index`() async throws {
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await catalog.add([path])
    _ = try fixture.corpus("whales", CorpusFixture.whales + ["A third whale surfaced."])
    let refused = await error { _ = try await catalog.add([path]) }
    #expect(refused?.code == .exists)
    #expect(refused?.remedy == .index("whales"))
    #expect(try catalog.find("whale").coverage.stale.map(\.dataset) == ["whales"])
    #expect(try catalog.status().datasets.first?.index.state == .stale)
    let answer = try await catalog.index("whales")
    #expect(answer.outcome == .indexed)
    #expect(try catalog.count("whale").count.records == 3)
    #expect(try catalog.find("whale").coverage.stale.isEmpty)
  }

  @Test func `an id removed and not purged is not taken again`() async throws {
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await catalog.add([path])
    try catalog.remove("whales")
    let refused = await error { _ = try await catalog.add([path]) }
    #expect(refused?.code == .exists)
    #expect(refused?.remedy == .restore("whales"))
    #expect(try catalog.purge() == ["whales"])
    #expect(try await catalog.add([path]).outcome == .indexed)
  }

  @Test func `a dataset can be registered first and indexed later`() async throws {
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    var options = AddOptions()
    options.skipsIndexing = true
    options.name = "Whales"
    options.edits = ["languages=en"]
    #expect(try await catalog.add([path], options: options).outcome == .registered)
    #expect(try catalog.show("whales").name == "Whales")
    let early = await error { _ = try catalog.find("whale", in: ["whales"]) }
    #expect(early?.code == .notFound)
    #expect(early?.remedy == .index("whales"))
    #expect(try await catalog.index("whales").report.records == 4)
    #expect(try catalog.find("whale", in: ["whales"]).records.total == 2)
  }

  @Test func `data can be added to a built-in description`() async throws {
    let path = try fixture.corpus("afqmc", CorpusFixture.whales)
    let refused = await error { _ = try await catalog.add([path]) }
    #expect(refused?.code == .exists && refused?.remedy == .attachOrAnotherID("afqmc"))
    #expect(await error { _ = try catalog.plan([path]) }?.code == .exists)
    #expect(try catalog.show("afqmc").index.state == .none)
    let answer = try await catalog.add([path], id: "afqmc")
    #expect(answer.id == "afqmc" && answer.isAttached)
    #expect(try catalog.show("afqmc").name == "AFQMC")
    #expect(try catalog.show("afqmc").index.summary?.records == 4)
  }

  @Test func `the alias of another dataset is no id for data`() async throws {
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    let refused = await error { _ = try await catalog.add([path], id: "cci4") }
    #expect(refused?.code == .exists)
    #expect(try catalog.status().datasets.isEmpty)
  }

  @Test func `options of an add that finds its data are applied or refused, never passed over`()
    async throws
  {
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await catalog.add([path])
    var options = AddOptions()
    options.name = "Whales"
    options.edits = ["tags+=sea"]
    let answer = try await catalog.add([path], options: options)
    #expect(answer.outcome == .unchanged && answer.isEdited)
    #expect(try catalog.show("whales").name == "Whales")
    #expect(try catalog.show("whales").dataset.tags == ["sea"])
    #expect(try await catalog.add([path], options: options).isEdited == false)
    for change in [\AddOptions.textFields, nil] {
      var options = AddOptions()
      if let change { options[keyPath: change] = ["lang"] } else { options.recordID = "lang" }
      let refused = await error { _ = try await catalog.add([path], options: options) }
      #expect(refused?.remedy == .rebuildWithOptions("whales"))
    }
    options = AddOptions()
    options.textFields = ["text"]
    options.recordID = "id"
    #expect(try await catalog.add([path], options: options).outcome == .unchanged)
  }

  @Test func `moved files are found again by their bytes and not read anew`() async throws {
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await catalog.add([path])
    let moved = fixture.scratch.path + "/moved.jsonl"
    try FileManager.default.moveItem(atPath: path, toPath: moved)
    #expect(try catalog.find("whale").coverage.stale.map(\.dataset) == ["whales"])
    let answer = try await catalog.index("whales", sources: [moved])
    #expect(answer.outcome == .unchanged && answer.report.filesRead == 0)
    #expect(try catalog.find("whale").coverage.stale.isEmpty)
    #expect(try catalog.status().datasets.first?.index.sources == [moved])
    // `add` finds them as well, once they are gone from where they were.
    let again = fixture.scratch.path + "/again.jsonl"
    try FileManager.default.moveItem(atPath: moved, toPath: again)
    #expect(try await catalog.add([again], id: "whales").isMoved)
    #expect(try catalog.find("whale").coverage.stale.isEmpty)
    #expect(try catalog.count("whale").count.records == 2)
  }

  /// Records that were taken out by their running numbers stay out wherever their files go.
  @Test(arguments: [false, true])
  func `files with the same bytes keep what was deleted of them when they move`(
    rebuild: Bool
  ) async throws {
    let folder = fixture.scratch.path + "/same"
    for name in ["a", "b"] {
      fixture.scratch.write(#"{"text":"whale secret"}"# + "\n", to: "same/\(name).jsonl")
    }
    _ = try await catalog.add([folder], id: "same")
    _ = try catalog.delete(matching: "whale", from: "same")
    try FileManager.default.moveItem(atPath: folder + "/b.jsonl", toPath: folder + "/z.jsonl")
    let renamed = try await catalog.index("same", rebuild: rebuild)
    #expect(renamed.report.filesGone == 0 && renamed.report.deletesLost == 0)
    #expect(try catalog.count("whale").count.records == 0)
    let elsewhere = fixture.scratch.path + "/elsewhere"
    try FileManager.default.moveItem(atPath: folder, toPath: elsewhere)
    let moved = try await catalog.index("same", sources: [elsewhere], rebuild: rebuild)
    #expect(moved.report.filesGone == 0 && moved.report.deletesLost == 0)
    #expect(try catalog.count("whale").count.records == 0)
    _ = try await catalog.index("same", rebuild: true)
    #expect(try catalog.count("whale").count.records == 0)
  }

  @Test func `other bytes in another place are read, and the old ones go`() async throws {
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await catalog.add([path])
    let other = try fixture.corpus("other", ["Nothing but a whale."])
    let answer = try await catalog.index("whales", sources: [other])
    #expect(answer.outcome == .indexed && answer.report.records == 1)
    #expect(try catalog.count("whale").count.records == 1)
  }

  @Test func `word endings and stop words are left out on request, and later runs keep to it`()
    async throws
  {
    let path = try fixture.corpus("whales", ["Two whales were swimming.", "A whale swims."])
    var options = AddOptions()
    options.indexing.stemming = "en"
    options.indexing.stopWordFile = fixture.scratch.write(
      Array("were\n# note\na\n".utf8), to: "stop")
    _ = try await catalog.add([path], options: options)
    #expect(try catalog.count("swim").count.records == 2)
    #expect(try catalog.count("were").count.records == 0)
    #expect(try await catalog.add([path]).outcome == .unchanged)
    options.indexing.stemming = "de"
    let refused = await error { _ = try await catalog.add([path], options: options) }
    #expect(refused?.code == .exists)
    _ = try fixture.corpus("whales", ["Three whales swam.", "One is swimming."])
    _ = try await catalog.index("whales")
    #expect(try catalog.count("swimming").count.records == 1)
  }

  @Test func `bad lines are located and skipped`() async throws {
    let text = #"{"text": "one whale"}"# + "\n{broken\n" + #"{"text": "two whales"}"# + "\n"
    let path = fixture.scratch.write(Array(text.utf8), to: "mixed.jsonl")
    let answer = try await catalog.add([path])
    #expect(answer.report.records == 2)
    #expect(answer.report.badRecords == 1)
    #expect(answer.report.problems.first?.location == .file(path, line: 2, byte: 23))
  }

  @Test func `too many bad lines end the run`() async throws {
    let text = #"{"text": "one whale"}"# + "\n" + String(repeating: "{broken\n", count: 9)
    let path = fixture.scratch.write(Array(text.utf8), to: "broken.jsonl")
    var options = AddOptions()
    options.indexing.maximumErrors = 3
    let refused = await error { _ = try await catalog.add([path], options: options) }
    #expect(refused?.code == .problems)
  }

  @Test func `a rebuild in another way that was cut short at its beginning is begun again`()
    async throws
  {
    let text = #"{"text": "one whale", "kind": "a"}"# + "\n"
    let path = fixture.scratch.write(Array(text.utf8), to: "cut.jsonl")
    _ = try await catalog.add([path])
    // What is on disk when the process dies between its registration and its first segment.
    var registration = try #require(try catalog.registration("cut"))
    registration.method.store = .zstd
    registration.columns = [.init(name: "sort", path: "kind", type: .string)]
    registration.isUnfinished = true
    registration.isRebuilding = true
    try registration.write(in: catalog.home.index(of: "cut"))
    try {
      let claim = try catalog.claim("cut")
      defer { withExtendedLifetime(claim) {} }
      let state = try catalog.indexState(of: "cut")
      #expect(state.message == "a run is under way" && state.remedy == nil)
    }()
    #expect(try catalog.indexState(of: "cut").message == "a run was cut short")
    #expect(try catalog.find("whale", in: ["cut"]).records.total == 1)
    let answer = try await catalog.index("cut")
    #expect(answer.outcome == .indexed && answer.report.records == 1)
    let snapshot = try catalog.only("cut").snapshot
    #expect(snapshot.method.store == .zstd && snapshot.columns.map(\.name).contains("sort"))
    #expect(try catalog.registration("cut")?.isRebuilding == false)
  }

  @Test func `what is decided of a format that no file has is told`() async throws {
    var options = AddOptions()
    options.indexing.reading.skippedLines = 1
    options.indexing.reading.lineEnd = "lf"
    let fixture = CorpusFixture()
    let lines = fixture.scratch.write("{\"text\":\"whale\"}\n", to: "lines.jsonl")
    let rows = fixture.scratch.write("title\nid,text\n1,whale\n", to: "rows.csv")
    let added = try await fixture.catalog.add([lines], id: "lines", options: options)
    #expect(added.plan?.detection.unusedSettings == ["line_end", "skip_lines"])
    let both = try await fixture.catalog.add([lines, rows], id: "both", options: options)
    #expect(both.plan?.detection.unusedSettings == [])
  }

  @Test func `another order of documents is refused with what makes it, and not passed over`()
    async throws
  {
    let text = #"{"text": "one whale"}"# + "\n"
    let path = fixture.scratch.write(Array(text.utf8), to: "order.jsonl")
    var options = AddOptions()
    options.indexing.reordering = .off
    _ = try await catalog.add([path], options: options)
    #expect(try await catalog.add([path], options: options).outcome == .unchanged)
    options.indexing.reordering = .on
    let indexing = options.indexing
    let again = await error { _ = try await catalog.add([path], options: options) }
    #expect(again?.code == .exists && again?.remedy == .rebuildWithOptions("order"))
    let refused = await error { _ = try await catalog.index("order", options: indexing) }
    #expect(refused?.code == .usage && refused?.remedy == .engine(.rebuild, dataset: "order"))
    #expect(try await catalog.index("order", options: indexing, rebuild: true).outcome == .indexed)
    #expect(try await catalog.index("order", options: indexing).outcome == .unchanged)
  }

  @Test func `a query that is only remarked on deletes nothing`() async throws {
    let text = #"{"text": "one whale", "lang": "de"}"# + "\n" + #"{"text": "two whale"}"# + "\n"
    _ = try await catalog.add([fixture.scratch.write(Array(text.utf8), to: "dl.jsonl")])
    for query in [
      "whale lnag:de", "whale lang=de", "whale && two", "whale&&two", "-nope=de", "-lang:d*",
      "-lang:DE", "NOT lang:fr",
      "-lang:/d./", "-lang:'de'", "NOT [1 TO",
    ] {
      let refused = await error { _ = try catalog.delete(matching: query, from: "dl") }
      #expect(refused?.code == .badQuery && refused?.query?.text == query, "\(query)")
    }
    let compared = await error { _ = try catalog.delete(matching: "-lang:>a", from: "dl") }
    #expect(compared?.code == .badQuery && compared?.message.contains("as text") == true)
    #expect(try catalog.only("dl").snapshot.records == 2)
    #expect(try catalog.delete(matching: "whale lang:de", from: "dl").deleted >= 1)
  }

  @Test func `a source that is gone is said to be, with what finds it again`() async throws {
    let text = #"{"text": "one whale"}"# + "\n"
    let path = fixture.scratch.write(Array(text.utf8), to: "gone.jsonl")
    _ = try await catalog.add([path])
    try FileManager.default.removeItem(atPath: path)
    let index = try catalog.indexState(of: "gone")
    #expect(index.state == .stale && index.message == "the source is gone")
    #expect(index.remedy == .engine(.findSource, dataset: "gone"))
    for rebuild in [false, true] {
      let refused = await error { _ = try await catalog.index("gone", rebuild: rebuild) }
      #expect(refused?.code == .notFound)
      #expect(refused?.remedy == .engine(.findSource, dataset: "gone"))
      let other = await error { _ = try await catalog.index("gone", sources: [path]) }
      #expect(other?.remedy != .engine(.findSource, dataset: "gone"))
    }
    // A folder whose files are other ones now has changed, and is where it was.
    let folder = fixture.scratch.path + "/shards"
    let first = fixture.scratch.write(Array(text.utf8), to: "shards/a.jsonl")
    _ = try await catalog.add([folder])
    try FileManager.default.removeItem(atPath: first)
    _ = fixture.scratch.write(Array(text.utf8), to: "shards/b.jsonl")
    #expect(try catalog.indexState(of: "shards").message?.contains("changed") == true)
  }

  @Test func `a missing file is no input, and leaves no trace`() async throws {
    let refused = await error { _ = try await catalog.add(["/does/not/exist.jsonl"]) }
    #expect(refused?.code == .notFound)
    #expect(try catalog.known("exist") == nil)
  }

  @Test(arguments: ["binary.jsonl", "empty.jsonl", "no-text.jsonl", "truncated.jsonl.zst"])
  func `a file that is no corpus is refused and leaves no trace`(name: String) async throws {
    let path = sampleFolder + "/damaged/" + name
    let refused = await error { _ = try await catalog.add([path], id: "damaged") }
    #expect(refused != nil)
    #expect([65, 66].contains(refused?.code.exitStatus ?? 0), "\(String(describing: refused))")
    #expect(try catalog.known("damaged") == nil)
  }

  @Test(arguments: ["truncated.jsonl.gz", "flipped.jsonl.zst"])
  func `a damaged archive gives what can be read and says so`(name: String) async throws {
    let path = sampleFolder + "/damaged/" + name
    let answer = try await catalog.add([path], id: "damaged")
    #expect(!answer.report.problems.isEmpty)
    #expect(answer.report.problems.allSatisfy { $0.location.description.contains(name) })
  }

  @Test func `a home may be moved`() async throws {
    _ = try await catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
    let moved = fixture.scratch.path + "/moved"
    try FileManager.default.copyItem(atPath: catalog.home.path, toPath: moved)
    let other = Catalog(at: moved)
    #expect(try other.count("whale").count.records == 2)
    #expect(try other.check().problems.isEmpty)
  }

  @Test func `a cancelled run ends as interrupted and index goes on`() async throws {
    let texts = (0..<20_000).map { "Whale number \($0) swam by the lighthouse." }
    let path = try fixture.corpus("many", texts)
    let catalog = self.catalog
    let task = Task { try await catalog.add([path]) }
    task.cancel()
    let refused = await error { _ = try await task.value }
    // A run that was quicker than the wish to stop is whole.
    if let refused { #expect(refused.code == .interrupted) }
    _ = try await catalog.index("many")
    #expect(try catalog.count("whale").count.records == 20_000)
  }

  private var sampleFolder: String { Project.path("Samples") }
}
