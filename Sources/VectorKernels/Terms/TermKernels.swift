internal import CKernels
package import Storage

/// The progress of an automaton through a page of front-coded terms, as the kernel keeps it.
package struct TermScan {
  /// Why a scan stopped.
  package enum Stop {
    /// In front of an entry that the caller must read itself, or at the page's end.
    case uncommon
    /// Behind the text of an accepted term, in front of its numbers.
    case accepted
    /// Behind an entry with a prefix that no accepted term has; see ``deadEnd``.
    case dead
  }

  private var scan = ck_term_scan()

  /// A scan of a page's bytes, whose entries end at `limit`.
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

  /// Offset of the next entry.
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
  /// Bytes of the current term that the automaton has read.
  package var known: Int {
    get { Int(scan.known) }
    set { scan.known = UInt32(newValue) }
  }
  /// Length of the shortest prefix of the current term that no accepted term has; `Int.max` while
  /// there is none.
  package var deadEnd: Int {
    get { scan.dead_end == .max ? .max : Int(scan.dead_end) }
    set { scan.dead_end = newValue == .max ? .max : UInt32(newValue) }
  }
  /// The kind of the current term's entry; set with ``Stop/accepted``.
  package var kind: UInt8 { scan.kind }
  /// Where the current list and its positions begin.
  package var lists: (postings: UInt64, positions: UInt64) {
    get { (scan.postings_at, scan.positions_at) }
    set { (scan.postings_at, scan.positions_at) = newValue }
  }

  /// Sets the looping state that the scan may skip through; `nil` for none.
  package mutating func setLoop(_ loop: LoopState?) {
    scan.loop.state = loop?.state ?? -1
    guard let loop else { return }
    scan.loop.next = loop.next
    scan.loop.leaving = (loop.leaving[0], loop.leaving[1])
    scan.loop.following = (loop.following[0], loop.following[1])
  }

  /// Moves on while entries are common; see the kernel.
  ///
  /// `text`, `path`: hold 17 elements more than the longest term; `path` has the state behind each
  /// byte of the term.
  package mutating func advance(
    in bytes: ByteSlice, text: BufferView<UInt8>, path: BufferView<Int32>, steps: BufferView<Int32>,
    endings: BufferView<UInt8>
  ) -> Stop {
    let capacity = Int(scan.longest) + 17
    precondition(
      bytes.count == Int(scan.size) && text.count >= capacity && path.count >= capacity)
    // Safe: states are below the number of endings, and steps has 256 for each.
    precondition(steps.count == 256 * endings.count && scan.length <= scan.longest)
    let stop = unsafe ck_scan_terms(
      &scan, bytes.base.assumingMemoryBound(to: UInt8.self), text.base, path.base, steps.base,
      endings.base)
    switch stop {
    case CK_TERM_ACCEPTED: return .accepted
    case CK_TERM_DEAD: return .dead
    default: return .uncommon
    }
  }
}

/// A rejecting state of an automaton from which all ASCII bytes but one or two lead back to itself.
package struct LoopState: Sendable {
  package var state: Int32
  /// The bytes that lead elsewhere; 255 for none.
  package var leaving: InlineArray<2, UInt8>
  /// The state behind the only byte that leads elsewhere, which rejects too and from which all
  /// ASCII bytes but ``following`` lead back; 0 where there is no such state.
  package var next: Int32 = 0
  package var following: InlineArray<2, UInt8> = [0xff, 0xff]

  package init(state: Int32, leaving: InlineArray<2, UInt8>) {
    self.state = state
    self.leaving = leaving
  }
}
