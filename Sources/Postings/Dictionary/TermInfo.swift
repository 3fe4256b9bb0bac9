package import Storage

/// A term's entry in the dictionary: its frequencies and where its list stands.
package struct TermInfo: Sendable {
  /// Documents that hold the term.
  package var documentFrequency: UInt32 = 0
  /// Occurrences in all documents.
  package var occurrences: UInt64 = 0
  /// The bytes of the list in the postings section, and of its positions in theirs; meaningless for
  /// inline postings.
  package var postingsOffset: UInt64 = 0
  package var postingsCount: UInt64 = 0
  package var positionsOffset: UInt64 = 0
  package var positionsCount: UInt64 = 0
  /// Up to ``inlineLimit`` postings inside the dictionary entry itself.
  package var inline: InlinePostings?

  /// Terms with at most this many documents have no list of their own.
  package static let inlineLimit: UInt32 = 2

  package init() {}
}

/// The postings of a term with one or two documents, stored in the dictionary.
package struct InlinePostings: Sendable {
  package var documents: InlineArray<2, UInt32> = [0, 0]
  package var frequencies: InlineArray<2, UInt32> = [0, 0]
  /// The gaps of both documents' positions as varints, one after the other.
  package var positions: ByteSlice

  package init(positions: ByteSlice) { self.positions = positions }

  /// Calls `body` with each position of all documents, document by document.
  ///
  /// `count`: documents.
  package func forEachPosition(_ count: Int, _ body: (_ slot: Int, _ position: UInt32) -> Void) {
    var offset = 0
    for slot in 0..<count {
      var next: UInt32 = 0
      for _ in 0..<frequencies[slot] {
        let gap = UInt32(truncatingIfNeeded: positions.trustedVarint(at: &offset))
        body(slot, next &+ gap)
        next = next &+ gap &+ 1
      }
    }
  }
}
