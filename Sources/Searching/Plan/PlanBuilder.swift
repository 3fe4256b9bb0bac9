internal import Analysis
internal import QueryLanguage
internal import Segments
internal import Storage

/// Turns a query as written into a plan, with the analyzer of one corpus.
struct PlanBuilder: ~Copyable {
  /// An unquoted piece of up to this many unspaced characters is a phrase; longer ones are found by
  /// their pairs and ranked by pairs and characters.
  static let longestRunPhrase = 4

  private let analyzer: Analyzer
  private var tokens = TokenBatch()
  private var nextLeaf = 0
  /// What each leaf became, for explanations.
  private(set) var leaves: [String] = []
  /// Why a leaf can find nothing, whatever the records.
  private(set) var problem: QueryProblem?
  private let written: ParsedQuery
  /// Words side by side rank higher where they stand side by side.
  private let boostsPhrases: Bool

  init(_ analyzer: Analyzer, written: ParsedQuery, boostsPhrases: Bool = false) {
    self.analyzer = analyzer
    self.written = written
    self.boostsPhrases = boostsPhrases
  }

  mutating func build(_ query: Query) -> Plan {
    switch query {
    case .leaf(let leaf): return build(leaf)
    case .boolean(let clauses):
      var built: [Plan.Clause] = []
      for clause in clauses {
        built.append(Plan.Clause(clause.occurrence, build(clause.query)))
      }
      return .boolean(ranked(built, of: clauses))
    }
  }

  /// Adds what only ranks to clauses that find.
  private mutating func ranked(
    _ built: [Plan.Clause], of clauses: [Query.Clause]
  ) -> [Plan.Clause] {
    guard built.count(where: { $0.occurrence != .mustNot }) > 1 else { return built }
    let pairs = boostsPhrases ? neighbours(built, of: clauses) : []
    var finding = built
    var ranking: [Plan.Clause] = []
    for key in wordsOfPieces(&finding, of: clauses) {
      ranking.append(Plan.Clause(.should, .term(leaf: leaf(key.text), key), onlyRanks: true))
    }
    for phrase in pairs {
      let words = phrase.weighed.map(\.text).joined(separator: " ")
      let number = leaf("\"\(words)\" side by side, \(phrase.share) of its weight")
      ranking.append(
        Plan.Clause(.should, .phrase(leaf: number, phrase), onlyRanks: true))
    }
    if ranking.isEmpty { return built }
    if !built.contains(where: { $0.occurrence == .must }) {
      let any = finding.filter { $0.occurrence == .should }
      finding = [Plan.Clause(.must, .boolean(any))] + finding.filter { $0.occurrence != .should }
    }
    return finding + ranking
  }

  /// The words of pieces such as `boundary-layer`, which rank what these or others find.
  ///
  /// Among other clauses such a piece is mostly a spelling: a record that writes `boundary layer`,
  /// or has one of the words, is close to what is asked. What is found stays the same.
  private mutating func wordsOfPieces(
    _ finding: inout [Plan.Clause], of clauses: [Query.Clause]
  ) -> [TermKey] {
    var words: [TermKey] = []
    for index in finding.indices where finding[index].occurrence == .should {
      guard case .leaf(let leaf) = clauses[index].query, case .text = leaf.kind,
        case .phrase(let number, var phrase) = finding[index].plan,
        phrase.weighed.count > 1, phrase.weighed.contains(where: { $0.space == .word })
      else { continue }
      words += phrase.weighed
      phrase.share = PhrasePlan.shareBesideWords
      leaves[number] += " as written, \(phrase.share) of its weight"
      finding[index].plan = .phrase(leaf: number, phrase)
    }
    return words
  }

  /// Phrases of two words that stand side by side in the query with nothing but space between.
  ///
  /// After D. Metzler and W. B. Croft, "A Markov Random Field Model for Term Dependencies", SIGIR
  /// 2005, of which this is the ordered part for neighbours.
  private func neighbours(
    _ built: [Plan.Clause], of clauses: [Query.Clause]
  ) -> [PhrasePlan] {
    var phrases: [PhrasePlan] = []
    var last: (key: TermKey, leaf: QueryLeaf, occurrence: Query.Occurrence)?
    for (clause, plan) in zip(clauses, built) {
      guard clause.occurrence != .mustNot, case .leaf(let leaf) = clause.query,
        case .text = leaf.kind, let words = Self.words(of: plan.plan)
      else {
        last = nil
        continue
      }
      if let before = last,
        before.leaf.field != leaf.field || before.occurrence != clause.occurrence
          || !isSpace(before.leaf.range.upperBound, leaf.range.lowerBound)
      {
        last = nil
      }
      for key in words {
        if let last {
          phrases.append(
            PhrasePlan(
              parts: [
                PhrasePlan.Part(term: last.key, offset: 0), PhrasePlan.Part(term: key, offset: 1),
              ], weighed: [last.key, key], slop: 0, share: PhrasePlan.shareOfNeighbours))
        }
        last = (key, leaf, clause.occurrence)
      }
    }
    return phrases
  }

