internal import Corpora
internal import Indexing
internal import Postings
internal import Segments
internal import Storage

/// One segment of one corpus, as a query sees it.
struct SearchPart: Sendable {
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
}

/// Weights and length factors of one query, shared by all segments.
final class QueryWeights: Sendable {
  let formula: BM25
  private let frequencies: [TermKey: UInt64]
  private let statistics: CollectionStatistics
  /// Rounded bounds refer to the default formula.
  let usesStoredBounds: Bool

  init(
    formula: BM25, terms: Set<TermKey>, parts: [SearchPart], statistics: CollectionStatistics
  )
    throws(StorageError)
  {
    self.formula = formula
    self.statistics = statistics
    usesStoredBounds = formula == BM25()
    var frequencies: [TermKey: UInt64] = [:]
    for key in terms {
      var sum: UInt64 = 0
      for part in parts { sum += UInt64(try part.info(key)?.documentFrequency ?? 0) }
      frequencies[key] = sum
    }
    self.frequencies = frequencies
  }

  func documentFrequency(_ key: TermKey) -> UInt64 { frequencies[key] ?? 0 }

  func idf(_ key: TermKey) -> Double {
    BM25.idf(documents: statistics.documents, frequency: documentFrequency(key))
  }

  /// The weight of a phrase: the sum over its terms.
  func idf(_ phrase: PhrasePlan) -> Double {
    phrase.weighed.reduce(0) { $0 + idf($1) }
  }

  func averageLength(_ field: String?) -> Double { statistics.averageLength(field) }
}

/// Norms of one field of one segment and what they mean for scores.
struct FieldScoring: Sendable {
  let norms: ByteSlice
  /// k1 (1 − b + b·length/average) by norm code, exact and for the vector kernels.
  let factors: BufferView<Double>
  let floatFactors: BufferView<Float>
  /// What a stored bound is multiplied by: the query's average length over the segment's.
  let boundRatio: Double
  /// Stored bounds hold for the query's k1 and b.
  let usesStoredBounds: Bool

  init(
    _ part: SearchPart, field: Int, name: String?, weights: QueryWeights, scratch: ScratchArena
  ) {
    norms = part.segment.field(field).norms
    let average = weights.averageLength(name)
    let values = weights.formula.factors(averageLength: average)
    factors = scratch.make(repeating: 0, count: 256)
    floatFactors = scratch.make(repeating: 0, count: 256)
    for code in 0..<256 {
      factors[code] = values[code]
      floatFactors[code] = Float(values[code])
    }
    let summary = part.segment.summary
    let reference =
      Double(summary.tokens[field]) / Double(max(1, summary.fieldDocuments[field]))
    // The part grows with the average at most in proportion, and shrinks with it.
    boundRatio = max(1, average / max(reference, 1))
    usesStoredBounds = weights.usesStoredBounds
  }

  /// The exact term-frequency part of a document's score.
  @inline(__always)
  func part(frequency: UInt32, document: UInt32) -> Double {
    let tf = Double(frequency)
    return tf / (tf + factors[Int(norms[Int(document)])])
  }

  /// No document of a cursor's current block has a larger part.
  @inline(__always)
  func blockBound(_ cursor: borrowing PostingCursor) -> Double {
    if usesStoredBounds {
      return min(1, ScoreBound.expand(cursor.blockBound) * boundRatio)
    }
    let highest = cursor.blockHighestFrequency
    if highest == 255 { return 1 }
    let tf = Double(highest)
    return tf / (tf + factors[Int(cursor.blockLowestNorm)])
  }

  /// No document from a cursor's current block through `last` has a larger part.
  @inline(__always)
  func bound(_ cursor: borrowing PostingCursor, through last: UInt32) -> Double {
    usesStoredBounds ? min(1, ScoreBound.expand(cursor.bound(through: last)) * boundRatio) : 1
  }

  /// No document of the whole list has a larger part.
  func listBound(_ cursor: borrowing PostingCursor) -> Double {
    usesStoredBounds ? min(1, ScoreBound.expand(cursor.listBound) * boundRatio) : 1
  }
}
