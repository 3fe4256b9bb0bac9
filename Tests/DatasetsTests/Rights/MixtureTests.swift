import Foundation
import JSONText
import TestSupport
import Testing

@testable import Datasets

@Suite struct MixtureTests {
  private func read(_ text: String) throws -> (mixture: Mixture, problems: [DatasetProblem]) {
    try Mixture.read(Array(text.utf8))
  }

  /// The example of `Rights.md`.
  static let example: String = {
    let path = Project.path("Sources/Datasets/Datasets.docc/Rights.md")
    let page = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    guard let start = page.firstRange(of: "```yaml\n"),
      let end = page[start.upperBound...].firstRange(of: "```")
    else { return "" }
    return String(page[start.upperBound..<end.lowerBound])
  }()

  @Test func `the example of the page is sound`() throws {
    let (mixture, problems) = try read(Self.example)
    #expect(problems == [])
    #expect(mixture.totalTokens == 300e9 && mixture.use == "commercial")
    #expect(mixture.datasets.map(\.weight) == [0.6, 0.3, 0.1])
    #expect(try read(mixture.tree.yamlText).mixture == mixture)
  }

  @Test func `a weight needs no digit before its point`() throws {
    let (mixture, problems) = try read("datasets:\n  - {dataset: a, weight: .5}\n")
    #expect(problems == [] && mixture.datasets[0].weight == 0.5)
  }

  @Test func `ids alone and numbers of tokens will do, in JSON too`() throws {
    let plain = try read("datasets: [a, b]")
    #expect(plain.problems == [] && plain.mixture.datasets.map(\.dataset) == ["a", "b"])
    #expect(plain.mixture.totalTokens == nil)
    let counted = try read(
      #"{"datasets":[{"dataset":"a","tokens":"1.5B"},{"dataset":"b","tokens":500000000}]}"#)
    #expect(counted.problems == [] && counted.mixture.totalTokens == 2e9)
  }

  @Test(
    arguments: [
      ("mixture: m\n", "datasets", nil), ("datasets: [a]\nuse: sell\n", "use", 2),
      ("datasets:\n  - dataset: a\n    weight: 0\n", "datasets[0].weight", 3),
      ("datasets:\n  - dataset: a\n    weight: 1e300\n", "datasets[0].weight", 3),
      ("datasets:\n  - dataset: a\n    tokens: 1e400\n", "datasets[0].tokens", 3),
      ("tokens: 1e400\ndatasets: [a]\n", "tokens", 1),
      (
        "datasets:\n  - dataset: a\n    weight: 1\n  - dataset: b\n    tokens: 2B\n", "datasets",
        nil
      ),
      ("datasets:\n  - dataset: a\n    weight: 1\n  - b\n", "datasets", nil),
      ("tokens: 3B\ndatasets:\n  - dataset: a\n    tokens: 2B\n", "tokens", 1),
      ("datasets:\n  - dataset: a\n    tokens: many\n", "datasets[0].tokens", 3),
      ("datasets:\n  - weight: 1\n", "datasets[0]", nil),
      ("datasets:\n  - dataset: a\n    share: 1\n", "datasets[0].share", 3),
      ("datasets: [a]\nweights: [1]\n", "weights", 2),
    ] as [(String, String, Int?)]) func `what cannot be meant has its place`(
      text: String, path: String, line: Int?
    ) throws
  {
    let problem = try #require(try read(text).problems.first)
    #expect(problem.path == path && problem.severity >= .warning)
    if let line { #expect(problem.place?.line == line) }
    #expect(!problem.remedy.isEmpty)
  }

  private static let several = RightsNotation(
    """
    a = CC-BY-SA-4.0, original; b = ODbL-1.0, original; c = MIT, original; \
    d = CC-BY-NC-4.0, original; e = MIT
    """)

  private func report(
    _ ids: [String], _ purpose: RightsPurpose = .commercial
  ) throws -> RightsReport {
    try RightsReport(of: ids, for: purpose, in: Self.several.graph)
  }

  @Test func `a conflict between licences blames no one dataset`() throws {
    let together = try report(["a", "b", "c"], .any)
    #expect(together.verdict == .blocked)
    #expect(together.answers.map(\.verdict) == [.clear, .clear, .clear])
    #expect(together.reason?.message.contains("CC-BY-SA of a; ODbL-1.0 of b") == true)
    #expect(try report(["a", "c"], .any).verdict == .clear)
    let commercial = try report(["a", "b"])
    #expect(commercial.verdict == .clear && commercial.conflict?.kind == .obligation)
  }

  @Test func `a dataset that is named twice is counted once`() throws {
    let twice = try report(["c", "d", "c", "c"])
    #expect(twice.answers.map(\.dataset) == ["c", "d"] && twice.repeated == ["c", "c"])
    #expect(twice.verdict == .blocked && twice.reason?.dataset == "d")
  }

  @Test func `together they are what the worst of them is`() throws {
    for ids in [["a"], ["c", "e"], ["e", "d", "c"], ["c", "gone"], ["c"]] {
      for purpose in RightsPurpose.allCases {
        let worst = try ids.map { try report([$0], purpose).verdict }.max()
        #expect(try report(ids, purpose).verdict == worst, "\(ids) \(purpose)")
      }
    }
  }
}
