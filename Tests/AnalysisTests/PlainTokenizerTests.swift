import Storage
import TestSupport
import Testing
import VectorKernels

@testable import Analysis

@Test(arguments: ["avx512", "avx2", "sse2", "neon", "scalar"])
func `plain agrees with the standard library's properties`(variant: String) {
  guard ByteClasses.choose(variant) else { return }
  var random = RandomText(generator: .announced("plain on \(variant)"))
  for _ in 0..<400 {
    let text = random.text(count: random.generator.number(0..<60), newest: 14)
    let wanted = ReferenceTokenizer.plain(Array(text.utf8)).map(shortened)
    #expect(tokens(text, .plain) == wanted, "\(text.debugDescription)")
  }
  for _ in 0..<400 {
    let bytes = random.ascii(count: random.generator.number(0..<300))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(tokens(text, .plain) == ReferenceTokenizer.plain(bytes).map(shortened), "\(text)")
  }
}

@Test(arguments: [
  ("ΟΔΟΣ ΟΔΟΣ.", ["οδος", "οδος"]), ("Σ", ["σ"]), ("aΣ.b", ["aσ", "b"]), ("a.Σ", ["a", "ς"]),
  ("İstanbul", ["i", "stanbul"]), ("snake_case", ["snake", "case"]), ("don't", ["don", "t"]),
  ("GPT-4模型", ["gpt", "4模型"]), ("½ x² Ⅷ", ["½", "x²", "ⅷ"]), ("Straße", ["straße"]),
])
func `plain lower-cases and does nothing else`(text: String, expected: [String]) {
  #expect(tokens(text, .plain) == expected)
}

@Test func `whitespace agrees with the standard library's properties`() {
  var random = RandomText(generator: .announced("whitespace"))
  for _ in 0..<800 {
    let bytes = random.bytes(count: random.generator.number(0..<60))
    var batch = TokenBatch()
    bytes.withView { Analyzer(.whitespace).analyze($0, into: &batch) }
    #expect(batch.texts == ReferenceTokenizer.whitespace(bytes).map(shortened), "\(bytes)")
  }
}
