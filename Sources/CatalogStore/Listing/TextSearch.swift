internal import Foundation
internal import GRDB

/// The datasets whose descriptions match a text.
struct TextMatch {
  var selection: Selection
  /// By dataset number; 0 where nothing matches.
  var scores: [Float]
}

/// Full-text search over descriptions.
///
/// A query is words, `"phrases"`, runs of unspaced characters (each an exact phrase), `begin*` and
/// `-without`. Scores are BM25 over the whole catalogue, in which a term in a name counts three
/// times.
struct TextSearch {
  /// The parameters of BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25
  /// and Beyond", 2009), as everywhere in this program.
  static let k1: Float = 1.2
  static let b: Float = 0.75
  /// Words that begin alike are counted together, up to this many.
  static let prefixLimit = 512

  private let db: Database
  private let columns: ColumnReader

  init(_ db: Database, _ columns: ColumnReader) {
    self.db = db
    self.columns = columns
  }

  /// One piece of a query.
  struct Clause: Hashable {
    /// Terms with their distance from the first, or the beginning of a word.
    var terms: [DescriptionTerms.Term]
    var isPrefix = false
    var isExcluded = false
  }

  /// The pieces of a query; those without any letter or digit are left out.
  static func clauses(_ text: String) -> [Clause] {
    var clauses: [Clause] = []
    var rest = Substring(text)
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
        continue
      }
      var isExcluded = false
      if first == "-" || first == "+" {
        isExcluded = first == "-"
        rest.removeFirst()
      }
      let piece: Substring
      if rest.first == "\"" {
        rest.removeFirst()
        let end = rest.firstIndex(of: "\"") ?? rest.endIndex
        piece = rest[..<end]
        rest = end == rest.endIndex ? "" : rest[rest.index(after: end)...]
      } else {
        let end = rest.firstIndex { $0.isWhitespace || $0 == "\"" } ?? rest.endIndex
        piece = rest[..<end]
        rest = rest[end...]
      }
      var clause = Clause(terms: minimal(DescriptionTerms.of(String(piece))))
      clause.isExcluded = isExcluded
      clause.isPrefix =
        piece.hasSuffix("*") && clause.terms.count == 1 && clause.terms[0].kind == .word
      if !clause.terms.isEmpty { clauses.append(clause) }
    }
    return clauses
  }

  /// The terms without single characters that a pair covers.
  private static func minimal(_ terms: [DescriptionTerms.Term]) -> [DescriptionTerms.Term] {
    var covered: Set<UInt32> = []
    for term in terms where term.kind == .pair {
      covered.formUnion([term.position, term.position + 1])
    }
    return terms.filter { $0.kind != .character || !covered.contains($0.position) }
  }

  // MARK: - Matching

  /// The datasets in which every piece, or any, occurs.
  func match(_ text: String, everyWord: Bool) throws -> TextMatch {
    let count = columns.count
    var match = TextMatch(
      selection: Selection(count: count), scores: Array(repeating: 0, count: count))
    let clauses = Self.clauses(text)
    let wanted = clauses.filter { !$0.isExcluded }
    if wanted.isEmpty && !clauses.isEmpty { match.selection = Selection(count: count, all: true) }
    let lengths = try columns.numbers(DatasetField.lengthColumn).values
    var total = 0.0
    var documents = 0
    for length in lengths where !length.isNaN {
      total += length
      documents += 1
    }
    let average = Float(documents == 0 ? 1 : max(1, total / Double(documents)))
    for (index, clause) in wanted.enumerated() {
      let hits = try hits(of: clause)
      var selection = Selection(count: count)
      let df = Float(hits.count)
      let idf = Float.log(1 + (Float(documents) - df + 0.5) / (df + 0.5))
      for hit in hits where hit.number < count {
        selection[hit.number] = true
        let norm = Self.k1 * (1 - Self.b + Self.b * Float(lengths[hit.number]) / average)
        match.scores[hit.number] += idf * hit.weight / (hit.weight + norm)
      }
      if index == 0 || !everyWord {
        match.selection.formUnion(selection)
      } else {
        match.selection.formIntersection(selection)
      }
    }
    for clause in clauses where clause.isExcluded {
      for hit in try hits(of: clause) where hit.number < count {
        match.selection[hit.number] = false
      }
    }
    return match
  }

  private struct Hit {
    var number: Int
    var weight: Float
  }

  /// The datasets with a clause and how much they have of it, by rising number.
  private func hits(of clause: Clause) throws -> [Hit] {
    if clause.isPrefix { return try prefixHits(clause.terms[0].text) }
    var numbers: [Int64] = []
    for term in clause.terms {
      guard
        let number = try Int64.fetchOne(
          db.cachedStatement(sql: "SELECT number FROM text_term WHERE term = ?"),
          arguments: [term.text])
      else { return [] }
      numbers.append(number)
    }
    if numbers.count == 1 { return try termHits(numbers[0]) }
    return try phraseHits(numbers, clause.terms.map { $0.position - clause.terms[0].position })
  }

  private func termHits(_ number: Int64) throws -> [Hit] {
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
        hits.append(Hit(number: first + place, weight: Float(count + 2 * inNames)))
      }
    }
    return hits
  }

  /// Datasets in which terms stand at fixed distances.
  private func phraseHits(_ numbers: [Int64], _ distances: [UInt32]) throws -> [Hit] {
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
        hits.append(
          Hit(number: first + entry.place, weight: Float(entry.positions.count + 2 * entry.inNames))
        )
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

  private func prefixHits(_ prefix: String) throws -> [Hit] {
    let numbers = try Int64.fetchAll(
      db,
      sql: "SELECT number FROM text_term WHERE term >= ? AND term < ? ORDER BY term LIMIT ?",
      arguments: [prefix, prefix + "\u{10FFFF}", Self.prefixLimit])
    var weights: [Int: Float] = [:]
    for number in numbers {
      for hit in try termHits(number) { weights[hit.number, default: 0] += hit.weight }
    }
    return weights.map { Hit(number: $0.key, weight: $0.value) }.sorted { $0.number < $1.number }
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

extension Float {
  fileprivate static func log(_ value: Float) -> Float { Float(Foundation.log(Double(value))) }
}
