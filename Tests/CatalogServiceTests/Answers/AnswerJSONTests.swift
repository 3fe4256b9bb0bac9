import Datasets
import JSONText
import Testing

@testable import CatalogService
@testable import CorpusIndex

/// The keys of the contract, in its order.
@Suite struct AnswerJSONTests {
  private var coverage: AnswerCoverage {
    var engine = Coverage()
    engine.corpora = 3
    engine.searched = 3
    engine.documents = 335_838
    return AnswerCoverage(datasets: 3, engine: engine)
  }

  @Test func `a found answer reads as the contract shows it`() {
    var found = SearchAnswer()
    found.total = 123
    found.hits = [
      Hit(
        reference: RecordReference(corpus: "cci4-sample", record: "17"), score: 7.31, title: nil,
        snippet: "a人工智能", highlights: [1..<13],
        fields: [
          RecordField(name: "lang", value: .string("zh")),
          RecordField(name: "quality", value: .real(15)),
        ])
    ]
    found.facets = [
      FieldFacet(
        field: "lang",
        values: [
          FacetCount(value: .string("zh"), count: 80), FacetCount(value: nil, count: 2),
        ])
    ]
    let answer = FindAnswer(
      query: "人工智能", records: found, coverage: coverage,
      datasets: [FoundDataset(id: "cci", name: "CCI", score: 3.2, snippet: "语料")],
      milliseconds: 1.9)
    #expect(
      answer.tree.text
        == #"{"schema":"catalog.find/1","query":"人工智能","total":{"value":123,"exact":true},"#
        + #""took_ms":1.9,"coverage":{"datasets":3,"searched":3,"stale":0,"failed":0,"#
        + #""documents":335838},"hits":[{"dataset":"cci4-sample","record":"17","score":7.31,"#
        + #""title":null,"snippet":"a人工智能","highlights":[[1,13]],"#
        + #""fields":{"lang":"zh","quality":15}}],"#
        + #""datasets":[{"id":"cci","name":"CCI","score":3.2,"snippet":"语料"}],"#
        + #""facets":{"lang":[{"value":"zh","count":80},{"value":null,"count":2}]},"next":null}"#)
  }

  @Test func `a counted answer reads as the contract shows it`() {
    var counted = CountAnswer()
    counted.records = 2
    var coverage = AnswerCoverage(datasets: 1)
    coverage.engine.searched = 1
    let answer = CountedAnswer(count: counted, coverage: coverage)
    #expect(
      answer.tree.text
        == #"{"schema":"catalog.count/1","records":2,"occurrences":null,"exact":true,"by":{},"#
        + #""coverage":{"datasets":1,"searched":1,"stale":0,"failed":0,"documents":0}}"#)
  }

  @Test func `a failure makes a count inexact and is named`() {
    var coverage = coverage
    coverage.unopened = [
      DatasetFailure(
        dataset: "web", error: CatalogError(.system, "damaged", remedy: .check("web")))
    ]
    let answer = CountedAnswer(coverage: coverage)
    #expect(!answer.isExact)
    #expect(
      answer.tree.text.contains(
        #""failed":1,"documents":335838,"failures":[{"dataset":"web","message":"damaged","#
          + #""remedy":{"action":"check","dataset":"web","text":"check web"}}]"#))
  }

  @Test func `a benchmark reads as the contract shows it`() {
    let answer = BenchAnswer(
      openMilliseconds: 3.1,
      classes: [
        .init(
          name: "and2", queries: 300, queriesPerSecond: 10965.8,
          queriesPerProcessorSecond: 11002.1, latency: .init(p50: 61.2, p95: 310, p99: 1020.9),
          hits: 323_010,
          top: 2275)
      ])
    #expect(
      answer.tree.text
        == #"{"schema":"catalog.bench/1","open_ms":3.1,"classes":[{"class":"and2","queries":300,"#
        + #""qps":10965.8,"cqps":11002.1,"p50_us":61.2,"p95_us":310,"p99_us":1020.9,"#
        + #""hits":323010,"top":2275}]}"#)
  }

  @Test func `infinite scores have no number in JSON`() {
    let hit = Hit(
      reference: RecordReference(corpus: "d", record: "r"), score: .infinity, snippet: "",
      highlights: [], fields: [])
    #expect(hit.tree.text.contains(#""score":null"#))
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
