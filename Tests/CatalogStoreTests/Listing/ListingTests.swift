import Datasets
import QueryLanguage
import Records
import TestSupport
import Testing

@testable import CatalogStore

/// Answers queries the slow way, from the descriptions themselves.
private struct NaiveCatalogue {
  var datasets: [Dataset]

  func ids(_ condition: ColumnCondition) -> [String] {
    datasets.filter { holds(condition, $0) == true }.map(\.id).sorted()
  }

  func facts(_ dataset: Dataset) -> DatasetFacts {
    DatasetFacts(dataset, layer: .own, isEdited: false, index: .none)
  }

  /// True, false, or nil where a value is missing.
  func holds(_ condition: ColumnCondition, _ dataset: Dataset) -> Bool? {
    switch condition {
    case .not(let inner): return holds(inner, dataset).map { !$0 }
    case .all(let parts):
      let results = parts.map { holds($0, dataset) }
      return results.contains(false) ? false : results.contains(nil) ? nil : true
    case .any(let parts):
      let results = parts.map { holds($0, dataset) }
      return results.contains(true) ? true : results.contains(nil) ? nil : false
    case .test(let column, let predicate):
      guard let field = DatasetField(name: column) else { return nil }
      return holds(field, predicate, facts(dataset))
    }
  }

  private func holds(
    _ field: DatasetField, _ predicate: ColumnPredicate, _ facts: DatasetFacts
  ) -> Bool? {
    let isKnown = facts.words[field] != nil || facts.numbers[field] != nil
    switch predicate {
    case .unknown: return !isKnown
    case .known: return isKnown
    case .not(let inner): return holds(field, inner, facts).map { !$0 }
    case .compare(.notEqual, let literal):
      return holds(field, .compare(.equal, literal), facts).map { !$0 }
    case .oneOf(let literals):
      guard isKnown else { return nil }
      return literals.contains { holds(field, .compare(.equal, $0), facts) == true }
    case .range(let lower, let upper):
      guard isKnown else { return nil }
      return [(lower, ColumnComparison.greater), (upper, .less)].allSatisfy { bound, side in
        guard let bound else { return true }
        return holds(field, .compare(side, bound.value), facts) == true
          || bound.isInclusive && holds(field, .compare(.equal, bound.value), facts) == true
      }
    case .compare(let comparison, let literal):
      if let value = facts.numbers[field] {
        guard let wanted = literal.decimal?.double else { return false }
        return comparison.holds(value < wanted ? -1 : value > wanted ? 1 : 0)
      }
      // The known values are those of the generator; every family has one member there.
      let known = ["MIT", "ODC-By-1.0", "CC-BY-4.0", "zh", "en", "de"]
      let wanted = (field.values(meantBy: literal.text, among: known).first ?? "").lowercased()
      return facts.words[field].map { words in
        words.contains { word in
          let word = word.lowercased()
          // A date written short stands for its whole period.
          if isDate(wanted), word == wanted || word.hasPrefix(wanted + "-") {
            return comparison.holds(0)
          }
          let isBelow = word.utf8.lexicographicallyPrecedes(wanted.utf8)
          return comparison.holds(word == wanted ? 0 : isBelow ? -1 : 1)
        }
      }
    }
  }

  private func isDate(_ text: String) -> Bool {
    ["0000", "0000-00", "0000-00-00"].contains(
      String(text.map { $0.isASCII && $0.isNumber ? "0" : $0 }))
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
    let expected = NaiveCatalogue(datasets: datasets).ids(
      try ColumnConditionParser(schema: DatasetField.schema).parse(text).condition)
    let page = try store.list(query)
    #expect(page.datasets.map(\.id) == expected, "seed \(Self.seed)")
    #expect(page.total == expected.count)
  }

