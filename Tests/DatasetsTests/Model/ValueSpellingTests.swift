import Testing

@testable import Datasets

@Suite struct ValueSpellingTests {
  private static let tags = ["zh", "zh-Hant", "en", "en-GB", "lzh", "mul"]

  @Test(arguments: [
    ("zh", ["zh", "zh-Hant"]), ("Chinese", ["zh", "zh-Hant"]), ("中文", ["zh", "zh-Hant"]),
    ("ZH", ["zh", "zh-Hant"]), ("zh-CN", ["zh"]), ("zh-Hans-CN", ["zh"]),
    ("zho", ["zh", "zh-Hant"]),
    ("zh-TW", ["zh-Hant"]), ("zh-Hant", ["zh-Hant"]), ("繁體中文", ["zh-Hant"]),
    ("文言文", ["lzh"]), ("English", ["en", "en-GB"]), ("en-US", ["en"]), ("en-gb", ["en-GB"]),
    ("multilingual", ["mul"]), ("fr", []), ("French", []), ("klingon!", []), ("", []), ("-", []),
  ]) func `a question about a language means the tags that there are`(
    wanted: String, tags: [String]
  ) {
    #expect(LanguageName.tags(wanted, among: Self.tags) == tags)
  }

  @Test(arguments: [
    ("law", ["legal"]), ("法律", ["legal"]), ("Legal", ["legal"]), ("law-justice", ["legal"]),
    ("medicine", ["healthcare"]), ("金融", ["finance"]), ("Law & Justice", ["legal"]),
    ("journalism", []), ("harbours", []),
  ]) func `a sector is found by the words of its industry`(name: String, sectors: [String]) {
    #expect(Industry.sectors(named: name) == sectors)
  }

  @Test(arguments: [
    ("中文", "zh"), ("Chinese", "zh"), ("zh-CN", "zh"), ("zh_cn", "zh"), ("zh-Hans-CN", "zh"),
    ("zh-TW", "zh-Hant"), ("zh-Hant-HK", "zh-Hant"), ("EN", "en"), ("en_us", "en-US"),
    ("PT-br", "pt-BR"), ("sr-latn", "sr-Latn"), ("eng", "en"), ("klingon!", "klingon!"), ("", ""),
  ]) func `a language is kept as one tag`(written: String, tag: String) {
    #expect(LanguageName.kept(written) == tag)
    #expect(LanguageName.kept(tag) == tag)
  }

