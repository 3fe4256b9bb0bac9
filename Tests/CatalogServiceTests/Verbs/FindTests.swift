import Foundation
import JSONText
import TestSupport
import Testing

@testable import CatalogService

@Suite struct FindTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }

  private func addBoth() async throws {
    _ = try await catalog.add([try fixture.corpus("whales", CorpusFixture.whales)])
    _ = try await catalog.add([
      try fixture.corpus("harbour", ["A whale in the harbour.", "灯塔与白鲸。"])
    ])
  }

  @Test func `a total without the records of a dataset that cannot be read is not exact`()
    async throws
  {
    try await addBoth()
    #expect(try catalog.find("whale").tree["total"]?["exact"]?.bool == true)
    let commit = catalog.home.index(of: "whales") + "/commit-1"
    try Data("damaged".utf8).write(to: URL(fileURLWithPath: commit))
    let found = try catalog.find("whale")
    #expect(found.records.total == 1 && found.coverage.failures.map(\.dataset) == ["whales"])
    #expect(found.tree["total"]?["exact"]?.bool == false)
    #expect(try !catalog.count("whale").isExact)
  }

  @Test func `a file that was changed under its size and time gives no other record`() async throws
  {
    let fixture = CorpusFixture()
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    // Whole seconds come back as they were set.
    let time = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)]
    try FileManager.default.setAttributes(time, ofItemAtPath: path)
    var options = AddOptions()
    options.indexing.store = TextStore.none
    _ = try await fixture.catalog.add([path], options: options)
    #expect(try fixture.catalog.record("whales-0", in: "whales").texts.count == 1)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing("whales-0", with: "whales-9").write(
      to: URL(fileURLWithPath: path), atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes(time, ofItemAtPath: path)
    let catalog = Catalog(at: fixture.catalog.home)
    let error = #expect(throws: CatalogError.self) {
      try catalog.record("whales-0", in: "whales")
    }
    #expect(error?.remedy == .engine(.repair, dataset: "whales"))
    #expect(error?.location == .file(path, byte: 0))
    #expect(try catalog.record("whales-1", in: "whales").texts.count == 1)
  }

  @Test func `every indexed dataset is searched at once`() async throws {
    try await addBoth()
    let answer = try catalog.find("whale")
    #expect(answer.records.total == 3)
    #expect(Set(answer.records.hits.map(\.reference.corpus)) == ["whales", "harbour"])
    #expect(answer.coverage.datasets == 2 && answer.coverage.engine.searched == 2)
    #expect(answer.coverage.engine.documents == 6)
    #expect(
      answer.records.hits.compactMap(\.score)
        == answer.records.hits.compactMap(\.score).sorted(by: >))
  }

  @Test
  func `a search sees what others committed since the last one, and holds nothing that is gone`()
    async throws
  {
    try await addBoth()
    let others = Catalog(at: catalog.home)
    func found(_ ids: [String] = []) throws -> UInt64 {
      try catalog.find("whale", in: ids).records.total
    }
    #expect(try found() == 3)
    #expect(try others.delete(records: ["whales-0"], from: "whales").deleted == 1)
    #expect(try found() == 2 && found(["whales"]) == 1)
    _ = try others.undoDelete(1, of: "whales")
    #expect(try found(["whales"]) == 2)
    _ = try await others.index("whales", rebuild: true)
    #expect(try found() == 3)
    try others.remove("whales")
    _ = try others.purge(["whales"])
    #expect(try found() == 1)
    // A file that is deleted takes its space until nobody has it mapped.
    let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
    let folder = catalog.home.index(of: "whales")
    #expect(!maps.split(separator: "\n").contains { $0.contains(folder) })
    // The same id with other data.
    _ = try await others.add([try fixture.corpus("whales", ["whale whale"])], id: "whales")
    #expect(try found(["whales"]) == 1)
  }

  @Test func `a phrase in either script is found where it stands`() async throws {
    try await addBoth()
    let english = try catalog.find("\"white whale\"")
    #expect(english.records.hits.map(\.reference.record) == ["whales-0"])
    let chinese = try catalog.find("\"白鲸\"", in: ["whales"])
    let hit = try #require(chinese.records.hits.first)
    #expect(hit.reference.record == "whales-1")
    #expect(hit.snippet.contains("白鲸"))
  }

  @Test func `conditions, facets and counts look at columns`() async throws {
    try await addBoth()
    var options = SearchOptions()
    options.condition = "lang = zh"
    options.facets = ["lang"]
    let answer = try catalog.find("白鲸 whale", options: options)
    #expect(answer.records.hits.allSatisfy { $0.fields.contains { $0.name == "lang" } })
    #expect(answer.records.facets.first?.values.first?.value == .string("zh"))
    let counted = try catalog.count("whale", by: ["dataset", "lang"])
    #expect(counted.count.records == 3 && counted.count.occurrences == 4)
    #expect(counted.count.facets.map(\.field) == ["dataset", "lang"])
    #expect(counted.count.facets[0].values.map(\.count) == [2, 1])
  }

  @Test func `pages follow each other by their cursor`() async throws {
    try await addBoth()
    var options = SearchOptions()
    options.limit = 2
    let first = try catalog.find("whale", options: options)
    #expect(first.records.next != nil)
    options.cursor = first.records.next
    let second = try catalog.find("whale", options: options)
    #expect(second.records.hits.count == 1 && second.records.next == nil)
    #expect(Set((first.records.hits + second.records.hits).map(\.reference.record)).count == 3)
  }

  @Test func `a page behind one of an older commit says that hits may repeat`() async throws {
    let path = try fixture.corpus("sea", ["A whale.", "The whale.", "One whale more."])
    _ = try await catalog.add([path])
    var options = SearchOptions()
    options.limit = 2
    options.cursor = try catalog.find("whale", options: options).records.next
    #expect(try catalog.find("whale", options: options).records.notices.isEmpty)
    _ = try fixture.corpus("sea", ["A whale.", "The whale.", "One whale more.", "Whale, whale."])
    _ = try await catalog.index("sea")
    let notices = try catalog.find("whale", options: options).records.notices
    #expect(notices.map(\.message).contains { $0.hasPrefix("the index has changed") })
  }

  @Test func `a source that cannot be read takes its own dataset out of the answer alone`()
    async throws
  {
    var options = AddOptions()
    options.indexing.store = TextStore.none
    let gone = try fixture.corpus("gone", ["A whale that cannot be shown."])
    _ = try await catalog.add([gone], options: options)
    _ = try await catalog.add([try fixture.corpus("kept", ["A whale that can."])])
    try FileManager.default.removeItem(atPath: gone)
    let answer = try catalog.find("whale")
    #expect(answer.records.hits.map(\.reference.corpus) == ["kept"])
    #expect(answer.records.total == 1)
    #expect(answer.coverage.failures.map(\.dataset) == ["gone"])
    // Alone, there is nothing else to answer with.
    #expect(throws: CatalogError.self) { try catalog.find("whale", in: ["gone"]) }
    // Counting reads no text.
    #expect(try catalog.count("whale").count.records == 2)
  }

  @Test func `a query is read although nothing is indexed`() throws {
    let error = #expect(throws: CatalogError.self) { try catalog.find("(whale") }
    #expect(error?.query?.column == 0)
    #expect(throws: CatalogError.self) { try catalog.count("whale AND") }
    #expect(try catalog.find("whale").records.notices.count == 1)
    #expect(try catalog.count("whale").count.notices.count == 1)
  }

  @Test func `a record is shown whole`() async throws {
    try await addBoth()
    let record = try catalog.record("whales-1", in: "whales")
    #expect(record.texts.first?.text == CorpusFixture.whales[1])
    #expect(record.file.hasSuffix("whales.jsonl"))
    let error = #expect(throws: CatalogError.self) { try catalog.record("nine", in: "whales") }
    #expect(error?.code == .notFound)
  }

  @Test func `deleted records stay out until the delete is taken back`() async throws {
    try await addBoth()
    #expect(try catalog.delete(records: ["whales-0"], from: "whales").deleted == 1)
    #expect(try catalog.count("whale").count.records == 2)
    #expect(try catalog.delete(matching: "whale", from: "whales").deleted == 1)
    #expect(try catalog.count("whale", in: ["whales"]).count.records == 0)
    #expect(try catalog.check().problems.isEmpty)
    let rebuilt = try await catalog.index("whales", rebuild: true)
    #expect(rebuilt.report.recordsKeptOut == 2)
    #expect(try catalog.count("whale", in: ["whales"]).count.records == 0)
    #expect(try catalog.undoDelete(1, of: "whales").restored == 1)
    #expect(try catalog.undoDelete(2, of: "whales").restored == 1)
    #expect(try catalog.count("whale", in: ["whales"]).count.records == 2)
    let again = #expect(throws: CatalogError.self) {
      _ = try catalog.undoDelete(2, of: "whales")
    }
    #expect(again?.code == .exists)
    let unknown = #expect(throws: CatalogError.self) {
      _ = try catalog.undoDelete(3, of: "whales")
    }
    #expect(unknown?.code == .notFound)
    #expect(try catalog.check().problems.isEmpty)
  }

  @Test func `the log shows what was deleted and taken back among all other changes`() async throws
  {
    try await addBoth()
    _ = try catalog.delete(records: ["whales-0"], from: "whales")
    _ = try catalog.delete(matching: "whale", from: "whales")
    _ = try catalog.undoDelete(1, of: "whales")
    let entries = try catalog.log("whales").entries
    #expect(entries.map(\.action).sorted() == ["add", "delete", "delete", "undo"])
    let deletes = entries.filter { $0.action == "delete" }
    #expect(deletes.map(\.name).sorted() == ["whales:1", "whales:2"])
    #expect(deletes.filter(\.canUndo).map(\.summary) == ["1 record: whale"])
    #expect(deletes.filter { !$0.canUndo }.map(\.summary) == ["1 record by id"])
    #expect(try catalog.log().entries.contains { $0.name == "whales:2" && $0.number == nil })
    #expect(try catalog.log("whales", limit: 1).entries.count == 1)
  }

  @Test func `many deletes stand in the log in the order in which they were made`() async throws {
    _ = try await catalog.add([try fixture.corpus("many", (0..<12).map { "whale number \($0)" })])
    for number in 0..<12 { _ = try catalog.delete(records: ["many-\(number)"], from: "many") }
    let deletes = try catalog.log("many").entries.filter { $0.action == "delete" }
    #expect(deletes.map(\.name) == (1...12).reversed().map { "many:\($0)" })
  }

  @Test func `a repeated record id is told by add, index and status`() async throws {
    let path = fixture.scratch.write(
      [5, 6, 7, 6].map { "{\"id\":\"\($0)\",\"text\":\"whale number \($0)\"}\n" }.joined(),
      to: "twice.jsonl")
    var options = AddOptions()
    options.recordID = "id"
    let added = try await catalog.add([path], id: "twice", options: options)
    #expect(added.recordIDWasGiven)
    #expect(added.report.repeatedID?.first == .file(path, line: 2))
    #expect(added.report.repeatedID?.second == .file(path, line: 4))
    #expect(try await catalog.index("twice").report.repeatedID == added.report.repeatedID)
    let status = try #require(try catalog.status().datasets.first { $0.id == "twice" })
    #expect(status.index.notes.count == 1)
    #expect(try catalog.record("3", in: "twice").texts.map(\.text) == ["whale number 6"])
  }

  @Test
  func
    `why ids are refused is told by add and status, and by index until a rebuild finds other ids`()
    async throws
  {
    func write(_ ids: [Int]) -> String {
      fixture.scratch.write(
        ids.map { "{\"id\":\"\($0)\",\"text\":\"whale number \($0)\"}\n" }.joined(),
        to: "twice.jsonl")
    }
    func notes() throws -> [String] {
      try #require(try catalog.status().datasets.first { $0.id == "twice" }).index.notes
    }
    let path = write([5, 6, 5])
    let added = try await catalog.add([path], id: "twice")
    let reason = "id is no record id: “5” stands at \(path), record 1 and at \(path), record 3"
    #expect(added.plan?.detection.refusedID == reason)
    #expect(added.tree["plan"]?["record_id_refused"]?.string == reason)
    #expect(try notes() == [reason + "; records go by their running numbers"])
    _ = write([5, 6, 7])
    _ = try await catalog.index("twice")
    #expect(try notes().count == 1, "fields stay what they were")
    let rebuilt = try await catalog.index("twice", rebuild: true)
    #expect(rebuilt.plan?.detection.refusedID == nil)
    #expect(try notes() == [])
  }

  @Test func `a rebuild says how records are known while one id is shared`() async throws {
    let lines = (0..<1_200).map { number in
      "{\"id\":\"k\(number == 1_199 ? 3 : number)\",\"text\":\"whale number \(number)\"}\n"
    }
    let path = fixture.scratch.write(lines.joined(), to: "late.jsonl")
    #expect(try await catalog.add([path]).plan?.detection.idsRepeat == false)
    let again = try await catalog.index("late", rebuild: true)
    #expect(again.plan?.detection.idsRepeat == true && again.report.repeatedID != nil)
  }

  @Test func `a damaged index is named and the others answer`() async throws {
    try await addBoth()
    let folder = catalog.home.index(of: "whales")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let path = folder + "/" + name
      guard var bytes = FileManager.default.contents(atPath: path), bytes.count > 64 else {
        continue
      }
      bytes.replaceSubrange(8..<40, with: Data(repeating: 0xee, count: 32))
      try bytes.write(to: URL(fileURLWithPath: path))
    }
    let answer = try catalog.find("whale")
    #expect(answer.records.hits.map(\.reference.corpus) == ["harbour"])
    #expect(answer.coverage.failures.map(\.dataset) == ["whales"])
    #expect(answer.coverage.engine.searched == 1 && answer.coverage.datasets == 2)
    #expect(try !catalog.check().problems.isEmpty)
    #expect(throws: CatalogError.self) { try catalog.find("whale", in: ["whales"]) }
  }

  @Test func `removed datasets are not searched`() async throws {
    try await addBoth()
    try catalog.remove("harbour")
    #expect(try catalog.find("whale").records.hits.allSatisfy { $0.reference.corpus == "whales" })
    try catalog.restore("harbour")
    #expect(try catalog.count("whale").count.records == 3)
  }

  @Test(arguments: ["white AND", "(whale", "\"open", "lang:>"])
  func `a query that does not parse says where`(query: String) async throws {
    try await addBoth()
    let error = #expect(throws: CatalogError.self) { try catalog.find(query) }
    #expect(error?.code == .badQuery)
    #expect(error?.query?.text == query)
  }

  @Test func `a condition that does not parse points into the condition`() async throws {
    try await addBoth()
    var options = SearchOptions()
    options.condition = "lang = zh and"
    let error = #expect(throws: CatalogError.self) { try catalog.find("whale", options: options) }
    #expect(error?.query?.text == options.condition)
  }

  @Test func `datasets without data and unknown ones are told apart`() async throws {
    try await addBoth()
    let described = #expect(throws: CatalogError.self) {
      try catalog.find("whale", in: ["afqmc"])
    }
    #expect(described?.code == .notFound)
    #expect(described?.remedy == .addData(dataset: "afqmc"))
    let unknown = #expect(throws: CatalogError.self) { try catalog.find("whale", in: ["nix"]) }
    #expect(unknown?.code == .notFound)
  }

  @Test func `a benchmark measures every class`() async throws {
    try await addBoth()
    let path = fixture.scratch.write(
      Array("#class term\nwhale\n白鲸\n#class phrase\n\"white whale\"\n".utf8), to: "q.txt")
    var options = BenchOptions(queries: path)
    options.counts = true
    options.runs = 2
    for threads in [1, 2] {
      options.threads = threads
      let answer = try catalog.bench([], options: options)
      #expect(answer.classes.map(\.name) == ["term", "phrase"])
      #expect(answer.classes.map(\.queries) == [2, 1])
      #expect(answer.classes.map(\.hits) == [5, 1])
      #expect(answer.classes.map(\.top) == [5, 1])
      #expect(answer.classes.allSatisfy { $0.queriesPerSecond > 0 })
    }
  }

  @Test func `what the index holds and what the store says are compared`() async throws {
    try await addBoth()
    #expect(try catalog.check().problems.isEmpty)
    try FileManager.default.removeItem(atPath: catalog.home.index(of: "harbour"))
    // Nothing can repair what is gone, and it is not forgotten: the data is to be added again.
    for repair in [false, true] {
      let problems = try catalog.check(repair: repair).problems
      #expect(problems.map(\.dataset) == ["harbour"])
      #expect(problems.map(\.remedy) == [.addData(dataset: "harbour")])
    }
    _ = try catalog.remove("harbour")
    #expect(try catalog.check().problems.isEmpty)
  }

  /// Long records are read as far as a passage needs.
  @Test(arguments: [0, 200_000, 262_000, 1_500_000, 2_090_000, 2_900_000])
  func `a passage of a long record is found wherever it stands`(depth: Int) async throws {
    let filler = "Nothing but waves. "
    var text = String(repeating: filler, count: depth / filler.utf8.count)
    text += "Here the narwhal meets the 独角鲸. "
    text += String(repeating: filler, count: (3_000_000 - depth) / filler.utf8.count)
    // Short records in front share the block with the long one.
    let path = try fixture.corpus("long", ["A narwhal.", "Waves.", text, "The last narwhal."])
    _ = try await catalog.add([path])
    for query in ["narwhal", "\"独角鲸\"", "+narwhal +meets", "narwhal walrus", "meets +narw*"] {
      let answer = try catalog.find(query)
      let hit = try #require(
        answer.records.hits.first { $0.reference.record == "long-2" }, "\(query)")
      #expect(hit.snippet.contains("Here the narwhal meets the 独角鲸."), "\(query) at \(depth)")
      let bytes = Array(hit.snippet.utf8)
      let found = hit.highlights.map { String(decoding: bytes[$0], as: UTF8.self) }
      #expect(found.contains { $0 == "narwhal" || $0 == "独角鲸" }, "\(query) at \(depth)")
    }
    let everything = try catalog.find("*")
    #expect(
      everything.records.hits.count == 4
        && everything.records.hits.allSatisfy { !$0.snippet.isEmpty })
  }

  @Test(arguments: [
    "whale", "white whale", "+whale +white", "\"white whale\"", "wha*", "exact:\"white\"", "*",
  ])
  func `a search whose time is up says so`(query: String) async throws {
    try await addBoth()
    var options = SearchOptions()
    options.timeout = 1e-12
    options.facets = ["lang"]
    let late = try catalog.find(query, options: options)
    #expect(late.coverage.engine.notes.contains { $0.contains("the answer is partial") })
    #expect(!late.records.totalIsExact && late.records.hits.isEmpty)
    options.timeout = 60
    let inTime = try catalog.find(query, options: options)
    #expect(
      inTime.records.totalIsExact && inTime.records.total > 0
        && late.records.total <= inTime.records.total)
    #expect(inTime.coverage.engine.notes.isEmpty)
    // Some numbers are there before the clock is first read; then they are exact.
    let counted = try catalog.count(query, timeout: 1e-12)
    #expect(counted.isExact == !counted.coverage.engine.notes.contains { $0.contains("partial") })
    #expect(
      counted.isExact
        ? counted.count.records == inTime.records.total
        : counted.count.records <= inTime.records.total)
  }
}
