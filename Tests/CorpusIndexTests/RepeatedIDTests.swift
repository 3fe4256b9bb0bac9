import TestSupport
import Testing

@testable import CorpusIndex

/// One address, one record: ids are addresses as long as no two records share one.
@Suite struct RepeatedIDTests {
  private let folder = ScratchFolder()

  private static func options(_ recordID: String? = "id") -> IngestOptions {
    var options = SmallIndex.options
    options.fields = FieldPlan(textFields: ["text"], recordID: recordID)
    options.removesMissing = true
    return options
  }

  /// Records with an id each, `nil` for none, and a text of their own.
  private func lines(_ ids: [String?], _ name: String) -> String {
    ids.enumerated().map { number, id in
      "{" + (id.map { "\"id\":\"\($0)\"," } ?? "") + "\"text\":\"whale \(name)x\(number)\"}\n"
    }.joined()
  }

  @Test func `an id at the end of a file that repeats one is found with both lines`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let ids = (0..<1000).map { "r\($0)" } + ["r5"]
    let file = folder.write(lines(ids, "a"), to: "a.jsonl")
    let report = try index.ingest([file], options: Self.options())
    let repeated = try #require(report.repeatedID)
    #expect(repeated.id == "r5")
    #expect(repeated.first == .file(file, line: 6))
    #expect(repeated.second == .file(file, line: 1001))
    #expect(try index.snapshot()?.repeatedID == repeated)
    let searcher = try index.searcher()
    let hit = try #require(try searcher.search("ax1000").hits.first)
    #expect(hit.reference.record == "1000")
    #expect(try searcher.record("1000", in: "index")?.texts.map(\.text) == ["whale ax1000"])
    #expect(try searcher.record("r5", in: "index") == nil)
    #expect(try index.delete(records: ["1000"]).deleted == 1)
    #expect(try index.snapshot()?.records == 1000)
  }

  @Test(arguments: [["a", nil, "1"], ["1", nil, "b"]] as [[String?]])
  func `a running number that is another record's id is told as what it is`(
    ids: [String?]
  ) throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let file = folder.write(lines(ids, "a"), to: "a.jsonl")
    let repeated = try #require(
      try index.ingest([file], options: Self.options()).repeatedID)
    #expect(repeated.id == "1")
    #expect(repeated.numbered == .file(file, line: 2))
    #expect(try index.snapshot()?.repeatedID == repeated)
  }

  @Test func `a second run that repeats an id of the first gives up ids too`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let first = folder.write(lines(["a", "b", "c"], "a"), to: "a.jsonl")
    #expect(try index.ingest([first], options: Self.options()).repeatedID == nil)
    #expect(try index.delete(records: ["c"]).deleted == 1)
    let second = folder.write(lines(["d", "b"], "b"), to: "b.jsonl")
    let report = try index.ingest([first, second], options: Self.options())
    #expect(report.repeatedID?.first == .file(first, line: 2))
    #expect(report.repeatedID?.second == .file(second, line: 2))
    #expect(try DeleteTests.records(index) == ["0", "1", "3", "4"], "what was deleted stays out")
    var options = Self.options()
    options.rebuild = true
    #expect(try index.ingest([first, second], options: options).repeatedID == report.repeatedID)
    #expect(try DeleteTests.records(index) == ["0", "1", "3", "4"])
    // The repeat goes when its file is changed and everything is indexed again.
    folder.write(lines(["d", "e"], "b"), to: "b.jsonl")
    #expect(try index.ingest([first, second], options: options).repeatedID == nil)
    #expect(try DeleteTests.records(index) == ["a", "b", "d", "e"])
  }

  @Test
  func `an id given to another record while its own was deleted is a repeat when that is undone`()
    throws
  {
    let index = try CorpusIndex(at: folder.path + "/index")
    let first = folder.write(lines(["a", nil, nil], "a"), to: "a.jsonl")
    _ = try index.ingest([first], options: Self.options())
    #expect(try index.delete(records: ["2"]).deleted == 1)
    let second = folder.write(lines(["2"], "b"), to: "b.jsonl")
    #expect(try index.ingest([first, second], options: Self.options()).repeatedID == nil)
    #expect(try DeleteTests.records(index) == ["1", "2", "a"])
    #expect(try index.undoDelete(1) != nil)
    #expect(try index.snapshot()?.repeatedID?.id == "2")
    #expect(try DeleteTests.records(index) == ["0", "1", "2", "3"])
  }

  /// How ids look in a random corpus.
  enum Shape: String, CaseIterable, Sendable {
    case rising, shuffled, words, mixed, long, lacking

    func id(_ number: Int, _ generator: inout SeededGenerator) -> String? {
      switch self {
      case .rising, .shuffled: "\(number)"
      case .words: "w\(number)"
      case .mixed: number % 3 == 0 ? "\(number)" : "w\(number)"
      case .long: String(repeating: "k", count: 260) + "\(number)"
      case .lacking: generator.once(in: 3) ? nil : number % 2 == 0 ? "\(number)" : "w\(number)"
      }
    }
  }

  @Test(arguments: Shape.allCases)
  func `random ids cut into runs agree with a count of all`(shape: Shape) throws {
    var generator = SeededGenerator.announced("repeated ids, \(shape)")
    for round in 0..<6 {
      let index = try CorpusIndex(at: folder.path + "/\(shape)-\(round)")
      var files: [String] = []
      // The address that each record has for its id, and those that are there.
      var known: [(id: String?, ordinal: Int, text: String)] = []
      var isBroken = false
      var number = generator.number(0..<50)
      for run in 0..<generator.number(1..<5) {
        var ids: [String?] = []
        for _ in 0..<generator.number(1..<60) {
          number += shape == .rising || generator.once(in: 2) ? 1 : 37
          ids.append(shape.id(number, &generator))
        }
        if shape == .shuffled || shape == .mixed { ids.shuffle(using: &generator) }
        // One run in three has an id of its own or an earlier run once more.
        if generator.once(in: 3) {
          let all = known.map(\.id) + ids
          ids.append(generator.pick(all))
        }
        let text = lines(ids, "r\(run)")
        files.append(folder.write(text, to: "\(shape)-\(round)-\(run).jsonl"))
        for (place, id) in ids.enumerated() {
          known.append((id, known.count, "whale r\(run)x\(place)"))
        }
        let report = try index.ingest(files, options: Self.options())
        let addresses = known.map { $0.id ?? "\($0.ordinal)" }
        isBroken = isBroken || Set(addresses).count < addresses.count
        let note: Comment = "\(shape), round \(round), run \(run)"
        #expect((report.repeatedID != nil) == isBroken, note)
        if let id = report.repeatedID?.id { #expect(addresses.filter { $0 == id }.count > 1, note) }
        let expected = known.map { isBroken ? "\($0.ordinal)" : $0.id ?? "\($0.ordinal)" }
        #expect(try DeleteTests.records(index) == expected.sorted(), note)
        let searcher = try index.searcher()
        for (address, record) in zip(expected, known) where generator.once(in: 5) {
          let found = try searcher.record(address, in: "\(shape)-\(round)")
          #expect(found?.texts.map(\.text) == [record.text], note)
        }
        if generator.once(in: 4) { try index.merge() }
      }
    }
  }

  @Test func `ids of a replaced file may come again`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    for round in 0..<3 {
      let ids = (0..<20).map { "r\($0)" }.shuffled()
      let file = folder.write(lines(ids, String(repeating: "v", count: round + 1)), to: "a.jsonl")
      #expect(try index.ingest([file], options: Self.options()).repeatedID == nil)
      #expect(try DeleteTests.records(index) == ids.sorted())
    }
  }
}
