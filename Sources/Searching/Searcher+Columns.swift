package import QueryLanguage
internal import Records
package import Segments
package import Storage
internal import Synchronization

/// The values of one column among the matches of a query.
package struct Facet: Sendable {
  package var field: String
  /// Most frequent first; `nil`, the last, stands for records without a value.
  package var values: [(value: ColumnValue?, count: UInt64)]
  /// Different values beyond those in ``values``.
  package var more: UInt64
}

extension Searcher {
  /// The corpus that a part belongs to.
  package func corpus(of part: Int) -> Int { parts[part].corpus }

  /// The part that stands for a corpus's segment.
  package func part(corpus: Int, segment: Int) -> Int {
    parts.firstIndex { $0.corpus == corpus && $0.number == segment } ?? 0
  }
}

/// The values of one column that were counted so far.
private struct FacetSums {
  var counts: [ColumnValue: UInt64] = [:]
  /// Records without a value.
  var missing: UInt64 = 0
}

extension PreparedSearch {
  /// Counts the values of columns among all matches; a record that has a value twice counts once.
  ///
  /// - Parameters:
  ///   - fields: The columns.
  ///   - others: Names besides those of columns that a face counts by, for problems.
  ///   - limit: Values of each column to name, the most frequent ones.
  /// - Returns: A facet for each, in the same order.
  /// - Throws: ``QueryProblem`` for a column that no corpus has, ``StorageError``.
  package func facets(
    _ fields: [String], besides others: [String] = [], limit: Int = .max
  ) throws -> [Facet] {
    if fields.isEmpty { return [] }
    for field in fields where searcher.schema.column(named: field) == nil {
      var schema = searcher.schema
      schema.columns += others.map { QuerySchema.Column(name: $0, types: [.string]) }
      throw schema.unknownColumn(field, in: field, as: .facet)
    }
    let sums = Mutex([FacetSums](repeating: FacetSums(), count: fields.count))
    let weights = try weights()
    try forEachSlice(weights, cuts: hasFewValues(fields)) { (slice) throws(StorageError) in
      try self.addFacets(fields, of: slice, weights, to: sums)
    }
    return sums.withLock { $0 }.enumerated().map { index, sums in
      var values = sums.counts.map { (value: ColumnValue?.some($0.key), count: $0.value) }
      values.sort { left, right in
        if left.count != right.count { return left.count > right.count }
        return (left.value ?? .missing) < (right.value ?? .missing)
      }
      let more = max(0, values.count - limit)
      values.removeLast(more)
      if sums.missing > 0 { values.append((nil, sums.missing)) }
      return Facet(field: fields[index], values: values, more: UInt64(more))
    }
  }

  /// Values of a column in a part from which on cutting the part costs more than it gives: each slice
  /// has a counter for every value, and adds those that it met to all others'.
  private static let fewValues = 4096

  private func hasFewValues(_ fields: [String]) -> Bool {
    searcher.asked.allSatisfy { part in
      fields.allSatisfy { name in
        guard let column = searcher.segment(part).column(named: name) else { return true }
        return ColumnFacetCounter.countersAhead(column.cursor()) <= Self.fewValues
      }
    }
  }

  /// Counts the values of columns among the matches of a slice.
  private func addFacets(
    _ fields: [String], of slice: SearchSlice, _ weights: QueryWeights,
    to sums: borrowing Mutex<[FacetSums]>
  ) throws(StorageError) {
    let counters = fields.map { name in
      searcher.segment(slice.part).column(named: name).map { ColumnFacetCounter($0.cursor()) }
    }
    var matches: UInt64 = 0
    try forEachWindow(of: slice, weights: weights) { (first, words) throws(StorageError) in
      for word in 0..<Window.words { matches += UInt64(words[word].nonzeroBitCount) }
      for counter in counters {
        try counter?.add(window: Window.index(of: first), documents: words)
      }
      return true
    }
    var counted: [[(value: ColumnValue, count: UInt64)]] = []
    for (field, counter) in zip(fields, counters) {
      counted.append(try counter?.countedValues() ?? [])
      if counter?.isComplete == false {
        notes.add(
          "\(field) has more than \(ColumnFacetCounter.maximumValues) different values; "
            + "those met later were not counted")
      }
    }
    sums.withLock { sums in
      for (index, values) in counted.enumerated() {
        for (value, count) in values { sums[index].counts[value, default: 0] += count }
        sums[index].missing += counters[index]?.missingCount ?? matches
      }
    }
  }
}

