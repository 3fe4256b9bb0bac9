import Testing

@testable import Datasets

/// What the descriptions of `Catalog/` come to for commercial use, where a source says more than a
/// label does.
@Suite struct CatalogueRightsTests {
  static let clusters = CatalogueFilesTests.files.compactMap { file in
    try? CatalogueFilesTests.read(file).cluster
  }
  static let catalogue = RightsNotation(clusters.flatMap(\.datasets))

  /// A verdict, the way to what decided it, and a word of that.
  struct Expectation: Sendable, CustomTestStringConvertible {
    var verdict: RightsVerdict
    var path: [String]
    var reason: String
    var testDescription: String { path.joined(separator: " → ") }

    init(_ verdict: RightsVerdict, _ path: String, _ reason: String) {
      self.verdict = verdict
      self.path = path.split(separator: " ").map(String.init)
      self.reason = reason
    }
  }

  static let expectations: [Expectation] =
    [
      "belle-0-5m", "belle-1m", "belle-2m", "belle-3-5m", "belle-generated-chat",
      "belle-multiturn-chat", "belle-school-math",
    ].map { Expectation(.blocked, $0, "forbid commercial use") }
    + ["lccc-base", "lccc-large"].map { Expectation(.blocked, $0, "limits the LCCC data") }
    + ["infinity-instruct", "infinity-instruct-3m"].map {
      Expectation(.blocked, $0, "academic use only")
    }
    + [
      Expectation(.blocked, "alpaca-gpt4-data-zh", "forbids use for commercial advantage"),
      Expectation(.blocked, "lawyer-llama-sft", "academic use only"),
      Expectation(.blocked, "medical-pt", "research only"),
      Expectation(.blocked, "shennong-tcm", "no commercial use"),
      Expectation(.blocked, "cmedqa2", "non-commercial"),
      Expectation(.blocked, "deeppcb", "research only"),
      Expectation(.blocked, "redcaps", "non-commercial research only"),
      Expectation(.blocked, "mmarco-zh", "non-commercial research only"),
      Expectation(.blocked, "ms-marco", "non-commercial research only"),
      Expectation(.blocked, "gigaspeech", "non-commercial use"),
      Expectation(.blocked, "cmmlu", "forbids use for commercial advantage"),
      Expectation(.blocked, "cluecorpus2020", "not to be passed on"),
      Expectation(.blocked, "csl", "non-commercial use"),
      Expectation(.blocked, "ultrachat", "solely for research and education"),
    ]
    + [
      "chinese-fineweb-edu", "chinese-fineweb-edu-v2", "fineweb-edu-chinese-v2-1", "transgpt-pt",
      "transgpt-sft", "thucnews",
    ].map { Expectation(.blocked, $0, "needs the publisher's permission") }
    + ["finglm-reports", "mnbvc", "coig"].map {
      Expectation(.unknown, $0, "licence of the repository")
    }
    + ["zhihu-kol", "lawbench"].map { Expectation(.unknown, $0, "licence of the code") }
    + [Expectation(.unknown, "coyo-700m", "no licence is stated for the content")]
    + [
      "wanjuan-1-0", "wanjuan-1-0-text", "wanjuan-1-0-image-text", "wanjuan-1-0-video",
      "wanjuan-3-0-silu", "wanjuan-silu-arabic", "wanjuan-silu-korean", "wanjuan-silu-russian",
      "wanjuan-silu-thai", "wanjuan-silu-vietnamese",
    ].map { Expectation(.unknown, $0, "other agreements") }
    + ["aishell-3", "aishell-4"].map { Expectation(.unknown, $0, "state different licences") }
    + [Expectation(.blocked, "aishell-1", "beside the licence")]
    + [
      Expectation(.blocked, "cci-4-0-m2-v1", "forbids use for commercial advantage"),
      Expectation(
        .blocked, "cci-4-0-m2-web-zh map-cc", "forbids use for commercial advantage"),
      Expectation(.unknown, "cci-4-0-m2-code opc-fineweb-code-corpus", "no licence is stated"),
      Expectation(
        .unknown, "cci-4-0-m2-wiki cci-4-0-m2-v1", "the agreement must be accepted"),
      Expectation(
        .unknown, "cci-4-0-m2-pes2o cci-4-0-m2-v1", "the agreement must be accepted"),
      Expectation(
        .unknown, "industrycorpus-finance industrycorpus wudaocorpora", "no licence is stated"),
      Expectation(
        .unknown, "industrycorpus2-finance-economics industrycorpus2 the-pile",
        "varies by component"),
    ]

  @Test(arguments: expectations) func `a verdict and its path follow the sources`(
    expected: Expectation
  ) throws {
    let report = try RightsReport(
      of: [expected.path[0]], for: .commercial, in: Self.catalogue.graph)
    let answer = try #require(report.answers.first)
    #expect(answer.verdict == expected.verdict)
    let reason = try #require(answer.reason)
    #expect(reason.path == expected.path)
    #expect(reason.message.contains(expected.reason), "\(reason.message)")
  }

  @Test func `no slice of IndustryCorpus is clear, because its whole is not`() throws {
    var slices = 0
    for file in ["industrycorpus.yaml", "industrycorpus2.yaml"] {
      for dataset in try CatalogueFilesTests.read(file).cluster.datasets {
        let report = try RightsReport(of: [dataset.id], for: .commercial, in: Self.catalogue.graph)
        #expect(report.verdict > .byLabel, "\(dataset.id)")
        slices += 1
      }
    }
    #expect(slices == 51)
  }

  @Test func `nothing is clear whose origin nobody states`() throws {
    let datasets = Self.catalogue.datasets
    let standings = try RightsStandings.standings(of: datasets.map(\.id), in: Self.catalogue.graph)
    let clear = datasets.filter { standings[$0.id]?[.commercial] == .clear }
    #expect(clear.map(\.id) == [])
    for id in ["onet", "visa"] {
      let report = try RightsReport(of: [id], for: .commercial, in: Self.catalogue.graph)
      #expect(report.verdict == .byLabel)
      #expect(report.reason?.message == "that it is an original work is inferred, not stated")
    }
  }
}
