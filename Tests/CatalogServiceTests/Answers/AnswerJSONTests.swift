import Datasets
import Testing

@testable import CatalogService

/// The keys of the contract, in its order.
@Suite struct AnswerJSONTests {
  private var coverage: AnswerCoverage {
    AnswerCoverage(datasets: 3, searched: 3, documents: 335_838)
  }

  @Test func `a found answer reads as the contract shows it`() {
    let answer = FindAnswer(
      query: "人工智能", total: 123, totalIsExact: true, milliseconds: 1.9, coverage: coverage,
      hits: [
        FoundRecord(
          dataset: "cci4-sample", record: "17", score: 7.31, title: nil, snippet: "a人工智能",
          highlights: [1..<13], fields: [("lang", .string("zh")), ("quality", .real(15))])
      ],
      datasets: [FoundDataset(id: "cci", name: "CCI", score: 3.2, snippet: "语料")],
      facets: [FacetAnswer(field: "lang", values: [(.string("zh"), 80), (nil, 2)])], next: nil)
    #expect(
      answer.json(indented: false)
        == #"{"schema":"catalog.find/1","query":"人工智能","total":{"value":123,"exact":true},"#
        + #""took_ms":1.9,"coverage":{"datasets":3,"searched":3,"stale":0,"failed":0,"#
        + #""documents":335838},"hits":[{"dataset":"cci4-sample","record":"17","score":7.31,"#
        + #""title":null,"snippet":"a人工智能","highlights":[[1,13]],"#
        + #""fields":{"lang":"zh","quality":15}}],"#
        + #""datasets":[{"id":"cci","name":"CCI","score":3.2,"snippet":"语料"}],"#
        + #""facets":{"lang":[{"value":"zh","count":80},{"value":null,"count":2}]},"next":null}"#)
  }

  @Test func `a counted answer reads as the contract shows it`() {
    let answer = CountedAnswer(
      records: 2, occurrences: nil, by: [], coverage: AnswerCoverage(datasets: 1, searched: 1))
    #expect(
      answer.json(indented: false)
        == #"{"schema":"catalog.count/1","records":2,"occurrences":null,"exact":true,"by":{},"#
        + #""coverage":{"datasets":1,"searched":1,"stale":0,"failed":0,"documents":0}}"#)
  }

  @Test func `a failure makes a count inexact and is named`() {
    var coverage = coverage
    coverage.failures = [("web", "damaged")]
    let answer = CountedAnswer(records: 2, occurrences: 3, by: [], coverage: coverage)
    #expect(!answer.isExact)
    #expect(
      answer.json(indented: false).contains(
        #""failed":1,"documents":335838,"failures":[{"dataset":"web","message":"damaged"}]"#))
  }

  @Test func `a benchmark reads as the contract shows it`() {
    let answer = BenchAnswer(
      openMilliseconds: 3.1,
      classes: [
        .init(
          name: "and2", queries: 300, queriesPerSecond: 10965.8,
          queriesPerProcessorSecond: 11002.1, percentiles: (61.2, 310, 1020.9), hits: 323_010,
          top: 2275)
      ])
    #expect(
      answer.json(indented: false)
        == #"{"schema":"catalog.bench/1","open_ms":3.1,"classes":[{"class":"and2","queries":300,"#
        + #""qps":10965.8,"cqps":11002.1,"p50_us":61.2,"p95_us":310,"p99_us":1020.9,"#
        + #""hits":323010,"top":2275}]}"#)
  }

  @Test func `hostile text is escaped, so that JSON may be shown on a terminal`() {
    let answer = TokensAnswer(
      analyzer: .standard,
      tokens: [.init(term: "\u{1b}[31m\u{9b}\u{202e}", kind: "word", position: 0, bytes: 0..<1)])
    let json = answer.json(indented: true)
    #expect(json.contains(#"\u001b[31m\u009b\u202e"#))
    #expect(json.unicodeScalars.allSatisfy { !$0.commandsTerminals || $0 == "\n" })
  }

  @Test func `infinite scores have no number in JSON`() {
    let hit = FoundRecord(
      dataset: "d", record: "r", score: .infinity, snippet: "", highlights: [], fields: [])
    #expect(hit.json(indented: false).contains(#""score":null"#))
  }
}

@Suite struct CatalogErrorTests {
  @Test(arguments: [
    (CatalogError.Code.usage, Int32(64)), (.badQuery, 64), (.badFormat, 65), (.notFound, 66),
    (.bug, 70),
    (.exists, 73), (.system, 74), (.diskFull, 74), (.locked, 75), (.interrupted, 130),
    (.problems, 1),
  ])
  func `every kind of error has the exit status of the contract`(
    code: CatalogError.Code, status: Int32
  ) {
    #expect(code.exitStatus == status)
  }
}

@Suite struct DescriptionSnippetTests {
  @Test func `operators, fields and marks are no words`() {
    #expect(
      DescriptionSnippet.words(of: #"+white -title:whale AND ("sea story"~3 OR lang:zh) 白鲸*"#)
        == ["white", "whale", "sea", "story", "3", "zh", "白鲸"])
    #expect(DescriptionSnippet.words(of: "date:[2023-01 TO 2024-06]") == ["2023-01", "2024-06"])
    #expect(DescriptionSnippet.words(of: "  ").isEmpty)
  }

  @Test(arguments: ["機器學習", "机器学习", "ＭＯＤＥＬＳ", "-models"])
  func `a passage is found as the index finds it`(query: String) {
    var dataset = Dataset(id: "a")
    let filler = String(repeating: "words and more of them ", count: 20)
    dataset.summary = LocalizedText("Nothing of it.")
    dataset.description = LocalizedText(filler + "机器学习 models " + filler)
    let snippet = DescriptionSnippet.of(dataset, query: query)
    #expect(snippet.hasPrefix("…") && snippet.contains("机器学习 models"))
  }

  @Test func `a passage of the cluster's introduction shows why a dataset was found`() {
    let dataset = Dataset(id: "a")
    let snippet = DescriptionSnippet.of(
      dataset, introduction: ["Of lighthouses."], query: "lighthouses")
    #expect(snippet == "Of lighthouses.")
    #expect(DescriptionSnippet.of(dataset, query: "x").isEmpty)
  }
}
