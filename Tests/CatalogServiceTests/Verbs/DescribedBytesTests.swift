import Foundation
import JSONText
import TestSupport
import Testing

@testable import CatalogService

/// What descriptions say of the bytes and the keys of files.
@Suite struct DescribedBytesTests {
  private let fixture = CorpusFixture()
  private var catalog: Catalog { fixture.catalog }
  private var folder: String { fixture.scratch.path + "/hub" }
  private static let sha256 = "b12eb660221146ea3dce263ddf3fa455c0b9116ed18c8f7d3d20e06bcfe463de"
  private static let md5 = "b3fb4080dc73ec0d88501d913c10ece3"

  private func writeData() {
    fixture.scratch.write("id,text\n1,white whale\n", to: "hub/a.csv")
    fixture.scratch.write("id,text\n2,calm sea\n", to: "hub/b.csv")
  }

  /// A description of both files with these digests, in each vocabulary that has them.
  private func write(_ vocabulary: String, sha256: String, md5: String) {
    if vocabulary == "datapackage.json" {
      fixture.scratch.write(
        """
        {"name": "hub", "resources": [
          {"name": "a", "path": "a.csv", "hash": "sha256:\(sha256.uppercased())"},
          {"name": "b", "path": "b.csv", "hash": "\(md5)"}]}
        """, to: "hub/" + vocabulary)
    } else {
      fixture.scratch.write(
        """
        {"@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
         "@type": "Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0", "name": "hub",
         "url": "https://example.org", "distribution": [
          {"@type": "cr:FileObject", "@id": "a", "name": "a", "contentUrl": "a.csv",
           "encodingFormat": "text/csv", "sha256": "\(sha256)"},
          {"@type": "cr:FileObject", "@id": "b", "name": "b", "contentUrl": "b.csv",
           "encodingFormat": "text/csv", "md5": "\(md5)"}]}
        """, to: "hub/" + vocabulary)
    }
  }

  @Test(arguments: ["datapackage.json", "croissant.json"])
  func `digests of files are compared, and others are named`(vocabulary: String) async throws {
    writeData()
    write(vocabulary, sha256: Self.sha256, md5: Self.md5)
    func mismatches(_ answer: IndexingAnswer) -> [String] {
      answer.report.problems.map(\.message).filter { $0.hasPrefix("its ") }
    }
    let same = try await catalog.add([folder], id: "same")
    #expect(same.report.records == 2 && mismatches(same).isEmpty)
    let other = String(repeating: "0", count: 32)
    write(vocabulary, sha256: other + other, md5: other)
    let answer = try await catalog.add([folder], id: "other")
    #expect(answer.report.records == 2)
    #expect(
      mismatches(answer) == [
        "its sha256 is \(Self.sha256), and \(vocabulary) says \(other)\(other)",
        "its md5 is \(Self.md5), and \(vocabulary) says \(other)",
      ])
  }

  @Test(arguments: [0, 100])
  func `the key of resources is the id where it names one record`(distance: Int) throws {
    for (number, name) in ["a", "b"].enumerated() {
      let rows = (1...20).map { "\($0 + number * distance),a white whale \($0)\n" }
      fixture.scratch.write("no,text\n" + rows.joined(), to: "hub/\(name).csv")
    }
    func resource(_ name: String) -> String {
      """
      {"name": "\(name)", "path": "\(name).csv", "schema": {"primaryKey": "no", "fields":
        [{"name": "no", "type": "integer"}, {"name": "text", "type": "string"}]}}
      """
    }
    fixture.scratch.write(
      "{\"name\": \"hub\", \"resources\": [\(resource("a")), \(resource("b"))]}",
      to: "hub/datapackage.json")
    let detection = try #require(try catalog.plan([folder], id: "hub").plan).detection
    #expect(detection.fields.recordID == (distance == 0 ? nil : "no"))
    #expect(
      detection.reasons.contains {
        $0.contains(
          distance == 0
            ? "the key no of datapackage.json names several records" : "no: id, by datapackage.json"
        )
      }, "\(detection.reasons)")
  }

  @Test func `members of JSON that are passed over stay in the status`() async throws {
    let path = fixture.scratch.write(
      "{\"version\": 1, \"train\": [{\"text\": \"a whale\"}], \"test\": [{\"text\": \"the sea\"}]}",
      to: "splits.json")
    let answer = try await catalog.add([path], id: "splits")
    #expect(answer.report.records == 2)
    var options = SearchOptions()
    options.condition = "split=test"
    #expect(try catalog.find("*", in: ["splits"], options: options).records.hits.count == 1)
    for _ in 0..<2 {
      let index = try #require(try catalog.status().datasets.first?.index)
      #expect(index.passedOver.map(\.kind) == ["member \"version\""])
      #expect(index.tree.text.contains("\"passed_over\":{\"member \\\"version\\\"\":1}"))
      #expect(try await catalog.index("splits").outcome == .unchanged)
    }
  }
}
