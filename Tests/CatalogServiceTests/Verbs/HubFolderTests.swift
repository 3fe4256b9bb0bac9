import Datasets
import Foundation
import TestSupport
import Testing

@testable import CatalogService

/// Folders as a hub gives them: descriptions that say which files are which part of a dataset.
@Suite struct HubFolderTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }
  private var folder: String { fixture.scratch.path + "/hub" }

  private func write(_ text: String, to name: String) {
    fixture.scratch.write(Array(text.utf8), to: "hub/" + name)
  }

  private func writeData() {
    for name in ["en/train-0", "en/train-1", "en/test-0", "zh/train-0"] {
      write("{\"id\": \"\(name)\", \"text\": \"a whale\"}\n", to: name + ".jsonl")
    }
  }

  private func card(_ english: String) -> String {
    """
    ---
    license: cc-by-4.0
    configs:
    - config_name: en
      data_files:
      - {split: \(english), path: en/train-*}
      - {split: test, path: en/test-*}
    - config_name: zh
      data_files: [{split: train, path: zh/*}]
    ---
    """
  }

  private func records(where condition: String) throws -> [String] {
    var options = SearchOptions()
    options.condition = condition
    options.limit = 100
    return try catalog.find("whale", in: ["hub"], options: options).records.hits
      .map(\.reference.record).sorted()
  }

  private func states() throws -> [IndexStateAnswer.Word] {
    try catalog.status().datasets.map(\.index.state)
  }

  @Test func `configurations and splits are columns and subsets`() async throws {
    writeData()
    write(card("train"), to: "README.md")
    let answer = try await catalog.add([folder])
    #expect(answer.report.records == 4)
    #expect(try records(where: "split=train and config=en") == ["en/train-0", "en/train-1"])
    #expect(try records(where: "config=zh") == ["zh/train-0"])
    let dataset = try catalog.show("hub").dataset
    #expect(
      dataset.subsets.filter { $0.kind == .split }.map { "\($0.parent ?? "")/\($0.name)" }
        == ["en/train", "en/test", "zh/train"])
    let value = try catalog.record("zh/train-0", in: "hub").value
    #expect(String(decoding: value, as: UTF8.self) == #"{"id":"zh/train-0","text":"a whale"}"#)
  }

  @Test func `a card that says otherwise has its files read again`() async throws {
    writeData()
    write(card("train"), to: "README.md")
    _ = try await catalog.add([folder])
    write(card("special"), to: "README.md")
    let again = try await catalog.index("hub")
    #expect(again.report.filesReplaced == 2)
    #expect(try records(where: "split=special") == ["en/train-0", "en/train-1"])
    #expect(try await catalog.index("hub").report.filesRead == 0)
  }

  @Test func `names tell splits where nobody says them, and then make the subsets`() async throws {
    writeData()
    _ = try await catalog.add([folder])
    #expect(try records(where: "split=test") == ["en/test-0"])
    let dataset = try catalog.show("hub").dataset
    #expect(Set(dataset.subsets.map(\.name)) == ["en", "zh", "train", "test"])
  }

  @Test func `every choice can be another one`() async throws {
    writeData()
    write(card("train"), to: "README.md")
    var options = AddOptions()
    options.indexing.reading.layout = "none"
    options.indexing.reading.labels = [FileLabel(column: "half", value: "first", pattern: "en/*")]
    let plan = try #require(try catalog.plan([folder], options: options).plan)
    #expect(plan.detection.columns.map(\.name) == ["half"])
    options.indexing.reading.layout = "other"
    #expect(throws: CatalogError.self) { try catalog.plan([folder], options: options) }
  }

  @Test func `files in archives are current until the archive changes`() async throws {
    let lines = "{\"id\": \"1\", \"text\": \"a whale\"}\n"
    let bytes = ZipBytes.archive([ZipBytes.Member("a/train.jsonl", lines)])
    let path = fixture.scratch.write(bytes, to: "a.zip")
    var options = AddOptions()
    options.indexing.store = TextStore.none
    _ = try await catalog.add([path], id: "hub", options: options)
    #expect(try states() == [.current])
    #expect(try catalog.record("1", in: "hub").texts.map(\.text) == ["a whale"])
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: path)
    #expect(try states() == [.stale])
    #expect(try await catalog.index("hub").report.filesRead == 0)
    #expect(try states() == [.current])
    let more = lines + "{\"id\": \"2\", \"text\": \"another whale\"}\n"
    fixture.scratch.write(
      ZipBytes.archive([ZipBytes.Member("a/train.jsonl", more)]), to: "a.zip")
    #expect(try await catalog.index("hub").report.filesReplaced == 1)
    #expect(try records(where: "split=train") == ["1", "2"])
  }
}
