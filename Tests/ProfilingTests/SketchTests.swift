import Foundation
import Storage
import TestSupport
import Testing

@testable import Profiling

/// A text as the bytes of a buffer.
func withBytes<Result>(
  _ text: String, _ body: (BufferView<UInt8>) throws -> Result
) rethrows
  -> Result
{
  var bytes = GrowableBuffer<UInt8>()
  bytes.append(contentsOf: Array(text.utf8))
  return try body(bytes.view)
}

func digest(_ text: String) -> TextDigest { withBytes(text) { TextDigest($0) } }

@Suite struct SketchTests {
  @Test(arguments: [(100, 1 << 10), (100_000, 1 << 10), (300_000, 1 << 12)])
  func `distinct values and repetitions are counted, or estimated within the stated error`(
    count: Int, capacity: Int
  ) {
    var sample = HashSample(capacity: capacity)
    // Every third value comes twice.
    for value in 0..<count {
      let hash = TextDigest.hash(UInt64(value))
      sample.add(hash, count: value.isMultiple(of: 3) ? 2 : 1)
    }
    let repeated = (count + 2) / 3
    if count <= capacity {
      #expect(sample.isExact && sample.distinct == UInt64(count))
      #expect(sample.repeated == UInt64(repeated) && sample.repeatedError == 0)
    } else {
      #expect(!sample.isExact)
      let off = abs(Double(sample.distinct) / Double(count) - 1)
      #expect(off < 1.5 * sample.distinctError)
      let missed = abs(Double(sample.repeated) - Double(repeated))
      #expect(missed < 1.5 * Double(sample.repeatedError))
    }
  }

  @Test(arguments: [1, 3, 8]) func `samples of parts are merged into that of the whole`(
    parts: Int
  ) throws {
    var whole = HashSample(capacity: 100)
    var samples = Array(repeating: HashSample(capacity: 100), count: parts)
    for value in 0..<2000 {
      let hash = TextDigest.hash(UInt64(value % 900))
      whole.add(hash)
      samples[value % parts].add(hash)
    }
    var merged = HashSample(capacity: 100)
    for sample in samples { merged.merge(sample) }
    #expect(merged == whole)
    var bytes = ByteWriter()
    whole.write(to: &bytes)
    var reader = ByteReader(bytes.slice, damaged: damaged)
    #expect(try HashSample(from: &reader, capacity: 100) == whole)
  }

  private let damaged = StorageError.damaged(path: "profile", offset: 0, detail: "cut")

  private func add(_ text: String, _ count: UInt64 = 1, to values: inout FrequentValues) {
    values.add(digest(text).hash, count: count) { text }
  }

  @Test func `the most frequent values survive any number of rare ones`() {
    var values = FrequentValues()
    for number in 0..<60_000 {
      add("rare \(number)", to: &values)
      if number.isMultiple(of: 20) { add("often", to: &values) }
      if number.isMultiple(of: 30) { add("now and then", to: &values) }
    }
    let top = values.top(2)
    #expect(top.map(\.value) == ["often", "now and then"])
    #expect(!values.isExact)
    #expect(top[0].count <= 3000 && top[0].count + values.low >= 3000)
    #expect(values.omitted >= 1)
  }

  @Test func `few values have exact counts, ties by the value`() {
    var values = FrequentValues()
    for value in ["b", "a", "c", "b", "a"] { add(value, to: &values) }
    #expect(values.isExact && values.omitted == 0)
    #expect(values.top(9).map(\.value) == ["a", "b", "c"])
    #expect(values.top(9).map(\.count) == [2, 2, 1])
  }

  @Test func `the bounds of merged summaries hold`() {
    var generator = SeededGenerator.announced("frequent values of parts")
    var truth: [String: UInt64] = [:]
    var merged = FrequentValues()
    for _ in 0..<6 {
      var part = FrequentValues()
      for _ in 0..<4000 {
        // Low numbers are frequent.
        let value = "\(Int(pow(Double.random(in: 0..<1, using: &generator), 4) * 3000))"
        add(value, to: &part)
        truth[value, default: 0] += 1
      }
      merged.merge(part)
    }
    let top = merged.top(FrequentValues.kept)
    #expect(top.count == FrequentValues.kept)
    for (value, count) in top {
      let right = truth[value] ?? 0
      #expect(count <= right && right <= count + merged.low, "\(value)")
    }
    let named = Set(top.map(\.value))
    for (value, count) in truth where !named.contains(value) {
      #expect(count <= merged.omitted, "\(value)")
    }
  }

  @Test(arguments: [1, 10, 1000, 100_000]) func `percentiles are low by 1.6 % at most`(size: Int) {
    var generator = SeededGenerator(seed: UInt64(size))
    let lengths = (0..<size).map { _ in
      Int(pow(2, Double.random(in: 0...24, using: &generator)))
    }
    var parts = [LengthHistogram(), LengthHistogram()]
    for (index, length) in lengths.enumerated() { parts[index % 2].add(length) }
    var histogram = parts[0]
    histogram.merge(parts[1])
    let sorted = lengths.sorted()
    for share in [0.01, 0.1, 0.5, 0.9, 0.99, 1] {
      let wanted = Double(sorted[max(0, Int((share * Double(size)).rounded(.up)) - 1)])
      let found = Double(histogram.percentile(share))
      #expect(found <= wanted && found >= wanted * (1 - 1.0 / 64), "\(share)")
    }
    #expect(histogram.least == UInt64(sorted[0]) && histogram.most == UInt64(sorted[size - 1]))
    for (index, step) in histogram.doublings.enumerated() {
      let end = step.from == 0 ? 1 : 2 * step.from
      #expect(step.count == UInt64(lengths.count { $0 >= step.from && $0 < end }), "\(index)")
    }
    #expect(histogram.doublings.reduce(0) { $0 + $1.count } == UInt64(size))
  }

  @Test(arguments: [0, 1, 127, 128, 129, 255, 256, 1 << 20, 1 << 40])
  func `a bucket begins at or below its lengths`(
    length: Int
  ) {
    let bucket = LengthHistogram.bucket(of: UInt64(length))
    #expect(LengthHistogram.start(of: bucket) <= UInt64(length))
    #expect(LengthHistogram.start(of: bucket + 1) > UInt64(length))
  }
}
