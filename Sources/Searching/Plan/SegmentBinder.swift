internal import Analysis
internal import Postings
internal import QueryLanguage
internal import Segments
internal import Storage

/// Binds a plan to one segment: looks terms up and opens cursors.
struct SegmentBinder {
  private let search: PreparedSearch
  let part: SearchPart
  private let partIndex: Int
  let weights: QueryWeights
  let scratch: ScratchArena

  /// `index`: the part's number among all searched.
  init(_ search: PreparedSearch, part index: Int, weights: QueryWeights, scratch: ScratchArena) {
    self.search = search
    part = search.searcher.parts[index]
    partIndex = index
    self.weights = weights
    self.scratch = scratch
  }

  /// Collects remarks on answers that are less than exact.
  private var notes: SearchNotes { search.notes }
  private var expansions: ExpansionCache { search.expansions }
  private var deadline: SearchDeadline? { search.deadline }
  private var texts: RecordTexts { search.searcher.texts }

  func scoring(_ name: String?) -> FieldScoring? {
    guard let field = part.field(name) else { return nil }
    return FieldScoring(part, field: field, name: name, weights: weights)
  }

  private func info(_ key: TermKey) throws(StorageError) -> TermInfo? {
    try weights.info(key, in: part, index: partIndex)
  }

  /// A term's list, and what scoring needs of it.
  struct OpenList: ~Copyable {
    var cursor: PostingCursor
    let scoring: FieldScoring
  }

  /// The list of a term of this segment; `nil` where it has none.
  func open(_ key: TermKey) throws(StorageError) -> OpenList? {
    guard let info = try info(key) else { return nil }
    return try open(key, info)
  }

  private func open(_ key: TermKey, _ info: TermInfo) throws(StorageError) -> OpenList {
    guard let scoring = scoring(key.field),
      let cursor = try part.cursor(key, info, scratch: scratch)
    else { throw missingLists() }
    return OpenList(cursor: cursor, scoring: scoring)
  }

  /// What a segment has of a disjunction.
  struct Alternatives {
    fileprivate(set) var terms: [(key: TermKey, info: TermInfo, onlyRanks: Bool)] = []
    fileprivate(set) var phrases: [PhraseClause] = []
    /// In the order of the query: terms by number, phrases by the complement of theirs.
    fileprivate var order: [Int] = []

    /// Something finds documents.
    var isEmpty: Bool { order.isEmpty }

    /// The only clause, when it is a term.
    var onlyTerm: TermKey? { order.count == 1 ? terms.first?.key : nil }
  }

  /// The clauses of a disjunction that this segment has; none where only terms that rank are left.
  func alternatives(
    _ leaves: [PlanShape.Leaf], ranking: [TermKey]
  ) throws(StorageError) -> Alternatives {
    var found = Alternatives()
    for leaf in leaves {
      switch leaf {
      case .term(let key):
        guard let info = try info(key) else { continue }
        found.order.append(found.terms.count)
        found.terms.append((key, info, false))
      case .phrase(let phrase):
        guard let clause = try phraseClause(phrase) else { continue }
        found.order.append(~found.phrases.count)
        found.phrases.append(clause)
      }
    }
    if found.isEmpty { return found }
    for key in ranking {
      guard let info = try info(key) else { continue }
      found.order.append(found.terms.count)
      found.terms.append((key, info, true))
    }
    return found
  }

  /// A disjunction, ready to run.
  func windows(_ found: Alternatives) throws(StorageError) -> MaxScoreWindow {
    var lists = CandidateLists(listCount: found.terms.count, scratch: scratch)
    for term in found.terms {
      let list = try open(term.key, term.info)
      let scoring = list.scoring
      lists.append(list.cursor, weight: weights.idf(term.key), scoring: scoring)
    }
    return MaxScoreWindow(
      lists, rankingOnly: found.terms.map(\.onlyRanks), phrases: found.phrases,
      queryOrder: found.order.map { $0 < 0 ? found.terms.count + ~$0 : $0 },
      documentCount: part.segment.documentCount, scratch: scratch)
  }

  /// A phrase of this segment, `nil` where it lacks a part.
  func phraseClause(_ phrase: PhrasePlan) throws(StorageError) -> PhraseClause? {
    (try bind(.phrase(leaf: 0, phrase)) as? PhraseMatcher).map { PhraseClause(matcher: $0) }
  }

