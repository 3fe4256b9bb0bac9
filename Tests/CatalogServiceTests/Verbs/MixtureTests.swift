import Datasets
import Foundation
import JSONText
import TestSupport
import Testing

@testable import CatalogService

@Suite struct CatalogMixtureTests {
  private func withCatalog(_ body: (Catalog, String) throws -> Void) async throws {
    let fixture = CorpusFixture()
    let (scratch, catalog) = (fixture.scratch, fixture.catalog)
    let text = """
      cluster: Harbour
      datasets:
        - id: logs
          aliases: [old-logs]
          original: true
          licenses: [MIT]
          measures:
            - {metric: tokens, value: 100}
            - {metric: bytes, value: 400, unit: B}
        - id: letters
          original: true
          licenses: [CC-BY-NC-4.0]
          measures: [{metric: tokens, value: 50}]
        - id: songs
          licenses: [MIT]
        - id: pages
          original: true
          licenses: [MIT]
          lineage: [{relation: part-of, dataset: logs}]
          measures: [{metric: tokens, value: 10}]
      """
    _ = try await catalog.add([scratch.write(Array(text.utf8), to: "harbour.yaml")])
    try body(catalog, scratch.path)
  }

  private func write(_ text: String, in folder: String) throws -> String {
    let path = folder + "/mixture.yaml"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test func `weights and tokens say how often each is seen`() async throws {
    try await withCatalog { catalog, folder in
      let answer = try catalog.rights(
        ofMixture: write(
          """
          mixture: M
          tokens: 1000
          datasets:
            - {dataset: logs, weight: 2}
            - {dataset: letters, weight: 1}
            - {dataset: songs, weight: 1}
            - {dataset: old-logs, weight: 1}
          """, in: folder))
      let members = answer.mixture.members
      #expect(members.map(\.dataset) == ["logs", "letters", "songs"])
      #expect(members.map(\.share) == [0.6, 0.2, 0.2])
      #expect(members.map(\.taken) == [600, 200, 200])
      #expect(members.map(\.timesSeen) == [6, 4, nil])
      #expect(answer.mixture.repeated == ["logs"])
      #expect(answer.mixture.tokens.sum == 150 && answer.mixture.tokens.unknown == 1)
      #expect(answer.mixture.bytes.sum == 400 && answer.mixture.bytes.known == 1)
      #expect(answer.together.dataset == "M" && answer.together.verdict == "blocked")
      #expect(answer.together.reason?.hasPrefix("CC-BY-NC-4.0") == true)
      #expect(answer.purpose == "commercial")
    }
  }

  @Test func `a number of tokens that is no exact one says so`() async throws {
    let fixture = CorpusFixture()
    let (scratch, catalog) = (fixture.scratch, fixture.catalog)
    let text = """
      cluster: Sea
      datasets:
        - {id: exact, measures: [{metric: tokens, value: 1000}]}
        - {id: rough, measures: [{metric: tokens, value: 2, unit: thousand, precision: about}]}
        - {id: least, measures: [{metric: tokens, value: 50, precision: at-least, tokenizer: GPT-2}]}
        - id: torn
          measures:
            - {metric: tokens, value: 1000000, note: the English half}
            - {metric: tokens, value: 100000, note: the Chinese half}
            - {metric: tokens, value: 5, scope: a part}
        - {id: rounded, measures: [{metric: tokens, value: 100}, {metric: tokens, value: 101}]}
        - {id: silent}
      """
    _ = try await catalog.add([scratch.write(Array(text.utf8), to: "sea.yaml")])
    let answer = try catalog.rights(
      ofMixture: write(
        """
        tokens: 300
        datasets:
          - {dataset: exact, weight: 1}
          - {dataset: rough, weight: 1}
          - {dataset: least, weight: 1}
          - {dataset: torn, weight: 1}
          - {dataset: rounded, weight: 1}
          - {dataset: silent, weight: 1}
        """, in: scratch.path))
    let said = answer.mixture.members.map(\.doubtSentences)
    #expect(
      said == [
        [],
        ["its number of tokens is an estimate: about 2,000"],
        [
          "its number of tokens is a lower bound: at least 50", "its tokens are those of GPT-2",
        ],
        [
          "its description gives 100,000 to 1,000,000 tokens: each is seen 0.00005 to 0.0005 times",
          "said of its tokens: the English half",
        ],
        [], [],
      ])
    #expect(answer.mixture.tokens.doubtful == 3 && answer.mixture.tokens.unknown == 1)
    let tokenizers = answer.mixture.tokenizers
    #expect(tokenizers.map(\.name) == [nil, "GPT-2"] && tokenizers.map(\.datasets) == [4, 1])
    let members = try #require(answer.tree["members"]?.array)
    #expect(members[1]["tokens_precision"] == .string("about"))
    #expect(members[2]["tokenizer"] == .string("GPT-2"))
    #expect(members[3]["tokens_least"]?.integer == 100_000)
    #expect(members[3]["tokens_most"]?.integer == 1_000_000)
    #expect(members[3]["tokens_note"] == .string("the English half"))
    #expect(members[3]["times_seen"]?.double == 0.00005)
    #expect(members[0]["tokens_precision"] == .null && members[0]["tokens_least"] == .null)
    #expect(answer.tree["totals"]?["tokens"]?["doubtful"]?.integer == 3)
  }

