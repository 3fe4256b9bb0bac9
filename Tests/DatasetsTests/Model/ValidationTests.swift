import JSONText
import TestSupport
import Testing

@testable import Datasets

@Suite struct ValidationTests {
  @Test(arguments: [
    (#"{"id":"A b"}"#, "id", DatasetProblem.Severity.error),
    (#"{"id":"a","languages":["english"]}"#, "languages[0]", .warning),
    (#"{"id":"a","licenses":[{"scope":"x"}]}"#, "licenses[0]", .error),
    (#"{"id":"a","licenses":[{"spdx":"odc-by"}]}"#, "licenses[0].spdx", .warning),
    (#"{"id":"a","licenses":[{"spdx":"FOO-1.0"}]}"#, "licenses[0].spdx", .warning),
    (
      #"{"id":"a","measures":[{"metric":"bytes","value":3,"unit":"apples"}]}"#, "measures[0].unit",
      .error
    ),
    (#"{"id":"a","measures":[{"metric":"bytes","value":-3}]}"#, "measures[0].value", .error),
    (#"{"id":"a","measures":[{"value":3}]}"#, "measures[0].metric", .error),
    (#"{"id":"a","released":"2024-13-01"}"#, "released", .warning),
    (#"{"id":"a","released":"2023-02-29"}"#, "released", .warning),
    (#"{"id":"a","homepage":"x.org"}"#, "homepage", .warning),
    (#"{"id":"a","homepage":"javascript:alert(1)"}"#, "homepage", .warning),
    (#"{"id":"a","homepage":"JavaScript://x.org/%0aalert(1)"}"#, "homepage", .warning),
    (#"{"id":"a","publisher":{"name":"b","url":"data:text/html,x"}}"#, "publisher.url", .warning),
    (#"{"id":"a","lineage":["a"]}"#, "lineage[0]", .error),
    (#"{"id":"a","lineage":[{"dataset":"b","share":1.5}]}"#, "lineage[0].share", .error),
    (#"{"id":"a","industries":["fishing"]}"#, "industries[0]", .warning),
    (
      #"{"id":"a","distributions":[{"id":"f","url":"https://a.org","checksums":[{"algorithm":"sha256","value":"abc"}]}]}"#,
      "distributions[0].checksums[0].value", .warning
    ),
    (
      #"{"id":"a","distributions":[{"id":"f","path":"a"},{"id":"f","path":"b"}]}"#, "distributions",
      .error
    ),
    (#"{"id":"a","subsets":[{"name":"s","parent":"t"}]}"#, "subsets[0].parent", .warning),
    (#"{"id":"a","evidence":[{"of":"colour"}]}"#, "evidence[0].of", .warning),
  ])
  func `a fault is found with its place and a remedy`(
    text: String, path: String, severity: DatasetProblem.Severity
  ) throws {
    var problems: [DatasetProblem] = []
    let dataset = Dataset(reading: try JSONReader.read(text), problems: &problems)
    let found = (problems + dataset.validate()).filter { $0.severity > .note }
    #expect(found.map(\.path) == [path])
    #expect(found.map(\.severity) == [severity])
    #expect(found.allSatisfy { !$0.message.isEmpty && !$0.remedy.isEmpty })
  }

  @Test func `an edit is told of the doubts that it brings, and of no older ones`() throws {
    var before = Dataset(id: "a")
    before.homepage = "x.org"
    var after = before
    #expect(after.doubts(beyond: before, today: "2026-06-01").isEmpty)
    after.homepage = "javascript:alert(1)"
    after.released = "2023-02-29"
    #expect(
      Set(after.doubts(beyond: before, today: "2026-06-01").map(\.path)) == [
        "homepage", "released",
      ])
  }

  /// Files of every vocabulary, to be damaged.
  private static let sound: [(name: String, text: String)] = {
    var dataset = Dataset(id: "a-b")
    dataset.title = LocalizedText("A \"name\"", language: "en")
    dataset.title["zh"] = "语料"
    dataset.licenses = [LicenseStatement(spdx: "MIT")]
    dataset.measures = [Measure("bytes", 3, unit: "TB")]
    dataset.subsets = [Subset("train", kind: .split)]
    var file = Distribution()
    file.id = "f"
    file.url = "https://a.org/f.jsonl"
    dataset.distributions = [file]
    return Vocabulary.allCases.map { ($0.fileName, dataset.exported(as: $0).text) }
      + VocabularyTests.shapes.map { ("croissant.json", $0.text) }
  }()

  @Test func `a hundred and more malformed files give located errors or readable data`() throws {
    var random = SeededGenerator(seed: 5)
    var refused = 0
    for (name, text) in Self.sound {
      let bytes = Array(text.utf8)
      for _ in 0..<60 {
        var damaged = bytes
        switch Int.random(in: 0..<4, using: &random) {
        case 0: damaged.removeLast(Int.random(in: 1..<damaged.count, using: &random))
        case 1: damaged[Int.random(in: 0..<damaged.count, using: &random)] = 0xFF
        case 2:
          let byte = Array("{}[]:,\"'-\n\t&*!|>0x".utf8).randomElement(using: &random) ?? 0
          damaged.insert(byte, at: Int.random(in: 0..<damaged.count, using: &random))
        default:
          let start = Int.random(in: 0..<damaged.count - 1, using: &random)
          damaged.removeSubrange(start..<min(damaged.count, start + 7))
        }
        do throws(SyntaxError) {
          let imported = try ImportedDescription(reading: damaged, fileName: name)
          for problem in imported.problems { #expect(!problem.remedy.isEmpty) }
        } catch {
          refused += 1
          #expect(error.place.line >= 1 && error.place.column >= 1)
          #expect(!error.message.isEmpty && !error.remedy.isEmpty)
        }
      }
    }
    #expect(refused > 100)
  }

  @Test(arguments: [
    ("a.json", "{\"id\": \"a\", \"kind\": 3}", 1), ("a.yaml", "id: a\n\nkind: novel\n", 3),
    ("README.md", "---\nlanguage: en\nlicense: [1, {a: 2}]\n---\n", 3),
    ("a.yaml", "id: a\nlicenses:\n  - spdx: MIT\n  - scope: b\n", 4),
    ("datapackage.json", "{\n\"name\": \"a\",\n\"resources\": []}", 3),
  ])
  func `problems name their line`(name: String, text: String, line: Int) throws {
    let imported = try ImportedDescription(reading: Array(text.utf8), fileName: name)
    let worst = imported.problems.max { $0.severity < $1.severity }
    #expect(worst?.place?.line == line, "\(imported.problems)")
  }

  @Test(arguments: [
    ("tags: [a, [b]]", "tags[1]: a text is expected here, not a list"),
    ("tags: {a: b}", "tags: a list of texts is expected here, not a mapping"),
    ("title: {en: A, zh: [B]}", "title.zh: a text is expected here, not a list"),
    (
      "title: [A]", "title: a text, or a mapping from language to text is expected here, not a list"
    ),
    (
      "licenses: [{spdx: MIT, conditions: [gate, door]}]",
      "licenses[0].conditions[1]: “door” is not a known value"
    ),
    (
      "licenses: [{spdx: MIT, conditions: [[gate]]}]",
      "licenses[0].conditions[0]: a text is expected here, not a list"
    ),
  ])
  func `an element of the wrong kind is named, not the list that it is in`(
    line: String, message: String
  ) throws {
    let text = "id: a\n\(line)\n"
    let imported = try ImportedDescription(reading: Array(text.utf8), fileName: "a.yaml")
    let errors = imported.problems.filter { $0.severity == .error }
    #expect(errors.map { "\($0.path): \($0.message)" } == [message])
  }

  @Test(arguments: ["", "   ", "just words", "3", "[1, 2]", "{\"x\": 1}", "- a\n- b\n"])
  func `what describes nothing is refused`(text: String) {
    for name in ["a.yaml", "a.json"] {
      do throws(SyntaxError) {
        let imported = try ImportedDescription(reading: Array(text.utf8), fileName: name)
        #expect(imported.problems.hasErrors || imported.datasets.isEmpty)
      } catch {
        #expect(!error.remedy.isEmpty)
      }
    }
  }

  @Test(arguments: [
    ("2026-06-02", true), ("2026-06-01", false), ("2026-07", true), ("2026-06", false),
    ("2027", true), ("2026", false), ("2026-06-01T23:00:00Z", false), ("soon", false),
  ]) func `a day that is to come is doubtful`(day: String, isTold: Bool) {
    var dataset = Dataset(id: "h")
    dataset.released = day
    let doubts = dataset.doubts(beyond: Dataset(id: "h"), today: "2026-06-01T08:00:00Z")
    #expect(doubts.contains { $0.message.contains("still to come") } == isTold)
    #expect(dataset.doubts(beyond: dataset, today: "2026-06-01T08:00:00Z") == [])
  }

  @Test func `a note that makes a verdict unknown is told where it is set`() {
    var dataset = Dataset(id: "h")
    dataset.licenses = [LicenseStatement(spdx: "MIT")]
    dataset.licenses[0].note = "Not for surveillance"
    let doubts = dataset.doubts(beyond: Dataset(id: "h"), today: "2026-06-01")
    #expect(doubts.contains { $0.path == "licenses[0].note" })
  }
}
