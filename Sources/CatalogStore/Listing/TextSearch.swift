internal import FoundationEssentials
internal import GRDB
internal import QueryLanguage

/// The datasets whose descriptions match a text.
struct TextMatch {
  var selection: Selection
  /// By dataset number; 0 where nothing matches.
  var scores: [Float]

  /// None of so many datasets.
  init(count: Int) {
    selection = Selection(count: count)
    scores = Array(repeating: 0, count: count)
  }
}

/// Full-text search over descriptions.
///
/// It answers the query language of records as far as the store can: words, phrases, runs of
/// unspaced characters (each found as it stands), `begin*`, fields, and what combines them; the rest
/// is a located problem. Scores are BM25 over the whole catalogue, in which a term in a name counts
/// three times.
struct TextSearch {
  /// Words that begin alike are counted together, up to this many.
  static let prefixLimit = 512

  private let db: Database
  private let conditions: ConditionSelector
  private let formula = BM25()
  /// Terms of each dataset by its number; not-a-number where there is none.
  private let lengths: [Double]
  private let documentCount: Int
  private let averageLength: Double

  init(_ db: Database, _ columns: ColumnReader, _ conditions: ConditionSelector) throws {
    self.db = db
    self.conditions = conditions
    lengths = try columns.numbers(DatasetField.lengthColumn).values
    var total = 0.0
    var count = 0
    for length in lengths where !length.isNaN {
      total += length
      count += 1
    }
    documentCount = count
    averageLength = count == 0 ? 1 : max(1, total / Double(count))
  }

  /// One number of scores and one place in the selection for each dataset.
  private var count: Int { lengths.count }

  /// The datasets that a query finds; none when it holds no letter or digit.
  ///
  /// - Throws: ``StoreError/badQuery(_:)`` for a piece that descriptions are not searched by.
  func match(_ parsed: ParsedQuery) throws -> TextMatch {
    try match(parsed.query, in: parsed.text) ?? TextMatch(count: count)
  }

  // MARK: - Clauses

  /// What a part of a query finds, `nil` when it holds no letter or digit.
  private func match(_ query: Query, in text: String) throws -> TextMatch? {
    switch query {
    case .leaf(let leaf):
      try conditions.deadline.check()
      return try match(leaf, in: text)
    case .boolean(let clauses):
      var required: Selection?
      var wanted: Selection?
      var excluded: Selection?
      var match = TextMatch(count: count)
      for clause in clauses {
        guard let part = try self.match(clause.query, in: text) else { continue }
        switch clause.occurrence {
        case .must:
          required?.formIntersection(part.selection)
          required = required ?? part.selection
        case .should:
          wanted?.formUnion(part.selection)
          wanted = wanted ?? part.selection
        case .mustNot:
          excluded?.formUnion(part.selection)
          excluded = excluded ?? part.selection
          continue
        }
        for number in 0..<count { match.scores[number] += part.scores[number] }
      }
      if required == nil, wanted == nil, excluded == nil { return nil }
      match.selection = required ?? wanted ?? Selection(count: count, all: true)
      if let excluded { match.selection.subtract(excluded) }
      for number in 0..<count where !match.selection[number] { match.scores[number] = 0 }
      return match
    }
  }

  /// What a leaf finds.
  private func match(_ leaf: QueryLeaf, in text: String) throws -> TextMatch? {
    func refused(_ what: String, _ suggestion: QuerySuggestion?) -> StoreError {
      .badQuery(
        QueryProblem(
          .query, text, at: leaf.range, message: "descriptions are not searched \(what)",
          expected: "words, phrases, begin*, fields", suggestion: suggestion))
    }
    // The one text that can be searched alone is the name.
    let inNames = leaf.field != nil
    switch leaf.kind {
    case .text(let text): return try match(Self.terms(text), inNames: inNames)
    case .phrase(let text, let slop):
      let terms = Self.terms(text)
      if slop > 0, terms.count > 1 {
        throw refused(
          "for words near each other", .write("\"\(text)\"", effect: "finds the phrase"))
      }
      return try match(terms, inNames: inNames)
    case .prefix(let stem):
      let terms = Self.terms(stem)
      // Whatever follows unspaced characters, they are found.
      guard let last = terms.last, last.kind == .word else {
        return try match(terms, inNames: inNames)
      }
      if terms.count > 1 {
        throw refused(
          "for phrases with an open end", .write("\"\(stem)\"", effect: "finds the phrase"))
      }
      return scored(try prefixHits(last.text, inNames: inNames))
    case .fuzzy(let stem, _):
      throw refused("by edit distance", .write(stem, effect: "finds the word"))
    case .regex:
      throw refused("by patterns", .write("begin*", effect: "finds words by their beginning"))
    case .exact(let text):
      throw refused(
        "for literal characters", .write("\"\(text)\"", effect: "finds the phrase"))
    case .column(let condition):
      var match = TextMatch(count: count)
      match.selection = try conditions.selection(of: condition)
      return match
    case .everything:
      var match = TextMatch(count: count)
      match.selection = Selection(count: count, all: true)
      return match
    }
  }

  /// The terms of a piece, without single characters that a pair covers.
  private static func terms(_ text: String) -> [DescriptionTerms.Term] {
    let terms = DescriptionTerms.of(text)
    var covered: Set<UInt32> = []
    for term in terms where term.kind == .pair {
      covered.formUnion([term.position, term.position + 1])
    }
    return terms.filter { $0.kind != .character || !covered.contains($0.position) }
  }

  // MARK: - Terms

  private struct Hit {
    var number: Int
    var weight: Float

    /// A dataset without occurrences yet.
    init(number: Int) {
      self.number = number
      weight = 0
    }

