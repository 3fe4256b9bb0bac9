import Datasets
import JSONText
import TestSupport
import Testing

@testable import CatalogService

@Suite struct ProfileTests {
  @Test func `a profile is measured, kept, shown, and compared`() async throws {
    let fixture = CorpusFixture()
    let path = try fixture.corpus("whales", CorpusFixture.whales + [CorpusFixture.whales[0]])
    _ = try await fixture.catalog.add([path], id: "whales")
    let counted = try fixture.catalog.profile("whales")
    #expect(!counted.isFresh && counted.profile["measured"]?.string == "while indexing")
    #expect(counted.profile["text"]?["looked_at"]?["error_points"]?.double == 0)
    let answer = try fixture.catalog.profile("whales", again: true)
    #expect(answer.isFresh)
    #expect(answer.profile["text"]?["near_duplicates"]?["texts"]?.integer == 1)
    let profile = answer.profile
    #expect(profile["records"]?.integer == 5)
    #expect(profile["text"]?["duplicates"]?["texts"]?.integer == 1)
    let bytes = (CorpusFixture.whales + [CorpusFixture.whales[0]]).reduce(0) { $0 + $1.utf8.count }
    #expect(profile["text"]?["bytes"]?.integer == Int64(bytes))
    let language = try #require(profile["columns"]?.elements.first { $0["name"]?.string == "lang" })
    #expect(language["filled"]?.integer == 5 && language["distinct"]?.integer == 2)
    #expect(language["top"]?.elements.first?["value"]?.string == "en")
    #expect(try !fixture.catalog.profile("whales").isFresh)
    let again = try fixture.catalog.profile("whales", again: true)
    #expect(again.isFresh)
    #expect(try fixture.catalog.show("whales").dataset.profile == again.profile)
    // What indexing counts is what a pass over all records counts.
    for key in ["records", "removed", "fields", "columns"] {
      #expect(counted.profile[key] == again.profile[key], "\(key)")
    }
    for key in ["bytes", "characters", "length", "languages", "scripts", "duplicates"] {
      #expect(counted.profile["text"]?[key] == again.profile["text"]?[key], "\(key)")
    }

    let other = try fixture.corpus("others", CorpusFixture.whales)
    _ = try await fixture.catalog.add([other], id: "others")
    _ = try fixture.catalog.profile("others")
    let changes = try fixture.catalog.diff("whales", "others").changes
    #expect(changes.contains { $0.path == "profile.records" && $0.area == .profile })
    #expect(throws: CatalogError.self) { try fixture.catalog.profile("cci4") }
  }

  @Test func `records that were taken out are said to be counted still`() async throws {
    let fixture = CorpusFixture()
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await fixture.catalog.add([path], id: "whales")
    _ = try fixture.catalog.delete(matching: "north", from: "whales")
    let counted = try fixture.catalog.profile("whales").profile
    let removed = try #require(counted["removed"]?.integer)
    #expect(removed > 0)
    #expect(counted["records"]?.integer == Int64(CorpusFixture.whales.count) - removed)
    let again = try fixture.catalog.profile("whales", again: true).profile
    #expect(again["removed"]?.integer == 0 && again["records"] == counted["records"])
  }
}
