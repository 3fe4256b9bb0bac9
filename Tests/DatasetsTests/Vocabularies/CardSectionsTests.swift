import Testing

@testable import Datasets

/// What a dataset card says of rights under its headings.
@Suite struct CardSectionsTests {
  private func verdict(_ body: String) throws -> RightsVerdict {
    let card = "---\nlicense: cc-by-4.0\n---\n# Harbour\n\nLogs of a harbour.\n\n\(body)\n"
    var dataset = try #require(
      try ImportedDescription(reading: Array(card.utf8), fileName: "README.md").datasets.first)
    dataset.isOriginal = true
    return try RightsReport(
      of: [dataset.id], for: .commercial, in: RightsNotation([dataset]).graph
    ).verdict
  }

  private static let headings = [
    "## License", "### Licensing Information", "###### Licence ##", "# License", "## Terms of use",
    "## 许可", "## 使用条款", "### 许可协议", "License\n-------", "Terms of Use\n===", "**License**",
    "**License:**", "## Copyright and licence", "## 1. License", "## Rights", "## Licenza",
    "## Lizenz", "## Licencia", "## Limitations of use", "## Ethical use", "## Usage restrictions",
    "## 使用限制", "## Licença", "## ライセンス", "## Permissions",
  ]

  @Test(arguments: headings) func `a section that is not understood is unknown`(
    heading: String
  ) throws {
    for words in [
      "Not for surveillance.", "The logs are the property of the harbour.", "Ask first.",
      "- CC BY 4.0 for the text\n- other terms for the pictures",
    ] {
      #expect(try verdict("\(heading)\n\n\(words)") == .unknown, "\(words)")
    }
  }

  @Test(arguments: headings) func `a section that forbids blocks`(heading: String) throws {
    #expect(try verdict("\(heading)\n\nFor private use only, no\ncommercial use.") == .blocked)
    let deeper = "\(heading)\n\n#### Data\n\nEvaluation only."
    if !heading.hasPrefix("######"), !heading.hasPrefix("**") {
      #expect(try verdict(deeper) == .blocked)
    }
  }

  @Test(arguments: headings) func `a section that repeats the licence says nothing more`(
    heading: String
  ) throws {
    for words in [
      "This dataset is released under the CC BY 4.0 license.",
      "The data is licensed under the [Creative Commons Attribution 4.0 International](https://creativecommons.org/licenses/by/4.0/) license.",
      "[More Information Needed]", "CC-BY-4.0", "本数据集采用 CC BY 4.0 许可协议发布。",
      "<!-- If it is licensed, say how. -->\nPlease cite the paper.",
      "The code is under the Apache License 2.0. The data is CC BY 4.0.",
    ] {
      #expect(try verdict("\(heading)\n\n\(words)") == .clear, "\(words)")
    }
  }

  @Test(arguments: [
    "Commercial use is allowed.", "Both commercial and non-commercial use are permitted.",
    "You are free to use it commercially.", "There are no restrictions on commercial use.",
    "Provided as is, without warranty of any kind.",
    "Data, code and models are released under CC BY 4.0.", "本数据集以 CC BY 4.0 协议开源，欢迎使用。",
    "如使用本数据集，请引用以下论文。", "商用无需授权，使用时注明出处即可。", "本数据集支持商业用途，不限制使用场景。",
  ]) func `a section that widens or repeats a licence says nothing more`(words: String) throws {
    #expect(try verdict("## License\n\n\(words)") == .clear)
  }

  @Test(arguments: ["## Usage", "## Uses", "### Direct Use", "## 使用说明"])
  func `a section on use counts where it limits the use`(heading: String) throws {
    #expect(try verdict("\(heading)\n\nLoad it and sort the ships.") == .clear)
    #expect(try verdict("\(heading)\n\n```\nload(\"evaluation only\")\n```") == .clear)
    #expect(try verdict("\(heading)\n\nEvaluation only.") == .blocked)
  }

  @Test func `a section ends at a heading of its depth, and code and prose elsewhere are no terms`()
    throws
  {
    #expect(try verdict("## License\n\nCC BY 4.0\n\n## Ships\n\nAsk first.") == .clear)
    #expect(try verdict("## License\n\n```\nask first\n```") == .clear)
    #expect(try verdict("## Ships\n\nDo not board them.") == .clear)
    #expect(try verdict("## Human rights\n\nNotes on ships.") == .clear)
  }
}
