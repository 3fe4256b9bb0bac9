import Foundation
import JSONText
import Testing

@testable import Datasets

@Suite struct DatasetTests {
  @Test func `unknown keys stay where they were`() throws {
    let text = #"{"id":"a","title":"A","licenses":[{"spdx":"MIT","x:y":[1]}],"x:color":{"b":2}}"#
    var problems: [DatasetProblem] = []
    let dataset = Dataset(reading: try JSONReader.read(text), problems: &problems)
    #expect(problems.isEmpty)
    #expect(dataset.tree.text == text)
  }

  @Test func `a value of the wrong kind is reported and kept`() throws {
    let text = #"{"id":"a","kind":"novel","measures":[{"metric":"bytes","value":"much"}]}"#
    var problems: [DatasetProblem] = []
    let dataset = Dataset(reading: try JSONReader.read(text), problems: &problems)
    #expect(problems.map(\.path) == ["kind", "measures[0].value"])
    #expect(dataset.kind == .unknown)
    #expect(dataset.tree["kind"] == .string("novel"))
  }

  @Test func `a dataset passes through Codable`() throws {
    var dataset = Dataset(id: "a")
    dataset.title["zh"] = "语料"
    dataset.measures = [Measure("bytes", 5.2, unit: "TB", basis: .hosted)]
    dataset.licenses = [LicenseStatement(spdx: "MIT")]
    let data = try JSONEncoder().encode(dataset)
    #expect(try JSONDecoder().decode(Dataset.self, from: data) == dataset)
  }

  @Test func `the first figure leads, the measured one more, the part never`() {
    var part = Measure("bytes", 1, unit: "TB", basis: .measured)
    part.scope = "web"
    var measures = [
      part, Measure("bytes", 35, unit: "TB", basis: .stated),
      Measure("bytes", 5.7, unit: "TB", basis: .hosted),
    ]
    #expect(measures.leading("bytes")?.count == 35_000_000_000_000)
    measures.append(Measure("bytes", 5, unit: "TB", basis: .measured))
    #expect(measures.leading("bytes")?.count == 5_000_000_000_000)
  }

  @Test func `edits set, add to and take from values`() throws {
    let edits = try [
      "name=New", "title.zh=新", "license=apache 2.0,odc-by", "tags+=web,zh", "tags-=web",
      "bytes=5.2TB", "languages=zh,en", "x:team=search", "publisher.url=https://x.org",
    ].map { try DatasetEdit(parsing: $0) }
    let dataset = try Dataset(id: "a").applying(edits)
    #expect(dataset.title.text() == "New")
    #expect(dataset.title["zh"] == "新")
    #expect(dataset.licenseLabels == ["Apache-2.0", "ODC-By-1.0"])
    #expect(dataset.tags == ["zh"])
    #expect(dataset.byteCount == 5_200_000_000_000)
    #expect(dataset.languages == ["zh", "en"])
    #expect(dataset.extra == [JSON.Member("x:team", .string("search"))])
  }

  @Test(arguments: ["id=b", "colour=red", "kind=novel", "title+=x", "tags-=absent", "bytes=much"])
  func `an edit that does not fit is refused`(text: String) throws {
    let edit = try DatasetEdit(parsing: text)
    #expect(throws: DatasetEditError.self) { try Dataset(id: "a").applying([edit]) }
  }
}
