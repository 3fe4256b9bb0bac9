import TestSupport
import Testing

@testable import Datasets

/// Phrases that are looked for all at once.
@Suite struct PhrasesTests {
  @Test func `a phrase is found where a search for each finds one`() {
    var generator = SeededGenerator.announced("phrases in texts")
    func text(_ count: Int) -> String {
      String((0..<count).map { _ in "abAB é商用".randomElement(using: &generator)! })
    }
    for _ in 0..<2000 {
      let phrases = (0..<generator.number(0..<5)).map { _ in
        text(generator.number(0..<4)).lowercased()
      }
      let text = text(generator.number(0..<12))
      let isThere = phrases.contains { !$0.isEmpty && text.lowercased().contains($0) }
      #expect(Phrases(phrases).occur(in: text) == isThere, "\(phrases) in \(text)")
    }
  }

  @Test func `every phrase that limits a use is found in a description`() {
    for phrase in LicenseWords.ofTheData.all {
      #expect(LicenseWords.terms(in: "Data. \(phrase.uppercased()). More.") != nil, "\(phrase)")
    }
  }
}
