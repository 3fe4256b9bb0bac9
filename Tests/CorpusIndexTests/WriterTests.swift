import Foundation
import Storage
import TestSupport
import Testing

@testable import CorpusIndex

/// One writer, many readers, files that come, change and go.
@Suite struct WriterTests {
  private let folder = ScratchFolder()

  private func index(_ ranges: [Range<Int>]) throws -> CorpusIndex {
    let index = try CorpusIndex(at: folder.path + "/index")
    var files: [String] = []
    for (number, range) in ranges.enumerated() {
      files.append(folder.write(SmallIndex.lines(range), to: "\(number).jsonl"))
    }
    _ = try index.ingest(files, options: SmallIndex.options)
    return index
  }

  @Test func `a second writer is told who writes`() throws {
    let index = try index([0..<5])
    let file = folder.write(SmallIndex.lines(5..<9), to: "more.jsonl")
    var refused: IndexFailure?
    _ = try index.ingest([file], options: SmallIndex.options) { _ in
      do { _ = try index.delete(records: ["r1"]) } catch { refused = error as? IndexFailure }
      return true
    }
    #expect(refused?.code == .locked)
    let said = "\(refused?.message ?? "") \(refused?.location?.description ?? "")"
    #expect(said.contains("\(getpid())"), "\(said)")
    #expect(try index.delete(records: ["r1"]).deleted == 1)
  }

  @Test func `a snapshot stays what it was while writers go on`() throws {
    let index = try index([0..<20])
    let snapshot = try #require(try index.snapshot())
    let searcher = CorpusSearcher([SearchedCorpus(name: "small", snapshot: snapshot)])
    let before = try searcher.search("whale", options: SearchOptions()).hits.map(\.score)
    for number in 0..<12 {
      let more = folder.write(
        SmallIndex.lines(100 + number * 9..<109 + number * 9), to: "m\(number).jsonl")
      _ = try index.ingest([more], options: SmallIndex.options)
    }
    _ = try index.delete(matching: "whale")
    try index.merge()
    #expect(try searcher.search("whale", options: SearchOptions()).hits.map(\.score) == before)
    #expect(snapshot.records == 20)
    #expect(try index.count("whale").records == 0)
  }

  /// Terms in many pages of the dictionary, records in more than one block of ids.
  @Test func `merging makes the same bytes in memory and on the disk, and keeps every answer`()
    throws
  {
    var generator = SeededGenerator.announced("merging")
    var options = SmallIndex.options
    options.method.reordering = .on
    options.removesMissing = true
    var bytes: [[UInt8]] = []
    var files: [String] = []
    for number in 0..<3 {
      let lines = (number * 300..<(number + 1) * 300).map { record in
        let words = (0..<8).map { _ in "w\(generator.number(0..<2000))" }.joined(separator: " ")
        return "{\"id\":\"r\(record)\",\"text\":\"whale \(words)\",\"lang\":\"l\(record % 7)\"}\n"
      }
      files.append(folder.write(lines.joined(), to: "\(number).jsonl"))
    }
    for (memory, jobs) in [(UInt64(1) << 30, 1), (1, 1), (1, 3)] {
      let index = try CorpusIndex(at: folder.path + "/merged-\(memory)-\(jobs)")
      for count in 1...3 { _ = try index.ingest(Array(files[..<count]), options: options) }
      _ = try index.delete(records: ["r5", "r299", "r300", "r777"])
      // Records of the second file go; those that were deleted stay, marked.
      _ = try index.ingest([files[0], files[2]], options: options)
      let before = try SmallIndex.answers(index)
      try index.merge(memory: memory, jobs: jobs)
      #expect(try SmallIndex.answers(index) == before)
      #expect(try index.count("whale").records == 597)
      #expect(try index.searcher().count("*", by: ["lang"]).facets[0].values.count == 7)
      #expect(try index.check().problems.isEmpty)
      let names = try ScratchFolder.files(in: index.path).keys.filter { $0.hasSuffix(".segment") }
      // Those of the commit before are kept until the next.
      #expect(try index.snapshot()?.segments == 1)
      if jobs == 1, let name = names.max() {
        bytes.append(Array(try Data(contentsOf: URL(filePath: index.path + "/" + name))))
      }
    }
    #expect(bytes.count == 2 && bytes[0] == bytes[1])
  }

  @Test func `files that no commit names are swept`() throws {
    let index = try index([0..<5])
    for name in ["0000000f.segment", "0000000f-3.deletions", "commit-9.tmp", "x.segment.tmp"] {
      try ScratchFolder.replace(index.path + "/" + name, with: [1, 2, 3])
    }
    try ScratchFolder.replace(index.path + "/notes.txt", with: [1])
    _ = try index.delete(records: ["r1"])
    let names = try ScratchFolder.files(in: index.path).keys
    #expect(names.contains("notes.txt"), "what is not ours stays")
    #expect(!names.contains { $0.hasPrefix("0000000f") || $0.hasSuffix(".tmp") }, "\(names)")
  }

  @Test func `a changed file's records are replaced, unchanged files are not read`() throws {
    let index = try index([0..<10, 10..<20])
    let changed = folder.write(SmallIndex.lines(50..<57), to: "1.jsonl")
    let report = try index.ingest(
      [folder.path + "/0.jsonl", changed], options: SmallIndex.options)
    #expect(report.filesUnchanged == 1)
    #expect(report.filesRead == 1)
    #expect(report.records == 7)
    #expect(try index.snapshot()?.records == 17)
    #expect(try index.count("title:15").records == 0)
    #expect(try index.count("title:53").records == 1)
    let again = try index.ingest(
      [folder.path + "/0.jsonl", changed], options: SmallIndex.options)
    #expect(again.filesUnchanged == 2)
    #expect(again.records == 0)
  }

