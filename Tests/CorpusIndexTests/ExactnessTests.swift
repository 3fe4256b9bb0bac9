import CorpusIndex
import TestSupport
import Testing

/// The engine against the oracle: the same hits in the same order with the same bits of score.
@Suite struct ExactnessTests {
  private static func corpus(
    _ name: String, _ analyzer: NaiveAnalyzer, _ language: RandomCorpus.Language, _ count: Int,
    body: String = "text", isLong: Bool = true, _ generator: inout SeededGenerator
  ) -> NaiveIndex.Corpus {
    var random = RandomCorpus(generator: generator, isLong: isLong)
    let records = random.records(count, body: body, language: language)
    generator = random.generator
    return NaiveIndex.Corpus(
      name: name, analyzer: analyzer, fields: [body, "title"], records: records)
  }

  /// Asks many queries with random settings.
  private static func ask(
    _ count: Int, _ corpora: [IndexedCorpus], _ generator: inout SeededGenerator
  ) throws {
    let comparison = try Comparison(corpora)
    let source = generator.pick(corpora).naive
    var queries = RandomQueries(
      generator: generator, records: source.records, body: source.fields[0])
    for _ in 0..<count {
      var settings = Comparison.Settings()
      settings.limit = generator.pick([1, 1, 10, 10, 10, 100, 1000])
      if generator.once(in: 4) {
        settings.k1 = generator.pick([0, 0.5, 2, 10])
        settings.b = generator.pick([0, 0.3, 1])
      }
      settings.all = generator.once(in: 8)
      settings.boostsPhrases = generator.once(in: 4)
      if generator.once(in: 4) { settings.condition = generator.pick(Comparison.conditions) }
      settings.pages = generator.once(in: 10)
      if generator.once(in: 8) {
        settings.sort = generator.pick(["n", "n:desc", "lang", "lang:desc"])
      }
      try comparison.check(queries.query(), settings)
    }
    generator = queries.generator
  }

  @Test(arguments: RandomCorpus.Language.allCases, [NaiveAnalyzer.standard, .plain])
  func `one corpus in several segments answers like the oracle`(
    language: RandomCorpus.Language, analyzer: NaiveAnalyzer
  ) throws {
    var generator = SeededGenerator.announced("one corpus, \(language), \(analyzer)")
    let naive = Self.corpus("one", analyzer, language, 250, &generator)
    var corpus = try IndexedCorpus(
      naive, files: generator.pick([1, 2, 4, 7, 20]), store: generator.pick([.lz4, .none]),
      jobs: generator.number(1..<3), generator: &generator)
    try Self.ask(35, [corpus], &generator)
    try corpus.deleteSome(oneIn: 6)
    try Self.ask(25, [corpus], &generator)
    try corpus.merge()
    try Self.ask(20, [corpus], &generator)
    #expect(try corpus.index.check().problems.isEmpty)
  }

  @Test func `several corpora with several analyzers answer as one`() throws {
    var generator = SeededGenerator.announced("several corpora")
    let english = Self.corpus("english", .plain, .english, 250, &generator)
    let chinese = Self.corpus("chinese", .standard, .chinese, 150, body: "content", &generator)
    let mixed = Self.corpus("mixed", .standard, .mixed, 150, &generator)
    let cut = Self.corpus("cut", .whitespace, .english, 60, &generator)
    var corpora: [IndexedCorpus] = []
    for naive in [english, chinese, mixed, cut] {
      corpora.append(
        try IndexedCorpus(naive, files: generator.number(1..<4), generator: &generator))
    }
    for _ in 0..<4 { try Self.ask(20, corpora, &generator) }
    for index in corpora.indices { try corpora[index].deleteSome(oneIn: 5) }
    for _ in 0..<3 { try Self.ask(15, corpora, &generator) }
  }

  @Test func `windows, groups and bounds change no answer`() throws {
    var generator = SeededGenerator.announced("many short records")
    let naive = Self.corpus("many", .plain, .english, 6000, isLong: false, &generator)
    var corpus = try IndexedCorpus(naive, files: 2, generator: &generator)
    try Self.ask(30, [corpus], &generator)
    try corpus.deleteSome(oneIn: 9)
    try Self.ask(20, [corpus], &generator)
    try corpus.merge()
    try Self.ask(8, [corpus], &generator)
    #expect(try corpus.index.check().problems.isEmpty)
  }

  /// As many as are taken one after the other, and so many that windows alone find them.
  @Test(arguments: [400, 900])
  func `any of hundreds of words are found as any of a few are`(count: Int) throws {
    var generator = SeededGenerator.announced("any of \(count) words")
    let records = (0..<300).map { number in
      let words = (0..<generator.number(5..<40)).map { _ in "w\(generator.number(0..<1000))" }
      return NaiveIndex.Record(id: "r\(number)", texts: ["text": words.joined(separator: " ")])
    }
    let naive = NaiveIndex.Corpus(
      name: "words", analyzer: .plain, fields: ["text", "title"], records: records)
    let corpus = try IndexedCorpus(naive, files: 2, generator: &generator)
    let query = NaiveQuery.any((0..<count).map { .leaf(NaiveLeaf(.piece("w\($0)"))) })
    try Comparison([corpus]).check(query, Comparison.Settings())
  }

  @Test(
    arguments: [
      ([], "english"), (["the", "of", "and", "whale"], nil), (["the", "a", "to", "3"], "english"),
      (["in"], "german"),
    ] as [([String], String?)])
  func `stop words and endings are left out of texts and queries alike`(
    stopWords: [String], stemming: String?
  ) throws {
    var generator = SeededGenerator.announced("stop words \(stopWords), \(stemming ?? "no") stems")
    var naive = Self.corpus("filtered", .standard, .english, 200, &generator)
    naive.stopWords = Set(stopWords)
    naive.stemLanguage = stemming
    let corpus = try IndexedCorpus(naive, files: 3, generator: &generator)
    let comparison = try Comparison([corpus])
    var random = RandomCorpus(generator: generator)
    func leaf() -> NaiveQuery {
      let word = random.word()
      switch random.generator.number(0..<4) {
      case 0:
        let text = random.generator.pick(naive.records).texts["text"] ?? ""
        let words = text.split { !$0.isLetter && !$0.isNumber }
        let start = random.generator.number(0..<max(1, words.count - 3))
        let phrase = words.dropFirst(start).prefix(random.generator.number(1..<5))
        return .leaf(
          NaiveLeaf(.phrase(phrase.isEmpty ? word : phrase.joined(separator: " "), slop: 0)))
      case 1: return .leaf(NaiveLeaf(.piece("\(word)-\(random.word())")))
      default: return .leaf(NaiveLeaf(.piece(word)))
      }
    }
    for _ in 0..<40 {
      let leaves = (0..<random.generator.number(1..<4)).map { _ in leaf() }
      let query: NaiveQuery =
        leaves.count == 1
        ? leaves[0] : random.generator.once(in: 3) ? .all(leaves) : .any(leaves)
      try comparison.check(query, Comparison.Settings())
    }
  }
}
