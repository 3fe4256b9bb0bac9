import Foundation
import Storage
import TestSupport
import Testing
import VectorKernels

@testable import Analysis

/// What the recipe gives, in the form of the reference.
private func analyzed(_ bytes: [UInt8], ranges: Bool = true) -> [ReferenceToken] {
  var batch = TokenBatch()
  batch.wantsSourceRanges = ranges
  bytes.withView { Analyzer(.standard).analyze($0, into: &batch) }
  var place = 0
  return zip(batch.texts, (0..<batch.pieces.view.count)).map { text, index in
    let piece = batch.pieces[index]
    let count = ranges ? (piece.isRun ? piece.count : 1) : 0
    defer { place += count }
    return ReferenceToken(
      text: text, isRun: piece.isRun, position: piece.position,
      sources: batch.sourceRanges.view[place..<place + count].array)
  }
}

/// What the reference gives, long words shortened.
private func expected(_ bytes: [UInt8], ranges: Bool = true) -> [ReferenceToken] {
  var end = 0
  var shift: UInt32 = 0
  return ReferenceTokenizer.standard(bytes.map { $0 == 0x1e ? 0x0a : $0 }).map { token in
    var token = token
    // A separator of pieces leaves a position free between two tokens.
    let start = Int(token.sources.first?.start ?? 0)
    if end > 0, start > end, bytes[end..<start].contains(0x1e) { shift += 1 }
    end = Int(token.sources.last?.end ?? 0)
    token.position += shift
    if !token.isRun { token.text = shortened(token.text) }
    if !ranges { token.sources = [] }
    return token
  }
}

@Test(arguments: ["avx512", "avx2", "sse2", "neon", "scalar"])
func `standard agrees with its description on any text`(variant: String) {
  guard ByteClasses.choose(variant) else { return }
  var random = RandomText(generator: .announced("standard on \(variant)"))
  for _ in 0..<400 {
    let bytes = random.bytes(count: random.generator.number(0..<60))
    #expect(analyzed(bytes) == expected(bytes), "\(bytes)")
    #expect(analyzed(bytes, ranges: false) == expected(bytes, ranges: false), "\(bytes)")
  }
  for _ in 0..<400 {
    let bytes = random.ascii(count: random.generator.number(0..<300))
    #expect(analyzed(bytes) == expected(bytes), "\(String(decoding: bytes, as: UTF8.self))")
  }
}

@Test func `a text of mixed scripts keeps its tokens when it is long`() {
  var random = RandomText(generator: .announced("long texts"))
  for _ in 0..<20 {
    var bytes: [UInt8] = []
    for _ in 0..<60 {
      bytes += random.generator.once(in: 2) ? random.ascii(count: 90) : random.bytes(count: 50)
    }
    #expect(analyzed(bytes, ranges: false) == expected(bytes, ranges: false))
  }
}

@Test(arguments: [0, 1, 31, 32, 33, 61, 62, 63, 64, 65, 66, 127, 128, 129, 191, 192])
func `words at the edges of a window stay whole`(offset: Int) {
  let blank = String(repeating: "- ", count: offset / 2) + (offset % 2 == 0 ? "" : " ")
  for word in ["don't", "3.14", "c++", "a_b", "x", "été", "1,2", "c++17 z", "f#", "ab'", "字a"] {
    for tail in ["", " ", ".", " next word", "模", "\u{301}"] {
      let bytes = Array((blank + word + tail).utf8)
      #expect(analyzed(bytes) == expected(bytes), "\(blank + word + tail)")
    }
  }
}

