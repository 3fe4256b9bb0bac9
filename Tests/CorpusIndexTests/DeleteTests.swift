import Foundation
import Synchronization
import TestSupport
import Testing

@testable import CorpusIndex

/// Deletes are remembered by address: nothing but taking them back brings a record back.
@Suite struct DeleteTests {
  private let folder = ScratchFolder()

  private func lines(_ ids: [String]) -> String {
    ids.map { "{\"id\":\"\($0)\",\"text\":\"whale \($0)\"}\n" }.joined()
  }

  private static var options: IngestOptions {
    var options = SmallIndex.options
    options.fields = FieldPlan(textFields: ["text"], recordID: "id")
    options.removesMissing = true
    return options
  }

  /// Addresses of all records, sorted.
  static func records(_ index: CorpusIndex) throws -> [String] {
    var records: [String] = []
    try index.searcher().forEachRecord { record in
      records.append(record.reference.record)
      return true
    }
    return records.sorted()
  }

  @Test func `a check beside a writer finds no damage in what is swept up meanwhile`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let ids = (0..<20).map { "r\($0)" }
    _ = try index.ingest([folder.write(lines(ids), to: "1.jsonl")], options: Self.options)
    // A thread of its own: those of tasks may all be busy with other tests.
    let isDone = Mutex(false)
    let writer = Thread {
      for id in ids { _ = try? index.delete(records: [id]) }
      isDone.withLock { $0 = true }
    }
    writer.start()
    var isLast = false
    while !isLast {
      isLast = isDone.withLock { $0 }
      let problems = try index.check().problems
      #expect(problems == [])
    }
    #expect(try Self.records(index) == [])
  }

  @Test func `a deleted record stays out of a replaced file, a copy and a rebuild`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let first = folder.write(lines(["a", "b", "c"]), to: "1.jsonl")
    _ = try index.ingest([first], options: Self.options)
    #expect(try index.delete(matching: "b") == 1)
    folder.write(lines(["b", "c", "d", "e"]), to: "1.jsonl")
    #expect(try index.ingest([first], options: Self.options).recordsKeptOut == 1)
    #expect(try Self.records(index) == ["c", "d", "e"])
    var options = Self.options
    options.rebuild = true
    #expect(try index.ingest([first], options: options).recordsKeptOut == 1)
    #expect(try Self.records(index) == ["c", "d", "e"])
    try index.merge()
    #expect(try Self.records(index) == ["c", "d", "e"])
    #expect(try index.undoDelete(1)?.records == 1)
    #expect(try Self.records(index) == ["b", "c", "d", "e"])
    #expect(try index.undoDelete(1) == nil, "it was taken back already")
    #expect(try index.check().problems.isEmpty)
  }

  @Test func `ids that no record has are named, and a delete of nothing is not remembered`() throws
  {
    let index = try CorpusIndex(at: folder.path + "/index")
    _ = try index.ingest(
      [folder.write(lines(["a", "b"]), to: "1.jsonl")], options: Self.options)
    let generation = try index.snapshot()?.generation
    #expect(try index.delete(records: ["x"]).missing == ["x"])
    #expect(try index.delete(matching: "seagull") == 0)
    #expect(try index.deletes().isEmpty)
    #expect(try index.snapshot()?.generation == generation)
    let answer = try index.delete(records: ["b", "y"], note: DeleteNote(at: "now", who: "eve"))
    #expect(answer.deleted == 1)
    #expect(answer.missing == ["y"])
    #expect(try index.delete(records: ["b"]).missing == ["b"], "it is out already")
    let remembered = try index.deletes()
    #expect(remembered.map(\.note) == [DeleteNote(at: "now", who: "eve")])
    #expect(remembered.map(\.records) == [1])
  }

  @Test func `deletes by running number hold over merges and rebuilds of unchanged files`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    var options = Self.options
    options.fields = FieldPlan(textFields: ["text"])
    let first = folder.write(lines(["a", "b", "c"]), to: "1.jsonl")
    let second = folder.write(lines(["d", "e"]), to: "2.jsonl")
    let third = folder.write(lines(["f", "g"]), to: "3.jsonl")
    _ = try index.ingest([second, third], options: options)
    #expect(try index.delete(records: ["3"]).deleted == 1, "g")
    // Listed in front of the others, its records still get the next numbers.
    _ = try index.ingest([first, second, third], options: options)
    #expect(try Self.records(index) == ["0", "1", "2", "4", "5", "6"])
    folder.write(lines(["D", "E", "F"]), to: "2.jsonl")
    _ = try index.ingest([first, second, third], options: options)
    #expect(try Self.records(index) == ["2", "4", "5", "6", "7", "8", "9"])
    let searcher = try index.searcher()
    let texts = try ["2", "4", "7"].map { try searcher.record($0, in: "index")?.texts[0].text }
    #expect(texts == ["whale f", "whale a", "whale D"])
    options.rebuild = true
    _ = try index.ingest([first, second, third], options: options)
    #expect(try Self.records(index) == ["2", "4", "5", "6", "7", "8", "9"])
    try index.merge()
    let again = try index.searcher()
    #expect(
      try ["2", "4", "7"].map { try again.record($0, in: "index")?.texts[0].text } == texts)
    #expect(try again.record("3", in: "index") == nil)
    #expect(try index.check().problems.isEmpty)
  }

  @Test func `deletes by id hold after the ids of another field name the records`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let file = folder.write(
      (0..<6).map { "{\"id\":\"\($0)\",\"key\":\"\(5 - $0)\",\"text\":\"whale w\($0)\"}\n" }
        .joined(),
      to: "1.jsonl")
    _ = try index.ingest([file], options: Self.options)
    #expect(try index.delete(records: ["1"]).deleted == 1)
    var options = Self.options
    options.fields = FieldPlan(textFields: ["text"], recordID: "key")
    options.rebuild = true
    _ = try index.ingest([file], options: options)
    #expect(try index.count("w1").records == 0)
    #expect(try Self.records(index) == ["0", "1", "2", "3", "5"])
    #expect(try index.check().problems.isEmpty)
  }

  @Test func `random deletes, undos, runs, merges and rebuilds agree with a model`() throws {
    var generator = SeededGenerator.announced("deletes")
    let index = try CorpusIndex(at: folder.path + "/index")
    var files: [String: [String]] = ["0.jsonl": (0..<20).map { "r\($0)" }]
    var deletes: [UInt64: Set<String>] = [:]
    var made: UInt64 = 0
    var nextID = 20
    func paths() -> [String] {
      files.keys.sorted().map { folder.write(lines(files[$0] ?? []), to: $0) }
    }
    func live() -> [String] {
      let out = deletes.values.reduce(into: Set<String>()) { $0.formUnion($1) }
      return files.values.flatMap { $0 }.filter { !out.contains($0) }.sorted()
    }
    _ = try index.ingest(paths(), options: Self.options)
    for step in 0..<40 {
      let action = generator.number(0..<8)
      switch action {
      case 0:
        files["\(step + 1).jsonl"] = (0..<generator.number(1..<12)).map { "r\(nextID + $0)" }
        nextID += 12
        _ = try index.ingest(paths(), options: Self.options)
      case 1 where files.count > 1:
        // A file comes back changed: some records stay, some are others.
        let name = generator.pick(files.keys.sorted())
        var records = (files[name] ?? []).filter { _ in !generator.once(in: 3) }
        records.append("r\(nextID)")
        nextID += 1
        files[name] = records
        _ = try index.ingest(paths(), options: Self.options)
      case 2 where files.count > 1:
        files[generator.pick(files.keys.sorted())] = nil
        _ = try index.ingest(paths(), options: Self.options)
      case 3, 4:
        let chosen = (0..<4).map { _ in "r\(generator.number(0..<nextID))" }
        let present = Set(chosen).intersection(live())
        let answer = try index.delete(records: chosen)
        #expect(answer.deleted == UInt64(present.count))
        #expect(Set(answer.missing) == Set(chosen).subtracting(present))
        if !present.isEmpty {
          made += 1
          deletes[made] = present
        }
      case 5 where !deletes.isEmpty:
        let number = generator.pick(deletes.keys.sorted())
        #expect(try index.undoDelete(number)?.number == number)
        deletes[number] = nil
      case 6: try index.merge()
      case 7:
        var options = Self.options
        options.rebuild = true
        _ = try index.ingest(paths(), options: options)
      default: continue
      }
      #expect(try Self.records(index) == live(), "step \(step), action \(action)")
      #expect(try index.snapshot()?.records == UInt64(live().count), "step \(step)")
      #expect(try index.check().problems == [], "step \(step), action \(action)")
    }
  }
}
