import Foundation
import TestSupport
import Testing

@testable import Datasets

/// The table of `Rights.md` is true.
@Suite struct RightsTableTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var catalogue: String
    var verdicts: [RightsPurpose: String]
    var testDescription: String { catalogue }
  }

  static let rows: [Row] = {
    let path = Project.path("Sources/Datasets/Datasets.docc/Rights.md")
    let page = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return page.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " "))
      }
      guard cells.count == 4, cells[0].hasPrefix("`"), cells[0].contains(" = ") else { return nil }
      return Row(
        catalogue: String(cells[0].dropFirst().dropLast()),
        verdicts: [.academic: cells[1], .commercial: cells[2], .any: cells[3]])
    }
  }()

  @Test func `the page has its table`() { #expect(Self.rows.count >= 50) }

  @Test(arguments: rows) func `a row has the verdicts that the page gives it`(row: Row) throws {
    let catalogue = RightsNotation(row.catalogue)
    let first = catalogue.datasets[0].id
    let standing = try #require(
      try RightsStandings.standings(of: [first], in: catalogue.graph)[first])
    for purpose in RightsPurpose.allCases {
      let report = try RightsReport(of: [first], for: purpose, in: catalogue.graph)
      #expect(report.verdict.name == row.verdicts[purpose], "\(purpose)")
      #expect(standing[purpose] == report.verdict, "\(purpose)")
      let reason = try #require(report.answers[0].reason)
      #expect((reason.kind == .ground) == (report.verdict == .clear))
    }
  }
}
