internal import CKernels
package import Storage

/// Looks single terms up in the pages of a dictionary.
package enum TermLookup {
  /// The entry of a found term.
  package struct Entry {
    /// Offset behind the term's text, in the page.
    package let offset: Int
    /// The two highest bits of the entry's head.
    package let kind: UInt8
    /// Where its list would begin, and the list's positions.
    package let postingsAt: UInt64
    package let positionsAt: UInt64
  }

  /// The outcome of a look-up in a page.
  package enum Answer {
    case absent
    case found(Entry)
    /// The entries that were read do not fit the page.
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

  /// Looks a term up in the page that the first `count` bytes are; bytes behind it may be read.
  ///
  /// - Complexity: O(log *n*) in the restarts, then at most 16 entries.
  package static func find(
    _ term: ByteSlice, in bytes: ByteSlice, count: Int, hasPositions: Bool, isStepped: Bool
  ) -> Answer {
    precondition(count >= 0 && count <= bytes.count)
    var entry = ck_term_entry()
    let flags = (hasPositions ? CK_TERM_POSITIONS : 0) | (isStepped ? CK_TERM_STEPPED : 0)
    // Safe: the kernel follows nothing that it has not compared with both counts.
    let answer = unsafe ck_find_term(
      bytes.base.assumingMemoryBound(to: UInt8.self), count, bytes.count, UInt32(flags),
      term.base.assumingMemoryBound(to: UInt8.self), term.count, &entry)
    switch answer {
    case CK_TERM_FOUND:
      return .found(
        Entry(
          offset: Int(entry.at), kind: entry.kind, postingsAt: entry.postings_at,
          positionsAt: entry.positions_at))
    case CK_TERM_DAMAGED: return .damaged
    default: return .absent
    }
  }
}