  @Test func `files that are gone lose their records only when asked`() throws {
    let index = try index([0..<10, 10..<20])
    _ = try index.ingest([folder.path + "/0.jsonl"], options: SmallIndex.options)
    #expect(try index.snapshot()?.records == 20)
    var options = SmallIndex.options
    options.removesMissing = true
    _ = try index.ingest([folder.path + "/0.jsonl"], options: options)
    #expect(try index.snapshot()?.records == 10)
    #expect(try index.snapshot()?.files.map(\.path) == [folder.path + "/0.jsonl"])
    #expect(try index.check().problems.isEmpty)
  }

  @Test func `an interrupted ingest is taken up again`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    // Large enough for several rounds.
    var lines = ""
    for number in 0..<9000 {
      lines +=
        "{\"id\":\"r\(number)\",\"text\":\"whale \(number) "
        + String(repeating: "sea wind ", count: 60) + "\"}\n"
    }
    let file = folder.write(lines, to: "large.jsonl")
    var options = SmallIndex.options
    options.fields = FieldPlan(textFields: ["text"], recordID: "id")
    var calls = 0
    let failure = #expect(throws: IndexFailure.self) {
      _ = try index.ingest([file], options: options) { _ in
        calls += 1
        return calls < 2
      }
    }
    #expect(failure?.code == .cancelled)
    let halfway = try #require(try index.snapshot())
    #expect(halfway.records > 0 && halfway.records < 9000)
    #expect(halfway.isPartial)
    #expect(
      try index.count("whale").coverage.notes.count == 1, "the answer says that it is partial")
    _ = try index.ingest([file], options: options)
    #expect(try index.snapshot()?.records == 9000)
    #expect(try index.count("whale").records == 9000)
    #expect(try index.search("8999").hits.map(\.reference.record) == ["r8999"])
  }

  @Test func `the old index answers until a rebuild is done`() throws {
    let index = try index([0..<10])
    let before = try SmallIndex.answers(index)
    let file = folder.write(SmallIndex.lines(50..<60), to: "new.jsonl")
    var options = SmallIndex.options
    options.rebuild = true
    options.method.analyzer = .plain
    var seen: [[String]] = []
    _ = try index.ingest([file], options: options) { progress in
      if progress.phase != .committing {
        seen.append((try? SmallIndex.answers(index)) ?? ["an error"])
      }
      return true
    }
    #expect(!seen.isEmpty)
    #expect(seen.allSatisfy { $0 == before })
    #expect(try index.snapshot()?.method.analyzer == .plain)
    #expect(try index.count("title:5").records == 0)
    #expect(try index.snapshot()?.records == 10)
    #expect(try index.check().problems.isEmpty)
  }

  @Test func `bad records are counted and located, and too many of them end the run`() throws {
    let index = try CorpusIndex(at: folder.path + "/index")
    let good = SmallIndex.lines(0..<4).split(separator: "\n")
    let written = [
      good[0], "{\"id\": \"x\", \"text\": ", good[1], "no json", good[2], "{}", good[3],
    ]
    let file = folder.write(written.joined(separator: "\n") + "\n", to: "bad.jsonl")
    var options = SmallIndex.options
    options.maximumErrors = 1
    let failure = #expect(throws: IndexFailure.self) {
      _ = try index.ingest([file], options: options)
    }
    #expect(failure?.code == .badRecords)
    #expect(failure?.message.hasPrefix("more than 1 bad record, the next of them: ") == true)
    guard case .file(file, 4, _, _, _) = failure?.location else {
      return #expect(Bool(false), "\(String(describing: failure?.location)) is not line 4")
    }
    // The next run goes on, and what the first one could not use is not forgotten.
    options.maximumErrors = nil
    let second = try index.ingest([file], options: options)
    #expect(second.records == 0 && second.earlierProblems.records == 3)
    #expect(try index.snapshot()?.problems.records == 3)
    options.rebuild = true
    let report = try index.ingest([file], options: options)
    #expect(report.badRecords == 3)
    let lines = report.problems.compactMap { problem -> UInt64? in
      guard case .file(file, let line, _, _, _) = problem.location else { return nil }
      return line
    }
    #expect(lines.sorted() == [2, 4, 6])
    #expect(try index.snapshot()?.records == 4)
    #expect(try index.count("*").records == 4)
  }

  @Test func `other settings are refused by name`() throws {
    let index = try index([0..<5])
    var options = SmallIndex.options
    options.method.analyzer = .plain
    let file = folder.write(SmallIndex.lines(5..<9), to: "more.jsonl")
    let failure = #expect(throws: IndexFailure.self) {
      _ = try index.ingest([file], options: options)
    }
    #expect(failure?.code == .otherSettings)
    #expect(failure?.message == "the index was made with another analyzer")
    options = SmallIndex.options
    options.fields?.textFields = ["title"]
    let other = #expect(throws: IndexFailure.self) {
      _ = try index.ingest([file], options: options)
    }
    #expect(other?.message == "the index was made with other text fields")
  }

  @Test func `where nothing was ever indexed there is nothing to check or to merge`() throws {
    let blank = try CorpusIndex(at: folder.path + "/blank")
    for work in [{ _ = try blank.check() }, { try blank.merge() }, { _ = try blank.searcher() }] {
      let failure = #expect(throws: IndexFailure.self) { try work() }
      #expect(failure?.code == .notFound)
      #expect(failure?.message == "nothing has been indexed")
      #expect(failure?.remedy == .ingest)
    }
  }
}
