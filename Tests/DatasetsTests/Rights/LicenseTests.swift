import Testing

@testable import Datasets

@Suite struct LicenseTests {
  @Test(arguments: [
    ("odc-by", "ODC-By-1.0"), ("cc-by-4.0", "CC-BY-4.0"), ("apache-2.0", "Apache-2.0"),
    ("Apache License 2.0", "Apache-2.0"), ("MIT License", "MIT"), ("cc0-1.0", "CC0-1.0"),
    ("https://creativecommons.org/licenses/by-sa/3.0/", "CC-BY-SA-3.0"),
    ("http://creativecommons.org/licenses/by-nc-nd/4.0/legalcode", "CC-BY-NC-ND-4.0"),
    ("https://spdx.org/licenses/ODbL-1.0.html", "ODbL-1.0"), ("gpl-3.0", "GPL-3.0-only"),
    ("https://opensource.org/licenses/MIT", "MIT"), ("CC BY-NC 4.0", "CC-BY-NC-4.0"),
    ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
    ("cdla-permissive-2.0", "CDLA-Permissive-2.0"),
    ("CC BY 3.0 US", "CC-BY-3.0-US"), ("bsd-3-clause", "BSD-3-Clause"),
  ])
  func `a spelling in the wild has its SPDX id`(spelling: String, spdx: String) {
    #expect(LicenseTable.spdx(for: spelling) == spdx)
  }

  @Test(arguments: ["other", "unknown", "", "cc", "gpl", "mixed", "custom", "proprietary", "CC BY"])
  func `a word that names no licence has none`(word: String) {
    #expect(LicenseTable.spdx(for: word) == nil)
  }

  @Test func `every id of the table stands once and is its own spelling`() {
    let ids = LicenseTable.entries.map(\.spdx)
    #expect(Set(ids).count == ids.count)
    for entry in LicenseTable.entries {
      #expect(LicenseTable.spdx(for: entry.spdx) == entry.spdx)
      #expect(!entry.facts.reason.isEmpty)
      #expect(entry.facts.use != .unknown)
    }
  }

  @Test func `the three facts follow the licence`() {
    let facts = LicenseStatement(spdx: "CC-BY-NC-SA-4.0").facts
    #expect(facts.use == .nonCommercial && facts.attribution == true && facts.shareAlike == true)
    #expect(LicenseStatement(spdx: "CC-BY-ND-4.0").facts.derivatives == false)
    #expect(LicenseStatement(spdx: "CC0-1.0").facts.attribution == false)
  }

  @Test func `unknown is never permissive`() {
    for name in ["Mixed licences", "BAAI Data Usage Protocol", "other", ""] {
      #expect(LicenseStatement(name: name).facts.use == .unknown, "\(name)")
    }
    #expect(LicenseStatement().facts.use == .unknown)
  }

  @Test func `a note narrows, nothing widens`() {
    var license = LicenseStatement(spdx: "CC-BY-4.0")
    license.note = "the publisher adds: non-commercial use"
    #expect(license.facts.use == .nonCommercial)
    license = LicenseStatement(spdx: "CC-BY-NC-4.0")
    license.use = .any
    #expect(license.facts.use == .nonCommercial)
    license = LicenseStatement(name: "Custom terms")
    license.note = "non-commercial research and education"
    #expect(license.facts.use == .academic)
  }
}

@Suite struct RightsReportTests {
  private static let datasets: [String: Dataset] = {
    func make(
      _ id: String, _ licenses: [LicenseStatement], _ lineage: [LineageEdge] = []
    ) -> Dataset {
      var dataset = Dataset(id: id)
      dataset.licenses = licenses
      dataset.lineage = lineage
      return dataset
    }
    let mit = LicenseStatement(spdx: "MIT")
    let all = [
      make("mix", [mit], [LineageEdge(.derivedFrom, "web"), LineageEdge(.derivedFrom, "gone")]),
      make("web", [LicenseStatement(spdx: "ODC-By-1.0")]),
      make("part", [], [LineageEdge(.partOf, "mix")]),
      make(
        "books", [LicenseStatement(spdx: "CC-BY-NC-4.0", scope: "novels")],
        [LineageEdge(.partOf, "mix")]),
      make("silent", []),
      make("a", [LicenseStatement(spdx: "CC-BY-SA-4.0")]),
      make("b", [LicenseStatement(spdx: "GPL-3.0-only")]),
    ]
    return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
  }()

  private func check(_ ids: [String], _ purpose: RightsReport.Purpose) -> RightsReport {
    RightsReport.check(ids, for: purpose, dataset: { Self.datasets[$0] }) { id in
      Self.datasets.values.filter { $0.lineage.contains(LineageEdge(.partOf, id)) }.map(\.id)
        .sorted()
    }
  }

  @Test func `parts and origins block, and the way to them is shown`() {
    let report = check(["mix"], .commercial)
    #expect(report.isBlocked)
    #expect(report.findings(.blocker).map(\.path) == [["mix", "books"]])
    #expect(report.findings(.blocker).first?.scope == "novels")
    #expect(report.findings(.unknown).map(\.dataset) == ["gone"])
    #expect(
      report.findings(.obligation).contains {
        $0.dataset == "web" && $0.message.contains("name the makers")
      })
  }

  @Test func `a part stands under the licence of its whole`() {
    #expect(check(["part"], .commercial).findings.allSatisfy { $0.license == "MIT" })
  }

  @Test func `a silent dataset is unknown, not free`() {
    let report = check(["silent"], .research)
    #expect(!report.isBlocked && report.hasUnknowns)
  }

  @Test func `two licences that want themselves are in conflict`() {
    #expect(check(["a", "b"], .redistribution).isBlocked)
    #expect(!check(["a", "b"], .commercial).isBlocked)
  }
}