    /// Occurrences in names count three times, and are all that counts when names are asked.
    init?(_ number: Int, occurrences: Int, inNames: Int, namesOnly: Bool) {
      if namesOnly, inNames == 0 { return nil }
      self.number = number
      weight = Float((namesOnly ? inNames : occurrences) + 2 * inNames)
    }
  }

  /// The datasets in which terms stand at their distances.
  private func match(_ terms: [DescriptionTerms.Term], inNames: Bool) throws -> TextMatch? {
    if terms.isEmpty { return nil }
    var numbers: [Int64] = []
    for term in terms {
      guard
        let number = try Int64.fetchOne(
          db.cachedStatement(sql: "SELECT number FROM text_term WHERE term = ?"),
          arguments: [term.text])
      else { return TextMatch(count: count) }
      numbers.append(number)
    }
    return scored(
      numbers.count == 1
        ? try termHits(numbers[0], inNames: inNames)
        : try phraseHits(
          numbers, terms.map { $0.position - terms[0].position }, inNames: inNames))
  }

  /// Scores by how rare the hits are, how many occurrences each has, and how long it is.
  private func scored(_ hits: [Hit]) -> TextMatch {
    var match = TextMatch(count: count)
    let idf = Float(
      BM25.idf(documents: UInt64(documentCount), frequency: UInt64(min(hits.count, documentCount))))
    for hit in hits where hit.number < count {
      match.selection[hit.number] = true
      let norm = Float(formula.norm(length: lengths[hit.number], averageLength: averageLength))
      match.scores[hit.number] = idf * hit.weight / (hit.weight + norm)
    }
    return match
  }

  private func termHits(_ number: Int64, inNames namesOnly: Bool) throws -> [Hit] {
    var hits: [Hit] = []
    try chunks(number) { first, bytes in
      var reader = ByteCursor(bytes)
      var place = -1
      while !reader.isAtEnd {
        place += try reader.varint() + 1
        let inNames = try reader.varint()
        let count = try reader.varint()
        let skipped = try reader.varint()
        reader.skip(skipped)
        if let hit = Hit(
          first + place, occurrences: count, inNames: inNames, namesOnly: namesOnly)
        {
          hits.append(hit)
        }
      }
    }
    return hits
  }

  /// Datasets in which terms stand at fixed distances.
  private func phraseHits(
    _ numbers: [Int64], _ distances: [UInt32], inNames namesOnly: Bool
  ) throws -> [Hit] {
    var hits: [Hit] = []
    try chunks(numbers[0]) { first, bytes in
      let chunk = Int64(first >> Int(Chunk.bits))
      var candidates = try TermChunk(bytes).entries
      for (number, distance) in zip(numbers, distances).dropFirst() {
        guard !candidates.isEmpty else { return }
        let data = try Data.fetchOne(
          db.cachedStatement(sql: "SELECT data FROM text_posting WHERE key = ?"),
          arguments: [number << 20 | chunk])
        guard let data else { return }
        candidates = Self.following(candidates, try TermChunk([UInt8](data)).entries, distance)
      }
      for entry in candidates {
        if let hit = Hit(
          first + entry.place, occurrences: entry.positions.count, inNames: entry.inNames,
          namesOnly: namesOnly)
        {
          hits.append(hit)
        }
      }
    }
    return hits
  }

  /// Of some occurrences those that another term follows at a distance.
  private static func following(
    _ left: [TermChunk.Entry], _ right: [TermChunk.Entry], _ distance: UInt32
  ) -> [TermChunk.Entry] {
    var result: [TermChunk.Entry] = []
    var index = 0
    for entry in left {
      while index < right.count, right[index].place < entry.place { index += 1 }
      guard index < right.count else { break }
      guard right[index].place == entry.place else { continue }
      var kept: [UInt32] = []
      var inNames = 0
      var other = 0
      let positions = right[index].positions
      for (rank, position) in entry.positions.enumerated() {
        while other < positions.count, positions[other] < position + distance { other += 1 }
        guard other < positions.count else { break }
        if positions[other] == position + distance {
          kept.append(position)
          if rank < entry.inNames { inNames += 1 }
        }
      }
      if !kept.isEmpty {
        result.append(TermChunk.Entry(place: entry.place, inNames: inNames, positions: kept))
      }
    }
    return result
  }

  private func prefixHits(_ prefix: String, inNames: Bool) throws -> [Hit] {
    let numbers = try Int64.fetchAll(
      db,
      sql: "SELECT number FROM text_term WHERE term >= ? AND term < ? ORDER BY term LIMIT ?",
      arguments: [prefix, prefix + "\u{10FFFF}", Self.prefixLimit])
    var hits: [Int: Hit] = [:]
    for number in numbers {
      for hit in try termHits(number, inNames: inNames) {
        hits[hit.number, default: Hit(number: hit.number)].weight += hit.weight
      }
    }
    return hits.values.sorted { $0.number < $1.number }
  }

  private func chunks(_ number: Int64, _ body: (Int, [UInt8]) throws -> Void) throws {
    let rows = try Row.fetchCursor(
      db,
      sql: "SELECT key, data FROM text_posting WHERE key >= ? AND key < ? ORDER BY key",
      arguments: [number << 20, (number + 1) << 20])
    while let row = try rows.next() {
      let key: Int64 = row[0]
      let data: Data = row[1]
      do {
        try body(Int(key & 0xF_FFFF) << Int(Chunk.bits), [UInt8](data))
      } catch is ByteCursor.Damage {
        throw DatabaseError(
          resultCode: .SQLITE_CORRUPT, message: "the listing index is damaged")
      }
    }
  }
}
