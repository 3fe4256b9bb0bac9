import Foundation
import TestSupport
import Testing

@testable import CatalogService

@Suite struct KeptAnswersTests {
  private struct Unlucky: Error {}

  private let fixture = CorpusFixture()

  private var catalog: Catalog { Catalog(at: fixture.catalog.home, keptAnswerBytes: 100_000) }

  /// How often a question is worked out when it is asked some times.
  private func made(
    _ catalog: Catalog, _ times: Int, between: (Int) throws -> Void = { _ in }
  ) throws -> Int {
    var count = 0
    for turn in 0..<times {
      _ = try catalog.kept(["name"], byteCount: { $0.utf8.count }) {
        count += 1
        return try catalog.show("aishell-3").name
      }
      try between(turn)
    }
    return count
  }

  @Test func `an answer is made once while nothing changes`() throws {
    #expect(try made(catalog, 5) == 1)
    // Who did not ask for answers to be kept gets each anew.
    #expect(try made(Catalog(at: fixture.catalog.home), 5) == 5)
  }

  @Test func `whoever changes a description, the next answer has it`() throws {
    let catalog = catalog
    for other in [catalog, Catalog(at: fixture.catalog.home)] {
      let count = try made(catalog, 6) { turn in
        _ = try other.set("aishell-3", ["name=Name \(turn)"])
        let name = try catalog.kept(["name of", "x"], byteCount: { $0.utf8.count }) {
          try catalog.show("aishell-3").name
        }
        #expect(name == "Name \(turn)")
      }
      #expect(count == 6)
    }
  }

  @Test func `what was made while somebody changed a description is not kept`() throws {
    let catalog = catalog
    let other = Catalog(at: fixture.catalog.home)
    func name(_ meanwhile: () throws -> Void) throws -> String {
      try catalog.kept(["name"], byteCount: { $0.utf8.count }) {
        let name = try catalog.show("aishell-3").name
        try meanwhile()
        return name
      }
    }
    let before = try name {
      _ = try other.set("aishell-3", ["name=Other"])
      // Another question has seen the change already.
      _ = try catalog.kept(["else"], byteCount: { _ in 0 }) { 0 }
    }
    #expect(before != "Other")
    #expect(try name {} == "Other")
    #expect(try name { throw Unlucky() } == "Other", "it is kept now")
  }

  @Test func `a failure is not kept, nor an answer of another type`() throws {
    let catalog = catalog
    #expect(throws: CatalogError.self) {
      try catalog.kept(["x"], byteCount: { $0 }) { throw Unlucky() }
    }
    #expect(try catalog.kept(["x"], byteCount: { $0 }) { 1 } == 1)
    #expect(try catalog.kept(["x"], byteCount: { $0.utf8.count }) { "one" } == "one")
    let none: Int? = try catalog.kept(["none"], byteCount: { _ in 0 }) { nil }
    let still: Int? = try catalog.kept(["none"], byteCount: { _ in 0 }) { 1 }
    #expect(none == nil && still == nil, "nothing is an answer too")
  }

  @Test func `a search follows what others do to descriptions and data`() async throws {
    let catalog = catalog
    let other = Catalog(at: fixture.catalog.home)
    let path = try fixture.corpus("whales", CorpusFixture.whales)
    _ = try await other.add([path], id: "whales")
    func hits(_ ids: [String]) throws -> Int {
      try catalog.find("whale", in: ids).records.hits.count
    }
    for _ in 0..<2 { #expect(try hits(["whales"]) == 2 && hits([]) == 2) }
    #expect(try catalog.find("zebrafish").datasets.isEmpty)
    _ = try other.set("whales", ["name=Zebrafish of the north"])
    #expect(try catalog.find("zebrafish").datasets.map(\.id) == ["whales"])
    _ = try other.rename("whales", to: "cetaceans")
    #expect(try hits(["whales"]) == 2 && hits(["cetaceans"]) == 2, "the former id is an alias")
    try other.remove("cetaceans")
    #expect(try hits([]) == 0)
    #expect(throws: CatalogError.self) { try hits(["cetaceans"]) }
    try other.restore("cetaceans")
    #expect(try hits(["cetaceans"]) == 2 && hits([]) == 2)
    try other.remove("cetaceans")
    #expect(try other.purge() == ["cetaceans"])
    #expect(throws: CatalogError.self) { try hits(["whales"]) }
    #expect(try catalog.find("zebrafish").datasets.isEmpty)
  }

  @Test func `of many indexes those searched last stay open`() async throws {
    let indexes = OpenIndexes(limit: 2)
    for id in ["a", "b", "c"] {
      let path = try fixture.corpus(id, CorpusFixture.whales)
      _ = try await fixture.catalog.add([path], id: id)
    }
    func open(_ id: String) throws {
      let opened = try indexes.opened(id, fixture.catalog.corpus(id), in: fixture.catalog.home)
      #expect(opened?.snapshot.summary.records == 4)
    }
    for id in ["a", "b", "a", "c"] { try open(id) }
    #expect(indexes.ids == ["a", "c"])
    indexes.forget(allBut: ["c", "d"])
    #expect(indexes.ids == ["c"])
  }

  @Test func `a searcher is of the commits that are asked for, and holds none that are not`()
    async throws
  {
    let indexes = OpenIndexes()
    func corpora(_ ids: [String]) throws -> [SearchedCorpus] {
      try ids.map { id in
        let opened = try indexes.opened(id, fixture.catalog.corpus(id), in: fixture.catalog.home)
        return SearchedCorpus(name: id, snapshot: try #require(opened).snapshot)
      }
    }
    for id in ["a", "b"] {
      let path = try fixture.corpus(id, CorpusFixture.whales)
      _ = try await fixture.catalog.add([path], id: id)
    }
    for ids in [["a"], ["b", "a"], ["a", "b"]] {
      let wanted = try corpora(ids)
      for _ in 0..<2 {
        #expect(indexes.searcher(of: wanted, corpusFacet: "dataset").isMade(of: wanted))
      }
    }
    let before = try corpora(["a", "b"])
    _ = try fixture.catalog.delete(matching: "whale", from: "a")
    let after = try corpora(["a", "b"])
    let searcher = indexes.searcher(of: after, corpusFacet: "dataset")
    #expect(searcher.isMade(of: after) && !searcher.isMade(of: before))
    indexes.forget(allBut: ["b"])
    #expect(indexes.ids == ["b"])
  }

  @Test func `answers of one moment are of it, and the next ones are not`() throws {
    let catalog = catalog
    let other = Catalog(at: fixture.catalog.home)
    func name() throws -> String {
      try catalog.kept(["name"], byteCount: { $0.utf8.count }) {
        try catalog.show("aishell-3").name
      }
    }
    let former = try name()
    try catalog.atOneMoment {
      _ = try other.set("aishell-3", ["name=Other"])
      #expect(try name() == former)
      #expect(try catalog.rightNow { try name() } == "Other")
      // What was kept of the moment is gone by now, and what is read is newer.
      #expect(try name() == "Other")
    }
    #expect(try name() == "Other")
  }
}
