import Foundation
import JSONText
import TestSupport
import Testing

@testable import Datasets

@Suite struct CatalogueFilesTests {
  static let folder = URL(fileURLWithPath: Project.path("Catalog"))

  static let files: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".yaml") }.sorted()

  static func read(
    _ file: String
  ) throws -> (
    text: String, document: ParsedDocument, cluster: Cluster, problems: [DatasetProblem]
  ) {
    let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    let document = try YAMLReader.readWithPlaces(text)
    var problems: [DatasetProblem] = []
    let cluster = Cluster(reading: document.value, problems: &problems)
    return (text, document, cluster, problems)
  }

  @Test func `all clusters and datasets are there`() throws {
    let clusters = try Self.files.map { try Self.read($0).cluster }
    #expect(clusters.count == 208)
    let ids = clusters.flatMap(\.datasets).map(\.id)
    #expect(ids.count == 567)
    #expect(Set(ids).count == 567)
    #expect(Set(clusters.map(\.id)).count == 208)
  }

  @Test(arguments: files) func `a file decodes, is valid and comes back the same`(
    file: String
  ) throws {
    let (text, document, cluster, problems) = try Self.read(file)
    let all = problems + cluster.validate()
    #expect(all.filter { $0.severity > .note }.located(in: document) == [])
    #expect(cluster.tree.yamlText == text)
    var found: [DatasetProblem] = []
    let again = Cluster(reading: try JSONReader.read(cluster.tree.text), problems: &found)
    #expect(again == cluster && found == [])
    #expect(!cluster.introduction.isEmpty)
    #expect(cluster.extra.isEmpty && cluster.datasets.allSatisfy { $0.extra.isEmpty })
    #expect(cluster.datasets.allSatisfy { !$0.sources.isEmpty && !$0.evidence.isEmpty })
  }

  @Test func `every licence has a source of its own, or says that it rests on the entry's`() throws
  {
    let datasets = try Self.files.flatMap { try Self.read($0).cluster.datasets }
    var resting = 0
    for dataset in datasets {
      for license in dataset.allLicenses {
        let ownSource = license.source != nil && license.ground != nil && license.ground != .entry
        let entrySource = license.source == nil && license.ground == .entry
        #expect(ownSource != entrySource, "\(dataset.id): \(license.label)")
        if entrySource { resting += 1 }
      }
    }
    // Grows only when a licence is added whose source nobody knows.
    #expect(resting == 104)
  }

  @Test func `the parts of IndustryCorpus2 are the 31 industries, one each`() throws {
    let datasets = try Self.read("industrycorpus2.yaml").cluster.datasets
    let parts = datasets.filter { $0.id != "industrycorpus2" }
    #expect(parts.allSatisfy { $0.industries.count == 1 })
    #expect(Set(parts.flatMap(\.industries)) == Set(Industry.all))
    #expect(parts.count == Industry.all.count)
  }

  @Test func `every sector is mapped to the scheme of industries`() throws {
    let sectors = try Set(
      Self.files.flatMap { try Self.read($0).cluster.datasets.flatMap(\.sectors) })
    for sector in sectors {
      #expect(Industry.sectorTable[sector] != nil, "\(sector) has no industry")
    }
  }
}
