package import Corpora
package import Indexing
package import QueryLanguage
internal import Records
package import Segments

/// Several corpora searched as if they were one index.
///
/// A snapshot: later commits do not change its answers.
package final class Searcher: Sendable {
  /// One corpus under the name that its hits carry.
  package struct Corpus: Sendable {
    package let name: String
    package let reader: IndexReader

    /// The folder that relative paths of its files start from.
    package let base: String

    /// The formats that its files are read with.
    package let formats: CorpusFormats

    package init(
      name: String, reader: IndexReader, base: String = "", formats: CorpusFormats = .builtIn
    ) {
      self.name = name
      self.reader = reader
      self.base = base
      self.formats = formats
    }

    /// Where a file of its source lies.
    package func path(of file: Commit.SourceFile) -> String {
      file.path.hasPrefix("/") || base.isEmpty ? file.path : base + "/" + file.path
    }

    /// Whether a path is one of its index or of its source.
    package func owns(_ path: String) -> Bool {
      path.hasPrefix(reader.path + "/")
        || reader.commit.files.contains { self.path(of: $0) == path }
    }
  }

  package let corpora: [Corpus]
  let parts: [SearchPart]
  /// The parts that are asked; all of them count for what a score depends on.
  package let asked: Range<Int>
  let statistics: CollectionStatistics
  /// Length factors under the default formula, which most queries use.
  let defaultFactors: FieldFactors
  package let texts: RecordTexts
  package let schema: QuerySchema
  /// What the columns of all corpora hold, by name.
  private let contents: [ExactText: ColumnContents]

  /// - Parameters:
  ///   - corpora: In the order that breaks ties.
  ///   - asked: Numbers of the segments that are searched, all corpora counted through; all when `nil`.
  package init(_ corpora: [Corpus], asking asked: Range<Int>? = nil) {
    self.corpora = corpora
    var parts: [SearchPart] = []
    for (index, corpus) in corpora.enumerated() {
      for (number, part) in corpus.reader.parts.enumerated() {
        parts.append(SearchPart(corpus: index, number: number, part: part))
      }
    }
    self.parts = parts
    self.asked = asked?.clamped(to: parts.indices) ?? parts.indices
    statistics = CollectionStatistics(parts)
    defaultFactors = statistics.lengthFactors(BM25())
    texts = RecordTexts(parts: parts, corpora: corpora)
    let columns = corpora.map(\.reader.columns)
    var schema = QuerySchema(
      of: zip(corpora, columns).map { corpus, columns in
        (corpus.reader.commit.settings.schema.textFields, columns)
      })
    schema.leftOut = Set(corpora.flatMap(\.reader.commit.columns.leftOut).map(ExactText.init))
    self.schema = schema
    contents = Dictionary(columns.joined().map { (ExactText($0.name), $0) }) { first, second in
      var union = first
      union.formUnion(second)
      return union
    }
  }

  /// Records searched, deleted ones left out.
  package var liveCount: UInt64 {
    if asksAll { return corpora.reduce(0) { $0 + $1.reader.liveCount } }
    return parts[asked].reduce(0) {
      $0 + UInt64($1.segment.documentCount - ($1.live?.deletedCount ?? 0))
    }
  }

  /// Every segment is asked.
  package var asksAll: Bool { asked == parts.indices }

  /// The segment that a hit's part number names.
  package func segment(_ part: Int) -> SegmentReader { parts[part].segment }

  /// Reads a query and makes plans for every analyzer at hand.
  package func prepare(
    _ text: String, requiresAll: Bool = false, boostsPhrases: Bool = false,
    condition: String? = nil, formula: BM25 = BM25(), deadline: SearchDeadline? = nil,
    threads: SearchThreads = SearchThreads()
  ) throws(QueryProblem) -> PreparedSearch {
    var parsed = try QueryParser(schema: schema, requiresAll: requiresAll).parse(text)
    var filter: ColumnCondition?
    if let condition {
      let read = try ColumnConditionParser(schema: schema).parse(condition)
      filter = read.condition.withoutNegations
      parsed.hints += read.hints
      parsed.asked += read.asked
    }
    var plans: [Plan] = []
    var leaves: [[String]] = []
    var problems: [QueryProblem] = []
    var hints: [QueryProblem] = []
    for corpus in corpora {
      var builder = PlanBuilder(
        corpus.reader.analyzer, written: parsed, boostsPhrases: boostsPhrases)
      let plan = builder.build(parsed.query)
      plans.append(plan)
      leaves.append(builder.leaves)
      if var problem = builder.problem {
        problems.append(problem)
        problem.message = "in \(corpus.name) \(problem.message)"
        hints.append(problem)
      } else {
        for hint in builder.hints(on: plan) where !hints.contains(hint) { hints.append(hint) }
      }
    }
    // A piece may be one word for one corpus and several for another, which then finds nothing.
    if let problem = problems.first, problems.count == corpora.count { throw problem }
    parsed.hints += hints
    let values = AbsentValues(parts: parts)
    for asked in parsed.asked where contents[ExactText(asked.column)]?.texts ?? 0 > 0 {
      // A value that is odd as it stands has its hint, and more on the same place would say less.
      if parsed.hints.contains(where: { $0.source == asked.source && $0.place == asked.place }) {
        continue
      }
      if let hint = values.hint(on: asked) { parsed.hints.append(hint) }
    }
    let prepared = PreparedSearch(
      searcher: self, parsed: parsed, plans: plans, leaves: leaves, condition: filter,
      formula: formula, deadline: deadline, threads: threads)
    for condition in parsed.query.conditions + (filter.map { [$0] } ?? []) {
      for test in condition.tests { note(test.predicate, of: test.column, to: prepared.notes) }
    }
    return prepared
  }

  /// Says what an order comparison left out, or how it was meant, where one could think otherwise.
  private func note(_ predicate: ColumnPredicate, of column: String, to notes: SearchNotes) {
    guard let contents = contents[ExactText(column)], contents.texts > 0 else { return }
    if predicate.literals.contains(where: { ColumnTextTest.Literal($0).isMoment }),
      let note = clockNote(on: column)
    {
      notes.add(note)
    }
    for literal in predicate.orderedLiterals {
      let isDate = ColumnTextTest.Literal(literal).isDate
      if literal.decimal != nil {
        let texts = contents.texts - (isDate ? contents.dates : 0)
        if texts == 0 { continue }
        notes.add(
          texts == 1
            ? "1 value of \(column) is text and was not compared with \(literal.text)"
            : "\(texts) values of \(column) are text and were not compared with \(literal.text)")
      } else if !isDate {
        notes.add("\(column) was compared with “\(literal.text)” as text, byte by byte")
      } else if contents.texts > contents.dates {
        let others = contents.texts - contents.dates
        notes.add(
          others == 1
            ? "1 value of \(column) is no date and was not compared with \(literal.text)"
            : "\(others) values of \(column) are no dates and were not compared with \(literal.text)"
        )
      }
    }
  }
}
