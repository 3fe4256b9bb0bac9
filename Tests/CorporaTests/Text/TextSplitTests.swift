import Records
import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct TextSplitTests {
  private func parts(_ text: String, _ split: TextSplit) -> [String] {
    Array(text.utf8).withView { view in split.ranges(in: view).map { view[$0].text } }
  }

  @Test func `paragraphs end at blank lines`() {
    #expect(
      parts("\n one\ntwo \r\n \t\nthree\n\n\n四\n", .paragraph) == ["one\ntwo", "three", "四"])
    #expect(parts(" \n", .paragraph) == [])
    #expect(parts("x", .paragraph) == ["x"])
  }

  @Test func `headings begin records, outside of code`() {
    let text = "before\n# One\na\n```\n# no\n```\n####### seven\n#none\n## Two ##\n"
    #expect(
      parts(text, .heading) == [
        "before", "# One\na\n```\n# no\n```\n####### seven\n#none", "## Two ##",
      ])
    #expect(parts(text, .whole) == [text])
    Array("## Two ## \r\nx".utf8).withView { view in
      #expect(TextSplit.heading.heading(of: view) == "Two")
      #expect(TextSplit.paragraph.heading(of: view) == nil)
    }
  }

  @Test func `a file of any name is a text where the user says so`() throws {
    let folder = ScratchFolder()
    let path = folder.write("a whale\n\nin the sea\n", to: "notes")
    #expect(throws: CorpusError.self) { try CorpusFiles([path]) }
    let formats = CorpusFormats.builtIn.with(FormatSettings(["split": "paragraph"]), only: "text")
    let files = try CorpusFiles([path], formats: formats).files
    let reading = CorpusReading(files, schema: RecordSchema(textFields: ["text"]), formats: formats)
    #expect(reading.bodies == ["a whale", "in the sea"])
  }

  @Test func `each part is a record that is found again`() throws {
    let folder = ScratchFolder()
    let text = "---\ntitle: T\n---\n" + (0..<50).map { "# \($0)\nwhale \($0)\n" }.joined()
    folder.write(Packing.gzip(Array(text.utf8)), to: "a.md.gz")
    let formats = CorpusFormats.builtIn.with(FormatSettings(["split": "heading"]), only: nil)
    let files = try CorpusFiles([folder.path], formats: formats).files
    let schema = RecordSchema(textFields: ["text"], recordID: "id")
    let reading = CorpusReading(files, schema: schema, formats: formats, chunkByteCount: 300)
    #expect(reading.records.map(\.id) == (1...50).map { "a.md.gz#\($0)" })
    #expect(reading.records[7].values["heading"] == .string("7"))
    #expect(reading.records[7].values["metadata.title"] == .string("T"))
    var fetcher = RecordFetcher(files: files, schema: schema, formats: formats)
    var batch = RecordBatch(schema: schema)
    for record in reading.records.reversed() {
      try fetcher.read(record.place, into: &batch)
      #expect(batch.copies[0].texts == record.texts)
    }
  }
}