  /// The groups of a conjunction; `nil` where one has nothing in this segment.
  func groups(_ clauses: [PlanShape.Clause]) throws(StorageError) -> GroupTop? {
    struct Group {
      var entries: [(key: TermKey, info: TermInfo, place: Int)] = []
      var phrases: [(clause: PhraseClause, place: Int)] = []
      var cost: UInt64 = 0
    }
    var groups: [Group] = []
    var place = 0
    for clause in clauses {
      var group = Group()
      for leaf in clause.leaves {
        switch leaf {
        case .term(let key):
          guard let info = try info(key) else { continue }
          group.entries.append((key, info, place))
          group.cost += UInt64(info.documentFrequency)
        case .phrase(let phrase):
          guard let found = try phraseClause(phrase) else { continue }
          group.phrases.append((found, place))
          group.cost += UInt64(found.matcher.cost)
        }
        place += 1
      }
      if group.entries.isEmpty, group.phrases.isEmpty { return nil }
      groups.append(group)
    }
    groups.sort { $0.cost < $1.cost }
    let listCount = groups.reduce(0) { $0 + $1.entries.count }
    var lists = CandidateLists(listCount: listCount, scratch: scratch)
    var phrases: [PhraseClause] = []
    var ranges: [GroupTop.Group] = []
    var queryOrder = [Int](repeating: 0, count: place)
    for group in groups {
      let firstList = lists.lists.count
      for entry in group.entries {
        let list = try open(entry.key, entry.info)
        let scoring = list.scoring
        queryOrder[entry.place] = lists.lists.count
        lists.append(list.cursor, weight: weights.idf(entry.key), scoring: scoring)
      }
      let firstPhrase = listCount + phrases.count
      for (clause, place) in group.phrases {
        queryOrder[place] = listCount + phrases.count
        phrases.append(clause)
      }
      ranges.append(
        GroupTop.Group(
          lists: firstList..<lists.lists.count, phrases: firstPhrase..<listCount + phrases.count))
    }
    return GroupTop(
      lists, phrases: phrases, groups: ranges, queryOrder: queryOrder,
      documentCount: part.segment.documentCount, scratch: scratch)
  }

  /// A clause of a conjunction: its lists, and how many documents they have.
  private struct JoinGroup: BitwiseCopyable {
    var first: Int
    var end: Int
    var cost: UInt64

    func precedes(_ other: JoinGroup) -> Bool { (cost, first) < (other.cost, other.first) }
  }

  /// A conjunction of this segment's lists; `nil` where a clause has none.
  func conjunction(_ plan: JoinPlan) throws(StorageError) -> ConjunctionTop? {
    let count = plan.entries.count
    var leaves = OwningList<Conjunction.Leaf>(capacity: plan.leaves.count, in: scratch)
    var infos = OwningList<TermInfo?>(capacity: count, in: scratch)
    let leafNumbers = scratch.make(repeating: 0, uninitializedCount: count)
    // The rarest first; of a phrase each word is one.
    let groups: BufferView<JoinGroup> = scratch.make(
      repeating: JoinGroup(first: 0, end: 0, cost: 0), uninitializedCount: count)
    var groupCount = 0
    var listCount = 0
    for clause in plan.clauses {
      var any = JoinGroup(first: infos.count, end: infos.count, cost: 0)
      for number in clause {
        let leaf = plan.leaves[number]
        for entry in leaf.entries {
          let info = try weights.info(plan.entries[entry], in: part, index: partIndex)
          leafNumbers[entry] = leaves.count
          any.end = entry + 1
          any.cost += UInt64(info?.documentFrequency ?? 0)
          if info != nil {
            listCount += 1
          } else if clause.count == 1 {
            return nil
          }
          infos.append(info)
          if leaf.isPhrase {
            Self.insert(any, into: groups, count: &groupCount)
            any = JoinGroup(first: entry + 1, end: entry + 1, cost: 0)
          }
        }
        if infos[leaf.entries.lowerBound] == nil { continue }
        leaves.append(
          Conjunction.Leaf(
            weight: weights.weight(of: leaf, in: plan), isPhrase: leaf.isPhrase, slop: leaf.slop,
            listCount: leaf.entries.count))
      }
      if any.end > any.first {
        if any.cost == 0 { return nil }
        Self.insert(any, into: groups, count: &groupCount)
      }
    }
    var conjunction = Conjunction(leaves: leaves, listCount: listCount, scratch: scratch)
    var scoring: FieldScoring?
    var field: String?
    for number in 0..<groupCount {
      var beginsGroup = true
      for index in groups[number].first..<groups[number].end {
        guard let info = infos[index] else { continue }
        let entry = plan.entries[index]
        if scoring == nil || field != entry.key.field {
          scoring = self.scoring(entry.key.field)
          field = entry.key.field
        }
        guard let scoring, let cursor = try part.cursor(entry.key, info, scratch: scratch) else {
          throw missingLists()
        }
        conjunction.append(
          cursor, scoring: scoring, leaf: leafNumbers[index], offset: entry.offset,
          beginsGroup: beginsGroup)
        beginsGroup = false
      }
    }
    return ConjunctionTop(conjunction, scratch: scratch)
  }

  private static func insert(
    _ group: JoinGroup, into groups: BufferView<JoinGroup>, count: inout Int
  ) {
    var place = count
    while place > 0, group.precedes(groups[place - 1]) {
      groups[place] = groups[place - 1]
      place -= 1
    }
    groups[place] = group
    count += 1
  }

