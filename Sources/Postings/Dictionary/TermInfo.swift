package import Storage

/// What the dictionary knows of one term.
package struct TermInfo: Sendable {
  /// Documents that hold the term.
  package var documentFrequency: UInt32 = 0
  /// Occurrences in all documents.
  package var occurrences: UInt64 = 0
  /// The list in the postings section; meaningless for inline postings.
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

/// One or two postings that stand in the dictionary.
package struct InlinePostings: Sendable {
  package var documents: InlineArray<2, UInt32> = [0, 0]
  package var frequencies: InlineArray<2, UInt32> = [0, 0]
  /// The gaps of both documents' positions as varints, one after the other.
  package var positions: ByteSlice

  package init(positions: ByteSlice) { self.positions = positions }
}