  @Test func `facets count what each value finds, and the missing ones`() throws {
    let (store, _) = try makeStore()
    var datasets = try Self.datasets(200)
    // Who asks for a language or a family of licences finds what is narrower too.
    for index in stride(from: 0, to: 200, by: 3) {
      datasets[index].languages.append(index % 2 == 0 ? "zh-Hant" : "de-AT")
      datasets[index].licenses.append(
        index % 2 == 0 ? LicenseStatement(name: "CC BY") : LicenseStatement(spdx: "CC-BY-3.0"))
    }
    _ = try store.apply(datasets.map { BulkRow(place: "", id: $0.id, action: .add($0)) })
    try store.remove("d3")
    var query = DatasetQuery()
    query.facets = ["language", "year", "license"]
    query.limit = 0
    let page = try store.list(query)
    let live = datasets.filter { $0.id != "d3" }
    for facet in page.facets {
      let field = try #require(DatasetField(name: facet.field))
      let words = live.map { dataset in
        let facts = NaiveCatalogue(datasets: []).facts(dataset)
        return facts.words[field] ?? facts.numbers[field].map { ["\(Int($0))"] } ?? []
      }
      let known = Set(words.joined()).sorted()
      for value in facet.values {
        let meant = value.value.map { field.values(meantBy: $0, among: known) }
        let expected = words.count { meant?.contains(where: $0.contains) ?? $0.isEmpty }
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
    query.text = .query(text)
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
    query.text = .query(text)
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
    query.text = .query(text)
    query.sort = [.init("id")]
    #expect(try store.list(query).datasets.map(\.id) == ["a", "b"])
  }

  @Test(arguments: ["nlp", "chinese corpus", "nlp_chinese_corpus", "v1.5"])
  func `an id is found by its parts`(text: String) throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("nlp_chinese_corpus-v1.5"))
    try store.insert(dataset("other"))
    var query = DatasetQuery()
    query.text = .query(text)
    #expect(try store.list(query).datasets.map(\.id) == ["nlp_chinese_corpus-v1.5"])
  }

  @Test func `names count more than descriptions`() throws {
    let (store, _) = try makeStore()
    try store.insert(dataset("a", "name=Other", "description=About speech and speech again"))
    try store.insert(dataset("b", "name=Speech", "description=About other things and more of them"))
    var query = DatasetQuery()
    query.text = .query("speech")
    let page = try store.list(query)
    #expect(page.datasets.map(\.id) == ["b", "a"])
    #expect(page.datasets.allSatisfy { ($0.score ?? 0) > 0 })
  }

