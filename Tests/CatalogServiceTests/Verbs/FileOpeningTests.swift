import TestSupport
import Testing

@testable import CatalogService

/// How often a verb opens a file of data.
@Suite struct FileOpeningTests {
  @Test(arguments: [DataPacking.plain, .gzip])
  func `an add opens a file once`(packing: DataPacking) async throws {
    let fixture = CorpusFixture()
    let path = try fixture.corpus("web", CorpusFixture.whales, packing: packing)
    let counter = FileOpenCounter(path)
    let answer = try await fixture.catalog.add([path], id: "web")
    #expect(answer.report.records == 4)
    #expect(counter.count() == 1)
    // The same bytes again: they are listed, looked at and compared.
    #expect(try await fixture.catalog.add([path], id: "web").outcome == .unchanged)
    #expect(counter.count() == 1)
    _ = try fixture.catalog.plan([path], id: "other")
    #expect(counter.count() == 1)
    _ = try await fixture.catalog.index("web", rebuild: true)
    #expect(counter.count() == 1)
  }
}