/// The first records in the order of a column.
package struct SortedHits: Sendable {
  private let searcher: Searcher
  private let column: String
  private let isDescending: Bool

  /// `sort`: a column's name, `NAME:asc` or `NAME:desc`.
  package init(_ searcher: Searcher, sort: String) throws(QueryProblem) {
    self.searcher = searcher
    let key = try searcher.schema.sortKey(parsing: sort)
    column = key.name
    isDescending = key.isDescending
  }

  /// The first matches in the column's order; ties in record order, missing values last.
  ///
  /// `after`: the last hit of an earlier page.
  package func top(
    _ limit: Int, of prepared: PreparedSearch, after: ScoredDocument?
  )
    throws(StorageError) -> [ScoredDocument]
  {
    let boundary = try after.map { (hit) throws(StorageError) in
      Place(value: try value(of: hit), hit: hit)
    }
    let kept = Mutex<[Place]>([])
    let weights = try prepared.weights()
    try prepared.forEachSlice(weights) { (slice) throws(StorageError) in
      let found = try self.first(limit, of: prepared, in: slice, weights, after: boundary)
      kept.withLock { self.add(found, to: &$0, limit: limit) }
    }
    return kept.withLock { $0.map(\.hit) }
  }

  /// A match, and where it stands.
  private struct Place {
    var value: ColumnValue
    var hit: ScoredDocument
  }

  /// The first matches of a slice.
  private func first(
    _ limit: Int, of prepared: PreparedSearch, in slice: SearchSlice, _ weights: QueryWeights,
    after boundary: Place?
  ) throws(StorageError) -> [Place] {
    var kept: [Place] = []
    let segment = searcher.segment(slice.part)
    let corpus = searcher.corpus(of: slice.part)
    let cursor = segment.column(named: column)?.cursor()
    try prepared.forEachWindow(of: slice, weights: weights) {
      (first, words) throws(StorageError) in
      for document in Bits(words, first: first) {
        let hit = ScoredDocument(
          score: 0, corpus: corpus, part: slice.part, document: document,
          ordinal: segment.sources.ordinals[segment.rank(of: document)])
        let candidate = Place(
          value: try cursor?.sortValue(of: Int(document), isDescending: isDescending) ?? .missing,
          hit: hit)
        if let boundary, !precedes(boundary, candidate) { continue }
        kept.append(candidate)
        // Twice the wanted number is kept before the worse half is dropped.
        if kept.count >= max(64, 2 * limit) { add([], to: &kept, limit: limit) }
      }
      return true
    }
    return kept
  }

  /// Keeps the first of what is known and of what comes.
  private func add(_ more: [Place], to kept: inout [Place], limit: Int) {
    kept += more
    kept.sort(by: precedes)
    if kept.count > limit { kept.removeLast(kept.count - limit) }
  }

  private func value(of hit: ScoredDocument) throws(StorageError) -> ColumnValue {
    for (index, part) in searcher.parts.enumerated() where part.corpus == hit.corpus {
      let ordinals = part.segment.sources.ordinals
      for document in 0..<UInt32(part.segment.documentCount)
      where ordinals[part.segment.rank(of: document)] == hit.ordinal {
        return try searcher.segment(index).column(named: column)?.cursor()
          .sortValue(of: Int(document), isDescending: isDescending) ?? .missing
      }
    }
    return .missing
  }

  private func precedes(_ left: Place, _ right: Place) -> Bool {
    if left.value != right.value {
      if left.value == .missing { return false }
      if right.value == .missing { return true }
      return isDescending ? right.value < left.value : left.value < right.value
    }
    return left.hit.precedes(right.hit)
  }
}