  /// The words that a piece is; `nil` when it is anything else.
  private static func words(of plan: Plan) -> [TermKey]? {
    switch plan {
    case .term(_, let key): key.space == .word ? [key] : nil
    case .phrase(_, let phrase):
      phrase.weighed.allSatisfy { $0.space == .word } ? phrase.weighed : nil
    default: nil
    }
  }

  /// Whether nothing but white space stands between two places of the query as written.
  private func isSpace(_ start: Int, _ end: Int) -> Bool {
    start <= end && written.written(start..<end).allSatisfy(\.isWhitespace)
  }

  private mutating func leaf(_ description: String) -> Int {
    leaves.append(description)
    nextLeaf += 1
    return nextLeaf - 1
  }

  private mutating func build(_ leaf: QueryLeaf) -> Plan {
    switch leaf.kind {
    case .text(let text): return buildText(text, field: leaf.field)
    case .phrase(let text, let slop): return buildPhrase(text, slop: slop, field: leaf.field)
    case .column(let condition): return .condition(condition.withoutNegations)
    case .everything: return .everything(field: leaf.field)
    case .prefix(let text): return buildPrefix(text, field: leaf.field)
    case .fuzzy(let text, let distance):
      analyze(text)
      guard tokens.pieces.count == 1, !tokens.pieces[0].isRun else {
        return refuse(leaf, text, distance: distance)
      }
      let word = folded(text)
      return .expansion(
        leaf: self.leaf("\(word)~\(distance)"),
        TermPattern(kind: .fuzzy(word, distance: distance), field: leaf.field))
    case .regex(let pattern):
      return .expansion(
        leaf: self.leaf("/\(pattern)/"), TermPattern(kind: .regex(pattern), field: leaf.field))
    case .exact(let text):
      let candidates = literalCandidates(text, field: leaf.field)
      return .literal(
        leaf: self.leaf("exact:\"\(text)\""), text: text, field: leaf.field,
        candidates: candidates)
    }
  }

  /// A prefix: of a word, of unspaced characters, or of the last word of a phrase.
  private mutating func buildPrefix(_ text: String, field: String?) -> Plan {
    analyze(text)
    let count = tokens.pieces.count
    if count == 0 { return .nothing }
    let last = tokens.pieces[count - 1]
    // The dictionary knows characters and pairs; a longer run, or one behind something, is found
    // wherever it stands, whatever follows.
    if last.isRun, count > 1 || last.count > 2 {
      return phrase(slop: 0, field: field, written: text)
    }
    if count > 1, case .phrase(let leaf, var plan) = phrase(slop: 0, field: field, written: text) {
      let begun = plan.parts.removeLast()
      plan.weighed.removeLast()
      leaves[leaf] = "\"\(text)*\""
      return .openPhrase(
        leaf: leaf, plan,
        last: TermPattern(kind: .prefix(begun.term.text), field: field), offset: begun.offset)
    }
    let begun = folded(text)
    return .expansion(
      leaf: leaf("\(begun)*"), TermPattern(kind: .prefix(begun), field: field))
  }

  /// An edit distance behind what is no single word.
  private mutating func refuse(_ leaf: QueryLeaf, _ text: String, distance: Int) -> Plan {
    var words: [String] = []
    for index in 0..<tokens.pieces.count where !tokens.pieces[index].isRun {
      words.append(word(tokens.pieces[index], field: nil).text)
    }
    let isUnspaced = tokens.pieces.count > words.count
    problem =
      problem
      ?? QueryProblem(
        .query, written.text, at: leaf.range,
        message: words.isEmpty || isUnspaced
          ? "“\(text)” has characters without spaces, which are found exactly"
          : "“\(text)” is several words (\(words.joined(separator: ", "))), "
            + "and ~\(distance) is for one",
        expected: "~\(distance) behind one word",
        suggestion: isUnspaced || words.isEmpty
          ? .write(text, effect: "without ~\(distance)")
          : .write(words.map { "\($0)~\(distance)" }.joined(separator: " AND "), effect: nil))
    return .nothing
  }

