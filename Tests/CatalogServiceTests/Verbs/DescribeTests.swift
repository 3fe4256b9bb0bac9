import Datasets
import Foundation
import JSONText
import TestSupport
import Testing

@testable import CatalogService

/// A catalogue in a folder of its own, with one described dataset.
private func withCatalog(_ body: (Catalog, String) async throws -> Void) async throws {
  let fixture = CorpusFixture()
  let (scratch, catalog) = (fixture.scratch, fixture.catalog)
  let text = """
    id: web
    title: Web crawl
    summary: Pages about whales and their songs.
    languages: [en, zh]
    licenses: [CC-BY-4.0]
    """
  let description = scratch.write(Array(text.utf8), to: "web.yaml")
  _ = try await catalog.add([description])
  try await body(catalog, scratch.path)
}

@Suite struct DescribeTests {
  @Test func `a described dataset is listed, shown and found by its words`() async throws {
    try await withCatalog { catalog, _ in
      let page = try catalog.show("web")
      #expect(page.name == "Web crawl")
      #expect(page.index.state == .none)
      var options = ListOptions()
      options.languages = ["zh"]
      #expect(try catalog.list(options).datasets.map(\.id).contains("web"))
      let found = try catalog.find("whales")
      #expect(found.datasets.first?.id == "web")
      #expect(found.datasets.first?.snippet.contains("whales") == true)
    }
  }

  @Test func `describing the same again changes nothing`() async throws {
    try await withCatalog { catalog, folder in
      let again = try await catalog.add([folder + "/web.yaml"])
      #expect(again.outcome == .unchanged)
      try Data("id: web\ntitle: Other".utf8).write(to: URL(fileURLWithPath: folder + "/web.yaml"))
      let error = await #expect(throws: CatalogError.self) {
        try await catalog.add([folder + "/web.yaml"])
      }
      #expect(error?.code == .exists)
    }
  }

  @Test func `edits are kept, logged and undone`() async throws {
    try await withCatalog { catalog, _ in
      let edited = try catalog.set("web", ["title=Sea crawl", "languages-=en", "tags+=sea"])
      #expect(edited.page.name == "Sea crawl")
      #expect(edited.changes.lines.map(\.path) == ["title", "languages[en]", "tags[sea]"])
      let entry = try #require(try catalog.log("web").entries.first)
      #expect(entry.action == "set" && entry.canUndo)
      #expect(try catalog.undo(#require(entry.number)).name == "Web crawl")
    }
  }

  @Test func `a bad edit changes nothing`() async throws {
    try await withCatalog { catalog, _ in
      let before = try catalog.show("web").tree
      let error = #expect(throws: CatalogError.self) {
        try catalog.set("web", ["title=Other", "nonsense"])
      }
      #expect(error?.code == .usage)
      #expect(try catalog.show("web").tree == before)
    }
  }

  @Test(
    arguments: [
      ("licenses:\n  - spdx: MIT\n    condition: gate\n", true), ("licenses: [FOO-1]\n", false),
      ("licenses:\n  - spdx: FOO-1\n", true), ("kind: harbour\n", nil),
      ("licenses:\n  - scope: texts\n", nil), ("licenses: [MIT]\n", false),
    ] as [(String, Bool?)])
  func `validate, add, its dry run and apply agree about a description`(
    text: String, warns: Bool?
  ) async throws {
    try await withCatalog { catalog, folder in
      let path = folder + "/other.yaml"
      try Data(("id: other\ntitle: Other\n" + text).utf8).write(to: URL(fileURLWithPath: path))
      let checked = try catalog.validate(path)
      #expect(checked.isValid == (warns != nil))
      guard let warns else {
        for refuse in [
          { _ = try catalog.plan([path]) }, { _ = try catalog.apply(path, dryRun: true) },
          { _ = try catalog.apply(path) },
        ] as [() throws -> Void] {
          let error = #expect(throws: CatalogError.self) { try refuse() }
          #expect(error?.code == .badFormat)
        }
        let error = await #expect(throws: CatalogError.self) { try await catalog.add([path]) }
        #expect(error?.code == .badFormat)
        return
      }
      #expect(checked.hasWarnings == warns)
      #expect(try catalog.plan([path]).report.problems.isEmpty != warns)
      #expect(try catalog.apply(path, dryRun: true).warnings.isEmpty != warns)
      #expect(try await catalog.add([path]).report.problems.isEmpty != warns)
      #expect(try catalog.apply(path).warnings.isEmpty != warns)
    }
  }

  @Test func `an edit made for an older revision is refused`() async throws {
    try await withCatalog { catalog, _ in
      _ = try catalog.set("web", ["tags+=first"], revision: 1)
      let error = #expect(throws: CatalogError.self) {
        try catalog.set("web", ["tags+=second"], revision: 1)
      }
      #expect(error?.code == .exists)
      _ = try catalog.set("web", ["tags+=third"])
    }
  }

  @Test func `a filter that nothing passes names the values there are`() async throws {
    try await withCatalog { catalog, _ in
      var options = ListOptions()
      options.sectors = ["shipping"]
      let answer = try catalog.list(options)
      #expect(answer.total == 0)
      #expect(answer.notices.count == 1)
      #expect(
        answer.notices[0].message.hasPrefix(
          "no dataset has the sector shipping; there are general"))
      options.sectors = ["legal"]
      options.languages = ["xx"]
      let both = try catalog.list(options)
      #expect(both.notices.first?.message.contains("language xx") == true)
    }
  }

  @Test(arguments: ["法律", "法律_司法", "law-justice", "Law & Justice"])
  func `an industry is found under each of its names`(name: String) async throws {
    try await withCatalog { catalog, _ in
      var options = ListOptions()
      options.industries = [name]
      let listed = try catalog.list(options)
      #expect(listed.total == 19)
    }
  }

  @Test func `a removed dataset is gone until it is restored, and for good once purged`()
    async throws
  {
    try await withCatalog { catalog, _ in
      try catalog.remove("web")
      #expect(throws: CatalogError.self) { try catalog.show("web") }
      #expect(try catalog.find("whales").datasets.allSatisfy { $0.id != "web" })
      try catalog.restore("web")
      #expect(try catalog.show("web").name == "Web crawl")
      try catalog.remove("web")
      #expect(try catalog.purge() == ["web"])
      #expect(throws: CatalogError.self) { try catalog.restore("web") }
    }
  }

  @Test func `an unknown dataset is no input, with names that are near`() async throws {
    try await withCatalog { catalog, _ in
      let error = #expect(throws: CatalogError.self) { try catalog.show("wbe") }
      #expect(error?.code == .notFound)
    }
  }

  @Test func `a condition that does not parse points into it`() async throws {
    try await withCatalog { catalog, _ in
      var options = ListOptions()
      options.condition = "bytes >> 3"
      let error = #expect(throws: CatalogError.self) { try catalog.list(options) }
      #expect(error?.query?.text == "bytes >> 3")
    }
  }

  @Test(arguments: [
    ("- 1\n- 2\n", 65), ("id: [unclosed", 65), ("id: Bad Id\n", 65), ("title: no id\n", 65),
  ])
  func `a file that is no description says where and why`(
    text: String, status: Int32
  )
    async throws
  {
    try await withCatalog { catalog, folder in
      let path = folder + "/bad.yaml"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let error = await #expect(throws: CatalogError.self) { try await catalog.add([path]) }
      #expect(error?.code.exitStatus == status)
      #expect(error?.location?.description.hasPrefix(path) == true)
    }
  }
}
