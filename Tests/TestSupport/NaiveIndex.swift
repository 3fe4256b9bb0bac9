import Foundation
internal import Analysis
import Storage

/// The oracle: holds analysed records and answers every query the slow and obvious way.
///
/// Scores are the ones that the project defines, in the same operations on `Double`, so that a
/// right engine agrees to the last bit.
package final class NaiveIndex {
  package struct Record: Sendable {
    package var id: String
    /// Field name → text; a missing field has no entry.
    package var texts: [String: String]
    package var columns: [String: String]
    package var isDeleted = false

    package init(id: String, texts: [String: String], columns: [String: String] = [:]) {
      self.id = id
      self.texts = texts
      self.columns = columns
    }
  }

  package struct Corpus: Sendable {
    package var name: String
    package var analyzer: NaiveAnalyzer
    /// The first is the body.
    package var fields: [String]
    package var records: [Record]
    /// Folded words that are no terms, and keep their places.
    package var stopWords: Set<String> = []
    /// Whose endings words lose.
    package var stemLanguage: String?

    package init(name: String, analyzer: NaiveAnalyzer, fields: [String], records: [Record]) {
      self.name = name
      self.analyzer = analyzer
      self.fields = fields
      self.records = records
    }

    /// The tokens of a text, as texts and queries are cut.
    fileprivate func tokens(of text: [Character]) -> [NaiveToken] {
      let stemmer = stemLanguage.flatMap(Stemmer.init)
      return analyzer.tokens(of: text)
        .filter { $0.isCharacter || !stopWords.contains($0.text) }
        .map { token in
          guard let stemmer, !token.isCharacter else { return token }
          var token = token
          token.text = Array(token.text.utf8).withView { stemmer.stem($0).text }
          return token
        }
    }
  }

  package struct Hit: Equatable, Sendable {
    package var corpus: String
    package var id: String
    package var score: Float

    package init(corpus: String, id: String, score: Float) {
      self.corpus = corpus
      self.id = id
      self.score = score
    }
  }

  /// A term: the field (`nil` for each corpus's body), what it is, and its text.
  private struct Term: Hashable {
    enum Kind { case word, character, pair, gap }
    var field: String?
    var kind: Kind
    var text: String
  }

  /// A term's places in one record.
  private struct Posting {
    var record: Int
    var positions: [Int]
  }

  package let corpora: [Corpus]
  /// Lists by rising record; records are numbered over all corpora.
  private var postings: [Term: [Posting]] = [:]
  /// The norm's length of each record.
  private var lengths: [String?: [Double]] = [:]
  private var totals: [String?: Int] = [:]
  /// The numbers of each corpus's records.
  private var ranges: [Range<Int>] = []
  private var count: Int { ranges.last?.upperBound ?? 0 }
  /// Corpus and id → number of the record.
  fileprivate var numbers: [String: [String: Int]] = [:]
  package var k1 = 1.2
  package var b = 0.75
  package var requiresAll = false
  package var boostsPhrases = false

  package init(_ corpora: [Corpus]) {
    self.corpora = corpora
    let whole = corpora.reduce(0) { $0 + $1.records.count }
    for name in [nil] + corpora.flatMap(\.fields).map(Optional.some) {
      lengths[name] = [Double](repeating: 0, count: whole)
    }
    for corpus in corpora {
      let first = count
      ranges.append(first..<first + corpus.records.count)
      for (index, record) in corpus.records.enumerated() {
        numbers[corpus.name, default: [:]][record.id] = index
        for (order, field) in corpus.fields.enumerated() {
          let tokens = corpus.tokens(of: Array(record.texts[field] ?? ""))
          // What is left out counts in the length.
          let all = corpus.analyzer.tokens(of: Array(record.texts[field] ?? ""))
          let length = (all.last?.position ?? -1) + 1
          take(tokens, length, of: field, at: first + index)
          if order == 0 { take(tokens, length, of: nil, at: first + index) }
        }
      }
    }
  }

  private func take(_ tokens: [NaiveToken], _ length: Int, of field: String?, at record: Int) {
    lengths[field]?[record] = Double(Self.rounded(length))
    totals[field, default: 0] += length
    for (index, token) in tokens.enumerated() {
      func add(_ kind: Term.Kind, _ text: String, at position: Int? = nil) {
        let term = Term(field: field, kind: kind, text: text)
        let position = position ?? token.position
        if postings[term]?.last?.record == record, let last = postings[term]?.indices.last {
          postings[term]?[last].positions.append(position)
        } else {
          postings[term, default: []].append(Posting(record: record, positions: [position]))
        }
      }
      guard token.isCharacter else {
        add(.word, token.text)
        continue
      }
      add(.character, token.text)
      if index + 1 < tokens.count, tokens[index + 1].isCharacter {
        if tokens[index + 1].run == token.run {
          add(.pair, token.text + tokens[index + 1].text)
        } else {
          add(.gap, "", at: token.position + 1)
        }
      }
    }
  }

  // MARK: - Scores

  /// A length as the norm byte tells it: exact to 40, then the next of eight steps a doubling.
  package static func rounded(_ length: Int) -> Int {
    if length <= 40 { return length }
    var step = 4
    while length > 16 * step { step *= 2 }
    return (length + step - 1) / step * step
  }

  private func idf(_ term: Term) -> Double {
    let n = Double(count)
    let df = Double(postings[term]?.count ?? 0)
    return log(1 + (n - df + 0.5) / (df + 0.5))
  }

  /// tf / (tf + k1 (1 − b + b · length / average)).
  private func part(_ frequency: Int, _ field: String?, _ record: Int) -> Double {
    let total = totals[field] ?? 0
    let average = total == 0 ? 1 : Double(total) / Double(count)
    let length = lengths[field]?[record] ?? 0
    let tf = Double(frequency)
    return tf / (tf + k1 * (1 - b + b * length / average))
  }

  // MARK: - Leaves

  /// What a leaf finds in one corpus.
  private struct Found {
    /// Occurrences per record; empty where nothing was found.
    var frequencies: [Int] = []
    /// `nil` adds nothing to scores.
    var weight: Double?
    /// Scores the weight itself, whatever the frequency.
    var isConstant = false
    var field: String?

    /// Occurrences in a record.
    func frequency(_ record: Int) -> Int { frequencies.isEmpty ? 0 : frequencies[record] }
  }

  /// Leaves from left to right, each as what it finds; a long unquoted run is several.
  private indirect enum Node {
    case leaf(Found)
    case boolean([(sign: NaiveQuery.Sign, node: Node)])
  }

  private func hasField(_ field: String?, _ corpus: Int) -> Bool {
    field.map { corpora[corpus].fields.contains($0) } ?? true
  }

  /// The records of one corpus that hold a term.
  private func list(_ term: Term, in corpus: Int) -> [Posting] {
    (postings[term] ?? []).filter { ranges[corpus].contains($0.record) }
  }

  private func single(_ term: Term, _ corpus: Int) -> Node {
    var found = Found(weight: idf(term), field: term.field)
    found.frequencies = [Int](repeating: 0, count: count)
    for posting in list(term, in: corpus) {
      found.frequencies[posting.record] = posting.positions.count
    }
    return .leaf(found)
  }

  private func record(_ number: Int, of corpus: Int) -> Record {
    corpora[corpus].records[number - ranges[corpus].lowerBound]
  }

  private func node(_ leaf: NaiveLeaf, _ corpus: Int) -> Node {
    guard hasField(leaf.field, corpus) else { return .leaf(Found()) }
    switch leaf.kind {
    case .piece(let text): return piece(text, leaf.field, corpus)
    case .phrase(let text, let slop):
      return phrase(
        corpora[corpus].tokens(of: Array(text)), slop, leaf.field, corpus)
    case .prefix(let text):
      let tokens = corpora[corpus].tokens(of: Array(text))
      let isOneRun = tokens.allSatisfy { $0.isCharacter && $0.run == tokens[0].run }
      if isOneRun ? tokens.count > 2 : tokens.count > 1 {
        return tokens.last?.isCharacter == true
          ? phrase(tokens, 0, leaf.field, corpus) : openPhrase(tokens, leaf.field, corpus)
      }
      let folded = corpora[corpus].tokens(of: Array(text)).map(\.text).joined()
      return expansion(leaf.field, corpus) { term in
        switch term.kind {
        case .word: term.text.hasPrefix(folded)
        case .character, .pair: term.text == folded
        case .gap: false
        }
      }
    case .fuzzy(let text, let distance):
      let folded = corpora[corpus].tokens(of: Array(text)).map(\.text).joined()
      return expansion(leaf.field, corpus) {
        $0.kind == .word && Self.distance(Array($0.text), Array(folded)) <= distance
      }
    case .pattern(let pattern):
      return expansion(leaf.field, corpus) {
        $0.kind == .word && Self.fits(Array($0.text)[...], Array(pattern)[...])
      }
    case .exact(let text): return exact(text, leaf.field, corpus)
    case .everything:
      var found = Found(frequencies: [Int](repeating: 0, count: count))
      for number in ranges[corpus] where leaf.field == nil || lengths[leaf.field]?[number] != 0 {
        found.frequencies[number] = 1
      }
      return .leaf(found)
    case .column(let name, let value):
      var found = Found(frequencies: [Int](repeating: 0, count: count))
      for number in ranges[corpus] where record(number, of: corpus).columns[name] == value {
        found.frequencies[number] = 1
      }
      return .leaf(found)
    }
  }

  private func piece(_ text: String, _ field: String?, _ corpus: Int) -> Node {
    let tokens = corpora[corpus].tokens(of: Array(text))
    let runs = Dictionary(grouping: tokens.filter(\.isCharacter), by: \.run)
    if tokens.filter(\.isCharacter).count <= 4 { return phrase(tokens, 0, field, corpus) }
    // Words, lone characters and each different pair of a run find; the characters of all longer
    // runs rank what was found.
    var parts: [Node] = []
    var seen: Set<String> = []
    var characters: [String] = []
    for token in tokens where token.isCharacter && (runs[token.run]?.count ?? 0) > 1 {
      if !characters.contains(token.text) { characters.append(token.text) }
    }
    for (index, token) in tokens.enumerated() {
      if !token.isCharacter {
        parts.append(single(Term(field: field, kind: .word, text: token.text), corpus))
      } else if runs[token.run]?.count == 1 {
        parts.append(single(Term(field: field, kind: .character, text: token.text), corpus))
      } else if index + 1 < tokens.count, tokens[index + 1].run == token.run {
        let pair = token.text + tokens[index + 1].text
        if seen.insert("\(token.run)\(pair)").inserted {
          parts.append(single(Term(field: field, kind: .pair, text: pair), corpus))
        }
      }
    }
    return .boolean(
      [(.must, .boolean(parts.map { (.none, $0) }))]
        + characters.map {
          (.none, single(Term(field: field, kind: .character, text: $0), corpus))
        })
  }

  /// What makes up the weight of a phrase: its words, all pairs, lone characters.
  private func weighed(_ tokens: [NaiveToken], _ field: String?) -> [Term] {
    var terms: [Term] = []
    for (index, token) in tokens.enumerated() {
      func add(_ kind: Term.Kind, _ text: String) {
        terms.append(Term(field: field, kind: kind, text: text))
      }
      let goesOn = index + 1 < tokens.count && tokens[index + 1].run == token.run
      let cameOn = index > 0 && tokens[index - 1].run == token.run
      if !token.isCharacter {
        add(.word, token.text)
      } else if goesOn {
        add(.pair, token.text + tokens[index + 1].text)
      } else if !cameOn {
        add(.character, token.text)
      }
    }
    return terms
  }

  private func phrase(
    _ tokens: [NaiveToken], _ slop: Int, _ field: String?, _ corpus: Int
  )
    -> Node
  {
    guard let first = tokens.first else { return .leaf(Found()) }
    if tokens.count == 1 {
      return single(
        Term(field: field, kind: first.isCharacter ? .character : .word, text: first.text), corpus)
    }
    let weight = weighed(tokens, field)
    // What must stand where.
    var needed: [(term: Term, offset: Int)] = []
    for (index, token) in tokens.enumerated() {
      let offset = token.position - first.position
      func term(_ kind: Term.Kind, _ text: String) -> Term {
        Term(field: field, kind: kind, text: text)
      }
      guard token.isCharacter else {
        needed.append((term(.word, token.text), offset))
        continue
      }
      let before = index > 0 ? tokens[index - 1] : nil
      let after = index + 1 < tokens.count ? tokens[index + 1] : nil
      let isPair = after?.run == token.run
      let isAlone = before?.run != token.run && !isPair
      if slop > 0 {
        // Parts move as wholes: pairs, and characters that are alone.
        if let after, isPair { needed.append((term(.pair, token.text + after.text), offset)) }
        if isAlone { needed.append((term(.character, token.text), offset)) }
        continue
      }
      // Nothing but the characters in a row, and a gap where the phrase has one.
      needed.append((term(.character, token.text), offset))
      if let after, after.isCharacter, !isPair { needed.append((term(.gap, ""), offset + 1)) }
    }
    if tokens.count == 2, weight.count == 1, weight[0].kind == .pair {
      return single(weight[0], corpus)
    }
    var found = Found(frequencies: [Int](repeating: 0, count: count), field: field)
    found.weight = weight.reduce(0) { $0 + idf($1) }
    let lists = needed.map { item in
      Dictionary(
        uniqueKeysWithValues: list(item.term, in: corpus).map { ($0.record, $0.positions) })
    }
    for number in lists[0].keys {
      let positions = lists.map { $0[number] ?? [] }
      if positions.contains(where: \.isEmpty) { continue }
      found.frequencies[number] =
        slop == 0
        ? positions[0].filter { start in
          zip(positions, needed).allSatisfy {
            $0.contains(start - needed[0].offset + $1.offset)
          }
        }.count
        : Self.near(positions, needed.map(\.offset), slop)
    }
    return .leaf(found)
  }

  /// Sloppy occurrences: from the left, the first places at which all parts stand within `slop`
  /// of where the phrase would have them, no place used twice.
  private static func near(_ positions: [[Int]], _ offsets: [Int], _ slop: Int) -> Int {
    var left = positions
    var count = 0
    let inPhrase = left.indices.sorted { offsets[$0] < offsets[$1] }
    while true {
      // A place serves one part only: the later one in the phrase moves on.
      for (rank, index) in inPhrase.enumerated() {
        while let mine = left[index].first,
          inPhrase[..<rank].contains(where: { left[$0].first == mine })
        {
          left[index].removeFirst()
        }
      }
      if left.contains(where: \.isEmpty) { return count }
      let shifted = inPhrase.map { left[$0][0] - offsets[$0] }
      let low = shifted.min() ?? 0
      if (shifted.max() ?? 0) - low <= slop {
        count += 1
        for index in left.indices { left[index].removeFirst() }
      } else {
        left[inPhrase[shifted.firstIndex(of: low) ?? 0]].removeFirst()
      }
    }
  }

  /// A phrase whose last word is only begun.
  private func openPhrase(_ tokens: [NaiveToken], _ field: String?, _ corpus: Int) -> Node {
    var found = Found(
      frequencies: [Int](repeating: 0, count: count), weight: 1, isConstant: true, field: field)
    let begun = tokens[tokens.count - 1].text
    for (term, _) in postings
    where term.field == field && term.kind == .word && term.text.hasPrefix(begun) {
      var whole = tokens
      whole[tokens.count - 1].text = term.text
      guard case .leaf(let one) = phrase(whole, 0, field, corpus) else { continue }
      for number in ranges[corpus] where one.frequency(number) > 0 {
        found.frequencies[number] = 1
      }
    }
    return .leaf(found)
  }

  private func expansion(_ field: String?, _ corpus: Int, _ accepts: (Term) -> Bool) -> Node {
    var found = Found(
      frequencies: [Int](repeating: 0, count: count), weight: 1, isConstant: true, field: field)
    for (term, _) in postings where term.field == field && accepts(term) {
      for posting in list(term, in: corpus) { found.frequencies[posting.record] = 1 }
    }
    return .leaf(found)
  }

  private func exact(_ text: String, _ field: String?, _ corpus: Int) -> Node {
    var found = Found(
      frequencies: [Int](repeating: 0, count: count), weight: 1, field: field)
    let literal = Array(text)
    for number in ranges[corpus] {
      guard let text = record(number, of: corpus).texts[field ?? corpora[corpus].fields[0]],
        text.contains(String(literal))
      else { continue }
      let whole = Array(text)
      let tokens = corpora[corpus].analyzer.tokens(of: whole)
      for start in 0...whole.count - literal.count
      where whole[start..<start + literal.count] == literal[...] {
        let cuts = [start, start + literal.count]
        let isCut = tokens.contains { token in
          cuts.contains { token.range.lowerBound < $0 && $0 < token.range.upperBound }
        }
        if !isCut { found.frequencies[number] += 1 }
      }
    }
    return .leaf(found)
  }

  /// Edits between two words: insert, delete, replace, swap neighbours.
  private static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var table = [[Int]](
      repeating: [Int](repeating: 0, count: second.count + 1), count: first.count + 1)
    for i in 0...first.count {
      for j in 0...second.count {
        if i == 0 || j == 0 {
          table[i][j] = i + j
          continue
        }
        table[i][j] = min(
          table[i - 1][j] + 1, table[i][j - 1] + 1,
          table[i - 1][j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1))
        if i > 1, j > 1, first[i - 1] == second[j - 2], first[i - 2] == second[j - 1] {
          table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
        }
      }
    }
    return table[first.count][second.count]
  }

  private static func fits(_ word: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool
  {
    guard let next = pattern.first else { return word.isEmpty }
    if pattern.dropFirst().first == "*" {
      if fits(word, pattern.dropFirst(2)) { return true }
      guard let letter = word.first, next == "." || next == letter else { return false }
      return fits(word.dropFirst(), pattern)
    }
    guard let letter = word.first, next == "." || next == letter else { return false }
    return fits(word.dropFirst(), pattern.dropFirst())
  }

  // MARK: - Queries

  private func node(_ query: NaiveQuery, _ corpus: Int) -> Node {
    switch query {
    case .leaf(let leaf): node(leaf, corpus)
    case .all(let parts): clauses(parts.map { (.must, $0) }, [], corpus)
    case .any(let parts): clauses(parts.map { (.none, $0) }, [], corpus)
    case .clauses(let parts):
      clauses(
        parts.map { ($0.sign == .none && requiresAll ? .must : $0.sign, $0.query) },
        parts.map { $0.sign == .none }, corpus)
    }
  }

  /// Pairs of words that follow each other in a query, each with a fifth of a phrase's weight.
  ///
  /// `follows`: whether nothing but a space stands in front of a part.
  private func neighbours(
    _ parts: [(sign: NaiveQuery.Sign, query: NaiveQuery)], _ follows: [Bool], _ corpus: Int
  ) -> [Node] {
    var nodes: [Node] = []
    var last: (index: Int, field: String?, word: NaiveToken)?
    for (index, part) in parts.enumerated() {
      guard part.sign != .mustNot, case .leaf(let leaf) = part.query,
        hasField(leaf.field, corpus), case .piece(let text) = leaf.kind
      else { continue }
      let tokens = corpora[corpus].tokens(of: Array(text))
      if tokens.isEmpty || tokens.contains(where: \.isCharacter) { continue }
      if let before = last?.index,
        before != index - 1 || follows.isEmpty || !follows[index]
          || parts[before].sign != part.sign || last?.field != leaf.field
          // A field's name stands between.
          || leaf.field != nil
      {
        last = nil
      }
      for var word in tokens {
        if var first = last?.word {
          (first.position, word.position) = (0, 1)
          guard case .leaf(var found) = phrase([first, word], 0, leaf.field, corpus) else {
            continue
          }
          found.weight = found.weight.map { 0.2 * $0 }
          nodes.append(.leaf(found))
        }
        last = (index, leaf.field, word)
      }
    }
    return nodes
  }

  /// Clauses side by side; a piece of several words that need not match leaves its rank to them.
  ///
  /// `follows`: see ``neighbours(_:_:_:)``.
  private func clauses(
    _ parts: [(sign: NaiveQuery.Sign, query: NaiveQuery)], _ follows: [Bool], _ corpus: Int
  ) -> Node {
    var nodes = parts.map { (sign: $0.sign, node: node($0.query, corpus)) }
    let isAlone = parts.filter { $0.sign != .mustNot }.count < 2
    var words: [(sign: NaiveQuery.Sign, node: Node)] = []
    for (index, part) in parts.enumerated() where part.sign == .none && !isAlone {
      guard case .leaf(let leaf) = part.query, case .piece(let text) = leaf.kind,
        hasField(leaf.field, corpus)
      else { continue }
      let tokens = corpora[corpus].tokens(of: Array(text))
      let terms = weighed(tokens, leaf.field)
      guard tokens.filter(\.isCharacter).count <= 4, terms.count > 1,
        tokens.contains(where: { !$0.isCharacter }), case .leaf(var found) = nodes[index].node
      else { continue }
      found.weight = found.weight.map { 0.1 * $0 }
      nodes[index].node = .leaf(found)
      words += terms.map { (.none, single($0, corpus)) }
    }
    if boostsPhrases, !isAlone {
      words += neighbours(parts, follows, corpus).map { (.none, $0) }
    }
    if words.isEmpty { return .boolean(nodes) }
    if nodes.contains(where: { $0.sign == .must }) { return .boolean(nodes + words) }
    let any = nodes.filter { $0.sign == .none }
    return .boolean([(.must, .boolean(any))] + nodes.filter { $0.sign != .none } + words)
  }

  private func matches(_ node: Node, _ record: Int) -> Bool {
    switch node {
    case .leaf(let found): return found.frequency(record) > 0
    case .boolean(let clauses):
      var hasMust = false
      var hasShould = false
      var anyShould = false
      for clause in clauses {
        let isThere = matches(clause.node, record)
        switch clause.sign {
        case .must:
          hasMust = true
          if !isThere { return false }
        case .mustNot: if isThere { return false }
        case .none:
          hasShould = true
          anyShould = anyShould || isThere
        }
      }
      return hasMust || !hasShould || anyShould
    }
  }

  private func addScore(_ node: Node, _ record: Int, to sum: inout Double) {
    switch node {
    case .leaf(let found):
      guard let weight = found.weight, found.frequency(record) > 0 else { return }
      sum +=
        found.isConstant
        ? weight : weight * part(found.frequency(record), found.field, record)
    case .boolean(let clauses):
      for clause in clauses where clause.sign != .mustNot && matches(clause.node, record) {
        addScore(clause.node, record, to: &sum)
      }
    }
  }

  /// All hits, best first: by score, then corpora as given, then records as they came.
  package func search(
    _ query: NaiveQuery, where passes: ([String: String]) -> Bool = { _ in true }
  ) -> [Hit] {
    var hits: [(number: Int, hit: Hit)] = []
    for (corpus, range) in ranges.enumerated() {
      let node = node(query, corpus)
      for number in range where matches(node, number) {
        let record = record(number, of: corpus)
        if record.isDeleted || !passes(record.columns) { continue }
        var score = 0.0
        addScore(node, number, to: &score)
        hits.append(
          (number, Hit(corpus: corpora[corpus].name, id: record.id, score: Float(score))))
      }
    }
    hits.sort { $0.hit.score != $1.hit.score ? $0.hit.score > $1.hit.score : $0.number < $1.number }
    return hits.map(\.hit)
  }

  /// How often a term, a phrase or a literal occurs in the hits.
  package func occurrences(
    _ leaf: NaiveLeaf, where passes: ([String: String]) -> Bool = { _ in true }
  ) -> Int {
    var sum = 0
    for (corpus, range) in ranges.enumerated() {
      guard case .leaf(let found) = node(leaf, corpus) else { continue }
      for number in range {
        let record = record(number, of: corpus)
        if !record.isDeleted, passes(record.columns) { sum += found.frequency(number) }
      }
    }
    return sum
  }
}

extension NaiveIndex {
  /// Hits in the order of a column: missing values last, ties as records came.
  package func sorted(
    _ hits: [Hit], by column: String, descending: Bool, precedes: (String, String) -> Bool
  ) -> [Hit] {
    let order = Dictionary(uniqueKeysWithValues: corpora.enumerated().map { ($1.name, $0) })
    func place(_ hit: Hit) -> (Int, Int) {
      (order[hit.corpus] ?? 0, numbers[hit.corpus]?[hit.id] ?? 0)
    }
    return hits.sorted { left, right in
      switch (columns(of: left)[column], columns(of: right)[column]) {
      case (let first?, let second?) where first != second:
        descending ? precedes(second, first) : precedes(first, second)
      case (_?, nil): true
      case (nil, _?): false
      default: place(left) < place(right)
      }
    }
  }

  /// The column values of a hit.
  package func columns(of hit: Hit) -> [String: String] {
    guard let corpus = corpora.first(where: { $0.name == hit.corpus }),
      let number = numbers[hit.corpus]?[hit.id]
    else { return [:] }
    return corpus.records[number].columns
  }
}
