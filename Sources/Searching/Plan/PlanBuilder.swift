internal import Analysis
internal import QueryLanguage
internal import Segments
internal import Storage

/// Turns a parsed query into a plan, with the analyzer of one corpus.
///
/// Phrases are built in `PlanBuilder+Phrases.swift`; clauses that only rank in `+Ranking`.
struct PlanBuilder: ~Copyable {
  /// An unquoted piece of up to this many unspaced characters is a phrase; longer ones are found by
  /// their pairs and ranked by pairs and characters.
  static let longestRunPhrase = 4

  let analyzer: Analyzer
  /// Working memory of ``analyze(_:)``.
  var tokens = TokenBatch()
  private var nextLeaf = 0
  /// A description of each leaf, for explanations.
  var leaves: [String] = []
  /// Why a leaf can find nothing, whatever the records.
  var problem: QueryProblem?
  /// Pieces that hold nothing to look for.
  private var voids: [QueryLeaf] = []
  let written: ParsedQuery
  /// Neighbouring words of the query rank records higher in which they stand side by side.
  let boostsPhrases: Bool

  init(_ analyzer: Analyzer, written: ParsedQuery, boostsPhrases: Bool = false) {
    self.analyzer = analyzer
    self.written = written
    self.boostsPhrases = boostsPhrases
  }

  /// What to say of pieces that hold nothing to look for, when the query finds nothing for them.
  func hints(on plan: Plan) -> [QueryProblem] {
    guard plan.isVoid else { return [] }
    return voids.prefix(Self.hintedVoids).filter { leaf in
      !written.hints.contains { $0.place.overlaps(leaf.range) }
    }.map { leaf in
      let text = written.written(leaf.range)
      return QueryProblem(
        .query, written.text, at: leaf.range,
        message: "“\(text)” holds no word that is indexed, so it finds nothing",
        suggestion: text.contains("\"")
          ? nil : .write("exact:\"\(text)\"", effect: "reads every record for the characters"))
    }
  }

  /// Pieces without anything to look for that are told.
  private static let hintedVoids = 5

  mutating func build(_ query: Query) -> Plan {
    switch query {
    case .leaf(let leaf):
      let plan = build(leaf)
      if case .nothing = plan { voids.append(leaf) }
      return plan
    case .boolean(let clauses):
      var built: [Plan.Clause] = []
      for clause in clauses {
        built.append(Plan.Clause(clause.occurrence, build(clause.query)))
      }
      return .boolean(ranked(built, of: clauses))
    }
  }

  /// Numbers a new leaf.
  mutating func leaf(_ description: String) -> Int {
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
      if let obstacle = obstacle(in: pattern) {
        refuse(leaf, pattern, obstacle)
        return .nothing
      }
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
    // The dictionary has characters and pairs; a longer run, or one behind another piece, is found
    // as a phrase, whatever follows.
    if last.isRun, count > 1 || last.count > 2 {
      return phrase(slop: 0, field: field, written: text)
    }
    if count > 1, case .phrase(let leaf, var plan) = phrase(slop: 0, field: field, written: text) {
      let begun = plan.elements.removeLast()
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

  mutating func analyze(_ text: String) {
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

  func scalarBytes(_ index: Int) -> [UInt8] {
    Unicode.Scalar(tokens.scalars[index]).map { Array(String(Character($0)).utf8) } ?? []
  }

  func word(_ piece: TokenBatch.Piece, field: String?) -> TermKey {
    TermKey(
      field: field, space: .word,
      bytes: tokens.bytes.view[Int(piece.start)..<Int(piece.start) + piece.count].array)
  }

  private func character(_ index: Int, field: String?) -> TermKey {
    TermKey(field: field, space: .character, bytes: scalarBytes(index))
  }

  func pair(_ first: Int, field: String?) -> TermKey {
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

  /// Records that may hold a literal: those with all its tokens.
  ///
  /// A literal may begin or end inside a token, so the tokens need not stand side by side.
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