  @Test(arguments: [
    (4.556, "4.56"), (0.3, "0.3"), (0.00312, "0.0031"), (0.0000009, "0.0000009"), (250, "250"),
    (0, "0"),
  ])
  func `how often each is seen keeps its first digits`(times: Double, text: String) {
    #expect(Figures.times(times) == text)
  }

  @Test func `what is left is told step by step, and a part is counted in its whole`() async throws
  {
    try await withCatalog { catalog, _ in
      let answer = try catalog.rights(
        of: ["songs", "letters", "logs", "pages"], for: "commercial")
      let left = answer.mixture.remainders
      #expect(left.map(\.without) == [["letters"], ["songs", "letters"]])
      #expect(left.map(\.verdict) == ["by label only", "clear"])
      #expect(left[1].datasets == ["logs", "pages"] && left[1].tokens.sum == 100)
      #expect(answer.mixture.tokens.sum == 150)
      #expect(answer.mixture.members.map(\.partOf) == [nil, nil, nil, "logs"])
      #expect(answer.tree["left"]?.elements.count == 2)
      #expect(answer.tree["members"]?.elements[3]["part_of"]?.string == "logs")
    }
  }

  @Test func `a file that is no mixture is refused with its line`() async throws {
    try await withCatalog { catalog, folder in
      let unread = try write("datasets:\n  - dataset: logs\n    share: 0.5\n", in: folder)
      let error = #expect(throws: CatalogError.self) { try catalog.rights(ofMixture: unread) }
      #expect(error?.code == .badFormat && error?.location?.description.hasSuffix(":3") == true)
      let unknown = try write("datasets: [logs, lgos]", in: folder)
      let missing = #expect(throws: CatalogError.self) { try catalog.rights(ofMixture: unknown) }
      #expect(missing?.code == .notFound && missing?.remedy == .didYouMean(["logs"]))
      let none = #expect(throws: CatalogError.self) {
        try catalog.rights(ofMixture: folder + "/none.yaml")
      }
      #expect(none?.code == .notFound)
    }
  }

  @Test func `a cluster is shown by its name or a slug, with sums over what is no part`()
    async throws
  {
    try await withCatalog { catalog, _ in
      let answer = try catalog.cluster("harbour")
      #expect(answer.datasets.map(\.id) == ["letters", "logs", "pages", "songs"])
      #expect(answer.verdicts == ["blocked", "clear", "clear", "by-label"])
      #expect(answer.cluster.parts == 1 && answer.cluster.tokens.sum == 150)
      #expect(answer.cluster.tokens.unknown == 1 && answer.cluster.bytes.known == 1)
      #expect(answer.cluster.verdicts.map(\.value) == ["clear", "blocked", "by-label"])
      #expect(answer.tree["schema"]?.string == "catalog.cluster/1")
      #expect(answer.tree["datasets"]?.elements[0]["verdict"]?.string == "blocked")
      let error = #expect(throws: CatalogError.self) { try catalog.cluster("harbor") }
      #expect(error?.remedy == .didYouMean(["cluster:harbour"]))
    }
  }

  @Test func `clusters are those of the datasets asked for`() async throws {
    try await withCatalog { catalog, _ in
      var options = ListOptions()
      options.condition = "cluster=Harbour and tokens > 40"
      let answer = try catalog.clusters(options)
      #expect(answer.total == 1 && answer.clusters[0].datasets == 2)
      #expect(answer.clusters[0].tokens.sum == 150)
      let all = try catalog.clusters()
      let listed = try catalog.list()
      #expect(all.clusters.reduce(0) { $0 + $1.datasets } + all.datasetsOutside == listed.total)
      #expect(all.total == Set(listed.datasets.compactMap(\.dataset.cluster)).count)
    }
  }

  @Test func `a name in any language shows its dataset, and is completed`() async throws {
    try await withCatalog { catalog, _ in
      #expect(try catalog.show("希尔贝壳 AISHELL-1").id == "aishell-1")
      let zh = try catalog.completions(of: "aishell-", language: "zh")
      #expect(zh.contains { $0.text == "aishell-1" && $0.name == "希尔贝壳 AISHELL-1" })
      #expect(
        try catalog.completions(of: "中文互联网", language: "en").allSatisfy {
          $0.text.hasPrefix("中文互联网")
        })
      let clusters = try catalog.completions(of: "cluster:cci", language: "en").map(\.text)
      #expect(clusters == ["cluster:cci", "cluster:cci-4.0"])
    }
  }

  @Test func `the datasets of a cluster stand in its place and share by their tokens`() async throws
  {
    try await withCatalog { catalog, folder in
      let plain = try write("datasets: ['cluster:Harbour']\n", in: folder)
      #expect(try catalog.rights(ofMixture: plain).mixture.members.count == 4)
      let weighted = try write(
        "datasets:\n  - {dataset: 'cluster:Harbour', weight: .5}\n", in: folder)
      // One of them does not state its tokens.
      #expect(throws: CatalogError.self) { try catalog.rights(ofMixture: weighted) }
      _ = try catalog.set("songs", ["tokens=40"])
      let shares = try catalog.rights(ofMixture: weighted).mixture.members.map(\.share)
      #expect(shares.compactMap(\.self).reduce(0, +) > 0.999)
      #expect(
        Set(shares.compactMap(\.self).map { Int(($0 * 200).rounded()) }) == [100, 50, 40, 10])
    }
  }
}
