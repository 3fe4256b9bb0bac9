import Datasets
import TestSupport
import Testing

@testable import CatalogStore

/// Answers queries the slow way, from the descriptions themselves.
private struct NaiveCatalogue {
  var datasets: [Dataset]

  func ids(_ condition: Condition) -> [String] {
    datasets.filter { holds(condition, $0) == true }.map(\.id).sorted()
  }

  func facts(_ dataset: Dataset) -> DatasetFacts {
    DatasetFacts(dataset, layer: .own, isEdited: false, index: .none)
  }

  /// True, false, or nil where a value is missing.
  func holds(_ condition: Condition, _ dataset: Dataset) -> Bool? {
    switch condition {
    case .not(let inner): return holds(inner, dataset).map { !$0 }
    case .and(let left, let right):
      let both = [holds(left, dataset), holds(right, dataset)]
      return both.contains(false) ? false : both.contains(nil) ? nil : true
    case .or(let left, let right):
      let both = [holds(left, dataset), holds(right, dataset)]
      return both.contains(true) ? true : both.contains(nil) ? nil : false
    case .isUnknown(let field):
      return facts(dataset).words[field] == nil && facts(dataset).numbers[field] == nil
    case .isIn(let field, let operands):
      if holds(.isUnknown(field), dataset) == true { return nil }
      return operands.contains { holds(.compare(field, .equal, $0), dataset) == true }
    case .compare(let field, .notEqual, let operand):
      return holds(.compare(field, .equal, operand), dataset).map { !$0 }
    case .compare(let field, let comparison, let operand):
      if let number = facts(dataset).numbers[field] {
        return comparison.holds(number, operand.number ?? .nan)
      }
      guard let words = facts(dataset).words[field] else { return nil }
      return words.contains { comparison.holds($0.lowercased(), operand.text.lowercased()) }
    }
  }
}

@Suite struct ListingTests {
  static let seed: UInt64 = 20_260_101

  /// Datasets with values drawn from small sets, many of them missing.
  static func datasets(_ count: Int) throws -> [Dataset] {
    var random = SeededGenerator(seed: seed)
    func some(_ values: [String], from random: inout SeededGenerator) -> [String] {
      values.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
    }
    let words = ["web", "web crawl", "网页", "网页语料", "语料", "料网", "books", "书", "c++ ", "Ｗｅｂ"]
    return (0..<count).map { number in
      var dataset = Dataset(id: "d\(number)")
      dataset.languages = some(["zh", "en", "de"], from: &random)
      dataset.licenses = some(["MIT", "ODC-By-1.0", "CC-BY-4.0"], from: &random).map {
        LicenseStatement(spdx: $0)
      }
      dataset.tags = some(["a", "b", "c", "d"], from: &random)
      dataset.kind = DatasetKind.allCases.randomElement(using: &random) ?? .unknown
      dataset.released =
        ["2019", "2020-05", "2024-01-31", nil].randomElement(using: &random) ?? nil
      if Bool.random(using: &random) {
        let value = Double([1, 10, 1000, 1_000_000].randomElement(using: &random) ?? 1)
        dataset.measures = [Measure("bytes", value, unit: "GB")]
      }
      dataset.description = LocalizedText(
        (0..<5).compactMap { _ in words.randomElement(using: &random) }.joined(
          separator: [" ", "，", ""].randomElement(using: &random) ?? " "))
      return dataset
    }
  }

  /// A store that all conditions read.
  static let shared: (store: CatalogStore, datasets: [Dataset])? = try? {
    let (store, _) = try makeStore()
    let datasets = try Self.datasets(300)
    _ = try store.apply(datasets.map { BulkRow(place: "", id: $0.id, action: .add($0)) })
    return (store, datasets)
  }()

  static let conditions = [
    "license = mit", "license != MIT", "not license = MIT", "bytes >= 10GB", "bytes<1e12 or tag=a",
    "bytes is unknown", "not (bytes is unknown)", "year in (2019, 2024)", "released >= 2020-05",
    "language=zh and language = en", "(tag=a or tag=b) and not (kind in (pretraining, other))",
    "license in (odc-by, 'CC-BY-4.0') and bytes > 500M", "kind is not unknown", "not not tag = d",
  ]

  @Test(arguments: conditions)
  func `a condition selects what a slow reading selects`(text: String) throws {
    let (store, datasets) = try #require(Self.shared)
    var query = DatasetQuery()
    query.condition = text
    let expected = NaiveCatalogue(datasets: datasets).ids(try ConditionParser.parse(text))
    let page = try store.list(query)
    #expect(page.datasets.map(\.id) == expected, "seed \(Self.seed)")
    #expect(page.total == expected.count)
  }

  @Test func `facets count each value and the missing ones`() throws {
    let (store, _) = try makeStore()
    let datasets = try Self.datasets(200)
    _ = try store.apply(datasets.map { BulkRow(place: "", id: $0.id, action: .add($0)) })
    try store.remove("d3")
    var query = DatasetQuery()
    query.facets = ["language", "year", "license"]
    query.limit = 0
    let page = try store.list(query)
    let live = datasets.filter { $0.id != "d3" }
    for facet in page.facets {
      let field = try #require(DatasetField(name: facet.field))
      for value in facet.values {
        let expected = live.count { dataset in
          let facts = NaiveCatalogue(datasets: []).facts(dataset)
          let words = facts.words[field] ?? facts.numbers[field].map { ["\(Int($0))"] } ?? []
          return value.value.map(words.contains) ?? words.isEmpty
        }
        #expect(value.count == expected, "\(facet.field) \(value.value ?? "nil") seed \(Self.seed)")
      }
    }
    #expect(page.datasets.isEmpty && page.total == 199)
  }

