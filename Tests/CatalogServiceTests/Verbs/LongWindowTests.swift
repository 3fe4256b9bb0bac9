import JSONText
import TestSupport
import Testing

@testable import CatalogService

@Suite struct LongWindowTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }

  /// A zstd frame of one block as it is, whose header asks for a window of 2^`log` bytes and does not say
  /// how many bytes follow.
  private func frame(_ text: String, log: UInt8) -> [UInt8] {
    let block = UInt32(text.utf8.count) << 3 | 1
    return [0x28, 0xB5, 0x2F, 0xFD, 0, (log - 10) << 3]
      + [
        UInt8(truncatingIfNeeded: block), UInt8(truncatingIfNeeded: block >> 8), UInt8(block >> 16),
      ]
      + Array(text.utf8)
  }

  private func options(_ memory: UInt64, _ store: TextStore = .lz4) -> AddOptions {
    var options = AddOptions()
    options.indexing.memory = memory
    options.indexing.store = store
    return options
  }

  @Test(arguments: [TextStore.lz4, .none], [UInt8(27), 28, 31])
  func
    `a window is taken where half of the memory holds it, and refused with the memory that would do`(
      store: TextStore, log: UInt8
    ) async throws
  {
    let text =
      "{\"id\": \"a\", \"text\": \"a white whale\"}\n{\"id\": \"b\", \"text\": \"calm sea\"}\n"
    let path = fixture.scratch.write(frame(text, log: log), to: "data.jsonl.zst")
    let enough = max(64 << 20, UInt64(2) << UInt64(log))
    if log > 27 {
      let error = await #expect(throws: CatalogError.self) {
        _ = try await catalog.add([path], id: "small", options: options(enough - (1 << 20), store))
      }
      #expect(error?.description.contains("--memory \(enough >> 20)MiB") == true, "\(error as Any)")
    }
    let answer = try await catalog.add([path], id: "data", options: options(enough, store))
    #expect(answer.report.records == 2)
    // Who reads one record later has no memory to give, and gets what was taken.
    #expect(try catalog.record("b", in: "data").texts.contains { $0.text == "calm sea" })
    #expect(try catalog.profile("data", again: true).profile["records"]?.integer == 2)
    #expect(try catalog.status().datasets.first?.index.state == .current)
  }

  @Test
  func `a frame in the middle with a larger window ends the file, and what came before stays`()
    async throws
  {
    let first = frame("{\"id\": \"a\", \"text\": \"a white whale\"}\n", log: 20)
    let second = frame("{\"id\": \"b\", \"text\": \"calm sea\"}\n", log: 29)
    // So many small frames that the beginning, which is looked at first, does not reach the other.
    let path = fixture.scratch.write(
      (0..<20_000).flatMap { _ in first } + second, to: "data.jsonl.zst")
    let options = options(64 << 20)
    let answer = try await catalog.add([path], id: "data", options: options)
    #expect(answer.report.records == 20_000)
    #expect(answer.report.problems.contains { $0.message.contains("--memory 1024MiB") })
  }
}
