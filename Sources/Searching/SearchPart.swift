internal import Corpora
internal import Indexing
internal import Postings
internal import Segments
internal import Storage

/// One segment of one corpus, as a query sees it.
final class SearchPart: Sendable {
  /// Index of the corpus among those searched.
  let corpus: Int
  /// Index of the segment in its commit.
  let number: Int
  let segment: SegmentReader
  let live: LiveDocuments?
  /// Text fields by name.
  let fields: [String: Int]

  init(corpus: Int, number: Int, part: IndexReader.Part) {
    self.corpus = corpus
    self.number = number
    segment = part.segment
    live = part.live
    var fields: [String: Int] = [:]
    for (index, name) in part.segment.settings.schema.textFields.enumerated() {
      fields[name] = index
    }
    self.fields = fields
  }

  /// The field of a name; the body for `nil`.
  func field(_ name: String?) -> Int? {
    guard let name else { return segment.settings.schema.textFields.isEmpty ? nil : 0 }
    return fields[name]
  }

  /// What this segment's dictionary knows of a term.
  func info(_ key: TermKey) throws(StorageError) -> TermInfo? {
    guard let field = field(key.field),
      let dictionary = segment.field(field).dictionary(key.space)
    else { return nil }
    return try key.bytes.withView { view throws(StorageError) in
      try dictionary.find(ByteSlice(view))
    }
  }

  /// A cursor over a term's list.
  func cursor(
    _ key: TermKey, _ info: TermInfo, scratch: ScratchArena
  ) throws(StorageError)
    -> PostingCursor?
  {
    guard let field = field(key.field), let source = segment.field(field).source(key.space) else {
      return nil
    }
    return try PostingCursor(info, in: source, scratch: scratch)
  }
}

/// Sums over everything searched, from which scores are made.
struct CollectionStatistics: Sendable {
  let documents: UInt64
  /// Positions per field name, body under `nil`.
  private let tokens: [String?: UInt64]

  init(_ parts: [SearchPart]) {
    var documents: UInt64 = 0
    var tokens: [String?: UInt64] = [:]
    for part in parts {
      documents += UInt64(part.segment.documentCount)
      for (index, name) in part.segment.settings.schema.textFields.enumerated() {
        let count = part.segment.summary.tokens[index]
        tokens[name, default: 0] += count
        if index == 0 { tokens[nil, default: 0] += count }
      }
    }
    self.documents = documents
    self.tokens = tokens
  }

  /// Mean length of a field over all documents, in positions.
  func averageLength(_ field: String?) -> Double {
    let total = Double(tokens[field] ?? 0)
    return documents == 0 || total == 0 ? 1 : total / Double(documents)
  }

  /// The length factors of every field under a formula.
  func lengthFactors(_ formula: BM25) -> FieldFactors {
    var named: [(name: String, factors: LengthFactors)] = []
    for case .some(let name) in tokens.keys {
      named.append((name, LengthFactors(formula, averageLength: averageLength(name))))
    }
    return FieldFactors(
      body: LengthFactors(formula, averageLength: averageLength(nil)), named: named)
  }
}

/// What a document's length does to its score, by norm code, for one field of all that is
/// searched.
final class LengthFactors: Sendable {
  let averageLength: Double
  private let factors: GrowableBuffer<Double>
  private let parts: GrowableBuffer<Double>

  /// Frequencies in the table: most postings have lower ones.
  private static let rows = 32

  init(_ formula: BM25, averageLength: Double) {
    self.averageLength = averageLength
    var factors = GrowableBuffer<Double>(capacity: 256)
    factors.append(contentsOf: formula.factors(averageLength: averageLength))
    var parts = GrowableBuffer<Double>(capacity: Self.rows * 256)
    for row in 0..<Self.rows {
      let frequency = Double(row)
      for code in 0..<256 { parts.append(frequency / (frequency + factors[code])) }
    }
    self.factors = factors
    self.parts = parts
  }

  /// By frequency and norm code; valid while this lives.
  var table: PartTable { PartTable(parts: parts.view, factors: factors.view) }
}

/// The length factors of all fields under one formula.
///
/// The body by name and by default are one field in a corpus and may have different average
/// lengths: in another corpus the name is not the body's.
final class FieldFactors: Sendable {
  let body: LengthFactors
  let named: [(name: String, factors: LengthFactors)]

  init(body: LengthFactors, named: [(name: String, factors: LengthFactors)]) {
    self.body = body
    self.named = named
  }

  subscript(name: String?) -> LengthFactors {
    guard let name else { return body }
    return named.first { $0.name == name }?.factors ?? body
  }
}

/// The different terms of a query, numbered.
final class QueryTerms: Sendable {
  let keys: [TermKey]
  /// Looked into when there are more than a few.
  private let numbers: [TermKey: Int]
  private static let few = 12

  init(_ plans: [Plan]) {
    var terms: Set<TermKey> = []
    for plan in plans { plan.collectTerms(into: &terms) }
    keys = Array(terms)
    var numbers: [TermKey: Int] = [:]
    if keys.count > Self.few {
      for (number, key) in keys.enumerated() { numbers[key] = number }
    }
    self.numbers = numbers
  }

