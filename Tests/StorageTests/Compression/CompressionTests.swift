import Storage
import Testing

@Suite struct CompressionTests {
  static let seed: UInt64 = 0x5EED_0011

  /// Text-like bytes: words of a small vocabulary, so that there is something to compress.
  static func sample(count: Int, seed: UInt64) -> [UInt8] {
    var state = seed
    var bytes: [UInt8] = []
    while bytes.count < count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes += Array("word\((state >> 33) % 300) ".utf8)
    }
    return Array(bytes.prefix(count))
  }

  @Test(arguments: [0, 1, 2, 11, 12, 13, 63, 64, 65, 4096, 65_535, 65_536, 1_000_000])
  func `a block comes back as it was`(count: Int) throws {
    let original = Self.sample(count: count, seed: Self.seed)
    var packed = GrowableBuffer<UInt8>()
    packed.append(contentsOf: [1, 2, 3])
    let written = original.withView { LZ4.compress($0, into: &packed) }
    #expect(packed.count == 3 + written)
    #expect(packed.view[0..<3].array == [1, 2, 3])

    let expanded = GrowableBuffer<UInt8>(repeating: 0, count: count)
    try LZ4.decompress(packed.view[3..<packed.count], into: expanded.view)
    #expect(expanded.view.array == original, "seed \(Self.seed)")
  }

  @Test(arguments: [300_000, 40_000_000])
  func `the beginning of a block that is one long run needs no more than its bound`(
    count: Int
  ) throws {
    let original = [UInt8](repeating: 0x61, count: count)
    var packed = GrowableBuffer<UInt8>()
    _ = original.withView { LZ4.compress($0, into: &packed) }
    for part in [1, 64, 262_144] {
      let bound = LZ4.bound(ofBeginning: part, of: count)
      let expanded = GrowableBuffer<UInt8>(repeating: 0, count: part)
      try LZ4.decompress(
        beginningOf: packed.view[0..<min(bound, packed.count)], into: expanded.view)
      #expect(expanded.view.array == Array(original.prefix(part)))
    }
  }

  @Test func `a wrong size is an error`() throws {
    let original = Self.sample(count: 1000, seed: Self.seed)
    var packed = GrowableBuffer<UInt8>()
    _ = original.withView { LZ4.compress($0, into: &packed) }
    for count in [0, 1, 999, 1001, 5000] {
      let expanded = GrowableBuffer<UInt8>(repeating: 0, count: count)
      #expect(throws: StorageError.self) {
        try LZ4.decompress(packed.view, into: expanded.view)
      }
    }
  }

  @Test func `damaged blocks give an error or other bytes, never a crash`() throws {
    let original = Self.sample(count: 700, seed: Self.seed)
    var packed = GrowableBuffer<UInt8>()
    _ = original.withView { LZ4.compress($0, into: &packed) }
    let expanded = GrowableBuffer<UInt8>(repeating: 0, count: original.count)
    for end in 0..<packed.count {
      #expect(throws: StorageError.self) {
        try LZ4.decompress(packed.view[0..<end], into: expanded.view)
      }
    }
    for index in 0..<packed.count {
      for bit in 0..<8 {
        packed[index] ^= 1 << bit
        try? LZ4.decompress(packed.view, into: expanded.view)
        packed[index] ^= 1 << bit
      }
    }
    try LZ4.decompress(packed.view, into: expanded.view)
    #expect(expanded.view.array == original)
  }
}
