import Foundation
import Records
import Storage
import TestSupport
import Testing

@testable import Profiling

@Suite struct TextTests {
  @Test func `a digest counts characters, and equal texts have equal hashes`() {
    var generator = SeededGenerator.announced("digests of texts")
    let alphabet = Array("a é白🐋-")
    var seen: [UInt64: String] = [:]
    for length in 0..<600 {
      let text = String(
        (0..<length % 40).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
      let found = digest(text)
      #expect(found.characters == text.unicodeScalars.count)
      #expect(found == digest(text))
      #expect(seen[found.hash, default: text] == text)
      seen[found.hash] = text
    }
    // Zeros at the end are not what is behind the end.
    #expect(digest("a").hash != digest("a\0").hash)
  }

  @Test func `scripts are counted character by character`() {
    let text = "GPT-4 白鲸 はな 고래 кит φάλαινα לווייתן حوت व्हेल วาฬ é"
    let counts = withBytes(text) { ScriptCounts($0) }
    #expect(counts.characters == UInt64(text.unicodeScalars.count))
    #expect(counts[.han] == 2 && counts[.kana] == 2 && counts[.hangul] == 2)
    #expect(counts[.cyrillic] == 3 && counts[.latin] == 4 && counts[.digits] == 1)
  }

  @Test(arguments: [
    ("en", "The lighthouse was kept by the same family for a hundred years."),
    ("de", "Der Leuchtturm ist nicht mehr in Betrieb, und das Haus steht leer."),
    ("fr", "Le phare est gardé par une famille qui est dans les papiers de la ville."),
    ("es", "El faro de la isla es una de las torres más altas que se ven desde el mar."),
    ("it", "Il faro della città non è più in uso, ma gli abitanti sono contenti."),
    ("pt", "O farol da ilha não é mais usado, mas os barcos passam por ele."),
    ("nl", "De vuurtoren van het eiland is niet meer in gebruik, maar staat er nog."),
    ("zh", "灯塔的灯光照着白色的浪，渔民们每天晚上都从这里出发去捕鱼。"),
    ("ja", "灯台の光が白い波を照らしている。漁師たちは毎晩ここから出発します。"),
    ("ko", "등대의 불빛이 하얀 파도를 비춘다."), ("he", "אור המגדלור מאיר את הגלים הלבנים"),
    ("ru", "Свет маяка освещает белые волны каждую ночь."),
    ("ar", "ضوء المنارة يضيء الأمواج البيضاء كل ليلة"), ("zxx", "12 345 -- !!"),
    ("und", "xyzzy"),
  ])
  func `a language is told by CLD2, or is unknown`(tag: String, text: String) {
    withBytes(text) { bytes in
      let hasLetters = ScriptCounts(bytes).hasLetters
      #expect(LanguageDetector.tag(of: bytes, hasLetters: hasLetters) == tag)
    }
  }

  @Test(arguments: [
    ("https://harbour.example/logs?x=1", "harbour.example"),
    ("HTTP://Quay.Example", "Quay.Example"),
    ("http://me@quay.example:8080/@x", "quay.example"),
    ("https://[2001:db8::1]:80/", "[2001:db8::1]"),
    ("https://quay.example#top", "quay.example"), ("httpx://quay.example", nil),
    ("https://", nil), ("https:///path", nil), ("https://white whale", nil),
    ("ftp://quay.example", nil),
  ])
  func `the server of an address is found`(text: String, host: String?) {
    withBytes(text) { bytes in
      #expect(HostName.range(in: bytes).map { bytes[$0].text } == host)
    }
  }

  /// Records with one text each, profiled by several workers.
  private func profile(_ texts: [String], workers: Int = 1) -> CorpusProfile {
    let schema = RecordSchema(textFields: ["text"], recordID: nil, columns: [])
    var profilers = Array(repeating: BatchProfiler(fieldCount: 1), count: workers)
    for (ordinal, text) in texts.enumerated() {
      var batch = RecordBatch(schema: schema)
      batch.bytes.append(contentsOf: Array(text.utf8))
      batch.texts.append(RecordBatch.Text(start: 0, count: UInt32(text.utf8.count)))
      batch.places.append(
        RecordBatch.Place(file: 0, offset: 0, length: 1, ordinal: UInt64(ordinal)))
      profilers[ordinal % workers].add(batch)
    }
    return BatchProfiler.joined(profilers)
  }

  @Test func `neither workers nor parts change a profile`() {
    let texts = (0..<1500).map { "the harbour has \($0 % 700) boats and a lighthouse" }
    let one = profile(texts)
    #expect(one.sample.count == TextSample.capacity)
    #expect(one.bodies.repeated == 800 && one.fields[0].characters == one.fields[0].bytes)
    #expect(profile(texts, workers: 3) == one)
    let survey = TextSurvey(one.sample)
    #expect(survey.languages["en"]?.records == UInt64(TextSample.capacity))
    #expect(survey.characters == UInt64(survey[.latin] + survey[.spaces] + survey[.digits]))
  }

  @Test func `a profile is read as it was written, and a cut one is refused`() throws {
    var whole = profile(["white whale", "白鲸", "", "white whale"])
    var column = ColumnProfile(name: "url", path: "meta.url")
    withBytes("https://quay.example/1") { column.add($0, count: 3) }
    for number in [DecimalNumber(-5), DecimalNumber(shortest: 2.5)] {
      column.add(number)
      column.bound(.number(number))
    }
    column.bound(.boolean(true))
    column.contents.texts = 3
    whole.columns = [column]
    var bytes = ByteWriter()
    whole.write(to: &bytes)
    let damaged = StorageError.damaged(path: "profile", offset: 0, detail: "cut")
    var reader = ByteReader(bytes.slice, damaged: damaged)
    #expect(try CorpusProfile(from: &reader) == whole)
    #expect(reader.isAtEnd)
    for end in 0..<bytes.count {
      var reader = ByteReader(bytes.slice[0..<end], damaged: damaged)
      #expect(throws: StorageError.self) { _ = try CorpusProfile(from: &reader) }
    }
  }

  @Test func `near duplicates are found, whatever was changed in few places`() {
    var generator = SeededGenerator.announced("near duplicates")
    func words(_ count: Int) -> [String] {
      (0..<count).map { _ in "w\(Int.random(in: 0..<5000, using: &generator))" }
    }
    var sketch = NearDuplicates()
    var small = NearDuplicates(capacity: 64)
    for _ in 0..<300 {
      let text = words(200)
      var other = text
      // Three runs of three words change: 3 of 201 are others.
      other[100] = "changed"
      for text in [text, other, words(200)] {
        withBytes(text.joined(separator: " ")) {
          sketch.add($0)
          small.add($0)
        }
      }
    }
    withBytes("two words") { sketch.add($0) }
    #expect(sketch.texts == 900 && sketch.short == 1 && sketch.isWhole)
    #expect(sketch.found <= 300 && sketch.found > 270)
    #expect(!small.isWhole && small.error > 0)
    #expect(abs(Double(small.found) - 300) < 2 * Double(small.error))
  }

  @Test func `tokens are estimated between the tokenizers, for all characters`() {
    let text = "The lighthouse was kept by the same family. 灯塔的灯光照着白色的浪。"
    var survey = TextSurvey()
    withBytes(text) { survey.add(TextMeasures($0, characters: UInt64(text.unicodeScalars.count))) }
    let one = TokenEstimate(survey, characters: survey.characters)
    #expect(one.low < one.tokens && one.tokens < one.high && one.assumedShare == 0)
    let ten = TokenEstimate(survey, characters: survey.characters * 10)
    #expect(ten.tokens / 10 == one.tokens)
    #expect(TokenEstimate(TextSurvey(), characters: 0).tokens == 0)
  }
}
