internal import Postings
internal import Records
package import Storage

/// Decodes every list of a segment and compares it with its dictionary entry and bounds, and makes the
/// value of every record.
package struct SegmentInvariants {
  /// How much a term score may differ when it is computed in another order.
  private static let rounding = 1e-9

  private let segment: SegmentReader

  package init(_ segment: SegmentReader) { self.segment = segment }

  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` for the first contradiction.
  package func check() throws(StorageError) {
    for field in segment.settings.schema.textFields.indices {
      for space in TermSpace.allCases {
        try check(field, space)
      }
    }
    try segment.checkRecords()
    _ = try segment.profile()
  }

  private func check(_ number: Int, _ space: TermSpace) throws(StorageError) {
    let field = segment.field(number)
    guard let dictionary = field.dictionary(space), let source = field.source(space) else {
      return
    }
    let summary = segment.summary
    let average = max(
      1, Double(summary.tokens[number]) / Double(max(1, summary.fieldDocuments[number])))
    // How many documents of a list have each term score, in 255ths rounded down.
    var scoreCounts = [Int](repeating: 0, count: 256)
    var terms = try dictionary.terms(from: source.norms[0..<0])
    var before: [UInt8] = []
    var positions = GrowableBuffer<UInt32>()
    var count: UInt64 = 0
    while try terms.next() {
      try Cancellation.check()
      if count > 0, !before.lexicographicallyPrecedes(terms.term) {
        throw wrong("terms are out of order")
      }
      before = terms.term
      count += 1
      let scratch = ScratchArena()
      var cursor = try PostingCursor(terms.info, in: source, scratch: scratch)
      var documents: UInt32 = 0
      var occurrences: UInt64 = 0
      var last: UInt32?
      for index in scoreCounts.indices { scoreCounts[index] = 0 }
      var document = try cursor.advance(to: 0)
      while document != .end {
        if let last, document <= last { throw wrong("documents are out of order") }
        last = document
        documents += 1
        let frequency = try cursor.frequency()
        occurrences += UInt64(frequency)
        let length = Norm.decode(source.norms[Int(document)])
        let score = ScoreBound.termScore(
          frequency: Double(frequency), length: Double(length), average: average)
        guard score <= ScoreBound.expand(cursor.blockBound) + Self.rounding else {
          throw wrong("a document scores more than its block's bound")
        }
        scoreCounts[Int(ScoreBound.quantizeDown(score + Self.rounding))] += 1
        if space.hasPositions {
          _ = try cursor.positions(into: &positions)
          for index in 0..<positions.count where positions[index] >= length {
            throw wrong("a position lies behind its document's end")
          }
        }
        document = try cursor.next()
      }
      guard documents == terms.info.documentFrequency, occurrences == terms.info.occurrences else {
        throw wrong("a list has another number of postings than its dictionary entry")
      }
      for rank in PostingListLayout.floorRanks {
        let floor = Int(try cursor.floor(of: rank))
        guard floor == 0 || scoreCounts[floor...].reduce(0, +) >= rank else {
          throw wrong("a list's best documents score less than its floors")
        }
      }
      withExtendedLifetime(scratch) {}
    }
    guard count == dictionary.count else { throw wrong("the dictionary lacks terms") }
  }

  private func wrong(_ detail: String) -> StorageError {
    .damaged(path: segment.file.path, offset: 0, detail: detail)
  }
}
