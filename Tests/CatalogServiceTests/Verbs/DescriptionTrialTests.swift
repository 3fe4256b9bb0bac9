import Datasets
import Foundation
import TestSupport
import Testing

@testable import CatalogService

/// Validating a description, planning to add it and adding it end alike, whatever is the matter with
/// it, and what was refused leaves nothing behind.
@Suite struct DescriptionTrialTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var name: String
    var text: String
    var status: Int32
    var ids: [String] = []

    init(_ what: String, _ name: String, _ status: Int32, _ text: String, _ ids: [String] = []) {
      testDescription = what
      self.name = name
      self.text = text
      self.status = status
      self.ids = ids
    }
  }

  static let cases: [Case] = [
    Case("a circle inside the file", "a.yaml", 65, two("a", from: "b") + two("b", from: "a")),
    Case(
      "a circle of three", "a.yaml", 65,
      two("a", from: "b") + two("b", from: "c") + two("c", from: "a")),
    Case("a circle through the store", "a.yaml", 65, "id: sea\nlineage: [{dataset: web}]\n"),
    Case("a dataset made from itself", "a.yaml", 65, two("a", from: "a")),
    Case("a whole and its part", "a.yaml", 0, parts, ["a", "b"]),
    Case("an empty list", "a.json", 65, "[]"),
    Case("an empty list in YAML", "a.yaml", 65, "[]"),
    Case("a cluster without datasets", "a.json", 65, #"{"cluster": "C", "datasets": []}"#),
    Case("an empty file", "a.yaml", 66, ""),
    Case("an empty JSON file", "a.json", 66, ""),
    Case("an empty card", "README.md", 66, "\n \n"),
    Case(
      "a card under the name of another", "README.md", 73, "---\nid: crawl\nlicense: mit\n---\n"),
    Case("a card without a header", "README.md", 1, "# Harbour\n", ["harbour"]),
    Case(
      "a data package without resources", "a.json", 65,
      #"{"name": "h", "profile": "tabular-data-package", "title": "H"}"#),
    Case("the same, by its name", "datapackage.json", 65, #"{"name": "h", "title": "H"}"#),
    Case(
      "an empty catalogue", "a.jsonld", 65,
      #"{"@context": "https://schema.org/", "@type": "DataCatalog", "name": "C", "dataset": []}"#),
    Case(
      "an empty graph", "a.jsonld", 65,
      #"{"@context": {"dcat": "http://www.w3.org/ns/dcat#"}, "@graph": []}"#),
    Case(
      "a list of datasets", "a.json", 0, #"[{"id": "a", "title": "A"}, {"id": "b"}]"#, ["a", "b"]),
    Case("a dataset without a title", "a.json", 0, #"{"id": "a", "licenses": ["MIT"]}"#, ["a"]),
    Case("an id that is described differently", "a.yaml", 73, "id: web\ntitle: Other\n"),
    Case("an id that is described just so", "a.yaml", 0, web, ["web"]),
    Case("an id of a removed dataset", "a.yaml", 73, "id: gone\ntitle: Gone\n"),
    Case("an id that is another dataset's alias", "a.yaml", 73, "id: crawl\n"),
    Case("an alias that is another dataset's id", "a.yaml", 73, "id: a\naliases: [web]\n"),
    Case("one id twice", "a.yaml", 65, "- {id: a, title: A}\n- {id: a, title: B}\n"),
    Case("one of three is wrong", "a.yaml", 65, "- {id: a}\n- {id: B C}\n- {id: d}\n"),
    Case("the last of two is taken", "a.yaml", 73, "- {id: a}\n- {id: web, title: Other}\n"),
    Case("a value of the wrong kind", "a.yaml", 65, "id: a\ntags: {b: c}\n"),
    Case("Turtle", "a.ttl", 65, "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"),
    Case("broken JSON", "a.jsonld", 65, "{"),
    Case("no description", "a.yaml", 65, "just words\n"),
  ]

  private static let web = """
    id: web
    title: Web
    aliases: [crawl]
    lineage: [{dataset: sea}]

    """

  private static func two(_ id: String, from origin: String) -> String {
    "- {id: \(id), lineage: [{relation: derived-from, dataset: \(origin)}]}\n"
  }

  private static let parts = """
    - {id: a, lineage: [{relation: has-part, dataset: b}]}
    - {id: b, lineage: [{relation: part-of, dataset: a}]}

    """

  private func withCatalog(_ body: (Catalog, String) async throws -> Void) async throws {
    let fixture = CorpusFixture()
    let (scratch, catalog) = (fixture.scratch, fixture.catalog)
    for (name, text) in [("web.yaml", Self.web), ("gone.yaml", "id: gone\n")] {
      _ = try await catalog.add([scratch.write(Array(text.utf8), to: name)])
    }
    try catalog.remove("gone")
    try await body(catalog, scratch.path)
  }

  /// What the command would end with.
  private func status(_ work: () async throws -> Bool) async throws -> Int32 {
    do {
      return try await work() ? 1 : 0
    } catch let error as CatalogError {
      return error.code.exitStatus
    }
  }

  private func statusOfValidating(_ path: String, in catalog: Catalog) async throws -> Int32 {
    try await status {
      let answer = try catalog.validate(path)
      if let refusal = answer.refusal { throw refusal }
      return answer.hasWarnings
    }
  }

  @Test(arguments: cases)
  func `validate, add's dry run and add end alike`(_ one: Case) async throws {
    try await withCatalog { catalog, folder in
      let path = folder + "/" + one.name
      try Data(one.text.utf8).write(to: URL(fileURLWithPath: path))
      let before = try catalog.list().total
      let log = try catalog.log().entries.count
      let options = AddOptions()
      #expect(try await statusOfValidating(path, in: catalog) == one.status)
      let planned = try await status {
        try !catalog.plan([path], options: options).report.problems.isEmpty
      }
      #expect(planned == one.status)
      #expect(try catalog.list().total == before && catalog.log().entries.count == log)
      let added = try await status {
        let answer = try await catalog.add([path])
        #expect(answer.described == one.ids || one.name == "README.md")
        return !answer.report.problems.isEmpty
      }
      #expect(added == one.status)
      if one.status > 1 {
        #expect(try catalog.list().total == before && catalog.log().entries.count == log)
      }
    }
  }

  @Test func `every dataset that the catalogue refuses is named with its line`() async throws {
    try await withCatalog { catalog, folder in
      let path = folder + "/a.yaml"
      let text = "- {id: a}\n- {id: web}\n- {id: crawl}\n- {id: gone}\n"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let errors = try catalog.validate(path).findings.filter { $0.severity == "error" }
      #expect(errors.map { $0.place.suffix(2) } == [":2", ":3", ":4"])
      #expect(errors[0].message == "web is described already, and differently")
      #expect(errors[1].message.contains("already leads to web"))
      #expect(errors[2].remedy == .restore("gone"))
      #expect(try catalog.validate(path).isValid)
    }
  }

  @Test func `options are tried with the description`() async throws {
    try await withCatalog { catalog, folder in
      let path = folder + "/a.yaml"
      try Data("- {id: a}\n- {id: b}\n".utf8).write(to: URL(fileURLWithPath: path))
      var options = AddOptions()
      options.edits = ["access=ajar"]
      for (id, options) in [(nil, options), ("c", AddOptions())] {
        let planned = #expect(throws: CatalogError.self) {
          try catalog.plan([path], id: id, options: options)
        }
        let added = await #expect(throws: CatalogError.self) {
          try await catalog.add([path], id: id, options: options)
        }
        #expect(planned == added && planned?.code == .usage)
      }
    }
  }

  /// Lineage of data that would go in a circle, by what stands beside it or by an option.
  @Test(arguments: [true, false])
  func `data whose description is refused leaves no folder`(isBeside: Bool) async throws {
    try await withCatalog { catalog, folder in
      let data = folder + "/sea"
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
      try Data(#"{"text": "the white whale"}"#.utf8).write(
        to: URL(fileURLWithPath: data + "/sea.jsonl"))
      var options = AddOptions()
      if isBeside {
        try Data("id: sea\nlineage: [{dataset: web}]\n".utf8).write(
          to: URL(fileURLWithPath: data + "/dataset.yaml"))
        #expect(try await statusOfValidating(data, in: catalog) == 65)
      } else {
        options.edits = ["lineage+=web"]
      }
      let planned = #expect(throws: CatalogError.self) {
        try catalog.plan([data], options: options)
      }
      let added = await #expect(throws: CatalogError.self) {
        try await catalog.add([data], options: options)
      }
      #expect(planned == added)
      #expect(added?.message.contains("sea → web → sea") == true)
      #expect(added?.code == (isBeside ? .badFormat : .usage))
      #expect(
        !catalog.hasFolder("sea")
          && !FileManager.default.fileExists(
            atPath: catalog.home.index(of: "sea"))
      )
      #expect(throws: CatalogError.self) { try catalog.show("sea") }
    }
  }

  @Test(
    arguments: [
      ("README.md", "---\nlicense: mit\npretty_name: Sea\n---\n", 0),
      ("README.md", "---\nlicense: [\n---\n", 1),
      ("dataset.yaml", "id: sea\nkind: harbour\n", 1),
      ("dataset.yaml", "- {id: sea}\n- {id: air}\n", 1),
    ] as [(String, String, Int32)])
  func `a folder is judged by the description that is taken with its data`(
    name: String, text: String, status: Int32
  ) async throws {
    try await withCatalog { catalog, folder in
      let data = folder + "/harbour"
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
      #expect(try await statusOfValidating(data, in: catalog) == 66)
      try Data(text.utf8).write(to: URL(fileURLWithPath: data + "/" + name))
      #expect(try await statusOfValidating(data, in: catalog) == 66, "there is no data")
      try Data(#"{"text": "the white whale"}"#.utf8).write(
        to: URL(fileURLWithPath: data + "/sea.jsonl"))
      #expect(try await statusOfValidating(data, in: catalog) == status)
      let planned = try await self.status {
        try !catalog.plan([data]).report.problems.isEmpty
      }
      #expect(planned == status)
    }
  }

  @Test func `a list of records that have ids and titles is data`() async throws {
    try await withCatalog { catalog, folder in
      let path = folder + "/a.json"
      let text = #"[{"id": "1", "title": "Whales", "text": "the white whale"}]"#
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let answer = try catalog.validate(path)
      #expect(answer.refusal?.code == .badFormat)
      #expect(answer.refusal?.message.contains("the file is data") == true)
      #expect(try catalog.plan([path], id: "records").plan?.detection.format == "json")
    }
  }

  @Test func `a change that fails keeps none of the others`() async throws {
    try await withCatalog { catalog, folder in
      let path = folder + "/edits.txt"
      let text = "web tags+=sea\nnone tags+=sea\nweb title=Web\n"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      for dryRun in [true, false] {
        let answer = try catalog.apply(path, dryRun: dryRun)
        #expect(answer.verdicts.map(\.outcome) == ["not kept", "failed", "unchanged"])
        #expect(!answer.isKept)
      }
      #expect(try !catalog.show("web").dataset.tags.contains("sea"))
    }
  }
}
