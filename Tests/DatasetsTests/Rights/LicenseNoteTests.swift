import JSONText
import Testing

@testable import Datasets

/// What people write beside a licence is understood, or makes it unknown.
@Suite struct LicenseNoteTests {
  private func verdict(
    _ note: String, beside spdx: String = "CC-BY-4.0", for purpose: RightsPurpose = .commercial
  ) throws -> (verdict: RightsVerdict, reason: String?) {
    var dataset = Dataset(id: "h")
    dataset.isOriginal = true
    dataset.licenses = [LicenseStatement(spdx: spdx)]
    dataset.licenses[0].note = note
    let report = try RightsReport(of: ["h"], for: purpose, in: RightsNotation([dataset]).graph)
    return (report.verdict, report.reason?.message)
  }

  private static let unclear = [
    "access at a charge", "free for commercial use with charge", "See https://example.org/tos",
    "© ask Reuters first", "© Reuters, on loan", "Copyright pending court ruling",
    "Do not train on it", "Must not be monetized", "NC", "revoked in 2024", "withdrawn",
    "copyright of the texts belongs to their owners", "© the photographers",
    "The rights are held by the respective publishers", "版权归各作者所有",
    "except for companies", "a license is required", "license of the sources",
    "under the licenses of the sources", "licensed to us", "for use by the authors", "使用须联系作者",
    "需授权", "使用需许可", "公开发布请联系作者", "see the agreement at https://e.example/terms",
    "https://e.example/no-training/terms", "Apache-2.0 for the code", "expired", "disputed",
    "Credit the authors. Not for surveillance.", "ask first", "keep it out of products; email us",
    "the German part only", "Do not t\u{200B}rain on it", "仅限非军事用途", "作者许可", "请联系作者",
    "downloaded with a licence", "CC BY 4.0 was the license", "It was CC BY 4.0", "协议见官网",
    "email the authors", "licensed by the authors", "see the licence on the website", "许可见官网",
    "请见协议", "数据许可", "公开许可", "作者协议 CC BY 4.0",
  ]

  @Test(arguments: unclear) func `a note that is not understood is no permission`(
    note: String
  ) throws {
    for purpose in RightsPurpose.allCases {
      #expect(try verdict(note, for: purpose).verdict >= .unknown)
    }
    let found = try verdict(note)
    #expect(found.reason?.contains("“") == true, "\(found.reason ?? "")")
    // Neither does it make a licence freer.
    #expect(try verdict(note, beside: "CC-BY-NC-4.0").verdict == .blocked)
  }

  @Test(arguments: [
    "not for commer\u{200B}cial use", "no com\u{AD}mercial use", "仅\u{200B}限科研使用",
    "\u{FEFF}research use on\u{2060}ly", "ｎｏ　ｃｏｍｍｅｒｃｉａｌ　ｕｓｅ", "ＣＣ ＢＹ－ＮＣ ４．０",
  ]) func `characters that nobody sees hide no words`(note: String) throws {
    #expect(try verdict(note).verdict == .blocked)
    var dataset = Dataset(id: "h")
    dataset.isOriginal = true
    dataset.licenses = [LicenseStatement(spdx: "CC0-1.0")]
    dataset.description = LocalizedText(note)
    let report = try RightsReport(
      of: ["h"], for: .commercial, in: RightsNotation([dataset]).graph)
    #expect(report.verdict == .blocked)
  }

  @Test(arguments: [
    "CC BY 4.0", "version not stated", "stated on the card", "the authors must be named",
    "Please cite our paper: https://arxiv.org/abs/2401.00001", "US port", "read in May 2024",
    "as of version 2.1.3 of the dataset", "free for commercial use", "allows commercial use",
    "attribution required", "Credit to the authors", "see https://e.example/card for details",
    "If you use the data, cite the paper.", "The data is released under the CC BY 4.0 license.",
    "Copyright 2024 Harbour Office", "© Harbour Office", "可商用，需署名", "请注明出处",
    "本数据集采用CC BY 4.0许可协议发布", "使用时请引用论文", "如需引用，请联系作者", "可商用，无需申请授权",
    "Creative Commons Attribution 4.0 International", "the LICENSE file of the repository",
    "available under CC BY 4.0, see LICENSE", "under the terms of the CC BY 4.0 license",
    "licensed under CC BY 4.0", "License: CC BY 4.0", "The license is CC BY 4.0.", "许可证：CC BY 4.0",
    "采用 CC BY 4.0 协议", "本数据集的许可协议为CC BY 4.0", "请联系作者获取数据",
  ]) func `a note that limits nothing leaves a licence as it is`(note: String) throws {
    let found = try verdict(note)
    #expect(found.verdict == .clear, "\(found.reason ?? "")")
  }

  @Test func `words under keys of a licence that nobody knows are read as notes are`() {
    var license = LicenseStatement(spdx: "MIT")
    license.extra = [JSON.Member("remark", .string("Not for surveillance"))]
    #expect(license.facts.doubt != nil && license.facts.use == .any)
    #expect(!license.isPlain)
    #expect(LicenseStatement(name: license.words).facts.use == .unknown)
  }

  @Test func `the harmless words contain none that forbids or restricts`() {
    let words = [
      "not", "no", "only", "never", "without", "except", "unless", "must", "may", "cannot",
      "prohibited", "restricted", "permission", "agreement", "research", "commercial", "train",
      "but", "non", "nc", "terms", "conditions", "ask", "request", "own", "other", "use",
      "licensed", "licenses", "contact", "email", "apply", "permit", "许可", "协议",
      "授权", "联系", "申请", "同意", "许可证", "许可协议",
    ]
    for word in words {
      #expect(
        LicenseWords.obscurity(in: word) != nil || LicenseWords.use(in: word) != nil, "\(word)")
    }
  }
}
