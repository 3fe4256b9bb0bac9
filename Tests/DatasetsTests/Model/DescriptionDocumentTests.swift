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
    let words =
      DatasetKind.allCases.map(\.rawValue) + AccessLevel.allCases.map(\.rawValue)
      + Measure.Basis.allCases.map(\.rawValue) + Measure.Precision.allCases.map(\.rawValue)
      + LineageEdge.Relation.allCases.map(\.rawValue) + Evidence.Level.allCases.map(\.rawValue)
      + Subset.Kind.allCases.map(\.rawValue) + Distribution.Content.allCases.map(\.rawValue)
      + LicenseStatement.Subject.allCases.map(\.rawValue)
      + LicenseStatement.Speaker.allCases.map(\.rawValue)
      + LicenseCondition.allCases.map(\.rawValue)
    for word in words { #expect(Self.text.contains(word), "\(word)") }
  }
}
