import Datasets
import QueryLanguage
import Testing

@testable import CatalogStore

@Suite struct ValueReadingTests {
  private static let shared: CatalogStore? = try? {
    let (store, _) = try makeStore()
    for (id, edits) in [
      (
        "a",
        [
          "kind=pretraining", "languages=zh", "license=CC-BY-4.0", "sectors=legal",
          "cluster=CCI 4.0",
        ]
      ),
      ("b", ["kind=instruction", "languages=zh-Hant", "license=CC-BY-3.0"]),
      ("c", ["languages=en", "license=MIT", "sectors=harbours", "industry=sports"]),
    ] {
      var dataset = try Dataset(id: id).applying(edits.map { try DatasetEdit(parsing: $0) })
      // A word that an edit would not keep.
      if id == "b" { dataset.sectors = ["law"] }
      try store.insert(dataset)
    }
    return store
  }()

  private func ask(_ condition: String) throws -> (ids: [String], hints: [String]) {
    var query = DatasetQuery()
    query.condition = condition
    let page = try #require(Self.shared).list(query)
    return (page.datasets.map(\.id), page.hints.map(\.message))
  }

  private static let readings: [(condition: String, ids: [String], note: String?)] = [
    ("kind=sft", ["b"], "the kind “sft” is read as instruction"),
    ("kind=SFT", ["b"], "the kind “SFT” is read as instruction"),
    ("kind=Pretraining", ["a"], nil), ("language=zh", ["a", "b"], nil),
    ("language=中文", ["a", "b"], "the language “中文” is read as zh, zh-Hant"),
    ("language=zh-CN", ["a"], "the language “zh-CN” is read as zh"),
    ("not language=Chinese", ["c"], "the language “Chinese” is read as zh, zh-Hant"),
    ("license=cc-by", ["a", "b"], "the license “cc-by” is read as CC-BY-4.0, CC-BY-3.0"),
    (
      "license in (cc-by, mit)", ["a", "b", "c"],
      "the license “cc-by” is read as CC-BY-4.0, CC-BY-3.0"
    ),
    ("license != cc-by", ["c"], "the license “cc-by” is read as CC-BY-4.0, CC-BY-3.0"),
    ("sector=law", ["b"], nil), ("sector=法律", ["a"], "the sector “法律” is read as legal"),
    ("industry=法律", ["a"], "the industry “法律” is read as law-justice"),
    ("cluster=cci-4.0", ["a"], "the cluster “cci-4.0” is read as CCI 4.0"),
    ("language=fr", [], "no dataset has the language fr"),
    ("license=mti", [], "no dataset has the license mti"),
    ("tag=x or license=MIT", ["c"], "no dataset has the tag x"),
    ("id=d", [], "no dataset has the id d"),
  ]

  @Test(arguments: readings)
  func `a value is taken as people write it, and what it was taken for is said`(
    condition: String, ids: [String], note: String?
  ) throws {
    let answer = try ask(condition)
    #expect(answer.ids == ids)
    if let note {
      #expect(answer.hints.contains { $0.hasPrefix(note) }, "\(answer.hints)")
    } else {
      #expect(answer.hints == [])
    }
  }

  private static let mistakes: [(condition: String, column: Int, meant: String?)] = [
    ("use=sell", 4, nil), ("verdict=claer", 8, "clear"), ("kind=pretrian", 5, "pretraining"),
    ("bytes>1 and access=opne", 19, "open"), ("kind in (sft, evalution)", 14, "evaluation"),
    ("industry=low", 9, nil), ("evidence=first", 9, nil), ("index=curent", 6, "current"),
    ("not layer=mine", 10, nil),
  ]

  @Test(arguments: mistakes)
  func `a value that a closed list does not have is an error with its place`(
    condition: String, column: Int, meant: String?
  ) throws {
    let error = #expect(throws: StoreError.self) { try ask(condition) }
    guard case .badQuery(let problem) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problem.column == column && problem.source == .condition)
    #expect(problem.expected?.hasPrefix("one of ") == true)
    if let meant { #expect(problem.suggestion == .meant(meant)) }
  }

  @Test func `a query over descriptions and a filter are held to the same lists`() throws {
    let store = try #require(Self.shared)
    var query = DatasetQuery()
    query.text = .query("kind:sft")
    #expect(try store.list(query).datasets.map(\.id) == ["b"])
    query.text = .query("kind:stf")
    #expect(throws: StoreError.self) { try store.list(query) }
    query.text = nil
    query.filters = [.init("kind", ["指令"])]
    #expect(try store.list(query).datasets.map(\.id) == ["b"])
    query.filters = [.init("kind", ["unknown"])]
    #expect(try store.list(query).datasets.map(\.id) == ["c"])
    query.filters = [.init("kind", ["stf"])]
    #expect(throws: StoreError.self) { try store.list(query) }
  }

  @Test func `who asks for the unknown ones is told how`() throws {
    let error = #expect(throws: StoreError.self) { try ask("kind=unknown") }
    guard case .badQuery(let problem) = error else { return }
    #expect(problem.suggestion == .write("kind is unknown", effect: "finds what has no kind"))
  }
}