  private mutating func analyze(_ text: String) {
    Array(text.utf8).withView { analyzer.analyze($0, into: &tokens) }
  }

  /// The text of all tokens, as terms are spelled.
  private mutating func folded(_ text: String) -> String {
    analyze(text)
    var bytes: [UInt8] = []
    for index in 0..<tokens.pieces.count {
      let piece = tokens.pieces[index]
      if piece.isRun {
        bytes += utf8(of: piece)
      } else {
        bytes += tokens.bytes.view[Int(piece.start)..<Int(piece.start) + piece.count].array
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func utf8(of run: TokenBatch.Piece) -> [UInt8] {
    (0..<run.count).flatMap { scalarBytes(Int(run.start) + $0) }
  }

  private func scalarBytes(_ index: Int) -> [UInt8] {
    Unicode.Scalar(tokens.scalars[index]).map { Array(String(Character($0)).utf8) } ?? []
  }

  private func word(_ piece: TokenBatch.Piece, field: String?) -> TermKey {
    TermKey(
      field: field, space: .word,
      bytes: tokens.bytes.view[Int(piece.start)..<Int(piece.start) + piece.count].array)
  }

  private func character(_ index: Int, field: String?) -> TermKey {
    TermKey(field: field, space: .character, bytes: scalarBytes(index))
  }

  private func pair(_ first: Int, field: String?) -> TermKey {
    TermKey(field: field, space: .pair, bytes: scalarBytes(first) + scalarBytes(first + 1))
  }

  private mutating func buildText(_ text: String, field: String?) -> Plan {
    analyze(text)
    var characterCount = 0
    for index in 0..<tokens.pieces.count where tokens.pieces[index].isRun {
      characterCount += tokens.pieces[index].count
    }
    if characterCount <= Self.longestRunPhrase {
      return phrase(slop: 0, field: field, written: text)
    }
    // A sentence without spaces: its words and the pairs of its runs, each for itself. Records that
    // one of them finds are ranked by the runs' characters too: a pair across two words finds
    // little, its characters speak for the words that they belong to.
    var clauses: [Plan.Clause] = []
    var characters: [TermKey] = []
    for index in 0..<tokens.pieces.count {
      let piece = tokens.pieces[index]
      if !piece.isRun {
        let key = word(piece, field: field)
        clauses.append(Plan.Clause(.should, .term(leaf: leaf(key.text), key)))
      } else if piece.count == 1 {
        let key = character(Int(piece.start), field: field)
        clauses.append(Plan.Clause(.should, .term(leaf: leaf(key.text), key)))
      } else {
        var seen: Set<TermKey> = []
        for at in Int(piece.start)..<Int(piece.start) + piece.count {
          characters.append(character(at, field: field))
          if at + 1 == Int(piece.start) + piece.count { break }
          let key = pair(at, field: field)
          if !seen.insert(key).inserted { continue }
          clauses.append(Plan.Clause(.should, .term(leaf: leaf(key.text), key)))
        }
      }
    }
    var ranked = [Plan.Clause(.must, .boolean(clauses))]
    var seen: Set<TermKey> = []
    for key in characters where seen.insert(key).inserted {
      ranked.append(Plan.Clause(.should, .term(leaf: leaf(key.text), key), onlyRanks: true))
    }
    return .boolean(ranked)
  }

  private mutating func buildPhrase(_ text: String, slop: Int, field: String?) -> Plan {
    analyze(text)
    return phrase(slop: slop, field: field, written: text)
  }

  /// The tokens at hand as a term or a phrase.
  private mutating func phrase(slop: Int, field: String?, written: String) -> Plan {
    let count = tokens.pieces.count
    if count == 0 { return .nothing }
    if count == 1 {
      let piece = tokens.pieces[0]
      if !piece.isRun {
        let key = word(piece, field: field)
        return .term(leaf: leaf(key.text), key)
      }
      if piece.count <= 2 {
        let key =
          piece.count == 1
          ? TermKey(field: field, space: .character, bytes: scalarBytes(Int(piece.start)))
          : pair(Int(piece.start), field: field)
        return .term(leaf: leaf(key.text), key)
      }
    }
    var plan = PhrasePlan(parts: [], weighed: [], slop: slop)
    let base = tokens.pieces[0].position
    for index in 0..<count {
      let piece = tokens.pieces[index]
      let offset = piece.position - base
      if !piece.isRun {
        let key = word(piece, field: field)
        plan.parts.append(PhrasePlan.Part(term: key, offset: offset))
        plan.weighed.append(key)
        continue
      }
      if slop == 0, hasGap(before: index) {
        let gap = TermKey(field: field, space: .edge, bytes: [])
        for hole in end(of: tokens.pieces[index - 1])..<piece.position {
          plan.parts.append(PhrasePlan.Part(term: gap, offset: hole - base))
        }
      }
      if piece.count == 1 {
        let key = TermKey(
          field: field, space: .character, bytes: scalarBytes(Int(piece.start)))
        plan.parts.append(loneCharacter(index, key, offset: offset, slop: slop))
        plan.weighed.append(key)
        continue
      }
      let start = Int(piece.start)
      for at in 0..<piece.count - 1 { plan.weighed.append(pair(start + at, field: field)) }
      // Every other pair covers the run; the last pair closes an odd one.
      for at in stride(from: 0, to: piece.count - 1, by: 2) {
        plan.parts.append(
          PhrasePlan.Part(term: pair(start + at, field: field), offset: offset + UInt32(at)))
      }
      if piece.count % 2 == 1 {
        let at = piece.count - 2
        plan.parts.append(
          PhrasePlan.Part(term: pair(start + at, field: field), offset: offset + UInt32(at)))
      }
    }
    return .phrase(leaf: leaf("\"\(written)\""), plan)
  }

  /// Where a piece's last position lies, plus 1.
  private func end(of piece: TokenBatch.Piece) -> UInt32 {
    piece.position + (piece.isRun ? UInt32(piece.count) : 1)
  }

  /// Whether a piece and the one before it are two runs, so that a gap lies between.
  private func hasGap(before index: Int) -> Bool {
    index > 0 && index < tokens.pieces.count && tokens.pieces[index].isRun
      && tokens.pieces[index - 1].isRun
  }

  /// A character alone in its run of the query, which in a record may begin or end a longer one.
  private func loneCharacter(
    _ index: Int, _ key: TermKey, offset: UInt32, slop: Int
  ) -> PhrasePlan.Part {
    let piece = tokens.pieces[index]
    func isWord(_ other: Int, at position: UInt32?) -> Bool {
      other >= 0 && other < tokens.pieces.count && !tokens.pieces[other].isRun
        && tokens.pieces[other].position == position
    }
    let isBesideWord =
      isWord(index + 1, at: piece.position + 1)
      || (piece.position > 0 && isWord(index - 1, at: piece.position - 1))
    var part = PhrasePlan.Part(term: key, offset: offset, places: .anywhere)
    if slop > 0 { return part }
    let opens = hasGap(before: index)
    let closes = hasGap(before: index + 1)
    if isBesideWord || (opens && closes) {
      part.term.space = .edge
      part.places = .listed
    } else if opens {
      part.places = .beginsRun
    } else if closes {
      part.places = .endsRun
    }
    return part
  }

  /// Records that may hold a literal: those with all its tokens.
  ///
  /// A literal may begin or end
  /// inside what the analyzer makes of it, so the tokens need not stand side by side.
  private mutating func literalCandidates(_ text: String, field: String?) -> Plan {
    analyze(text)
    var clauses: [Plan.Clause] = []
    for index in 0..<tokens.pieces.count {
      let piece = tokens.pieces[index]
      if !piece.isRun {
        clauses.append(Plan.Clause(.must, .term(leaf: -1, word(piece, field: field))))
      } else if piece.count == 1 {
        let key = TermKey(
          field: field, space: .character, bytes: scalarBytes(Int(piece.start)))
        clauses.append(Plan.Clause(.must, .term(leaf: -1, key)))
      } else {
        for at in Int(piece.start)..<Int(piece.start) + piece.count - 1 {
          clauses.append(Plan.Clause(.must, .term(leaf: -1, pair(at, field: field))))
        }
      }
    }
    return clauses.isEmpty ? .everything(field: nil) : .boolean(clauses)
  }
}
