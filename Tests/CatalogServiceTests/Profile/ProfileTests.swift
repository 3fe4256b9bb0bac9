import Datasets
import Foundation
import JSONText
import TestSupport
import Testing

@testable import CatalogService

@Suite struct ProfileTests {
  @Test(arguments: [(100, 1 << 10), (100_000, 1 << 10), (300_000, 1 << 12)])
  func `distinct values and repetitions are counted, or estimated closely`(
    count: Int, capacity: Int
  ) {
    var sample = HashSample(capacity: capacity)
    // Every third value comes twice.
    for value in 0..<count {
      sample.add(HashSample.hash("value \(value)"))
      if value.isMultiple(of: 3) { sample.add(HashSample.hash("value \(value)")) }
    }
    let repeated = (count + 2) / 3
    if count <= capacity {
      #expect(sample.isExact && sample.distinct == UInt64(count))
      #expect(sample.repeated == UInt64(repeated))
    } else {
      #expect(!sample.isExact)
      #expect(abs(Double(sample.distinct) / Double(count) - 1) < 0.12)
      #expect(abs(Double(sample.repeated) / Double(repeated) - 1) < 0.25)
    }
  }

  @Test func `the most frequent values survive any number of rare ones`() {
    var values = FrequentValues()
    for number in 0..<60_000 {
      values.add("rare \(number)")
      if number.isMultiple(of: 20) { values.add("often") }
      if number.isMultiple(of: 30) { values.add("now and then") }
    }
    let top = values.top(2)
    #expect(top.map(\.value) == ["often", "now and then"])
    #expect(!values.isExact)
    #expect(top[0].count <= 3000 && top[0].count + values.error >= 3000)
  }

  @Test func `few values have exact counts, ties by the value`() {
    var values = FrequentValues()
    for value in ["b", "a", "c", "b", "a"] { values.add(value) }
    #expect(values.isExact)
    #expect(values.top(9).map(\.value) == ["a", "b", "c"])
    #expect(values.top(9).map(\.count) == [2, 2, 1])
  }

  @Test(arguments: [1, 10, 1000, 100_000]) func `percentiles are low by 1.6 % at most`(size: Int) {
    var generator = SeededGenerator(seed: UInt64(size))
    let lengths = (0..<size).map { _ in
      Int(pow(2, Double.random(in: 0...24, using: &generator)))
    }
    var histogram = LengthHistogram()
    for length in lengths { histogram.add(length) }
    let sorted = lengths.sorted()
    for share in [0.01, 0.1, 0.5, 0.9, 0.99, 1] {
      let wanted = Double(sorted[max(0, Int((share * Double(size)).rounded(.up)) - 1)])
      let found = Double(histogram.percentile(share))
      #expect(found <= wanted && found >= wanted * (1 - 1.0 / 64), "\(share)")
    }
    #expect(histogram.least == UInt64(sorted[0]) && histogram.most == UInt64(sorted[size - 1]))
  }

  @Test(arguments: [0, 1, 127, 128, 129, 255, 256, 1 << 20, 1 << 40])
  func `a bucket begins at or below its lengths`(
    length: Int
  ) {
    let bucket = LengthHistogram.bucket(of: UInt64(length))
    #expect(LengthHistogram.start(of: bucket) <= UInt64(length))
    #expect(LengthHistogram.start(of: bucket + 1) > UInt64(length))
  }

  @Test(arguments: [
    ("en", "The lighthouse was kept by the same family for a hundred years."),
    ("de", "Der Leuchtturm ist nicht mehr in Betrieb, und das Haus steht leer."),
    ("fr", "Le phare est gardé par une famille qui est dans les papiers de la ville."),
    ("es", "El faro de la isla es una de las torres más altas que se ven."),
    ("it", "Il faro della città non è più in uso, ma gli abitanti sono contenti."),
    ("pt", "O farol da ilha não é mais usado, mas os barcos passam por ele."),
    ("nl", "De vuurtoren van het eiland is niet meer in gebruik, maar staat er nog."),
    ("zh", "灯塔的灯光照着白色的浪。GPT-4"), ("ja", "灯台の光が白い波を照らしている。"),
    ("ko", "등대의 불빛이 하얀 파도를 비춘다."), ("ru", "Свет маяка освещает белые волны."),
    ("ar", "ضوء المنارة يضيء الأمواج"), ("zxx", "12 345 -- !!"), ("und", "xyzzy plugh frotz"),
  ])
  func `a language is guessed from script and small words`(tag: String, text: String) {
    var profile = TextProfile()
    profile.add(text)
    #expect(profile.languages == [tag: 1])
    #expect(profile.characters == UInt64(text.unicodeScalars.count))
    #expect(profile.scripts.reduce(0, +) == UInt64(text.unicodeScalars.count))
  }

  @Test func `a profile is measured, kept, shown, and compared`() async throws {
    let fixture = CorpusFixture()
    let path = try fixture.corpus("whales", CorpusFixture.whales + [CorpusFixture.whales[0]])
    _ = try await fixture.catalog.add([path], id: "whales")
    let answer = try fixture.catalog.profile("whales")
    #expect(answer.isFresh)
    let profile = answer.profile
    #expect(profile["records"]?.integer == 5)
    #expect(profile["text"]?["duplicates"]?["texts"]?.integer == 1)
    #expect(profile["text"]?["languages"]?["en"]?.double == 0.6)
    let bytes = (CorpusFixture.whales + [CorpusFixture.whales[0]]).reduce(0) { $0 + $1.utf8.count }
    #expect(profile["text"]?["bytes"]?.integer == Int64(bytes))
    let language = try #require(profile["columns"]?.elements.first { $0["name"]?.string == "lang" })
    #expect(language["filled"]?.integer == 5 && language["distinct"]?.integer == 2)
    #expect(language["top"]?.elements.first?["value"]?.string == "en")
    #expect(try !fixture.catalog.profile("whales").isFresh)
    let again = try fixture.catalog.profile("whales", again: true)
    #expect(again.isFresh)
    #expect(try fixture.catalog.show("whales").dataset.profile == again.profile)

    let other = try fixture.corpus("others", CorpusFixture.whales)
    _ = try await fixture.catalog.add([other], id: "others")
    _ = try fixture.catalog.profile("others")
    let changes = try fixture.catalog.diff("whales", "others").changes
    #expect(changes.contains { $0.path == "profile.records" && $0.area == .profile })
    #expect(throws: CatalogError.self) { try fixture.catalog.profile("cci4") }
  }
}