  /// The number of a term, `nil` for one that the query does not weigh.
  func number(of key: TermKey) -> Int? {
    if keys.count > Self.few { return numbers[key] }
    return keys.firstIndex { $0.bytes == key.bytes && $0 == key }
  }
}

/// Weights and length factors of one query, shared by all segments.
final class QueryWeights: Sendable {
  let formula: BM25
  private let terms: QueryTerms
  /// What each part's dictionary knows of each term, part by part.
  private let infos: [TermInfo?]
  private let idfs: [Double]
  let factors: FieldFactors
  /// Rounded bounds refer to the default formula.
  let usesStoredBounds: Bool

  init(formula: BM25, terms: QueryTerms, searcher: Searcher) throws(StorageError) {
    self.formula = formula
    self.terms = terms
    usesStoredBounds = formula == BM25()
    factors =
      usesStoredBounds
      ? searcher.defaultFactors : searcher.statistics.lengthFactors(formula)
    var infos: [TermInfo?] = []
    infos.reserveCapacity(terms.keys.count * searcher.parts.count)
    let count = terms.keys.count
    for part in searcher.parts.indices {
      for number in 0..<count {
        infos.append(try searcher.parts[part].info(terms.keys[number]))
      }
    }
    let documents = searcher.statistics.documents
    var idfs: [Double] = []
    idfs.reserveCapacity(count)
    for number in 0..<count {
      var frequency: UInt64 = 0
      for index in stride(from: number, to: infos.count, by: count) {
        frequency += UInt64(infos[index]?.documentFrequency ?? 0)
      }
      idfs.append(BM25.idf(documents: documents, frequency: frequency))
    }
    self.infos = infos
    self.idfs = idfs
  }

  /// Rarity of a term that the query weighs.
  func idf(_ key: TermKey) -> Double { terms.number(of: key).map { idfs[$0] } ?? 0 }

  /// The weight of a phrase: the sum over its terms.
  func idf(_ phrase: PhrasePlan) -> Double {
    phrase.weighed.reduce(0) { $0 + idf($1) }
  }

  /// What a part knows of a term.
  ///
  /// `part`: its number among all, and itself for terms that are read without being weighed.
  func info(_ key: TermKey, in part: SearchPart, index: Int) throws(StorageError) -> TermInfo? {
    guard let number = terms.number(of: key) else { return try part.info(key) }
    return infos[index * terms.keys.count + number]
  }
}

/// Norms of one field of one segment and what they mean for scores.
struct FieldScoring: Sendable {
  let norms: ByteSlice
  /// The term-frequency part of a score by frequency and norm code.
  let table: PartTable
  /// What a stored bound is multiplied by: the query's average length over the segment's.
  let boundRatio: Double
  /// What a stored floor is multiplied by.
  let floorRatio: Double
  /// Stored bounds and floors hold for the query's k1 and b.
  let usesStoredBounds: Bool

  /// Valid while the weights live.
  init(_ part: SearchPart, field: Int, name: String?, weights: QueryWeights) {
    norms = part.segment.field(field).norms
    let lengths = weights.factors[name]
    table = lengths.table
    let summary = part.segment.summary
    let reference =
      Double(summary.tokens[field]) / Double(max(1, summary.fieldDocuments[field]))
    // The part grows with the average at most in proportion, and shrinks with it.
    boundRatio = max(1, lengths.averageLength / max(reference, 1))
    floorRatio = min(1, lengths.averageLength / max(reference, 1)) * (1 - 1e-9)
    usesStoredBounds = weights.usesStoredBounds
  }

  /// The exact term-frequency part of a document's score.
  @inline(__always)
  func part(frequency: UInt32, document: UInt32) -> Double {
    table.part(frequency: frequency, code: norms[Int(document)])
  }

  /// No document of a block has a larger part.
  @inline(__always)
  func bound(of block: PostingCursor.Block) -> Double {
    if usesStoredBounds { return min(1, ScoreBound.expand(block.bound) * boundRatio) }
    return bound(highestFrequency: block.highestFrequency, lowestNorm: block.lowestNorm)
  }

  /// No document with such a frequency at most, and such a norm code at least, has a larger part.
  func bound(highestFrequency: UInt8, lowestNorm: UInt8) -> Double {
    // 255 says 255 or more.
    highestFrequency == 255 ? 1 : table.part(frequency: UInt32(highestFrequency), code: lowestNorm)
  }

  /// No document of some blocks has a larger part; `bound` is the largest that they store.
  @inline(__always)
  func bound(stored bound: UInt8) -> Double {
    usesStoredBounds ? min(1, ScoreBound.expand(bound) * boundRatio) : 1
  }

  /// As many documents as a stored floor is for have a part as large.
  func floor(stored floor: UInt8) -> Double {
    usesStoredBounds ? ScoreBound.expand(floor) * floorRatio : 0
  }
}
