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
      "CC-BY-4.0", "CC-BY-3.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "Apache-2.0", "GPL-3.0-only", "MIT",
      "Skywork Community License",
    ]
    #expect(LicenseTable.labels(meantBy: spelling, among: known) == labels)
  }
}