  func bind(_ plan: Plan) throws(StorageError) -> Matcher {
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
    case .expansion(let leaf, let pattern): return try bindExpansion(leaf, pattern)
    case .openPhrase(let leaf, let phrase, let last, let offset):
      return try bindOpenPhrase(leaf, phrase, last: last, offset: offset)
    case .literal(let leaf, let text, let field, let candidates):
      guard let index = part.field(field) else { return NothingMatcher() }
      if case .everything = candidates {
        notes.add("exact:\"\(text)\" holds no token, so every record was read")
      }
      return LiteralMatcher(
        leaf: leaf, text: text, field: index, part: partIndex, texts: texts,
        candidates: try bind(candidates), scoring: scoring(field),
        analyzer: Analyzer(part.segment.settings.analyzer))
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
      for clause in clauses { bound.append((clause.occurrence, try bind(clause.plan))) }
      return BooleanMatcher(
        bound, documentCount: part.segment.documentCount, scratch: scratch)
    }
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

  private func bindPhrase(
    _ leaf: Int, _ phrase: PhrasePlan, scratch: ScratchArena
  ) throws(StorageError) -> Matcher {
    guard let scoring = scoring(phrase.parts[0].term.field) else { return NothingMatcher() }
    var infos: [TermInfo] = []
    for piece in phrase.parts {
      guard let info = try info(piece.term) else { return NothingMatcher() }
      infos.append(info)
    }
    guard let field = part.field(phrase.parts[0].term.field) else { return NothingMatcher() }
    return try PhraseMatcher(
      leaf: leaf, weight: phrase.share * weights.idf(phrase), scoring: scoring, slop: phrase.slop,
      lists: PhraseLists(
        of: phrase, infos, in: part.segment.field(field), missing: missingLists(),
        scratch: scratch), scratch: scratch)
  }

  private func missingLists() -> StorageError {
    .damaged(
      path: part.segment.file.path, offset: 0, detail: "a dictionary has no posting lists")
  }

  private func bindExpansion(_ leaf: Int, _ pattern: TermPattern) throws(StorageError) -> Matcher {
    guard let index = part.field(pattern.field) else { return NothingMatcher() }
    let field = part.segment.field(index)
    let count = part.segment.documentCount
    let found = try expansions.documents(.init(part: partIndex, leaf: leaf)) {
      () throws(StorageError) in
      try ExpandedDocuments(documentCount: count) { (bits) throws(StorageError) in
        try TermExpansion(pattern, notes: notes).gather(from: field, into: bits) {
          deadline?.isReached(notes) == true
        }
      }
    }
    return ExpansionMatcher(leaf: leaf, found)
  }

  /// More words than this at the end of an open phrase are not followed; the answer says so.
  static let openPhraseLimit = 10_000

  private func bindOpenPhrase(
    _ leaf: Int, _ phrase: PhrasePlan, last: TermPattern, offset: UInt32
  ) throws(StorageError) -> Matcher {
    guard let index = part.field(last.field) else { return NothingMatcher() }
    let field = part.segment.field(index)
    // Of the words at the end only those matter that share a document with the rarest other part.
    var rarest: (info: TermInfo, source: PostingSource)?
    for piece in phrase.parts {
      guard let info = try part.info(piece.term), let source = field.source(piece.term.space) else {
        return NothingMatcher()
      }
      if info.documentFrequency < rarest?.info.documentFrequency ?? .max { rarest = (info, source) }
    }
    guard let rarest else { return NothingMatcher() }
    let count = part.segment.documentCount
    let found = try expansions.documents(.init(part: partIndex, leaf: leaf)) {
      () throws(StorageError) in
      let candidates = try ExpandedDocuments(documentCount: count) { (bits) throws(StorageError) in
        try ExpandedDocuments.add(rarest.info, in: rarest.source, to: bits, scratch: ScratchArena())
      }
      var words: [[UInt8]] = []
      var isComplete = true
      try candidates.words.withView { bits throws(StorageError) in
        try TermExpansion(last, notes: notes).forEachWord(in: field) {
          (walk, source) throws(StorageError) in
          guard
            try ExpandedDocuments.meets(walk.info, in: source, bits, scratch: ScratchArena())
          else { return true }
          isComplete = words.count < Self.openPhraseLimit
          if isComplete { words.append(walk.term) }
          return isComplete
        }
      }
      if !isComplete {
        notes.add(
          "the last word of a phrase stands for more than \(Self.openPhraseLimit) terms; "
            + "the rest was left out", isPartial: true)
      }
      return try ExpandedDocuments(documentCount: count) { (bits) throws(StorageError) in
        for word in words where deadline?.isReached(notes) != true {
          var whole = phrase
          let key = TermKey(field: last.field, space: .word, bytes: word)
          whole.parts.append(PhrasePlan.Part(term: key, offset: offset))
          let arena = ScratchArena()
          let matcher = try bindPhrase(leaf, whole, scratch: arena)
          let places = arena.make(repeating: UInt64(0), count: Window.words)
          var window = 0
          while let next = try matcher.nextWindow(from: window), next * Window.size < count {
            try matcher.fill(window: next, into: places)
            for word in 0..<Window.words { bits[next * Window.words + word] |= places[word] }
            window = next + 1
          }
          withExtendedLifetime(arena) {}
        }
      }
    }
    return ExpansionMatcher(leaf: leaf, found)
  }
}
