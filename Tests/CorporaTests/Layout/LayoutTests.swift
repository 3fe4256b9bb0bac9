import Records
import Storage
import TestSupport
import Testing

@testable import Corpora

/// Columns that files have as a whole.
@Suite struct LayoutTests {
  private let folder = ScratchFolder()

  private func write(_ names: [String]) {
    for name in names { folder.write("{\"text\": \"whale\"}\n", to: name) }
  }

  private func labels(_ rules: LayoutRules) throws -> [String: [String]] {
    let files = try CorpusFiles([folder.path], rules: rules).files
    return Dictionary(
      uniqueKeysWithValues: files.map { file in
        (file.name, file.labels.map { "\($0.column)=\($0.values.joined(separator: "+"))" })
      })
  }

  @Test func `the user counts before the description, and that before names`() throws {
    write(["en/train.jsonl", "en/test.jsonl", "zh/train.jsonl"])
    var described = FileLayout(source: "README.md")
    described.parts = [
      FileLayout.Part(patterns: ["en/*"], labels: [.init("config", ["english"])]),
      FileLayout.Part(patterns: ["**"], labels: [.init("config", ["all; of, it %"])]),
    ]
    let own = FileLayout.Part(patterns: ["zh/*"], labels: [.init("split", ["mine"])])
    #expect(
      try labels(LayoutRules(described: described, decided: [own])) == [
        "en/train.jsonl": ["config=english+all; of, it %", "split=train"],
        "en/test.jsonl": ["config=english+all; of, it %", "split=test"],
        "zh/train.jsonl": ["config=all; of, it %", "split=mine"],
      ])
    #expect(
      try labels(LayoutRules(source: .names, described: described)) == [
        "en/train.jsonl": ["config=en", "split=train"],
        "en/test.jsonl": ["config=en", "split=test"],
        "zh/train.jsonl": ["config=zh", "split=train"],
      ])
    #expect(
      try labels(LayoutRules(source: .none, described: described))
        == ["en/train.jsonl": [], "en/test.jsonl": [], "zh/train.jsonl": []])
  }

  @Test func `folders called column=value are columns`() throws {
    write(["quality=high/lang=zh%20x/train.jsonl", "quality=low/lang=/a.jsonl", "=x/b.jsonl"])
    #expect(
      try labels(LayoutRules()) == [
        "quality=high/lang=zh%20x/train.jsonl": ["lang=zh x", "quality=high", "split=train"],
        "quality=low/lang=/a.jsonl": ["quality=low"], "=x/b.jsonl": [],
      ])
  }

  @Test func `files that the description does not name are left out, unless it names none`() throws
  {
    write(["a.jsonl", "raw/b.jsonl"])
    var described = FileLayout(source: "card")
    described.parts = [FileLayout.Part(patterns: ["a.*"])]
    let listed = try CorpusFiles([folder.path], rules: LayoutRules(described: described))
    #expect(listed.files.map(\.name) == ["a.jsonl"])
    #expect(listed.skipped.map(\.reason) == ["not among the files that card names"])
    described.parts = [FileLayout.Part(patterns: ["c.*"])]
    #expect(
      try CorpusFiles([folder.path], rules: LayoutRules(described: described)).files.count == 2)
  }

  @Test func `files that the description names and that are not there are said`() throws {
    write(["a.jsonl", "parts/b.jsonl"])
    var described = FileLayout(source: "card")
    described.parts = [
      FileLayout.Part(patterns: ["a.jsonl", "./parts/*.jsonl", "https://example.org/x.jsonl"]),
      FileLayout.Part(patterns: ["none.jsonl", "more/*"]),
    ]
    let listed = try CorpusFiles([folder.path], rules: LayoutRules(described: described))
    #expect(listed.files.count == 2)
    #expect(
      listed.skipped.map { "\($0.path.dropFirst(folder.path.count)): \($0.reason)" } == [
        "/none.jsonl: named by card, and not there", "/more/*: named by card, and not there",
      ])
  }

  @Test func `records get the columns of their file where they have none of their own`() {
    let schema = RecordSchema(textFields: ["text"])
    let parser = JSONLinesFormat().parser(for: schema)
    var chunk = RawChunk()
    for line in [#"{"text":"a","split":"own","n":1}"#, #"{"text":"b","n":2}"#, #"{"text":"c"}"#] {
      chunk.pieces.append(
        RawChunk.Piece(start: UInt32(chunk.bytes.count), count: UInt32(line.utf8.count)))
      chunk.numbers.append(0)
      chunk.bytes.append(contentsOf: Array((line + "\n").utf8))
    }
    var batch = RecordBatch(schema: schema)
    var problems = ProblemLog()
    parser.parse(chunk, into: &batch, problems: &problems)
    let own = batch.add([.init("split", ["train"]), .init("config", ["en", "all"])])
    #expect(own == ["split": 1])
    let both = CopiedRecord.Value.list([.string("en"), .string("all")])
    #expect(
      batch.copies.map(\.values) == [
        ["split": .string("own"), "n": .integer(1), "config": both],
        ["split": .string("train"), "n": .integer(2), "config": both],
        ["split": .string("train"), "config": both],
      ])
  }
}