  /// What a piece of a query means, said in one line: folded text that contains it.
  static let texts = ["网", "网页", "页语", "语料网", "web", "WEB", "\"web crawl\"", "书", "c++", "料网 web"]

  @Test(arguments: texts)
  func `a text finds exactly the descriptions that contain it`(text: String) throws {
    let (store, _) = try makeStore()
    var datasets = try Self.datasets(400)
    for index in datasets.indices { datasets[index].tags = [] }
    _ = try store.apply(datasets.map { BulkRow(place: "", id: $0.id, action: .add($0)) })
    // Changed once, so that the index has to forget as well as to learn.
    for index in stride(from: 0, to: 400, by: 7) {
      datasets[index].description = LocalizedText("网页 nothing else")
      try store.put(datasets[index])
    }
    func folded(_ text: String) -> String {
      text.lowercased().replacing("ｗｅｂ", with: "web")
    }
    let expected = datasets.filter { dataset in
      let content = folded(dataset.description.all.joined())
      return folded(text).split(separator: " ", maxSplits: text.hasPrefix("\"") ? 0 : 9).allSatisfy
      {
        let piece = $0.replacing("\"", with: "")
        // Words are whole words, runs of characters are found inside longer ones.
        guard let first = piece.first, first.isASCII else { return content.contains(piece) }
        return content.ranges(of: piece).contains { range in
          func isWord(_ character: Character?) -> Bool {
            character.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+") } ?? false
          }
          let before =
            range.lowerBound == content.startIndex
            ? nil : content[content.index(before: range.lowerBound)]
          let after = range.upperBound == content.endIndex ? nil : content[range.upperBound]
          return !isWord(before) && !isWord(after)
        }
      }
    }.map(\.id).sorted()
    var query = DatasetQuery()
    query.text = text
    query.sort = [.init("id")]
    #expect(try store.list(query).datasets.map(\.id) == expected, "seed \(Self.seed)")
  }

  @Test(arguments: ["caf\u{E9}", "cafe\u{301}", "CAF\u{C9}", "ｃａｆé"])
  func `spellings of one word find each other`(text: String) throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("a", "name=Caf\u{E9} notes"))
    try store.insert(dataset("b", "name=Cafe\u{301} menus"))
    try store.insert(dataset("c", "name=Cafe bills"))
    var query = DatasetQuery()
    query.text = text
    query.sort = [.init("id")]
    #expect(try store.list(query).datasets.map(\.id) == ["a", "b"])
  }

  @Test(arguments: ["機器學習", "机器学习", "機器学習"])
  func `traditional and simplified characters find each other`(text: String) throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("a", "name=机器学习语料"))
    try store.insert(dataset("b", "description=關於機器學習的文章"))
    try store.insert(dataset("c", "name=机器翻译"))
    var query = DatasetQuery()
    query.text = text
    query.sort = [.init("id")]
    #expect(try store.list(query).datasets.map(\.id) == ["a", "b"])
  }

  @Test(arguments: ["nlp", "chinese corpus", "nlp_chinese_corpus", "v1.5"])
  func `an id is found by its parts`(text: String) throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("nlp_chinese_corpus-v1.5"))
    try store.insert(dataset("other"))
    var query = DatasetQuery()
    query.text = text
    #expect(try store.list(query).datasets.map(\.id) == ["nlp_chinese_corpus-v1.5"])
  }

  @Test func `names count more than descriptions`() throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("a", "name=Other", "description=About speech and speech again"))
    try store.insert(dataset("b", "name=Speech", "description=About other things and more of them"))
    var query = DatasetQuery()
    query.text = "speech"
    let page = try store.list(query)
    #expect(page.datasets.map(\.id) == ["b", "a"])
    #expect(page.datasets.allSatisfy { ($0.score ?? 0) > 0 })
  }

  @Test func `pages join without gap and without overlap`() throws {
    let (store, _) = try makeStore()
    _ = try store.apply(
      try Self.datasets(57).map { BulkRow(place: "", id: $0.id, action: .add($0)) })
    for sort in [
      [], [DatasetQuery.SortKey(parsing: "bytes:desc")], [.init("kind"), .init("name")],
    ] {
      var query = DatasetQuery()
      query.sort = sort
      let whole = try store.list(query).datasets.map(\.id)
      query.limit = 10
      var joined: [String] = []
      repeat {
        let page = try store.list(query)
        joined += page.datasets.map(\.id)
        query.cursor = page.next
      } while query.cursor != nil
      #expect(joined == whole)
      #expect(Set(whole).count == 57)
    }
  }

  @Test(arguments: [
    ("colour = red", 0), ("license", 7), ("license =", 9), ("bytes > much", 8), ("(tag = a", 8),
    ("tag = 'a", 6), ("tag in a", 7), ("tag = a b", 8), ("tag is nothing", 7), ("", 0),
  ])
  func `a wrong condition is located`(text: String, offset: Int) {
    let error = #expect(throws: StoreError.self) { try ConditionParser.parse(text) }
    guard case .badQuery(let query, let found, _, let expected) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect((query, found) == (text, offset))
    #expect(!expected.isEmpty)
  }
}
