import JSONText
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
    ("ODC-PDDL-1.0", "PDDL-1.0"), ("http://www.opendefinition.org/licenses/odc-pddl", "PDDL-1.0"),
    ("Open Data Commons Public Domain Dedication and Licence 1.0", "PDDL-1.0"),
    ("http://publications.europa.eu/resource/authority/licence/CC_BY_4_0", "CC-BY-4.0"),
    ("http://publications.europa.eu/resource/authority/licence/CC_BYNCSA_4_0", "CC-BY-NC-SA-4.0"),
    ("http://publications.europa.eu/resource/authority/licence/CC0", "CC0-1.0"),
    ("http://publications.europa.eu/resource/authority/licence/ODC_BY", "ODC-By-1.0"),
    ("http://publications.europa.eu/resource/authority/licence/ODC_BL", "ODbL-1.0"),
    ("http://dcat-ap.de/def/licenses/cc-by/4.0", "CC-BY-4.0"),
    ("http://dcat-ap.de/def/licenses/cc-by-nc/4.0", "CC-BY-NC-4.0"),
    ("http://dcat-ap.de/def/licenses/cc-zero", "CC0-1.0"),
    ("http://dcat-ap.de/def/licenses/dl-by-de/2.0", "DL-DE-BY-2.0"),
    ("http://dcat-ap.de/def/licenses/dl-zero-de/2.0", "DL-DE-ZERO-2.0"),
    ("cc-by-nc-sa-4.0", "CC-BY-NC-SA-4.0"),
    ("Creative Commons Attribution 4.0 International", "CC-BY-4.0"),
    ("Creative Commons Attribution-NonCommercial 4.0 International", "CC-BY-NC-4.0"),
    ("https://creativecommons.org/licenses/by-sa/4.0/deed.zh-hans", "CC-BY-SA-4.0"),
    ("The MIT License (MIT)", "MIT"), ("知识共享署名 4.0", "CC-BY-4.0"),
    ("知识共享 署名-非商业性使用-相同方式共享 4.0 国际", "CC-BY-NC-SA-4.0"),
    ("署名-非商业性使用-禁止演绎 3.0", "CC-BY-NC-ND-3.0"), ("知识共享署名-相同方式共享 4.0 国际许可协议", "CC-BY-SA-4.0"),
    ("MIT-0", "MIT-0"), ("CC-BY-3.0-DE", "CC-BY-3.0-DE"), ("(MIT)", "MIT"), ("（MIT）", "MIT"),
    ("https://creativecommons.org/licenses/by-sa/3.0/at/", "CC-BY-SA-3.0-AT"),
    ("Creative Commons Attribution 3.0 Germany", "CC-BY-3.0-DE"), ("ＭＩＴ", "MIT"),
    ("ＣＣ　ＢＹ－ＮＣ　４．０", "CC-BY-NC-4.0"), ("CC BY-SA 4.0 DEED", "CC-BY-SA-4.0"),
    ("CC BY-NC 3.0 DE", "CC-BY-NC-3.0-DE"), ("Creative Commons Zero", "CC0-1.0"),
    ("Creative Commons Zero v1.0 Universal", "CC0-1.0"), ("CC0 1.0 Universal", "CC0-1.0"),
    ("OGL v3", "OGL-UK-3.0"), ("dl-de/by-2-0", "DL-DE-BY-2.0"), ("CC0: Public Domain", "CC0-1.0"),
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
    #expect(Set(ids.compactMap(\.self)).count == ids.count { $0 != nil })
    for entry in LicenseTable.entries {
      #expect(LicenseTable.spdx(for: entry.spdx ?? entry.name) == entry.spdx)
      #expect(LicenseTable.facts(for: entry.name) == entry.facts, "\(entry.name)")
      #expect(!entry.facts.reason.isEmpty)
      #expect(entry.facts.use != .unknown || entry.spdx == nil)
    }
  }

  @Test func `the three facts follow the licence`() {
    let facts = LicenseStatement(spdx: "CC-BY-NC-SA-4.0").facts
    #expect(facts.use == .nonCommercial && facts.attribution == true && facts.shareAlike == true)
    #expect(LicenseStatement(spdx: "CC-BY-ND-4.0").facts.derivatives == false)
    #expect(LicenseStatement(spdx: "CC0-1.0").facts.attribution == false)
  }

  @Test(arguments: [
    ("Skywork Community License", LicenseFacts.Use.any, []),
    ("OpenCSG Community License", .any, [LicenseCondition.askForCommercialUse]),
    ("CCI Usage Agreement", .unknown, [.gate]),
    ("BAAI Data Usage Protocol", .unknown, [.gate]),
    ("NVIDIA Data Agreement for Model Training", .any, [.gate, .noRedistribution]),
    (
      "PhysioNet Credentialed Health Data License 1.5.0", .academic,
      [.application, .researchOnly, .noRedistribution]
    ),
    ("GroupLens usage license", .nonCommercial, [.askForCommercialUse]),
    ("bigscience-openrail-m", .any, []), ("openrail", .any, []), ("CC BY-NC", .nonCommercial, []),
  ]) func `an agreement without an SPDX id has its facts`(
    name: String, use: LicenseFacts.Use, conditions: [LicenseCondition]
  ) {
    let license = LicenseStatement.short(name)
    #expect(license?.spdx == nil && license?.label == name)
    #expect(license?.facts.use == use && license?.facts.conditions == conditions)
  }

  @Test func `unknown is never permissive`() {
    for name in ["Mixed licences", "BAAI Data Usage Protocol", "other", ""] {
      #expect(LicenseStatement(name: name).facts.use == .unknown, "\(name)")
    }
    #expect(LicenseStatement().facts.use == .unknown)
  }

  @Test(
    arguments: [
      ("CC-BY-NC-4.0", nil), ("Harbour non-commercial licence", "https://e.example/nc"),
      (nil, "https://creativecommons.org/licenses/by-nc/4.0/"),
      (nil, "https://e.example/our-nc-terms"),
    ] as [(String?, String?)]) func `of an id, a name and an address the strictest decides`(
      name: String?, url: String?
    ) throws
  {
    var license = LicenseStatement(spdx: "MIT", name: name)
    license.url = url
    #expect(license.facts.use == .nonCommercial)
    var dataset = Dataset(id: "a")
    dataset.isOriginal = true
    dataset.licenses = [license]
    let report = try RightsReport(
      of: ["a"], for: .commercial, in: RightsNotation([dataset]).graph)
    #expect(report.verdict == .blocked)
  }

  @Test(arguments: [
    ("The MIT License (MIT)", "https://opensource.org/licenses/MIT"),
    ("MIT License", "https://github.com/harbour/notes/blob/HEAD/LICENSE"),
  ]) func `other spellings of one licence do not contradict it`(name: String, url: String) {
    var license = LicenseStatement(spdx: "MIT", name: name)
    license.url = url
    #expect(license.facts.use == .any && license.readings.count == 1)
  }

  @Test(arguments: [
    "https://x.example/license.html", "https://x.example/data/no-ai", "https://x.example/terms",
    "https://x.example/LICENSE-harbour.txt", "https://spdx.org/licenses/Harbour-1.0.html",
    "https://x.example/许可", "LICENSE-custom.md", "TERMS.md",
  ]) func `an address of terms that nobody read is unknown and named`(url: String) throws {
    var linked = LicenseStatement(spdx: "MIT")
    linked.url = url
    var noted = LicenseStatement(spdx: "MIT")
    noted.note = "See \(url)"
    for license in url.contains("://") ? [linked, noted] : [linked] {
      #expect(license.facts.doubt?.contains(url) == true)
    }
  }

  @Test(arguments: [
    ("MIT", "https://github.com/harbour/notes/blob/HEAD/LICENSE"), ("MIT", "LICENSE"),
    ("MIT", "https://opensource.org/licenses/mit-license.php"),
    ("GPL-3.0-only", "https://www.gnu.org/licenses/gpl-3.0.en.html"),
    ("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/summary/"),
    ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/legalcode.en"),
    ("CC0-1.0", "https://data.example.no/harbour/no/1"),
  ]) func `the address of a licence itself raises no doubt`(spdx: String, url: String) {
    var license = LicenseStatement(spdx: spdx)
    license.url = url
    #expect(license.facts.doubt == nil && license.facts.use == .any)
  }

  @Test(arguments: [
    ("All rights reserved", LicenseFacts.Use.nothing),
    ("© 2024 Harbour. All Rights Reserved.", .nothing),
    ("版权所有，侵权必究", .nothing), ("Research only", .academic),
    ("for research purposes only", .academic), ("Academic use only", .academic),
    ("仅供研究使用", .academic), ("仅限学术研究，不得商用", .academic),
    ("Non-Commercial Use Agreement", .nonCommercial), ("No commercial use", .nonCommercial),
    ("Non‑commercial research licence", .academic), ("禁止商用", .nonCommercial),
    ("only for scientific research", .academic), ("restricted to research", .academic),
    ("for educational purposes only", .academic),
    ("limited to academic and research use", .academic),
    ("may solely be used for non-profit research", .academic), ("仅限科研使用", .academic),
    ("仅供学习交流", .academic), ("You may NOT use this commercially", .nonCommercial),
    ("Commercial usage requires a license", .nonCommercial),
    ("commercial use needs a written permission", .nonCommercial),
    ("commercial use is not permitted without permission", .nonCommercial),
    ("please contact the authors for commercial use", .nonCommercial),
    ("commercial licences are available on request", .nonCommercial),
    ("commercial use prohibited", .nonCommercial),
    ("not intended for commercial use", .nonCommercial),
    ("no selling", .nonCommercial), ("personal use only", .nonCommercial),
    ("may not be used to train models", .nothing), ("商业使用需授权", .nonCommercial),
    ("仅限科研使用，商业使用需另行授权", .academic), ("商用请联系作者", .nonCommercial),
    ("商用利用禁止", .nonCommercial), ("不得用于商业目的", .nonCommercial),
    ("Harbour terms", .unknown), ("Research data licence", .unknown),
    ("Commercial use allowed", .unknown), ("not limited to research only", .unknown),
    ("commercial use is not prohibited", .unknown), ("not for research only", .unknown),
    ("limited to research papers in English", .unknown), ("not commercially available", .unknown),
    ("可商用，需署名", .unknown), ("商业使用无需授权", .unknown), ("不限于研究", .unknown),
  ]) func `words of a name that forbid are understood`(name: String, use: LicenseFacts.Use) {
    #expect(LicenseStatement(name: name).facts.use == use)
    var noted = LicenseStatement(spdx: "MIT")
    noted.note = name
    // Rights that a notice reserves and a licence gives contradict each other.
    let contradicts = LicenseWords.reservesAlone(name)
    #expect(noted.facts.use == (contradicts ? .unknown : use == .unknown ? .any : use))
    #expect(noted.facts.reason.contains("contradicts") == contradicts)
    if contradicts { #expect(LicenseStatement(name: noted.words).facts.use == .unknown) }
  }

  @Test(arguments: [
    "MIT WITH Commons-Clause", "CC-BY-4.0 WITH non-commercial", "MIT WITH", "MIT OR", "MIT AND",
    "OR MIT", "AND MIT", "MIT OR CC-BY-NC-4.0 OR", "MIT OR OR MIT", "MIT OR AND MIT",
    "GPL-2.0-only WITH Classpath-exception-2.0 WITH harbour",
  ]) func `an expression that cannot be read is unknown and warned of`(text: String) {
    for license in [LicenseStatement(spdx: text), LicenseStatement(name: text)] {
      #expect(license.facts.use == .unknown || license.facts.use == .nonCommercial)
      var dataset = Dataset(id: "a")
      dataset.licenses = [license]
      if license.facts.use == .unknown {
        #expect(dataset.validate().contains { $0.path.hasPrefix("licenses[0]") })
      }
    }
    #expect(LicenseStatement(spdx: text).facts.use == .unknown)
  }

  @Test func `the use of a table tells of the condition that keeps it from being allowed`() {
    #expect(
      LicenseStatement(name: "OpenCSG Community License").facts.useText
        == "any, ask-for-commercial-use")
    #expect(LicenseStatement(spdx: "MIT").facts.useText == "any")
  }

  @Test func `texts under keys of a licence that nobody knows narrow it too`() {
    var license = LicenseStatement(spdx: "MIT")
    license.extra = [
      JSON.Member("text", .object([.init("en", .string("For non-commercial use only."))]))
    ]
    #expect(license.facts.use == .nonCommercial)
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