  @Test func `pages join without gap and without overlap`() throws {
    let (store, _) = try makeStore()
    _ = try store.apply(
      try Self.datasets(57).map { BulkRow(place: "", id: $0.id, action: .add($0)) })
    for sort in [
      [], [SortKey(parsing: "bytes:desc")], [.init("kind"), .init("name")],
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

  @Test func `a page says when those before it have changed`() throws {
    let (store, _) = try makeStore()
    let datasets = try Self.datasets(30)
    _ = try store.apply(datasets.map { BulkRow(place: "", id: $0.id, action: .add($0)) })
    for sort in [[], [SortKey(parsing: "bytes:desc")], [.init("name")]] {
      var query = DatasetQuery()
      query.sort = sort
      let order = try store.list(query).datasets.map(\.id)
      query.limit = 10
      query.cursor = try store.list(query).next
      #expect(try !store.list(query).isChanged)
      // What comes behind them moves nothing, and neither does what is given back.
      try store.remove(order[15])
      #expect(try !store.list(query).isChanged)
      try store.remove(order[3])
      #expect(try store.list(query).isChanged)
      _ = try store.restore(order[3])
      _ = try store.restore(order[15])
      #expect(try !store.list(query).isChanged)
      query.cursor = try store.list(query).next
      #expect(try !store.list(query).isChanged)
    }
  }

  @Test(arguments: [
    ("colour = red", 0), ("license", 7), ("license =", 9), ("bytes > much", 8), ("(tag = a", 0),
    ("tag = 'a", 6), ("tag in a", 7), ("tag = a b", 8), ("tag is nothing", 7), ("", 0),
    ("indexed = maybe", 10),
  ])
  func `a wrong condition is located`(text: String, column: Int) throws {
    let (store, _) = try makeStore()
    var query = DatasetQuery()
    query.condition = text
    let problem = try #require(located(query, in: store))
    #expect((problem.source, problem.text, problem.column) == (.condition, text, column))
    #expect(problem.expected?.isEmpty == false)
  }

  /// What the language has and descriptions are not searched by.
  @Test(arguments: [
    ("web spech~1", 4), ("/w.b/", 0), (#"a "web crawl"~3"#, 2), (#"exact:"Web""#, 6),
    ("web-cr*", 0),
    ("web AND", 7), ("(web", 0), (#"web "crawl"#, 4), ("bytes:lots", 6),
  ])
  func `a text that cannot be answered is located`(text: String, column: Int) throws {
    let (store, _) = try makeStore()
    var query = DatasetQuery()
    query.text = .query(text)
    let problem = try #require(located(query, in: store))
    #expect((problem.source, problem.text, problem.column) == (.query, text, column))
    #expect(problem.expected?.isEmpty == false)
  }

  @Test func `facets and sort keys that do not exist are located`() throws {
    let (store, _) = try makeStore()
    var query = DatasetQuery()
    query.facets = ["colour"]
    #expect(located(query, in: store)?.source == .facet)
    query.facets = []
    query.sort = [SortKey(parsing: "bites:desc")]
    let problem = try #require(located(query, in: store))
    #expect((problem.source, problem.text, problem.place) == (.sort, "bites:desc", 0..<5))
    #expect(problem.suggestion == .meant("bytes"))
  }

  @Test(arguments: ["verdict<clear", "use >= any", "year > 2000 and not (kind <= chat)"])
  func `words have no order, and to ask for one is an error`(condition: String) throws {
    let (store, _) = try makeStore()
    var query = DatasetQuery()
    query.condition = condition
    let problem = try #require(located(query, in: store))
    #expect(problem.message.hasSuffix("are words, which have no order"))
  }

  private func located(_ query: DatasetQuery, in store: CatalogStore) -> QueryProblem? {
    let error = #expect(throws: StoreError.self) { try store.list(query) }
    guard case .badQuery(let problem) = error else { return nil }
    return problem
  }

  /// Each text with the ids that it finds.
  @Test(arguments: [
    ("web", "a c d"), ("web crawl", "a"), ("web OR crawl", "a b c d"), ("crawl -web", "b"),
    ("web NOT (crawl OR books)", "d"), ("-web", "b"), ("+web AND books", "c"), ("craw*", "a b"),
    ("web (crawl OR books)", "a c"), ("language:zh", "a d"), ("web lang:zh", "a d"),
    ("web Language:(en OR de)", "c"), ("year:>=2023", "b c"), ("year:[2020 TO 2023}", "a d"),
    ("released:2023-05", "c"), ("license:mit", "b"), ("license:*", "a b"), ("*", "a b c d"),
    ("name:web", "a"), (#"name:"web crawl""#, "a"), ("title:we*", "a"), ("-name:web web", "c d"),
    ("bytes:>1B", "a"), ("bytes:>=1G", "a c"), ("web -", "a c d"), ("\"crawl web\"", ""),
  ])
  func `a text asks as a query of records does`(text: String, ids: String) throws {
    let (store, _) = try makeStore()
    for dataset in [
      try dataset(
        "a", "name=Web crawl", "language=zh", "license=odc-by", "bytes=2GB", "released=2020"),
      try dataset("b", "description=A crawl of books", "license=MIT", "released=2024-01-31"),
      try dataset(
        "c", "description=books from the web", "language=en", "bytes=1e9", "released=2023-05-02"),
      try dataset("d", "description=the web", "language=zh", "released=2022", "bytes=10"),
    ] {
      try store.insert(dataset)
    }
    var query = DatasetQuery()
    query.text = .query(text)
    query.sort = [SortKey("id")]
    #expect(try store.list(query).datasets.map(\.id).joined(separator: " ") == ids)
  }

  @Test func `what is likely a mistake is hinted at`() throws {
    let (store, _) = try makeStore()
    var query = DatasetQuery()
    query.text = .query("languge:zh")
    #expect(try store.list(query).hints.map(\.suggestion) == [.meant("language:")])
  }
}
