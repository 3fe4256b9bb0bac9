package import Storage

/// One term's postings before they are written, reused from term to term.
package struct PostingBuffer: ~Copyable {
  package var documents: GrowableBuffer<UInt32>
  package var frequencies: GrowableBuffer<UInt32>
  /// Positions of all documents one after the other, `frequencies[i]` for document `i`, rising
  /// within a document; empty for terms without positions.
  package var positions: GrowableBuffer<UInt32>

  /// `folder`: on whose disk postings lie, of terms that have too many for the memory.
  package init(onDiskOf folder: String? = nil) {
    documents = GrowableBuffer(onDiskOf: folder)
    frequencies = GrowableBuffer(onDiskOf: folder)
    positions = GrowableBuffer(onDiskOf: folder)
  }

  package mutating func removeAll() {
    documents.removeAll()
    frequencies.removeAll()
    positions.removeAll()
  }
}
