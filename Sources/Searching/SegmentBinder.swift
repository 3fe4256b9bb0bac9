internal import Analysis
internal import Postings
internal import Segments
internal import Storage

/// Binds a plan to one segment: looks terms up and opens cursors.
struct SegmentBinder {
  let part: SearchPart
  private let partIndex: Int
  private let texts: RecordTexts
  let weights: QueryWeights
  let scratch: ScratchArena
  /// Collects remarks on answers that are less than exact.
  let notes: SearchNotes
  private let expansions: ExpansionCache
  private let deadline: SearchDeadline?

  /// `index`: the part's number among all searched.
  init(
    _ searcher: Searcher, part index: Int, weights: QueryWeights, scratch: ScratchArena,
    notes: SearchNotes, expansions: ExpansionCache,
    deadline: SearchDeadline?
  ) {
    part = searcher.parts[index]
    partIndex = index
    texts = searcher.texts
    self.weights = weights
    self.scratch = scratch
    self.notes = notes
    self.expansions = expansions
    self.deadline = deadline
  }

  func scoring(_ name: String?) -> FieldScoring? {
    guard let field = part.field(name) else { return nil }
    return FieldScoring(part, field: field, name: name, weights: weights)
  }

  private func info(_ key: TermKey) throws(StorageError) -> TermInfo? {
    try weights.info(key, in: part, index: partIndex)
  }

  /// A cursor over a term of this segment with what scoring it needs; `nil` where it has none.
  func open(_ key: TermKey) throws(StorageError) -> (cursor: PostingCursor, scoring: FieldScoring)?
  {
    guard let info = try info(key), let scoring = scoring(key.field),
      let cursor = try part.cursor(key, info, scratch: scratch)
    else { return nil }
    return (cursor, scoring)
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
        guard let scoring = scoring(entry.key.field),
          let cursor = try part.cursor(entry.key, entry.info, scratch: scratch)
        else { throw missingLists() }
        queryOrder[entry.place] = lists.lists.count
        lists.append(cursor, weight: weights.idf(entry.key), scoring: scoring)
      }
      let firstPhrase = listCount + phrases.count
      for (clause, place) in group.phrases {
        queryOrder[place] = listCount + phrases.count
        phrases.append(clause)
      }
      ranges.append(
        GroupTop.Group(
          lists: firstList..<lists.lists.count, phrases: firstPhrase..<listCount + phrases.count,
          cost: group.cost))
    }
    return GroupTop(
      lists, phrases: phrases, groups: ranges, queryOrder: queryOrder,
      documentCount: part.segment.documentCount, scratch: scratch)
  }

  /// A conjunction of this segment's lists; `nil` where a clause has none.
  func conjunction(_ clauses: [PlanShape.Clause]) throws(StorageError) -> ConjunctionTop? {
    /// A list that is opened when the order of all is known.
    struct Entry {
      var key: TermKey
      var info: TermInfo
      var leaf: Int
      var offset: UInt32 = 0
    }
    var entries: [Entry] = []
    var groups: [(range: Range<Int>, cost: UInt64)] = []
    var leaves: [Conjunction.Leaf] = []
    func close(from start: Int) {
      let cost = entries[start...].reduce(0) { $0 + UInt64($1.info.documentFrequency) }
      groups.append((start..<entries.count, cost))
    }
    for clause in clauses {
      switch clause {
      case .term(let key):
        guard let info = try info(key) else { return nil }
        entries.append(Entry(key: key, info: info, leaf: leaves.count))
        close(from: entries.count - 1)
        leaves.append(Conjunction.Leaf(weight: weights.idf(key)))
      case .phrase(let phrase):
        for piece in phrase.parts {
          guard let info = try info(piece.term) else { return nil }
          entries.append(
            Entry(key: piece.term, info: info, leaf: leaves.count, offset: piece.offset))
          close(from: entries.count - 1)
        }
        leaves.append(
          Conjunction.Leaf(
            weight: phrase.share * weights.idf(phrase), isPhrase: true, slop: phrase.slop))
      case .anyOf(let any):
        let start = entries.count
        for leaf in any {
          // Phrases among alternatives are for groups.
          guard case .term(let key) = leaf else { return nil }
          guard let info = try info(key) else { continue }
          entries.append(Entry(key: key, info: info, leaf: leaves.count))
          leaves.append(Conjunction.Leaf(weight: weights.idf(key)))
        }
        if entries.count == start { return nil }
        close(from: start)
      }
    }
    groups.sort { ($0.cost, $0.range.lowerBound) < ($1.cost, $1.range.lowerBound) }
    var conjunction = Conjunction(leaves: leaves, listCount: entries.count, scratch: scratch)
    for group in groups {
      for index in group.range {
        guard let scoring = scoring(entries[index].key.field),
          let cursor = try part.cursor(entries[index].key, entries[index].info, scratch: scratch)
        else { throw missingLists() }
        conjunction.append(
          cursor, scoring: scoring, leaf: entries[index].leaf, offset: entries[index].offset,
          beginsGroup: index == group.range.lowerBound)
      }
    }
    return ConjunctionTop(conjunction, scratch: scratch)
  }

  func bind(_ plan: Plan) throws(StorageError) -> Matcher {
    switch plan {
    case .term(let leaf, let key): return try bindTerm(leaf, key)
    case .phrase(let leaf, let phrase):
      let matcher = try bindPhrase(leaf, phrase, scratch: scratch)
      if phrase.isListed, let matcher = matcher as? PhraseMatcher,
        let join = try conjunction([.phrase(phrase)])
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
    let field = part.field(phrase.parts[0].term.field).map { part.segment.field($0) }
    return try PhraseMatcher(
      leaf: leaf, weight: phrase.share * weights.idf(phrase), scoring: scoring, slop: phrase.slop,
      offsets: phrase.parts.map(\.offset), scratch: scratch
    ) { () throws(StorageError) in
      var lists: [PhraseList] = []
      for (piece, info) in zip(phrase.parts, infos) {
        guard let field, let cursor = try part.cursor(piece.term, info, scratch: scratch) else {
          throw missingLists()
        }
        let places =
          piece.places == .listed
          ? nil
          : CharacterPlaces(of: piece.term, piece.places, in: field, scratch: scratch)
        lists.append(PhraseList(cursor: cursor, characterPlaces: places))
      }
      return lists
    }
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

/// Remarks that an answer must carry, each once.
package final class SearchNotes: @unchecked Sendable {
  // Safe: guarded by the lock.
  private var lines: [String] = []
  private var somethingIsMissing = false
  private let lock = Lock()

  package init() {}

  /// `isPartial`: something that matches may be missing from hits and numbers.
  package func add(_ line: String, isPartial: Bool = false) {
    lock.withLock {
      if !lines.contains(line) { lines.append(line) }
      somethingIsMissing = somethingIsMissing || isPartial
    }
  }

  package var all: [String] { lock.withLock { lines } }

  /// Something that matches may be missing from hits and numbers.
  package var isPartial: Bool { lock.withLock { somethingIsMissing } }
}
