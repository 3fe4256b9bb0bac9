import Records
import Storage
import TestSupport
import Testing

@testable import Corpora

/// Attributes of documents that stand in files of their own.
@Suite struct SidecarTests {
  private let folder = ScratchFolder()

  private static let rules = LayoutRules()

  /// Every record of the folder with what its columns hold.
  private func records(
    recordID: String? = "id", chunkByteCount: Int = 300
  ) throws -> (values: [[String: CopiedRecord.Value]], problems: ProblemLog) {
    let files = try CorpusFiles([folder.path], rules: Self.rules).files
    let schema = RecordSchema(textFields: ["text"], recordID: recordID, leftOut: ["text"])
    var options = ReadingOptions()
    options.chunkByteCount = chunkByteCount
    var reader = CorpusReader(files: files, options: options)
    let parser = JSONLinesFormat().parser(for: schema)
    let merger = SidecarMerger(schema)
    var chunk = RawChunk()
    var batch = RecordBatch(schema: schema)
    var problems = ProblemLog()
    var values: [[String: CopiedRecord.Value]] = []
    while reader.next(into: &chunk) {
      parser.parse(chunk, into: &batch, problems: &problems)
      merger.merge(chunk, into: &batch, problems: &problems)
      values += batch.copies.map(\.values)
    }
    problems.merge(reader.problems)
    for problem in reader.strayAttributes { problems.append(problem) }
    return (values, problems)
  }

  private func write(_ lines: [String], to name: String) {
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    folder.write(name.hasSuffix(".gz") ? Packing.gzip(bytes) : bytes, to: name)
  }

  private func writeDocuments(_ count: Int, to name: String = "documents/a/0.jsonl.gz") {
    write((0..<count).map { "{\"id\":\"d\($0)\",\"text\":\"whale \($0)\"}" }, to: name)
  }

  @Test func `attributes are joined document by document, in any number of chunks`() throws {
    var random = SeededGenerator.announced("attributes beside documents")
    writeDocuments(200)
    var expected = (0..<200).map { _ in [String: CopiedRecord.Value]() }
    for name in ["tox", "lang"] {
      let lines = (0..<200).map { number in
        let scores = (0..<random.number(0..<4)).map { _ in random.number(0..<100) }
        let hasGap = random.once(in: 4)
        let spans = scores.map { "[0, 5, \($0)]" } + (hasGap ? ["[5, 9, null]"] : [])
        let key = "attributes.\(name)"
        if scores.count == 1 { expected[number][key] = .integer(Int64(scores[0])) }
        if scores.count > 1 { expected[number][key] = .list(scores.map { .integer(Int64($0)) }) }
        return
          "{\"id\":\"d\(number)\",\"attributes\":{\"\(name)\":[\(spans.joined(separator: ","))]}}"
      }
      write(lines, to: "attributes/\(name)/a/0.jsonl.gz")
    }
    for size in [50, 1_000, 100_000] {
      let found = try records(chunkByteCount: size)
      #expect(found.values == expected && found.problems.isEmpty, "chunks of \(size)")
    }
  }

  @Test func `documents without ids go by the numbers of their lines`() throws {
    write((0..<9).map { "{\"text\":\"whale \($0)\"}" }, to: "documents/x/en_head.json")
    write(
      (0..<9).map { "{\"id\":\"x/en_head.json/\($0)\",\"quality_signals\":{\"n\":[[0,1,\($0)]]}}" },
      to: "quality_signals/x/en_head.signals.json")
    let found = try records(recordID: nil, chunkByteCount: 40)
    #expect(found.values == (0..<9).map { ["quality_signals.n": .integer($0)] })
    #expect(found.problems.isEmpty)
  }

  @Test(arguments: [40, 1_000, 100_000])
  func `attributes in another order are joined by id, and ids on one side only are counted`(
    chunkByteCount: Int
  ) throws {
    var random = SeededGenerator.announced("attributes in another order")
    writeDocuments(300)
    // Every seventh document has no line, and as many lines are about no document.
    var lines = (0..<300).filter { !$0.isMultiple(of: 7) }.map {
      "{\"id\":\"d\($0)\",\"attributes\":{\"n\":[[0,1,\($0)]]}}"
    }
    lines += (0..<43).map { "{\"id\":\"x\($0)\",\"attributes\":{\"n\":[[0,1,\($0)]]}}" }
    for ordered in [true, false] {
      // With gaps the order is lost in the middle, else at once.
      write(ordered ? lines : lines.shuffled(using: &random), to: "attributes/n/a/0.jsonl.gz")
      let found = try records(chunkByteCount: chunkByteCount)
      #expect(
        found.values
          == (0..<300).map { $0.isMultiple(of: 7) ? [:] : ["attributes.n": .integer(Int64($0))] })
      let messages = found.problems.repairs.map(\.message)
      #expect(messages.first == "attributes/n has no line about this record")
      #expect(found.problems.repairedRecordCount == 44 && found.problems.lostRecordCount == 0)
    }
  }

  @Test func `attributes that cannot be joined are named`() throws {
    write((0..<9).map { "{\"text\":\"whale \($0)\"}" }, to: "documents/a/0.jsonl.gz")
    let lines = (0..<9).map { "{\"id\":\"d\($0)\",\"attributes\":{\"n\":[[0,1,\($0)]]}}" }
    write(lines, to: "attributes/named/a/0.jsonl.gz")
    write(lines, to: "attributes/alone/b/0.jsonl.gz")
    write(["x"], to: "duplicates/a/0.parquet")
    let listed = try CorpusFiles([folder.path], rules: Self.rules)
    #expect(listed.files.map(\.name) == ["documents/a/0.jsonl.gz"])
    #expect(listed.files[0].sidecars == [])
    #expect(
      Set(listed.skipped.map(\.reason)) == [
        "attributes that are not joined: the documents have no id, and d0 in line 1 has no number of a line",
        "attributes of documents that are not there",
        "duplicates of documents, which are not joined",
      ])
    #expect(listed.skipped.allSatisfy { $0.looksLikeData })
    // Without a layout they are files of records like others.
    #expect(try CorpusFiles([folder.path]).files.count == 3)
  }

  @Test func `a line that is missing or of another document is counted`() throws {
    writeDocuments(300)
    var lines = (0..<300).map { "{\"id\":\"d\($0)\",\"attributes\":{\"n\":[[0,1,\($0)]]}}" }
    lines[200] = "no line"
    lines[250] = lines[251]
    write(Array(lines.dropLast(2)), to: "attributes/n/a/0.jsonl.gz")
    let found = try records()
    #expect(found.values.count == 300)
    #expect(
      found.values.enumerated().filter { $0.element.isEmpty }.map(\.offset) == [200, 250, 298, 299])
    #expect(found.problems.repairedRecordCount == 5 && found.problems.lostRecordCount == 0)
    let messages = found.problems.repairs.map(\.message)
    #expect(messages.prefix(4).allSatisfy { $0 == "attributes/n has no line about this record" })
    #expect(messages.last == "attributes/n has 2 lines about no document")
  }
}
