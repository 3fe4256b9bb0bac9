import Testing

@testable import Datasets

/// No mark, tag or line break hides words that forbid.
@Suite struct PlainProseTests {
  private func verdict(_ dataset: Dataset) throws -> RightsVerdict {
    var dataset = dataset
    dataset.isOriginal = true
    dataset.evidence = []
    return try RightsReport(
      of: [dataset.id], for: .commercial, in: RightsNotation([dataset]).graph
    ).verdict
  }

  private func free() -> Dataset {
    var dataset = Dataset(id: "h")
    dataset.licenses = [LicenseStatement(spdx: "CC0-1.0")]
    return dataset
  }

  private func card(_ body: String) throws -> Dataset {
    let text = "---\nlicense: cc0-1.0\n---\n# Harbour\n\nLogs.\n\n\(body)\n"
    return try #require(
      try ImportedDescription(reading: Array(text.utf8), fileName: "README.md").datasets.first)
  }

  static let hidden = [
    "The logs may not be used for\ncommercial purposes.",
    "The logs may not be used for\r\ncommercial purposes.",
    "The logs are for non-\ncommercial use.",
    "> The logs may not be used for\n> commercial purposes.",
    "- The logs may not be used for\n  commercial purposes.",
    "1. The logs may not be used for\n   commercial purposes.",
    "The logs may not be used for **commercial** purposes.",
    "The logs may not be used for [commercial](https://e.example/a/b/c/d/e/f/g/h) purposes.",
    "The logs may not be used for <a href=\"https://e.example/a/b\">commercial</a> purposes.",
    "The logs may <b>not</b> be used for<br>commercial&nbsp;purposes.",
    "<p>The logs may not be used for\n<em>commercial</em> purposes.</p>",
    "The logs are for non&#8209;commercial use.", "The logs are for non&shy;commercial use.",
    "**不得**用于商业目的", "数据<b>不得</b>用于商业目的", "数据不得用于商\n业目的", "数据不得用于商 业目的", "> 数据不得用于\n> 商业目的",
    "`不得`用于__商业__目的",
    "![license](https://img.shields.io/badge/license-CC%20BY--NC%204.0-grey)",
    "[![License: CC BY-NC 4.0](https://e.example/badge.svg)](https://e.example/)",
    "![license](https://img.shields.io/badge/License-CC_BY--NC_4.0-lightgrey.svg)",
    "![](https://img.shields.io/static/v1?label=license&message=CC+BY-NC+4.0&color=grey)",
    "<img alt=\"Creative Commons\" src=\"https://i.creativecommons.org/l/by-nc/4.0/88x31.png\">",
    "<h2>License</h2><p>CC BY-NC 4.0</p>",
  ]

  @Test(arguments: hidden) func `words that forbid are read in every place`(prose: String) throws {
    var (described, noted, gated) = (free(), free(), free())
    described.description = LocalizedText("A harbour. \n\n" + prose)
    noted.licenses[0].note = prose
    gated.accessNote = prose
    for dataset in [described, noted, gated, try card(prose)] {
      #expect(try verdict(dataset) == .blocked, "\(dataset.tree.yamlText)")
    }
  }

  @Test func `a paragraph of many lines is joined without copying it for each`() {
    let count = 200_000
    var text = ""
    var places: Set<UInt?> = []
    for _ in 0..<count {
      PlainProse.append("the logs", to: &text)
      // Safe: the address is a number here, and nothing is read there.
      places.insert(
        unsafe text.utf8.withContiguousStorageIfAvailable {
          UInt(bitPattern: $0.baseAddress)
        }
      )
    }
    #expect(text.utf8.count == count * 9 - 1)
    // The text grows in place: it moves as often as its size doubles.
    #expect(places.count < 40)
    let lines =
      String(repeating: "the logs\n", count: count) + "may not be used for\ncommercial use"
    #expect(PlainProse(lines).joined?.utf8.count == count * 9 + 34)
  }

  @Test(arguments: [
    "<h3 align=\"center\">License</h3>\n\nEvaluation only.",
    "<h3><b>License</b></h3><p>Evaluation only.</p>", "<h2>\nLicense\n</h2>\n\nEvaluation only.",
    "<b>License</b>\n\nEvaluation only.", "## Licen<b>s</b>e\n\nEvaluation\nonly.",
    "<center><h2>许可</h2></center>\n\n仅供科\n研使用",
  ]) func `headings in HTML are headings`(body: String) throws {
    #expect(try verdict(card(body)) == .blocked)
  }

  @Test(arguments: [
    "The logs of **ships** and `boats`\nin a harbour.", "<p align=\"center\"><b>Harbour</b></p>",
    "![ships](https://e.example/ships.png)", "A & B &amp; C < D > E",
    "## License\n\n![license](https://img.shields.io/badge/license-CC0--1.0-grey)",
    "<h2>License</h2><p>CC0-1.0</p>", "## License\n\n> The data is licensed\n> under CC0-1.0.",
  ]) func `marks alone limit nothing`(body: String) throws {
    #expect(try verdict(card(body)) == .clear)
  }
}