  @Test func `values that people write in other words are kept in one, and told`() throws {
    let text = """
      id: h
      kind: sft
      access: 公开
      languages: [中文, zh-CN, zh, 英语]
      modalities: [文本]
      sectors: [法律, law]
      licenses:
        - {name: 署名}
        - {spdx: apache2}
        - {name: 未知}
        - {name: MIT License, scope: code}
      subsets:
        - {name: a, languages: [法语], licenses: [{name: skywork}]}
      """
    let read = try ImportedDescription(reading: Array(text.utf8), fileName: "h.yaml")
    let dataset = try #require(read.datasets.first)
    #expect(dataset.kind == .instruction && dataset.access == .open)
    #expect(dataset.languages == ["zh", "en"])
    #expect(dataset.modalities == ["text"] && dataset.sectors == ["legal"])
    #expect(dataset.licenses.map(\.label) == ["CC BY", "Apache-2.0", "unknown", "MIT"])
    #expect(dataset.subsets[0].languages == ["fr"])
    #expect(dataset.subsets[0].licenses[0].label == "Skywork Community License")
    let told = read.problems.filter(\.tellsKeptWord)
    #expect(told.allSatisfy { $0.severity == .note && $0.place != nil })
    #expect(
      told.map(\.path).sorted() == [
        "access", "kind", "languages[0]", "languages[1]", "languages[3]", "licenses[0].name",
        "licenses[1].spdx", "licenses[2].name", "licenses[3].name", "modalities[0]", "sectors[0]",
        "sectors[1]", "subsets[0].languages[0]", "subsets[0].licenses[0].name",
      ])
    #expect(!read.problems.contains { $0.severity > .note })
    // An edit keeps the same words, and a description that has them is left as it is.
    let edits = try ["languages+=Chinese", "kind=SFT", "license=署名", "sectors=法律"].map {
      try DatasetEdit(parsing: $0)
    }
    #expect(edits.flatMap(\.keptWords).count == 4)
    #expect(try dataset.applying([edits[0], edits[1], edits[3]]) == dataset)
    var again = dataset
    var problems: [DatasetProblem] = []
    again.keepWords(problems: &problems)
    #expect(again == dataset && problems == [])
  }

  @Test func `the built-in descriptions are in the words that are kept`() {
    for dataset in VocabularyTests.datasets {
      var copy = dataset
      var problems: [DatasetProblem] = []
      copy.keepWords(problems: &problems)
      #expect(copy == dataset && problems == [], "\(dataset.id) \(problems)")
    }
  }

  @Test(arguments: [
    ("OGL-UK-3.0", "Open Government Licence", true),
    ("OGL-UK-3.0", "UK Open Government Licence", true),
    ("OGL-UK-3.0", "Open Government Licence v3.0", true),
    ("GPL-3.0-only", "GNU General Public License", true),
    ("CC-BY-4.0", "Creative Commons Attribution", true), ("CC-BY-4.0", "CC BY", true),
    ("CC-BY-4.0", "CC BY-NC", false), ("CC-BY-4.0", "CC BY-NC 4.0", false),
    ("MIT", "Apache", false),
    ("CC-BY-4.0", "CC BY 3.0", false), ("MIT", "harbour terms", false), ("MIT", "4.0", false),
  ]) func `a name without its version says no more than the id beside it`(
    spdx: String, name: String, repeats: Bool
  ) {
    #expect(LicenseTable.repeats(name, spdx) == repeats)
    let license = LicenseStatement(spdx: spdx, name: name)
    if repeats { #expect(license.facts == LicenseStatement(spdx: spdx).facts) }
  }

  @Test func `purposes and kinds of records are taken in Chinese`() {
    for word in ["科研", "研究", "学术研究", "教学"] { #expect(RightsPurpose(name: word) == .academic) }
    #expect(RightsPurpose(name: "商业用途") == .commercial)
    #expect(ModalityName.canonical("文字") == "text")
  }

  @Test func `no spelling is a value of its list or means two`() {
    for (spelling, kind) in DatasetKind.spellings {
      #expect(DatasetKind(rawValue: spelling) == nil, "\(spelling) is \(kind)")
      #expect(spelling == spelling.lowercased())
    }
    for spelling in AccessLevel.spellings.keys { #expect(AccessLevel(rawValue: spelling) == nil) }
    for spelling in RightsPurpose.spellings.keys {
      #expect(RightsPurpose(rawValue: spelling) == nil)
    }
    for industry in Industry.all {
      #expect(Industry.spellings[industry.chinese] == industry.id)
    }
  }

  @Test(arguments: [
    ("cc-by", ["CC-BY-4.0", "CC-BY-3.0"]), ("CC BY-NC", ["CC-BY-NC-4.0"]),
    ("apache", ["Apache-2.0"]),
    ("gpl", ["GPL-3.0-only"]), ("MIT License", ["MIT"]), ("cc", []),
    ("skywork", ["Skywork Community License"]),
  ]) func `a family of licences means all of its versions`(spelling: String, labels: [String]) {
    let known = [
      "CC-BY-4.0", "CC-BY-3.0", "CC BY 4.0 (NC)", "CC BY 4.0 harbour", "CC-BY-SA-4.0",
      "CC-BY-NC-4.0", "Apache-2.0", "GPL-3.0-only", "MIT",
      "Skywork Community License",
    ]
    #expect(LicenseTable.labels(meantBy: spelling, among: known) == labels)
  }
}
