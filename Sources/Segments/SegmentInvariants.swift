internal import Corpora
internal import Postings
package import Storage

/// Walks every list of a segment and compares it with what the dictionary says.
package struct SegmentInvariants {
  private let segment: SegmentReader

  package init(_ segment: SegmentReader) { self.segment = segment }

  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` for the first contradiction.
  package func check() throws(StorageError) {
    for field in segment.settings.schema.textFields.indices {
      for space in TermSpace.allCases {
        try check(segment.field(field), space)
      }
    }
  }

  private func check(_ field: SegmentField, _ space: TermSpace) throws(StorageError) {
    guard let dictionary = field.dictionary(space), let source = field.source(space) else {
      return
    }
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
      var document = try cursor.advance(to: 0)
      while document != .end {
        if let last, document <= last { throw wrong("documents are out of order") }
        last = document
        documents += 1
        let frequency = try cursor.frequency()
        occurrences += UInt64(frequency)
        if space.hasPositions {
          _ = try cursor.positions(into: &places)
          let length = Norm.decode(source.norms[Int(document)])
          for index in 0..<places.count where places[index] >= length {
            throw wrong("a position lies behind its document's end")
          }
        }
        document = try cursor.next()
      }
      guard documents == terms.info.documentFrequency, occurrences == terms.info.occurrences else {
        throw wrong("a list has another number of postings than its dictionary entry")
      }
      withExtendedLifetime(scratch) {}
    }
    guard count == dictionary.count else { throw wrong("the dictionary lacks terms") }
  }

  private func wrong(_ detail: String) -> StorageError {
    .damaged(path: segment.file.path, offset: 0, detail: detail)
  }
}
