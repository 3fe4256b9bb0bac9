import Corpora
import Segments
import Storage
import TestSupport
import Testing

@testable import Searching

struct ColumnConditionFilterTests {
  /// One record of the plain model.
  private struct Plain {
    var lang: String?
    var quality: Double?
    var bytes: Int64?
  }

  private static let schema = QuerySchema(
    columns: [
      .init(name: "lang", types: [.string]), .init(name: "quality", types: [.real]),
      .init(name: "bytes", types: [.integer]), .init(name: "absent", types: [.string]),
    ])

  /// Conditions with their meaning in Swift; a comparison with `nil` is false.
  private static let cases: [(String, @Sendable (Plain) -> Bool)] = [
    ("lang=zh", { $0.lang == "zh" }),
    ("lang!=zh", { $0.lang != nil && $0.lang != "zh" }),
    ("not lang=zh", { $0.lang != nil && $0.lang != "zh" }),
    ("lang is unknown", { $0.lang == nil }),
    ("not lang is unknown", { $0.lang != nil }),
    ("lang in (zh, ja)", { $0.lang == "zh" || $0.lang == "ja" }),
    ("lang not in (zh, ja)", { $0.lang == "en" }),
    ("quality>=0.5 and bytes<10k", { ($0.quality ?? -1) >= 0.5 && ($0.bytes ?? .max) < 10_000 }),
    (
      "lang=zh and quality>=0.25 or bytes is unknown and lang=en",
      { $0.lang == "zh" && ($0.quality ?? -1) >= 0.25 || $0.bytes == nil && $0.lang == "en" }
    ),
    (
      "not (lang=zh or quality<0.5)",
      { $0.lang != nil && $0.lang != "zh" && $0.quality != nil && ($0.quality ?? 0) >= 0.5 }
    ),
    (
      "not (lang=zh and quality<0.5)",
      { $0.lang != nil && $0.lang != "zh" || $0.quality != nil && ($0.quality ?? 0) >= 0.5 }
    ),
    ("absent=x", { _ in false }), ("absent!=x", { _ in false }), ("not absent=x", { _ in false }),
    ("absent is unknown", { _ in true }), ("absent is not unknown", { _ in false }),
    ("absent is unknown and lang=zh", { $0.lang == "zh" }),
    ("(absent=x or lang=en) and (absent is unknown or quality>5)", { $0.lang == "en" }),
  ]

  @Test(arguments: 0..<cases.count)
  func `a condition finds what its meaning says`(_ index: Int) throws {
    let (text, meaning) = Self.cases[index]
    var random = SeededGenerator.announced(text)
    var plain: [Plain] = []
    var lang = ColumnBuilder(type: .string)
    var quality = ColumnBuilder(type: .real)
    var bytes = ColumnBuilder(type: .integer)
    for _ in 0..<5_000 {
      let record = Plain(
        lang: random.once(in: 5) ? nil : random.pick(["zh", "en", "ja"]),
        quality: random.once(in: 5) ? nil : Double(random.number(0..<100)) / 100,
        bytes: random.once(in: 5) ? nil : Int64(random.number(0..<20_000)))
      plain.append(record)
      if let text = record.lang {
        Array(text.utf8).withView { lang.append(text: $0) }
      } else {
        lang.appendMissing()
      }
      if let number = record.quality {
        quality.append(real: number)
      } else {
        quality.appendMissing()
      }
      if let number = record.bytes { bytes.append(integer: number) } else { bytes.appendMissing() }
    }
    var langBytes = ByteWriter()
    var qualityBytes = ByteWriter()
    var sizeBytes = ByteWriter()
    lang.write(to: &langBytes)
    quality.write(to: &qualityBytes)
    bytes.write(to: &sizeBytes)
    let slices = [
      "lang": langBytes.slice, "quality": qualityBytes.slice, "bytes": sizeBytes.slice,
    ]

    let condition = try ColumnConditionParser(schema: Self.schema).parse(text)
    let filter = try ColumnConditionFilter(condition, documentCount: plain.count) {
      name throws(StorageError) in
      guard let slice = slices[name] else { return nil }
      return try ColumnReader(ColumnBytes(slice)).cursor()
    }
    let words = GrowableBuffer<UInt64>(repeating: .max, count: 64)
    var found: [Int] = []
    for window in 0..<2 {
      try filter.fill(window: window, into: words.view)
      found += (0..<4_096).filter { words.view[$0 >> 6] >> UInt64($0 & 63) & 1 == 1 }
        .map { window * 4_096 + $0 }
    }
    #expect(found == plain.indices.filter { meaning(plain[$0]) })
  }
}
