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

  @Test func `few segments are left alone`() {
    let sizes = Array(repeating: Self.size(1000), count: MergePolicy.runLength - 1)
    #expect(MergePolicy.next(sizes, limit: 1 << 30) == nil)
  }

  @Test func `a run of similar segments is merged`() {
    let large = Self.size(1 << 40)
    let sizes = [large] + Array(repeating: Self.size(1000), count: MergePolicy.runLength) + [large]
    #expect(MergePolicy.next(sizes, limit: 1 << 30) == 1..<1 + MergePolicy.runLength)
  }

  @Test func `a run that would not fit in memory is left alone`() {
    let sizes = Array(repeating: Self.size(1 << 28), count: MergePolicy.runLength)
    #expect(MergePolicy.next(sizes, limit: 1 << 30) == nil)
    #expect(MergePolicy.next(sizes, limit: 1 << 31) == 0..<MergePolicy.runLength)
  }

  @Test func `a segment that is mostly gone is rewritten alone`() {
    let sizes = [Self.size(1000), Self.size(1000, dropped: 60), Self.size(1000)]
    #expect(MergePolicy.next(sizes, limit: 1 << 20) == 1..<2)
  }

  @Test func `merging goes on until nothing is left to merge, and always ends`() {
    var generator = SeededGenerator.announced("merge policy")
    for _ in 0..<200 {
      var sizes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        Self.size(
          UInt64.random(in: 1...1 << 24, using: &generator),
          documents: UInt64.random(in: 1...1000, using: &generator))
      }
      let total = sizes.reduce(UInt64(0)) { $0 + $1.bytes }
      var steps = 0
      while let run = MergePolicy.next(sizes, limit: 1 << 26) {
        #expect(run.count > 1 && run.upperBound <= sizes.count)
        let merged = sizes[run].reduce(Self.size(0, documents: 0)) {
          Self.size($0.bytes + $1.bytes, documents: $0.documents + $1.documents)
        }
        #expect(merged.bytes <= 1 << 26)
        sizes.replaceSubrange(run, with: [merged])
        steps += 1
        if steps > 100 { break }
      }
      #expect(steps <= 60)
      #expect(sizes.reduce(UInt64(0)) { $0 + $1.bytes } == total)
    }
  }

  @Test func `merging everything covers neighbours within the limit`() {
    let sizes = [10, 20, 70, 5, 5].map { Self.size(UInt64($0)) }
    #expect(MergePolicy.all(sizes, limit: 80) == [0..<2, 2..<5])
    #expect(MergePolicy.all([Self.size(10)], limit: 80).isEmpty)
    #expect(MergePolicy.all([Self.size(10, dropped: 1)], limit: 80) == [0..<1])
  }
}
