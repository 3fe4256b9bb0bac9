import TestSupport
import Testing

@testable import Datasets

/// Rights over random catalogues, circles and unknown datasets included.
@Suite struct RightsPropertyTests {
  /// Makes catalogues of few datasets that speak of each other.
  struct Maker {
    var random: SeededGenerator
    static let ids = (0..<7).map { "d\($0)" }
    static let licenses = [
      "MIT", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "CC-BY-SA-4.0", "ODbL-1.0", "Harbour terms",
    ]

    mutating func license() -> LicenseStatement {
      // Most permit, or nothing would ever be clear.
      let name = random.once(in: 3) ? random.pick(Self.licenses) : "CC0-1.0"
      var license = LicenseStatement.short(name) ?? LicenseStatement()
      if random.once(in: 5) { license.subject = random.pick(LicenseStatement.Subject.allCases) }
      if random.once(in: 6) { license.speaker = random.pick(LicenseStatement.Speaker.allCases) }
      if random.once(in: 8) { license.conditions = [random.pick(LicenseCondition.allCases)] }
      if random.once(in: 5) { license.parts = [random.pick(Self.ids)] }
      if random.once(in: 7) { license.scope = "some" }
      return license
    }

    mutating func edge() -> LineageEdge {
      let relations: [LineageEdge.Relation] = [.derivedFrom, .partOf, .partOf, .annotates]
      let target = random.once(in: 30) ? "gone" : random.pick(Self.ids)
      var edge = LineageEdge(random.pick(relations), target)
      if random.once(in: 5) { edge.parts = [random.pick(Self.ids)] }
      if random.once(in: 7) { edge.scope = "some" }
      if random.once(in: 7) { edge.share = 0.5 }
      return edge
    }

    mutating func catalogue() -> [Dataset] {
      Self.ids.map { id in
        var dataset = Dataset(id: id)
        if !random.once(in: 4) { dataset.licenses.append(license()) }
        if random.once(in: 4) { dataset.licenses.append(license()) }
        if random.once(in: 2) { dataset.isOriginal = true }
        if random.once(in: 2) { dataset.lineage.append(edge()) }
        if random.once(in: 4) { dataset.lineage.append(edge()) }
        return dataset
      }
    }
  }

  private func standings(_ datasets: [Dataset]) throws -> [String: RightsStanding] {
    try RightsStandings.standings(of: Maker.ids, in: RightsNotation(datasets).graph)
  }

  @Test func `what many datasets come to together is what each comes to alone`() throws {
    var maker = Maker(random: .announced("rights of many and of one"))
    var seen: Set<RightsVerdict> = []
    for _ in 0..<120 {
      let datasets = maker.catalogue()
      let together = try standings(datasets)
      let graph = RightsNotation(datasets).graph
      for id in Maker.ids {
        for purpose in RightsPurpose.allCases {
          let report = try RightsReport(of: [id], for: purpose, in: graph)
          #expect(together[id]?[purpose] == report.verdict, "\(id) \(purpose) in \(datasets)")
          seen.insert(report.verdict)
          for finding in report.findings {
            #expect(finding.path.first == id)
            #expect(Set(finding.path).count == finding.path.count, "\(finding.pathText)")
          }
        }
      }
    }
    #expect(seen == Set(RightsVerdict.allCases))
  }

  @Test func `each purpose asks for more than the one before`() throws {
    var maker = Maker(random: .announced("rights by purpose"))
    for _ in 0..<120 {
      for standing in try standings(maker.catalogue()).values {
        #expect(standing[.academic] <= standing[.commercial])
        #expect(standing[.commercial] <= standing[.any])
      }
    }
  }

  @Test func `what is added to a documented dataset makes no verdict better`() throws {
    var maker = Maker(random: .announced("rights that grow"))
    var worse = 0
    for _ in 0..<120 {
      var datasets = maker.catalogue()
      let place = maker.random.number(0..<datasets.count)
      datasets[place].isOriginal = true
      datasets[place].licenses.append(LicenseStatement(spdx: "CC0-1.0"))
      let before = try standings(datasets)
      var grown = datasets
      if maker.random.once(in: 2) {
        grown[place].licenses.append(maker.license())
      } else {
        grown[place].lineage.append(maker.edge())
      }
      let after = try standings(grown)
      for id in Maker.ids {
        for purpose in RightsPurpose.allCases {
          let (old, new) = (before[id]?[purpose] ?? .clear, after[id]?[purpose] ?? .clear)
          #expect(new >= old, "\(id) \(purpose): \(datasets[place]) became \(grown[place])")
          if new > old { worse += 1 }
        }
      }
    }
    #expect(worse > 30)
  }
}
