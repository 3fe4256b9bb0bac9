import Foundation
import Indexing
import TestSupport
import Testing

struct MergePolicyTests {
  private static func size(
    _ bytes: UInt64, documents: UInt64 = 100, dropped: UInt64 = 0
  )
    -> MergePolicy.Size
  {
    MergePolicy.Size(bytes: bytes, documents: documents, dropped: dropped)
  }

  private static func merged(_ sizes: ArraySlice<MergePolicy.Size>) -> MergePolicy.Size {
    sizes.reduce(size(0, documents: 0)) {
      size($0.bytes + $1.bytes, documents: $0.documents + $1.documents)
    }
  }

  /// Merges until nothing is left to merge.
  ///
  /// - Returns: Bytes rewritten.
  @discardableResult
  private static func settle(_ sizes: inout [MergePolicy.Size]) -> UInt64 {
    var written: UInt64 = 0
    while let run = MergePolicy.next(sizes) {
      #expect(run.count > 1 && run.upperBound <= sizes.count)
      guard run.count > 1 else { break }
      let merged = merged(sizes[run])
      written += merged.bytes
      sizes.replaceSubrange(run, with: [merged])
    }
    return written
  }

  /// The most segments that an index of some bytes may be left with.
  private static func most(_ bytes: UInt64) -> Int {
    let levels = max(0, log2(Double(max(bytes, 1)) / Double(1 << 20)) / 3) + 2
    return MergePolicy.fewestLarge * Int(levels)
  }

  @Test(arguments: [(UInt64(1000), MergePolicy.fewestSmall), (1 << 28, MergePolicy.fewestLarge)])
  func `few segments are left alone, enough similar ones are merged`(
    bytes: UInt64, fewest: Int
  ) {
    let sizes = Array(repeating: Self.size(bytes), count: fewest)
    #expect(MergePolicy.next(sizes.dropLast()) == nil)
    #expect(MergePolicy.next(sizes) == 0..<fewest)
    #expect(MergePolicy.next([Self.size(1 << 40)] + sizes) == 1..<1 + fewest)
  }

  @Test func `a segment that is mostly gone is rewritten alone`() {
    let sizes = [Self.size(1000), Self.size(1000, dropped: 60), Self.size(1000)]
    #expect(MergePolicy.next(sizes) == 1..<2)
  }

  @Test func `segments with too many documents for one are left apart`() {
    let sizes = Array(repeating: Self.size(1 << 28, documents: 1 << 30), count: 40)
    #expect(MergePolicy.next(sizes) == nil)
    #expect(MergePolicy.all(sizes).isEmpty)
  }

  @Test func `whatever the sizes are, merging ends with few segments`() {
    var generator = SeededGenerator.announced("merge policy")
    for _ in 0..<100 {
      let widest = UInt64(1) << UInt64.random(in: 1...44, using: &generator)
      var sizes = (0..<Int.random(in: 0...300, using: &generator)).map { _ in
        Self.size(
          UInt64.random(in: 1...widest, using: &generator),
          documents: UInt64.random(in: 1...1000, using: &generator))
      }
      let total = Self.merged(sizes[...]).bytes
      Self.settle(&sizes)
      #expect(sizes.count <= Self.most(total))
      #expect(Self.merged(sizes[...]).bytes == total)
    }
  }

  @Test(arguments: [UInt64(50_000), 3 << 20, 150 << 20])
  func `a corpus that grows by equal parts is rewritten once for each level`(part: UInt64) {
    var sizes: [MergePolicy.Size] = []
    var written: UInt64 = 0
    for _ in 0..<5000 {
      sizes.append(Self.size(part))
      written += Self.settle(&sizes)
    }
    let total = 5000 * part
    #expect(sizes.count <= Self.most(total))
    // Eight of a kind become one: 5,000 are 8 to the power of 4.1.
    #expect(written <= 5 * total)
  }

  @Test func `merging everything covers all neighbours`() {
    let sizes = [10, 20, 70, 5, 5].map { Self.size(UInt64($0)) }
    #expect(MergePolicy.all(sizes) == [0..<5])
    #expect(MergePolicy.all([Self.size(10)]).isEmpty)
    #expect(MergePolicy.all([Self.size(10, dropped: 1)]) == [0..<1])
    let large = [1 << 30, 1 << 29, 1 << 30, 5].map { Self.size(10, documents: $0) }
    #expect(MergePolicy.all(large) == [0..<2, 2..<4])
  }
}
