import JSONText
import Testing

@testable import Datasets

/// What the question of rights takes from one description, whichever way its values came into it.
@Suite struct RightsNodeTests {
  /// A description that allows everything and is made from nothing else.
  private func free() -> Dataset {
    var dataset = Dataset(id: "fresh")
    dataset.isOriginal = true
    dataset.licenses = [LicenseStatement(spdx: "CC0-1.0")]
    return dataset
  }

  @Test func `terms that were set count as those of a file do`() {
    var gated = free()
    gated.accessNote = "仅限非商业研究用途"
    var described = free()
    described.description = LocalizedText("This dataset may not be used for commercial purposes.")
    #expect(RightsNode(free()).statements.allSatisfy { $0.facts.use == .any })
    for dataset in [gated, described] {
      #expect(RightsNode(dataset).statements.contains { $0.facts.use != .any })
    }
  }

  @Test(arguments: ["non-commercial", "noncommercial", "非商用", "research-only", "仅限研究"])
  func `a tag or a title that limits the use is a statement`(_ words: String) {
    var tagged = free()
    tagged.tags = ["tides", words]
    var titled = free()
    titled.title = LocalizedText("Tides (\(words))")
    for dataset in [tagged, titled] {
      #expect(RightsNode(dataset).statements.contains { $0.facts.use != .any }, "\(words)")
    }
  }

  @Test func `why a use is what it is explains it and forbids in known words alone`() {
    var read = free()
    read.licenses = [LicenseStatement(name: "Harbour terms")]
    read.licenses[0].use = .nonCommercial
    read.licenses[0].reason = "the disclaimer of the second page says so"
    let facts = RightsNode(read).statements[0].facts
    #expect(facts.use == .nonCommercial && facts.doubt == nil)
    #expect(facts.reason == "the disclaimer of the second page says so")
    read.licenses[0].reason = "for academic research only"
    #expect(RightsNode(read).statements[0].facts.use == .academic)
    read.licenses[0].note = "the disclaimer of the second page says so"
    #expect(RightsNode(read).statements[0].facts.doubt != nil)
    // A reason for what is no limit explains nothing, and is read as a note is.
    for use in [nil, LicenseFacts.Use.any] {
      read.licenses = [LicenseStatement(spdx: "MIT")]
      read.licenses[0].use = use
      read.licenses[0].reason = "Users must delete the data after 30 days."
      #expect(RightsNode(read).statements[0].facts.doubt != nil)
    }
  }

  /// Each of these was taken for a licence of all that came from an origin.
  @Test(arguments: [
    ("metadata only", ["b", "c"], ""), ("everything except b, some c", [], ""),
    ("", ["b", "c"], "images"),
  ])
  func `a licence of some of what came from the origins is none of the whole`(
    scope: String, parts: [String], share: String
  ) {
    var whole = Dataset(id: "fresh")
    var license = LicenseStatement(spdx: "MIT")
    license.scope = scope.isEmpty ? nil : scope
    license.parts = parts
    whole.licenses = [license]
    whole.lineage = ["b", "c"].map { id in
      var edge = LineageEdge(.derivedFrom, id)
      edge.share = 0.5
      edge.scope = share.isEmpty ? nil : share
      return edge
    }
    #expect(!RightsNode(whole).hasLabel)
  }

  @Test(arguments: [
    #"{"rightsHolder": {"name": "Foo", "terms": "no commercial use"}}"#,
    #"{"rightsHolder": {"name": "Foo", "note": "may be used by members only, ask first"}}"#,
    #"{"copyright_holder": "Foo Press All Rights Reserved"}"#,
    #"{"commercial_use": "not permitted"}"#, #"{"commercial_use": {"allowed": false}}"#,
    #"{"commercial": "nein"}"#, #"{"non_commercial": true}"#,
  ])
  func `a key that limits the use is a statement, whatever its name`(_ member: String) throws {
    var limited = free()
    limited.extra = try JSONReader.read(Array(member.utf8), options: .records).members ?? []
    let statements = RightsNode(limited).statements
    #expect(statements.contains { $0.facts.use != .any || $0.facts.doubt != nil })
  }

  @Test func `a key that limits nothing is no statement`() throws {
    for member in [
      #"{"non_commercial": false}"#, #"{"commercial_use": "yes"}"#,
      #"{"rightsHolder": "Foo Press"}"#,
      #"{"rightsHolder": {"@type": "Organization", "name": "Foo Press", "url": "https://foo.example"}}"#,
    ] {
      var plain = free()
      plain.extra = try JSONReader.read(Array(member.utf8), options: .records).members ?? []
      #expect(
        RightsNode(plain).statements.allSatisfy { $0.facts.use == .any && $0.facts.doubt == nil })
    }
  }

  @Test(arguments: ["\u{F967}得用于商业目的", "商用利用はて\u{3099}きません"])
  func `Chinese that is written with other characters for the same limits too`(_ words: String) {
    #expect(ChineseClause(words[...])?.deniesCommerce == true)
  }

  @Test func `the text of a licence ends with a language at most`() {
    #expect(
      LicenseTable.entry(for: "https://creativecommons.org/licenses/by/4.0/legalcode.zh-hans")
        != nil)
    #expect(LicenseTable.entry(for: "MIT/legalcode with changes: members only") == nil)
  }

  @Test func `a clear verdict rests on the licences on its ways`() throws {
    let graph = RightsNotation("a = MIT, from b; b = CC0-1.0, original").graph
    let report = try RightsReport(of: ["a"], for: .commercial, in: graph)
    #expect(report.verdict == .clear)
    #expect(
      report.findings(.ground).map { "\($0.pathText): \($0.license?.label ?? $0.message)" }
        == ["a: MIT", "a, made from b: CC0-1.0", "a, made from b: stated to be an original work"])
    #expect(report.answers[0].reason?.license?.spdx == "MIT")
  }

  @Test func `what a part says of its origin and its access counts`() throws {
    let text = """
      {"id": "fresh", "title": "Fresh", "original": true, "licenses": ["MIT"],
       "subsets": [{"name": "a", "lineage": [{"dataset": "crawl"}, {"name": "A page"}]},
                   {"name": "b", "access_note": "Not for commercial use"}],
       "distributions": [{"name": "c", "url": "https://x.org/c", "lineage": ["other"]}]}
      """
    let described = try ImportedDescription(reading: Array(text.utf8), fileName: "fresh.json")
    let node = RightsNode(try #require(described.datasets.first))
    #expect(node.origins.map(\.target) == ["crawl", "a-page", "other"])
    #expect(node.origins.allSatisfy { $0.isPartial })
    #expect(node.statements.contains { $0.facts.use != .any })
  }

  @Test func `a link beside the licence of a card decides when it is stricter`() throws {
    let card = """
      ---
      license: mit
      license_link: https://creativecommons.org/licenses/by-nc/4.0/legalcode
      ---
      # Tides
      """
    let described = try ImportedDescription(reading: Array(card.utf8), fileName: "README.md")
    #expect(described.datasets.first?.licenses.first?.url?.contains("by-nc") == true)
    let node = RightsNode(try #require(described.datasets.first))
    #expect(node.statements.contains { $0.facts.use != .any })
  }

  @Test func `a subset that is a dataset of its own is a part`() {
    var whole = free()
    whole.subsets = [Subset("A"), Subset("B")]
    whole.subsets[0].dataset = "child"
    whole.subsets[1].dataset = "fresh"
    #expect(RightsNode(whole).parts == ["child"])
  }
}
