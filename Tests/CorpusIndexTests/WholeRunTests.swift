import TestSupport
import Testing

@testable import CorpusIndex

/// Searches see whole runs of indexing: the last commit until the next is whole.
@Suite struct WholeRunTests {
  private let folder = ScratchFolder()

  /// Records go by running numbers, so that these can be compared as well.
  private static func options(rebuild: Bool = false) -> IngestOptions {
    var options = SmallIndex.options
    options.fields = FieldPlan(textFields: ["text"])
    options.removesMissing = true
    options.rebuild = rebuild
    return options
  }

  /// A file of several rounds.
  private func large(_ name: String, _ word: String) -> String {
    var lines = ""
    for number in 0..<6000 {
      lines +=
        "{\"text\":\"\(word)\(number) " + String(repeating: "sea wind ", count: 60) + "\"}\n"
    }
    return folder.write(lines, to: name)
  }

  private func small(_ name: String, _ words: [String]) -> String {
    folder.write(words.map { "{\"text\":\"\($0)\"}\n" }.joined(), to: name)
  }

  /// Runs until some rounds are done, and is cut short there.
  private func interrupt(
    _ index: CorpusIndex, _ files: [String], after calls: Int, rebuild: Bool = false
  ) throws {
    var count = 0
    let failure = #expect(throws: IndexFailure.self) {
      _ = try index.ingest(files, options: Self.options(rebuild: rebuild)) { _ in
        count += 1
        return count < calls
      }
    }
    #expect(failure?.code == .cancelled)
  }

  /// Running number and text of every record.
  private func records(_ index: CorpusIndex) throws -> [String] {
    var records: [String] = []
    try index.searcher().forEachRecord { record in
      records.append("\(record.reference.record) \(record.texts[0].text.prefix(12))")
      return true
    }
    return records.sorted()
  }

  @Test func `the last commit answers until the run is whole, and the run is taken up`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let first = small("a.jsonl", ["alpha", "beta", "gamma"])
    _ = try index.ingest([first], options: Self.options())
    let before = try records(index)
    let more = [first, small("b.jsonl", ["delta"]), large("c.jsonl", "whale")]
    try interrupt(index, more, after: 2)
    #expect(try records(index) == before)
    let snapshot = try #require(try index.snapshot())
    #expect(snapshot.hasUnfinishedRun && !snapshot.isPartial)
    #expect(try index.check().problems.isEmpty)
    // Deleting and merging meanwhile leave the run as it is, and hold when it ends.
    #expect(try index.delete(records: ["1"]).deleted == 1)
    #expect(try index.snapshot()?.records == 2)
    try index.merge()
    try interrupt(index, more, after: 3)
    #expect(try index.snapshot()?.records == 2)
    let report = try index.ingest(more, options: Self.options())
    #expect(report.filesUnchanged == 2, "a file read to its end is not read again")
    let whole = try CorpusIndex(at: folder.path + "/whole")
    _ = try whole.ingest([first], options: Self.options())
    _ = try whole.delete(records: ["1"])
    _ = try whole.ingest(more, options: Self.options())
    #expect(try records(index) == records(whole), "with the same running numbers")
    #expect(try index.snapshot()?.hasUnfinishedRun == false)
    #expect(try index.check().problems.isEmpty)
    #expect(try index.check(repair: true).repaired.isEmpty)
  }

  @Test func `the records of a changed file stay until it has been read again`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let first = small("a.jsonl", ["alpha", "beta", "gamma"])
    _ = try index.ingest([first], options: Self.options())
    let before = try records(index)
    _ = small("a.jsonl", ["omega"])
    let files = [first, large("b.jsonl", "whale")]
    var seen: Set<[String]> = []
    var calls = 0
    _ = try? index.ingest(files, options: Self.options()) { progress in
      if progress.phase == .reading { seen.insert((try? records(index)) ?? ["an error"]) }
      calls += 1
      return calls < 3
    }
    #expect(seen == [before])
    #expect(try records(index) == before)
    _ = try index.ingest(files, options: Self.options())
    #expect(try index.count("alpha").records == 0)
    #expect(try index.snapshot()?.records == 6001)
  }

  @Test func `a first run that is cut short answers as a part, and nothing can be deleted`() throws
  {
    let index = try CorpusIndex(at: folder.path + "/index")
    let file = large("a.jsonl", "whale")
    try interrupt(index, [file], after: 2)
    let snapshot = try #require(try index.snapshot())
    #expect(snapshot.isPartial && snapshot.records > 0 && snapshot.records < 6000)
    #expect(try !index.count("*").coverage.notes.isEmpty)
    let failure = #expect(throws: IndexFailure.self) { _ = try index.delete(matching: "sea") }
    #expect(failure?.remedy == .update)
    #expect(try index.check().problems.isEmpty)
    _ = try index.ingest([file], options: Self.options())
    #expect(try index.snapshot()?.isPartial == false)
    #expect(try index.snapshot()?.records == 6000)
  }

  @Test func `a rebuild that is cut short goes on where it stopped`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let files = [small("a.jsonl", ["alpha"]), large("b.jsonl", "whale")]
    _ = try index.ingest(files, options: Self.options())
    let before = try records(index)
    var plain = Self.options(rebuild: true)
    plain.method.analyzer = .plain
    var calls = 0
    _ = try? index.ingest(files, options: plain) { _ in
      calls += 1
      return calls < 3
    }
    #expect(try index.snapshot()?.method.analyzer == .standard)
    #expect(try records(index) == before)
    plain.rebuild = false
    let report = try index.ingest(files, options: plain)
    #expect(report.filesUnchanged == 1)
    #expect(try index.snapshot()?.method.analyzer == .plain)
    #expect(try records(index) == before)
    #expect(try index.check().problems.isEmpty)
  }
}
