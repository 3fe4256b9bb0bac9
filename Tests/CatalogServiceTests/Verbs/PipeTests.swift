import Foundation
import TestSupport
import Testing

@testable import CatalogService

/// Data that comes through a FIFO, as it does through standard input.
@Suite struct PipeTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }
  private var fifo: String { fixture.scratch.path + "/fifo" }

  private func shell(_ line: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    try process.run()
    return process
  }

  private func makeFIFO() throws { try shell("mkfifo '\(fifo)'").waitUntilExit() }

  /// Pipes a file while some work reads it.
  private func piping<Answer>(
    _ path: String, _ work: () async throws -> Answer
  ) async throws -> Answer {
    let writer = try shell("exec cat '\(path)' > '\(fifo)'")
    defer { writer.waitUntilExit() }
    return try await work()
  }

  private func error(_ work: () async throws -> Void) async -> CatalogError? {
    do {
      try await work()
      return nil
    } catch {
      return error as? CatalogError
    }
  }

  /// Names of the files in a folder and below, hidden ones too.
  private func names(_ folder: String) -> Set<String> {
    Set(FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
  }

  @Test(arguments: [
    "Samples/conversations.jsonl", "Samples/railway.jsonl.zst", "Samples/harbour-words.jsonl.lz4",
    "Samples/weather-log.jsonl.gz",
  ])
  func `records that came through a pipe are those of the file`(sample: String) async throws {
    try makeFIFO()
    let path = Project.path(sample)
    _ = try await catalog.add([path], id: "file")
    let answer = try await piping(path) { try await catalog.add([fifo], id: "pipe") }
    #expect(answer.outcome == .indexed)
    let known = try catalog.head("file", count: 1000).records
    let piped = try catalog.head("pipe", count: 1000).records
    #expect(!known.isEmpty && piped.map(\.value) == known.map(\.value))
    #expect(piped.map(\.reference.record) == known.map(\.reference.record))
    let status = try catalog.status().datasets.first { $0.id == "pipe" }
    #expect(status?.index.state == .current)
    #expect(status?.index.notes.contains { $0.contains("cannot be read again") } == true)
    #expect(try catalog.check().problems.isEmpty)
    // The records are in the segments; neither the data nor places to expand it from stay.
    let left = names(catalog.home.index(of: "pipe"))
    #expect(left.allSatisfy { !$0.hasSuffix(".tmp") && !$0.contains("check") })
    #expect(!names(catalog.home.path).contains { $0.contains("piped") })
  }

  @Test func `a form that is read from its end comes through a pipe too`() async throws {
    try makeFIFO()
    let table = fixture.scratch.write(
      Array("id;text;quality\n1;a white whale;20\n2;no more;9\n".utf8), to: "t")
    let answer = try await piping(table) { try await catalog.add([fifo], id: "table") }
    #expect(answer.report.records == 2 && answer.plan?.detection.format == "csv")
    let tar = fixture.scratch.path + "/samples"
    fixture.scratch.write(Array("a whale".utf8), to: "s/1.txt")
    fixture.scratch.write(Array("{\"n\": 1}".utf8), to: "s/1.json")
    try shell("cd '\(fixture.scratch.path)/s' && tar cf '\(tar)' 1.txt 1.json").waitUntilExit()
    let samples = try await piping(tar) { try await catalog.add([fifo], id: "samples") }
    #expect(samples.report.records == 1)
  }

  @Test func `a dataset that came through a pipe is renewed by another pipe or a file`()
    async throws
  {
    try makeFIFO()
    let whales = try fixture.corpus("whales", CorpusFixture.whales)
    let others = try fixture.corpus("others", ["a crane", "a tide", "a mole"])
    _ = try await piping(whales) { try await catalog.add([fifo], id: "p") }
    let again = try await piping(whales) { try await catalog.add([fifo], id: "p") }
    #expect(again.outcome == .unchanged)
    let other = await error {
      _ = try await piping(others) { try await catalog.add([fifo], id: "p") }
    }
    #expect(other?.code == .exists && other?.remedy == .pipeAgain("p"))
    for rebuild in [false, true] {
      let refused = await error { _ = try await catalog.index("p", rebuild: rebuild) }
      #expect(refused?.code == .notFound && refused?.remedy == .pipeAgain("p"))
      #expect(refused?.message.contains("cannot be read again") == true)
    }
    let renewed = try await piping(others) { try await catalog.index("p", sources: [fifo]) }
    #expect(renewed.outcome == .indexed && renewed.report.records == 3)
    #expect(try catalog.find("whale", in: ["p"]).records.hits.isEmpty)
    #expect(try catalog.find("crane", in: ["p"]).records.hits.count == 1)
    // The same bytes in a file: from now on they can be read again.
    #expect(try await catalog.add([others], id: "p").isMoved)
    #expect(try await catalog.index("p", rebuild: true).report.records == 3)
  }

  @Test func `what a pipe cannot be is refused before anything is read`() async throws {
    try makeFIFO()
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    func refusal(
      _ sources: [String], _ id: String?, _ change: (inout AddOptions) -> Void = { _ in }
    ) async -> CatalogError? {
      var options = AddOptions()
      change(&options)
      return await error { _ = try await catalog.add(sources, id: id, options: options) }
    }
    let nameless = await refusal([fifo], nil)
    #expect(nameless?.code == .usage && nameless?.remedy == .pipe(nil))
    #expect(await refusal(["-", fifo], "p")?.message.contains("several pipes") == true)
    #expect(await refusal([fifo, path], "p")?.message.contains("the only data") == true)
    #expect(
      await refusal([fifo], "p") { $0.indexing.store = TextStore.none }?.remedy
        == .choose(.value, from: ["lz4", "zstd"]))
    #expect(await refusal([fifo], "p") { $0.skipsIndexing = true }?.code == .usage)
    #expect(try catalog.known("p") == nil)
  }

  @Test(arguments: ["", " \n"])
  func `a pipe through which nothing comes is an error that leaves nothing`(
    text: String
  )
    async throws
  {
    try makeFIFO()
    let path = fixture.scratch.write(Array(text.utf8), to: "empty")
    let refused = await error {
      _ = try await piping(path) { try await catalog.add([fifo], id: "p") }
    }
    #expect(refused?.message == "the file is empty")
    #expect(refused?.location == .file(PipedSource.path))
    #expect(try catalog.known("p") == nil && !catalog.hasFolder("p"))
  }

  @Test func `a dry run of a pipe writes nothing`() async throws {
    try makeFIFO()
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    // While a store is open, SQLite keeps its log beside it.
    _ = try catalog.store
    let before = names(catalog.home.path)
    let planned = try await piping(path) { try catalog.plan([fifo], id: "p") }
    #expect(planned.outcome == .planned && planned.plan?.detection.fields.textFields == ["text"])
    #expect(names(catalog.home.path) == before)
  }
}
