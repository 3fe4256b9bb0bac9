import Storage
import TestSupport
import Testing

@Suite struct BlockMethodTests {
  /// Text with repetitions, and some of it without.
  static func text(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      bytes += Array("the white whale \(generator.number(0..<5000)) ".utf8)
      if generator.once(in: 9) { bytes.append(UInt8(generator.number(0..<256))) }
    }
    return Array(bytes.prefix(count))
  }

  static func methods(_ generator: inout SeededGenerator) throws -> [BlockMethod] {
    let samples = text(2 << 20, &generator)
    let dictionary = try #require(samples.withView { ZstdDictionary.trained(on: $0.slice) })
    #expect(dictionary.bytes.count <= ZstdDictionary.byteCount)
    let kept = try #require(ZstdDictionary(dictionary.bytes))
    return [.lz4, .zstd(nil), .zstd(kept)]
  }

  @Test(arguments: [1, 2, 100, 65_535, 65_536, 300_000])
  func `a block comes back, whole and its beginning`(count: Int) throws {
    var generator = SeededGenerator.announced("blocks")
    for method in try Self.methods(&generator) {
      let compressor = BlockCompressor(method)
      let expander = BlockExpander(method)
      for _ in 0..<3 {
        let text = Self.text(count, &generator)
        var packed = GrowableBuffer<UInt8>()
        text.withView { compressor.compress($0, into: &packed) }
        let whole = GrowableBuffer<UInt8>(repeating: 0, count: count)
        try expander.expand(packed.view, into: whole.view)
        #expect(whole.view.array == text)
        let part = count / 3 + 1
        guard part < count else { continue }
        let known = min(packed.count, expander.bound(ofBeginning: part, of: count))
        let beginning = GrowableBuffer<UInt8>(repeating: 0, count: part)
        try expander.expand(beginningOf: packed.view[0..<known], into: beginning.view)
        #expect(beginning.view.array == Array(text.prefix(part)))
      }
    }
  }

  @Test func `a dictionary makes small blocks smaller`() throws {
    var generator = SeededGenerator.announced("dictionary")
    let methods = try Self.methods(&generator)
    let text = Self.text(2000, &generator)
    let sizes = methods.map { method in
      var packed = GrowableBuffer<UInt8>()
      text.withView { BlockCompressor(method).compress($0, into: &packed) }
      return packed.count
    }
    #expect(sizes[2] < sizes[1] && sizes[1] < sizes[0])
  }

  @Test func `too little text has no dictionary, and other bytes are none`() {
    let few = [UInt8](repeating: 7, count: 1000)
    #expect(few.withView { ZstdDictionary.trained(on: $0.slice) } == nil)
    // A text that never changes teaches nothing.
    let same = [UInt8](repeating: 7, count: 2 << 20)
    _ = same.withView { ZstdDictionary.trained(on: $0.slice) }
  }

  @Test func `damaged blocks are errors or other bytes, never crashes`() throws {
    var generator = SeededGenerator.announced("damage")
    for method in try Self.methods(&generator) {
      let text = Self.text(5000, &generator)
      var packed = GrowableBuffer<UInt8>()
      text.withView { BlockCompressor(method).compress($0, into: &packed) }
      let expander = BlockExpander(method)
      let target = GrowableBuffer<UInt8>(repeating: 0, count: text.count)
      for _ in 0..<200 {
        var bytes = packed.view.array
        bytes[generator.number(0..<bytes.count)] ^= UInt8(1 << generator.number(0..<8))
        let count = generator.number(0..<bytes.count + 1)
        bytes.withView { view in
          try? expander.expand(view[0..<count], into: target.view)
          try? expander.expand(beginningOf: view[0..<count], into: target.view[0..<100])
        }
      }
      // It still works afterwards.
      try expander.expand(packed.view, into: target.view)
      #expect(target.view.array == text)
    }
  }
}
