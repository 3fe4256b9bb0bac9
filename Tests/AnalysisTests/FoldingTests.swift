import Foundation
import Storage
import TestSupport
import Testing
import VectorKernels

@testable import Analysis

@Test(arguments: [
  ("ＡＢＣ１２３", "abc123"), ("ﬁ ﬀ", "fi ff"), ("Straße", "strasse"), ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
  ("e\u{301}", "é"), ("가\u{11A8}", "각"), ("ｶﾞ", "ガ"), ("か\u{3099}", "が"), ("㈱", "(株)"),
  ("臺灣圖書館", "台湾图书馆"), ("co\u{AD}op\u{200B}", "coop"), ("字\u{FE00}", "字"),
  ("don’t", "don't"), ("①Ⅷ½", "1viii1⁄2"), ("İ", "i\u{307}"), ("\u{958}", "\u{915}\u{93C}"),
  ("q\u{307}\u{323}", "q\u{323}\u{307}"), ("ﷺ", "صلى الله عليه وسلم"),
])
func `folding does what it says`(text: String, folded: String) {
  #expect(Array(Folding.fold(text).unicodeScalars) == Array(folded.unicodeScalars))
}

@Test func `cutting at boundaries changes nothing`() {
  var random = RandomText(generator: .announced("folding"))
  for _ in 0..<800 {
    let text = random.text(count: random.generator.number(0..<40), newest: 15)
    let whole = ReferenceTokenizer.normalize(Array(text.unicodeScalars))
    let folded = Folding.fold(text)
    #expect(Array(folded.unicodeScalars) == whole, "\(text.debugDescription)")
    #expect(Folding.fold(folded).unicodeScalars.elementsEqual(folded.unicodeScalars))
  }
}

@Test func `compatible texts fold alike`() {
  var random = RandomText(generator: .announced("compatible texts"))
  for _ in 0..<500 {
    let text = random.text(count: random.generator.number(0..<40), newest: 15)
    // Case folding turns the iota subscript into a letter, in whatever order it finds it among the
    // marks; Unicode accepts that as the price of folding without decomposing first. Foundation
    // composes a character beyond U+FFFF as if it were the one with the same last sixteen bits, and
    // composes old Hangul letters that have no syllables.
    let isExcepted = text.decomposedStringWithCompatibilityMapping.unicodeScalars.contains {
      $0 == "\u{345}" || (0x1100...0x11FF).contains($0.value)
        || $0.value > 0xFFFF && $0.value & 0xFFFF < 0x3100
    }
    for form in isExcepted
      ? []
      : [
        text.decomposedStringWithCanonicalMapping, text.precomposedStringWithCanonicalMapping,
        text.precomposedStringWithCompatibilityMapping,
      ]
    {
      let same = Folding.fold(form).unicodeScalars.elementsEqual(Folding.fold(text).unicodeScalars)
      #expect(same, "\(text.debugDescription)")
    }
  }
}

@Test func `the tables agree with the standard library`() {
  let tables = CharacterTables.shared
  var compared = 0
  var wrong: [String] = []
  for value in UInt32(0)..<CharacterTables.limit {
    guard let scalar = Unicode.Scalar(value), let age = scalar.properties.age, age.major <= 14
    else { continue }
    let properties = scalar.properties
    let entry = tables.fold(value)
    compared += 1
    func check(_ holds: Bool, _ what: String) {
      if !holds { wrong.append("U+\(String(value, radix: 16)) \(what)") }
    }
    let rank = UInt8(truncatingIfNeeded: tables.partsEntry(value))
    check(rank == properties.canonicalCombiningClass.rawValue, "combining class")
    // The Hangul fillers are ignorable by that property and letters by category; both vanish.
    if properties.isDefaultIgnorableCodePoint { check(entry.isNothing, "vanishes") }
    let changes = !entry.isSingle || entry.folded(value) != value
    if properties.changesWhenNFKCCaseFolded { check(changes, "folds") }
    if changes, value != 0x2019, !properties.isUnifiedIdeograph {
      check(properties.changesWhenNFKCCaseFolded, "stays")
    }
    if entry.kind == CharacterClass.unspaced, !changes {
      let category = properties.generalCategory
      check(category != .decimalNumber && category != .otherPunctuation, "is unspaced")
    }
    if properties.isIdeographic, entry.isSingle {
      check(
        entry.kind == CharacterClass.unspaced || value >= 0x16FE0 && value < 0x20000, "ideograph")
    }
  }
  #expect(wrong.isEmpty)
  #expect(compared > 100_000)
}

@Test func `invalid bytes become replacement characters`() {
  for bytes: [UInt8] in [
    [0xFF], [0xC3], [0xE4, 0xB8], [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80], [0xC0, 0xAF],
    [0xF4, 0x90, 0x80, 0x80], [0x80, 0x80],
  ] {
    let text = Array("字".utf8) + bytes + Array("字".utf8)
    let wanted = String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
    #expect(text.withView { Folding.fold($0) } == wanted)
  }
}

@Test func `many marks on one letter are ordered in reasonable time`() {
  let text = "a" + String(repeating: "\u{301}\u{323}", count: 100_000)
  let folded = Folding.fold(text).unicodeScalars
  #expect(folded.first == "\u{1EA1}")
  #expect(folded.count == 200_000)
}
