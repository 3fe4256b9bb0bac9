import CKernels
import Storage
import TestSupport
import Testing
import VectorKernels

@testable import Analysis

private func bits(_ bytes: [UInt8], where holds: (UInt8) -> Bool) -> UInt64 {
  bytes.enumerated().reduce(0) { $0 | (holds($1.element) ? 1 << UInt64($1.offset) : 0) }
}

@Test(arguments: ["avx512", "avx2", "sse2", "neon", "scalar"])
func `the kernels class bytes as their description says`(variant: String) {
  guard ByteClasses.choose(variant) else { return }
  #expect(ByteClasses.variant == variant || ByteClasses.choose(variant))
  var generator = SeededGenerator.announced("byte classes")
  var blocks = [Array(0...63), Array(64...127), Array(128...191), Array(192...255)] as [[UInt8]]
  for _ in 0..<500 {
    blocks.append((0..<64).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }
  let lowered = GrowableBuffer<UInt8>(repeating: 0, count: 64)
  for block in blocks {
    let (classes, words) = block.withView { view in
      (
        ByteClasses.classify(view, at: 0, lowered: lowered.view, at: 0),
        ByteClasses.words(view, at: 0, lowered: lowered.view, at: 0)
      )
    }
    func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
    func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    #expect(lowered.view.array == block.map { (65...90).contains($0) ? $0 + 32 : $0 })
    #expect(classes.letters == bits(block, where: isLetter))
    #expect(classes.digits == bits(block, where: isDigit))
    #expect(classes.underscores == bits(block) { $0 == 0x5F })
    #expect(classes.quotes_stops == bits(block) { $0 == 0x27 || $0 == 0x2E })
    #expect(classes.commas == bits(block) { $0 == 0x2C || $0 == 0x3B })
    #expect(classes.pluses == bits(block) { $0 == 0x2B })
    #expect(classes.sharps == bits(block) { $0 == 0x23 })
    #expect(classes.beyond_ascii == bits(block) { $0 >= 0x80 })
    #expect(words.words == bits(block) { isLetter($0) || isDigit($0) })
    #expect(words.beyond_ascii == bits(block) { $0 >= 0x80 })
  }
}
