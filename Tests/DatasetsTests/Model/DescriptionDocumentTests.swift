import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct DescriptionDocumentTests {
  private static let text =
    (try? String(
      contentsOfFile: Project.path("Sources/Datasets/Datasets.docc/Description.md"),
      encoding: .utf8)) ?? ""

  @Test func `the example is sound and already in its layout`() throws {
    let start = try #require(Self.text.firstRange(of: "```yaml\n"))
    let end = try #require(Self.text[start.upperBound...].firstRange(of: "```"))
    let example = String(Self.text[start.upperBound..<end.lowerBound])
    var problems: [DatasetProblem] = []
    let cluster = Cluster(reading: try YAMLReader.read(example), problems: &problems)
    problems += cluster.validate()
    #expect(problems.filter { $0.severity > .note } == [])
    #expect(cluster.tree.yamlText == example)
  }

  @Test(arguments: Dataset.keyNames.sorted())
  func `a key is documented`(key: String) {
    #expect(Self.text.contains("`\(key)`"))
  }

  @Test func `every word of a closed list is documented`() {
    func words<Words: CaseIterable & RawRepresentable<String>>(_ type: Words.Type) -> [String] {
      type.allCases.map(\.rawValue)
    }
    let lists = [
      words(DatasetKind.self), words(AccessLevel.self), words(Measure.Basis.self),
      words(Measure.Precision.self), words(LineageEdge.Relation.self), words(Evidence.Level.self),
      words(Subset.Kind.self), words(Distribution.Content.self),
      words(LicenseStatement.Subject.self), words(LicenseStatement.Speaker.self),
      words(LicenseStatement.Ground.self), words(LicenseCondition.self),
    ]
    for word in lists.joined() { #expect(Self.text.contains(word), "\(word)") }
  }
}
