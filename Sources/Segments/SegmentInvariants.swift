internal import Postings
internal import Records
package import Storage

/// Walks every list of a segment and compares it with what the dictionary says.
package struct SegmentInvariants {
  /// What computing a part in another order may change.
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
  }

  private func check(_ number: Int, _ space: TermSpace) throws(StorageError) {
    let field = segment.field(number)
    guard let dictionary = field.dictionary(space), let source = field.source(space) else {
      return
    }
    let summary = segment.summary
    let average = max(
      1, Double(summary.tokens[number]) / Double(max(1, summary.fieldDocuments[number])))
    // How many documents of a list have a score part, in 255ths rounded down.
    var parts = [Int](repeating: 0, count: 256)
    var terms = try dictionary.terms(from: source.norms[0..<0])
    var before: [UInt8] = []
    var places = GrowableBuffer<UInt32>()
    var count: UInt64 = 0
    while try terms.next() {
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
      for index in parts.indices { parts[index] = 0 }
      var document = try cursor.advance(to: 0)
      while document != .end {
        if let last, document <= last { throw wrong("documents are out of order") }
        last = document
        documents += 1
        let frequency = try cursor.frequency()
        occurrences += UInt64(frequency)
        let length = Norm.decode(source.norms[Int(document)])
        let part = ScoreBound.part(
          frequency: Double(frequency), length: Double(length), average: average)
        guard part <= ScoreBound.expand(cursor.blockBound) + Self.rounding else {
          throw wrong("a document scores more than its block's bound")
        }
        parts[Int(ScoreBound.quantizeDown(part + Self.rounding))] += 1
        if space.hasPositions {
          _ = try cursor.positions(into: &places)
          for index in 0..<places.count where places[index] >= length {
            throw wrong("a position lies behind its document's end")
          }
        }
        document = try cursor.next()
      }
      guard documents == terms.info.documentFrequency, occurrences == terms.info.occurrences else {
        throw wrong("a list has another number of postings than its dictionary entry")
      }
      for rank in PostingListBuilder.Layout.floorRanks {
        let floor = Int(try cursor.floor(of: rank))
        guard floor == 0 || parts[floor...].reduce(0, +) >= rank else {
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
