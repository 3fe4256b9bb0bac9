internal import CKernels
package import Storage

/// Where a machine stands in a page of front-coded terms, as the kernel keeps it.
package struct TermScan {
  /// Why a scan stopped.
  package enum Stop {
    /// In front of an entry that the caller must read itself, or at the page's end.
    case uncommon
    /// At what stands behind an accepted term.
    case accepted
    /// Behind a term with a beginning that newly leads nowhere.
    case dead
  }

  private var scan = ck_term_scan()

  /// A place in a page's bytes, whose entries end at `limit`.
  package init(
    limit: Int, bytes: ByteSlice, total: Int, longest: Int, bases: (UInt64, positions: UInt64?)
  ) {
    precondition(limit <= bytes.count && bytes.count <= Int(Int32.max))
    scan.limit = UInt32(limit)
    scan.size = UInt32(bytes.count)
    scan.total = UInt32(total)
    scan.longest = UInt32(longest)
    scan.postings_base = bases.0
    scan.positions_base = bases.positions ?? 0
    scan.has_positions = bases.positions == nil ? 0 : 1
  }

  /// Where the next entry stands.
  package var at: Int {
    get { Int(scan.at) }
    set { scan.at = UInt32(newValue) }
  }
  /// Entries in front of ``at``.
  package var entry: Int {
    get { Int(scan.entry) }
    set { scan.entry = UInt32(newValue) }
  }
  /// Bytes of the current term.
  package var length: Int {
    get { Int(scan.length) }
    set { scan.length = UInt32(newValue) }
  }
  /// Bytes of the current term that the machine has read.
  package var known: Int {
    get { Int(scan.known) }
    set { scan.known = UInt32(newValue) }
  }
  /// Bytes that lead nowhere; `Int.max` while none do.
  package var deadEnd: Int {
    get { scan.dead_end == .max ? .max : Int(scan.dead_end) }
    set { scan.dead_end = newValue == .max ? .max : UInt32(newValue) }
  }
  /// What stands behind the current term; set with ``Stop/accepted``.
  package var kind: UInt8 { scan.kind }
  /// Where the current list begins, and its positions.
  package var lists: (postings: UInt64, positions: UInt64) {
    get { (scan.postings_at, scan.positions_at) }
    set { (scan.postings_at, scan.positions_at) = newValue }
  }

  /// A state that most bytes lead back to; `nil` for none.
  package mutating func setQuiet(_ quiet: QuietState?) {
    scan.quiet.state = quiet?.state ?? -1
    guard let quiet else { return }
    scan.quiet.next = quiet.next
    scan.quiet.leaving = (quiet.leaving[0], quiet.leaving[1])
    scan.quiet.following = (quiet.following[0], quiet.following[1])
  }

  /// Moves on while entries are common; see the kernel.
  ///
  /// `text`, `way`: have room for 17 elements more than the longest term.
  package mutating func advance(
    in bytes: ByteSlice, text: BufferView<UInt8>, way: BufferView<Int32>, steps: BufferView<Int32>,
    endings: BufferView<UInt8>
  ) -> Stop {
    let room = Int(scan.longest) + 17
    precondition(bytes.count == Int(scan.size) && text.count >= room && way.count >= room)
    // Safe: states are below the number of endings, and steps has 256 for each.
    precondition(steps.count == 256 * endings.count && scan.length <= scan.longest)
    let stop = unsafe ck_scan_terms(
      &scan, bytes.base.assumingMemoryBound(to: UInt8.self), text.base, way.base, steps.base,
      endings.base)
    switch stop {
    case CK_TERM_ACCEPTED: return .accepted
    case CK_TERM_DEAD: return .dead
    default: return .uncommon
    }
  }
}

/// A state that refuses a term, and that all ASCII bytes lead back to but for one or two.
package struct QuietState: Sendable {
  package var state: Int32
  /// The bytes that leave it; 255 for none.
  package var leaving: InlineArray<2, UInt8>
  /// The state behind the only byte that leaves it, which refuses too, and from which all ASCII
  /// bytes lead back but for ``following``; 0 where things are not so.
  package var next: Int32 = 0
  package var following: InlineArray<2, UInt8> = [0xff, 0xff]

  package init(state: Int32, leaving: InlineArray<2, UInt8>) {
    self.state = state
    self.leaving = leaving
  }
}
