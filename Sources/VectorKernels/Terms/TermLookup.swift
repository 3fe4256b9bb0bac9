internal import CKernels
package import Storage

/// Looks for single terms in the pages of a dictionary; see the kernels.
package enum TermLookup {
  /// Where a found term's postings stand.
  package struct Place {
    /// Behind the term, in the page.
    package let offset: Int
    /// The two highest bits of the entry's head.
    package let kind: UInt8
    /// Where its list would begin, and the positions of that.
    package let postingsAt: UInt64
    package let positionsAt: UInt64
  }

  /// What a page says of a term.
  package enum Answer {
    case absent
    case found(Place)
    /// Something in the way does not fit the page.
    case damaged
  }

  /// How many of the rising first terms of some pages are not above a term.
  ///
  /// `offsets`: where each begins in `terms`, u32, and the end of the last.
  package static func pages(
    notAbove term: ByteSlice, count: Int, offsets: ByteSlice, terms: ByteSlice
  ) -> Int {
    precondition(count >= 0 && 4 * (count + 1) <= offsets.count)
    // Safe: each pair of offsets is compared with the number of terms' bytes.
    return unsafe ck_count_pages(
      offsets.base.assumingMemoryBound(to: UInt8.self), count,
      terms.base.assumingMemoryBound(to: UInt8.self), terms.count,
      term.base.assumingMemoryBound(to: UInt8.self), term.count)
  }

  /// Looks for a term in the page that the first `count` bytes are; more may be read.
  package static func find(
    _ term: ByteSlice, in bytes: ByteSlice, count: Int, hasPositions: Bool, isStepped: Bool
  ) -> Answer {
    precondition(count >= 0 && count <= bytes.count)
    var place = ck_term_place()
    let flags = (hasPositions ? CK_TERM_POSITIONS : 0) | (isStepped ? CK_TERM_STEPPED : 0)
    // Safe: the kernel follows nothing that it has not compared with both counts.
    let answer = unsafe ck_find_term(
      bytes.base.assumingMemoryBound(to: UInt8.self), count, bytes.count, UInt32(flags),
      term.base.assumingMemoryBound(to: UInt8.self), term.count, &place)
    switch answer {
    case CK_TERM_FOUND:
      return .found(
        Place(
          offset: Int(place.at), kind: place.kind, postingsAt: place.postings_at,
          positionsAt: place.positions_at))
    case CK_TERM_DAMAGED: return .damaged
    default: return .absent
    }
  }
}
