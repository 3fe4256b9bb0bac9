import Foundation
import TestSupport
import Testing

@testable import CatalogService

/// Folders of text and Markdown, a record each file.
@Suite struct TextTreeTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }

  private func write(_ files: [String: String], to folder: String) -> String {
    for (name, text) in files { fixture.scratch.write(Array(text.utf8), to: folder + "/" + name) }
    return fixture.scratch.path + "/" + folder
  }

  private func values(_ id: String) throws -> [String] {
    try catalog.head(id, count: 100).records.map { String(decoding: $0.value, as: UTF8.self) }
  }

  @Test(arguments: [TextStore.lz4, .zstd, .none])
  func `each file of a tree is a record with its path`(store: TextStore) async throws {
    let folder = write(
      [
        "a.md": "---\ntitle: The Whale\ntags: [sea, white]\n---\n# Whale\n\nA \"white\" whale.\n",
        "deep/er/b.txt": "one, two\nthree, four\n", "deep/README.md": "read me",
        "semi;colon%3B.txt": "a path with signs", "c.text": "\u{FEFF}marked",
        "README.md": "# Not a card", "LICENSE.txt": "MIT", "empty.txt": "",
      ], to: "tree")
    fixture.scratch.write(Packing.gzip(Array("packed".utf8)), to: "tree/z.md.gz")
    fixture.scratch.write([0, 1, 2, 3], to: "tree/bin.txt")
    var options = AddOptions()
    options.indexing.store = store
    let answer = try await catalog.add([folder], id: "tree", options: options)
    #expect(answer.report.records == 6 && answer.plan?.detection.fields.recordID == "id")
    #expect(
      try values("tree") == [
        ##"{"id":"a.md","path":"a.md","name":"a.md","extension":"md","metadata":{"title":"The Whale","tags":["sea","white"]},"text":"# Whale\n\nA \"white\" whale.\n"}"##,
        #"{"id":"c.text","path":"c.text","name":"c.text","extension":"text","text":"marked"}"#,
        #"{"id":"deep/README.md","path":"deep/README.md","name":"README.md","extension":"md","text":"read me"}"#,
        #"{"id":"deep/er/b.txt","path":"deep/er/b.txt","name":"b.txt","extension":"txt","text":"one, two\nthree, four\n"}"#,
        #"{"id":"semi;colon%3B.txt","path":"semi;colon%3B.txt","name":"semi;colon%3B.txt","extension":"txt","text":"a path with signs"}"#,
        #"{"id":"z.md.gz","path":"z.md.gz","name":"z.md.gz","extension":"md","text":"packed"}"#,
      ])
    #expect(
      try catalog.find("four", in: ["tree"]).records.hits.map(\.reference.record) == [
        "deep/er/b.txt"
      ])
    #expect(
      try catalog.find("whale metadata.tags:sea", in: ["tree"]).records.hits.map(\.reference.record)
        == ["a.md"])
    let left = Dictionary(
      uniqueKeysWithValues: answer.plan?.detection.skipped.flatMap { files in
        files.paths.map { (($0 as NSString).lastPathComponent, files.reason) }
      } ?? [])
    #expect(
      left == [
        "README.md": "a paper beside the data", "LICENSE.txt": "a paper beside the data",
        "empty.txt": "empty", "bin.txt": "binary, no text",
      ])
  }

  @Test func `texts beside other data are papers`() async throws {
    let folder = write(["a.jsonl": "{\"text\":\"a whale\"}\n", "notes.txt": "a note"], to: "mixed")
    let answer = try await catalog.add([folder], id: "mixed")
    #expect(answer.report.records == 1)
    #expect(answer.plan?.detection.skipped.map(\.looksLikeData) == [true])
    // Named by itself, or by a pattern, a text is data.
    #expect(try await catalog.add([folder + "/notes.txt"], id: "one").report.records == 1)
    let pattern = write(["x.md": "a crane", "y.md": "a tide"], to: "pages") + "/*.md"
    #expect(try await catalog.add([pattern], id: "pages").report.records == 2)
  }

  @Test func `the encoding of a text is told, or said by the user`() async throws {
    let folder = write(["a.txt": "白鲸"], to: "coded")
    let text = "白鲸向北游去，捕鲸船跟在后面。灯塔的灯光照着白色的浪。"
    let gb18030: [UInt8] = [0xB0, 0xD7, 0xBE, 0xA8]
    fixture.scratch.write(
      [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, to: "coded/b.txt")
    _ = try await catalog.add([folder], id: "coded")
    #expect(try values("coded").last?.contains("\"text\":\"\(text)\"") == true)
    let path = fixture.scratch.write(gb18030, to: "c.txt")
    var options = AddOptions()
    options.indexing.reading.encoding = "gb18030"
    _ = try await catalog.add([path], id: "said", options: options)
    #expect(try values("said").first?.contains("\"text\":\"白鲸\"") == true)
  }

  @Test func `a file of a tree that changed, went or came is followed`() async throws {
    let folder = write(["a.txt": "a whale", "b.txt": "a crane"], to: "moving")
    _ = try await catalog.add([folder], id: "moving")
    _ = write(["b.txt": "a heron by now", "c.txt": "a tide"], to: "moving")
    try ScratchFolder.remove(folder + "/a.txt")
    let report = try await catalog.index("moving").report
    #expect(report.filesReplaced == 1 && report.filesGone == 1)
    for (word, record) in [("heron", "b.txt"), ("tide", "c.txt")] {
      #expect(
        try catalog.find(word, in: ["moving"]).records.hits.map(\.reference.record) == [record])
    }
    #expect(try catalog.find("whale", in: ["moving"]).records.hits.isEmpty)
  }
}
