package import Storage

/// The sections that hold the lists of one field and term space, as cursors need them.
package final class PostingSource: Sendable {
  package let postings: SectionBytes
  /// `nil` for term spaces without positions.
  package let positions: SectionBytes?
  /// One byte per document, with slack, verified.
  package let norms: ByteSlice

  package init(postings: SectionBytes, positions: SectionBytes?, norms: ByteSlice) {
    self.postings = postings
    self.positions = positions
    self.norms = norms
  }
}