/// Word_Break of the few characters that the official tests use.
private let testedProperties: [UInt32: ReferenceWordBreaks.Property] = [
  0x01: .other, 0x0A: .lineFeed, 0x0B: .newline, 0x0D: .carriageReturn, 0x20: .space,
  0x22: .doubleQuote, 0x27: .singleQuote, 0x2C: .midNum, 0x2E: .midNumLet, 0x30: .numeric,
  0x31: .numeric, 0x3A: .midLetter, 0x41: .letter, 0x5F: .extendNumLet, 0x61: .letter,
  0x62: .letter, 0xAD: .format, 0x300: .extend, 0x308: .extend, 0x5D0: .hebrewLetter,
  0x646: .letter, 0x200D: .zeroWidthJoiner, 0x2060: .format, 0x231A: .pictographic,
  0x2701: .pictographic, 0x3031: .katakana, 0x1F1E6: .regionalIndicator,
  0x1F1E7: .regionalIndicator, 0x1F1E8: .regionalIndicator, 0x1F1E9: .regionalIndicator,
  0x1F3FF: .extend, 0x1F476: .pictographic, 0x1F6D1: .pictographic,
]

@Test func `the reference keeps the official word break tests`() throws {
  let file = try #require(Bundle.module.url(forResource: "WordBreakTest", withExtension: "txt"))
  let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
  var count = 0
  for line in lines where !line.hasPrefix("#") {
    let fields = line.split(separator: " ")
    let characters = stride(from: 1, to: fields.count, by: 2).map { UInt32(fields[$0], radix: 16)! }
    let wanted = stride(from: 0, to: fields.count - 1, by: 2).map { fields[$0] == "÷" }
    let properties = characters.map { testedProperties[$0]! }
    #expect(ReferenceWordBreaks.breaks(properties) == wanted, "\(line)")
    count += 1
  }
  #expect(count == 1823)
}

@Test(arguments: [
  ("模型", [0]), ("模型 模型", [0, 3]), ("模型。\n模型", [0, 3]), ("GPT4模型", [0, 1]),
  ("模型GPT模型", [0, 2, 3]), ("模型，GPT，模型", [0, 2, 3]), ("a, b. c", [0, 1, 2]),
  ("模型___模型", [0, 3]), ("かな漢字한글ไทย", [0]), ("時々〇ラーメン", [0]),
])
func `only runs keep a distance`(text: String, positions: [UInt32]) {
  var batch = TokenBatch()
  Array(text.utf8).withView { Analyzer(.standard).analyze($0, into: &batch) }
  #expect(batch.positions == positions)
}

@Test func `the length of a text counts the gaps between runs`() {
  var batch = TokenBatch()
  Array("模型，数据 ok。".utf8).withView { Analyzer(.standard).analyze($0, into: &batch) }
  #expect(batch.length == 6)
}

@Test(arguments: [
  "\u{AD}", "\u{34F}", "\u{115F}", "\u{1160}", "\u{17B4}", "\u{180B}", "\u{200B}", "\u{200D}",
  "\u{2064}", "\u{3164}", "\u{FE0F}", "\u{FEFF}", "\u{FFA0}", "\u{FFF0}", "\u{1D173}",
  "\u{E0001}", "\u{E0100}", "\u{E0FFF}",
])
func `what is ignored parts nothing from its mark`(ignored: String) {
  for first in ["\u{2AAE3}", "字", "か", "ｶ", "한", "ก", "a", "é", "\u{5D0}", "1", "_", " ", ""] {
    for mark in ["\u{FF9E}", "\u{3099}", "\u{301}", "\u{E31}", "\u{11A8}", "\u{1161}"] {
      for tail in ["", "字", "a", mark] {
        let bytes = Array((first + ignored + mark + ignored + tail).utf8)
        #expect(analyzed(bytes) == expected(bytes), "\(bytes)")
        let without = Array((first + mark + tail).utf8)
        #expect(
          analyzed(bytes, ranges: false) == expected(without, ranges: false), "\(bytes)")
      }
    }
  }
}

@Test(arguments: ["\u{897}", "\u{1ACF}", "\u{10D69}"])
func `a mark that came after the tables is no mark`(mark: String) {
  // Were it one, the voiced mark behind it would sort in front of it and belong to the letter.
  let bytes = Array("泪\(mark)\u{3099}念".utf8)
  #expect(analyzed(bytes, ranges: false).map(\.position) == [0, 2])
  #expect(analyzed(bytes) == expected(bytes))
}
