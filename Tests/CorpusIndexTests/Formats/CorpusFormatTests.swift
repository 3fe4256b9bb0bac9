import Corpora
import Records
import Storage
import TestSupport
import Testing

@testable import CorpusIndex

/// A format that is handed in goes the whole way: listed, detected, indexed, searched and fetched.
@Suite struct CorpusFormatTests {
  typealias Packing = DecompressingReader.Format

  static let formats = CorpusFormats([JSONLinesFormat(), PlainLines()])
  static let lines = (0..<400).map { "whale \($0) swims \($0 % 7 == 0 ? "north 白鲸" : "south")" }

  static var options: IngestOptions {
    var options = IngestOptions()
    options.memory = 16 << 20
    options.jobs = 2
    return options
  }

  static func corpus(_ folder: ScratchFolder, as packing: Packing) {
    let text = lines.joined(separator: "\n") + "\nbad\n"
    folder.write(
      TestSupport.Packing.pack(Array(text.utf8), as: packing, piece: 3000), to: "data/a.lines")
    folder.write("{\"line\": \"a whale in an object\"}\n", to: "data/b.jsonl")
  }

  @Test(arguments: Packing.allCases, [TextStore.none, .lz4])
  func `a format is a folder and a line in a list`(packing: Packing, store: TextStore) throws {
    let folder = ScratchFolder()
    Self.corpus(folder, as: packing)
    let sources = try SourceListing(["data"], base: folder.path, formats: Self.formats)
    let detection = try sources.detect()
    #expect(detection.files.map(\.path) == ["data/a.lines", "data/b.jsonl"])
    #expect(detection.format == "lines")
    #expect(detection.fields == FieldPlan(textFields: ["line"]))

    let index = try CorpusIndex(at: folder.path + "/index", formats: Self.formats)
    var options = Self.options
    options.fields = detection.fields
    options.method.store = store
    let report = try index.ingest(sources, options: options)
    #expect(report.records == 401)
    #expect(report.problems.map(\.message) == ["three bytes are no record"])
    let damaged = Self.lines.joined(separator: "\n").utf8.count + 1
    #expect(
      report.problems.map(\.location)
        == [.file("data/a.lines", line: 401, byte: UInt64(damaged))])

    let snapshot = try #require(try index.snapshot(base: folder.path))
    let searcher = CorpusSearcher([SearchedCorpus(name: "c", snapshot: snapshot)])
    #expect(try searcher.count("north").records == 58)
    #expect(try searcher.search("白鲸").total == 58)
    #expect(try searcher.search("\"whale 21\"").hits.map(\.reference.record) == ["21"])
    var texts: [String] = []
    try searcher.forEachRecord { record in
      texts.append(record.texts[0].text)
      return true
    }
    #expect(texts.sorted() == (Self.lines + ["a whale in an object"]).sorted())
    #expect(try index.check().problems.isEmpty)
  }

  @Test func `a format that this program lacks is named`() throws {
    let folder = ScratchFolder()
    Self.corpus(folder, as: .plain)
    let index = try CorpusIndex(at: folder.path + "/index", formats: Self.formats)
    var options = Self.options
    options.method.store = .none
    _ = try index.ingest(["data/a.lines"], base: folder.path, options: options)
    let other = try CorpusIndex(at: folder.path + "/index")
    let snapshot = try #require(try other.snapshot(base: folder.path))
    let searcher = CorpusSearcher([SearchedCorpus(name: "c", snapshot: snapshot)])
    #expect(try searcher.count("north").records == 58)
    do {
      try searcher.forEachRecord { _ in true }
      Issue.record("a record of an unknown format was read")
    } catch let failure as IndexFailure {
      #expect(failure.message.contains("its format \"lines\" is not known to this program"))
    }
  }

  @Test func `what no format takes is refused in the words of the one it is named after`() throws {
    let folder = ScratchFolder()
    folder.write("{}", to: "a.lines")
    folder.write("{\n", to: "b.lines")
    do {
      _ = try SourceListing(["b.lines"], base: folder.path, formats: Self.formats)
      Issue.record("b.lines was taken")
    } catch let failure as IndexFailure {
      #expect(failure.code == .badFormat)
      #expect(failure.remedy == .advice("write one record a line"))
    }
  }
}
