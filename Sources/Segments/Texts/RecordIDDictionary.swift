internal import Postings
package import Storage

/// The sorted ids of a segment, each with the ranks of the records that have it.
package struct RecordIDDictionary: Sendable {
  private let terms: TermDictionary
  private let source: PostingSource

  /// Opens the dictionary of a segment file; `nil` where its ids need none.
  ///
  /// `norms` are any of as many documents: ids have no lengths, and the lists' checks want some.
  init?(_ file: EnvelopeReader, norms: ByteSlice) throws(StorageError) {
    let number = SegmentSection.field(SegmentSection.recordIDField, .character)
    guard let pages = file.section(SegmentSection.termPages, field: number),
      let index = file.section(SegmentSection.termIndex, field: number),
      let postings = file.section(SegmentSection.postings, field: number)
    else { return nil }
    terms = try TermDictionary(pages: pages, index: index)
    source = PostingSource(postings: postings, positions: nil, norms: norms)
  }

  /// The ranks of the records whose ids have a key.
  func ranks(of key: ByteSlice) throws(StorageError) -> [UInt32] {
    guard let info = try terms.find(key) else { return [] }
    return try ranks(info)
  }

  private func ranks(_ info: TermInfo) throws(StorageError) -> [UInt32] {
    let scratch = ScratchArena()
    var cursor = try PostingCursor(info, in: source, scratch: scratch)
    var found: [UInt32] = []
    var rank = try cursor.advance(to: 0)
    while rank != .end {
      found.append(rank)
      rank = try cursor.next()
    }
    withExtendedLifetime(scratch) {}
    return found
  }

  func walk() throws(StorageError) -> Walk { try Walk(self) }

  /// A walk through the ids in the order of their keys.
  package final class Walk {
    private let dictionary: RecordIDDictionary
    private var terms: TermIterator

    fileprivate init(_ dictionary: RecordIDDictionary) throws(StorageError) {
      self.dictionary = dictionary
      terms = try dictionary.terms.terms(from: dictionary.source.norms[0..<0])
    }

    /// Moves to the next key; `false` behind the last.
    package func next() throws(StorageError) -> Bool { try terms.next() }

    /// The bytes of the id, of a long one its beginning and a checksum.
    package var key: [UInt8] { terms.term }

    /// The ranks of the records with this key.
    package func ranks() throws(StorageError) -> [UInt32] { try dictionary.ranks(terms.info) }
  }
}
