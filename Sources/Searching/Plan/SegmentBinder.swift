internal import Analysis
internal import Postings
internal import QueryLanguage
internal import Segments
internal import Storage

/// Binds a plan to one segment: looks terms up and opens cursors.
///
/// Disjunctions are bound in `SegmentBinder+Disjunction.swift`, conjunctions in `+Conjunction`,
/// patterns in `+Expansion`.
struct SegmentBinder {
  private let search: PreparedSearch
  let part: SearchPart
  let partIndex: Int
  let weights: QueryWeights
  let scratch: ScratchArena

  /// - Parameters:
  ///   - search: The query.
  ///   - index: The part's index among all that are searched.
  ///   - weights: Weights of the query's terms.
  ///   - scratch: Outlives everything that is bound.
  init(_ search: PreparedSearch, part index: Int, weights: QueryWeights, scratch: ScratchArena) {
    self.search = search
    part = search.searcher.parts[index]
    partIndex = index
    self.weights = weights
    self.scratch = scratch
  }

  /// Receives remarks on answers that are less than exact.
  var notes: SearchNotes { search.notes }
  var expansions: ExpansionCache { search.expansions }
  var deadline: SearchDeadline? { search.deadline }
  private var texts: RecordTexts { search.searcher.texts }

  /// How a field is scored, given by its name in the query; `nil` where the segment lacks it.
  func scoring(_ name: String?) -> FieldScoring? {
    guard let field = part.field(name) else { return nil }
    return FieldScoring(part, field: field, name: name, weights: weights)
  }

  func info(_ key: TermKey) throws(StorageError) -> TermInfo? {
    try weights.info(key, in: part, index: partIndex)
  }

  /// A term's list, and how its field is scored.
  struct OpenList: ~Copyable {
    var cursor: PostingCursor
    let scoring: FieldScoring
  }

  /// The list of a term of this segment; `nil` where it has none.
  func open(_ key: TermKey) throws(StorageError) -> OpenList? {
    guard let info = try info(key) else { return nil }
    return try open(key, info)
  }

  func open(_ key: TermKey, _ info: TermInfo) throws(StorageError) -> OpenList {
    guard let scoring = scoring(key.field),
      let cursor = try part.cursor(key, info, scratch: scratch)
    else { throw missingLists() }
    return OpenList(cursor: cursor, scoring: scoring)
  }

  /// A phrase of this segment, `nil` where it lacks one of the terms.
  func phraseClause(_ phrase: PhrasePlan) throws(StorageError) -> PhraseClause? {
    (try bind(.phrase(leaf: 0, phrase)) as? PhraseMatcher).map { PhraseClause(matcher: $0) }
  }

  /// The matcher of any plan.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - isNegated: What it finds is left out of the answer. When time is up, what was not looked at
  ///     counts as found then: an answer may miss records, and holds none that do not match.
  /// - Returns: The matcher.
  /// - Throws: ``StorageError`` when a dictionary page or a list is damaged.
  func bind(_ plan: Plan, isNegated: Bool = false) throws(StorageError) -> Matcher {
    switch plan {
    case .expansion, .openPhrase, .literal:
      if deadline?.isReached(notes) == true { return unfinished(isNegated) }
    case .term, .phrase, .condition, .everything, .nothing, .boolean: break
    }
    switch plan {
    case .term(let leaf, let key): return try bindTerm(leaf, key)
    case .phrase(let leaf, let phrase):
      let matcher = try bindPhrase(leaf, phrase, scratch: scratch)
      if phrase.isListed, let matcher = matcher as? PhraseMatcher,
        let plan = JoinPlan([.phrase(phrase)], terms: weights.terms),
        let join = try conjunction(plan)
      {
        matcher.stream = PhraseStream(
          join, weight: matcher.weight, scoring: matcher.scoring, scratch: scratch)
      }
      return matcher
    case .expansion(let leaf, let pattern):
      let matcher = try bindExpansion(leaf, pattern)
      return isNegated && deadline?.isOver == true ? unfinished(isNegated) : matcher
    case .openPhrase(let leaf, let phrase, let last, let offset):
      let matcher = try bindOpenPhrase(leaf, phrase, last: last, offset: offset)
      return isNegated && deadline?.isOver == true ? unfinished(isNegated) : matcher
    case .literal(let leaf, let text, let field, let candidates):
      guard let index = part.field(field) else { return NothingMatcher() }
      if case .everything = candidates {
        notes.add("exact:\"\(text)\" holds no token, so every record was read")
      }
      return LiteralMatcher(
        leaf: leaf, text: text, field: index, part: partIndex, texts: texts,
        candidates: try bind(candidates, isNegated: isNegated), scoring: scoring(field),
        analyzer: Analyzer(part.segment.settings.analyzer), isNegated: isNegated,
        isLate: { [deadline = deadline, notes = notes] in deadline?.isReached(notes) == true })
    case .condition(let condition):
      return try ConditionMatcher(condition, part: part, scratch: scratch)
    case .everything(let name):
      guard name != nil else { return EverythingMatcher(documentCount: part.segment.documentCount) }
      guard let field = part.field(name) else { return NothingMatcher() }
      return EverythingMatcher(
        documentCount: part.segment.documentCount, norms: part.segment.field(field).norms)
    case .nothing: return NothingMatcher()
    case .boolean(let clauses):
      var bound: [(occurrence: Query.Occurrence, matcher: Matcher)] = []
      for clause in clauses {
        let isNegated = isNegated != (clause.occurrence == .mustNot)
        bound.append((clause.occurrence, try bind(clause.plan, isNegated: isNegated)))
      }
      return BooleanMatcher(
        bound, documentCount: part.segment.documentCount, scratch: scratch)
    }
  }

  /// What stands for a leaf that there was no time for.
  private func unfinished(_ isNegated: Bool) -> Matcher {
    isNegated
      ? EverythingMatcher(documentCount: part.segment.documentCount) : NothingMatcher()
  }

  private func bindTerm(_ leaf: Int, _ key: TermKey) throws(StorageError) -> Matcher {
    guard let info = try info(key), let scoring = scoring(key.field) else {
      return NothingMatcher()
    }
    return try TermMatcher(leaf: leaf, weight: weights.idf(key), scoring: scoring) {
      () throws(StorageError) in
      guard let cursor = try part.cursor(key, info, scratch: scratch) else {
        throw missingLists()
      }
      return cursor
    }
  }

  func bindPhrase(
    _ leaf: Int, _ phrase: PhrasePlan, scratch: ScratchArena
  ) throws(StorageError) -> Matcher {
    guard let scoring = scoring(phrase.elements[0].term.field) else { return NothingMatcher() }
    var infos: [TermInfo] = []
    for element in phrase.elements {
      guard let info = try info(element.term) else { return NothingMatcher() }
      infos.append(info)
    }
    guard let field = part.field(phrase.elements[0].term.field) else { return NothingMatcher() }
    return try PhraseMatcher(
      leaf: leaf, weight: phrase.share * weights.idf(phrase), scoring: scoring, slop: phrase.slop,
      lists: PhraseLists(
        of: phrase, infos, in: part.segment.field(field), missing: missingLists(),
        scratch: scratch), scratch: scratch)
  }

  func missingLists() -> StorageError {
    .damaged(
      path: part.segment.file.path, offset: 0, detail: "a dictionary has no posting lists")
  }
}
