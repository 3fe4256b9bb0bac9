internal import Storage

/// What a machine has read of the terms of a dictionary so far.
struct TermReader: ~Copyable {
  var table: TermMachineTable
  /// The state behind each number of bytes of the current term, as far as ``known``.
  var states = GrowableBuffer<Int32>(
    repeating: 0, count: TermDictionaryBuilder.maximumTermSize + 17)
  /// Bytes of the current term that the machine has read.
  var known = 0
  /// Bytes that lead nowhere; `Int.max` while none do.
  var deadEnd = Int.max

  init(_ machine: any TermMachine) {
    table = TermMachineTable(machine)
    states[0] = 1
  }

  /// Knows nothing of the current term any more.
  mutating func forget() {
    known = 0
    deadEnd = Int.max
  }

  /// Reads a term of which some bytes are as in the one before.
  ///
  /// - Returns: The state behind it; 0 with ``deadEnd`` set when a beginning of it leads nowhere.
  mutating func read(_ term: BufferView<UInt8>) -> Int32 {
    if table.isFull {
      table.reset()
      known = 0
    }
    deadEnd = Int.max
    var state = states[known]
    while known < term.count {
      state = table.step(state, term[known])
      if state == 0 {
        deadEnd = known + 1
        return 0
      }
      known += 1
      states[known] = state
    }
    return state
  }
}

/// The inner loop of ``TermWalk``: millions of terms pass here, so a kernel reads the common ones.
extension DictionaryEntries {
  /// Why a scan stopped.
  enum Stop {
    /// At a term that the machine accepts; ``readInfo()`` or ``skipInfo()`` must come next.
    case accepted
    /// Behind a term with a beginning that leads nowhere; the reader tells which.
    case dead
    /// At the page's end, or at damage.
    case pageEnd
  }

  /// Moves to the following term that a machine accepts, or whose beginning newly leads nowhere.
  ///
  /// `bits`: accepted terms of one or two documents set their bits there and are passed over.
  mutating func scan(_ reader: inout TermReader, gathering bits: BufferView<UInt64>?) -> Stop {
    while !isDamaged, entry < page.entryCount {
      switch scanCommon(&reader) {
      case .dead: return .dead
      case .accepted: break
      case .uncommon:
        guard let shared = nextTerm() else { return .pageEnd }
        // What shares a dead end is dead as well.
        if shared >= reader.deadEnd {
          skipInfo()
          continue
        }
        reader.known = min(reader.known, shared)
        let state = reader.read(term.view)
        if state == 0 {
          skipInfo()
          return isDamaged ? .pageEnd : .dead
        }
        if !reader.table.accepts(state) {
          skipInfo()
          continue
        }
      }
      guard let bits, gatherInline(into: bits) else { return .accepted }
    }
    return .pageEnd
  }

  /// Lets the kernel read as far as it can.
  private mutating func scanCommon(_ reader: inout TermReader) -> TermScan.Stop {
    let longest = TermDictionaryBuilder.maximumTermSize
    term.reserve(max(0, longest + 17 - term.count))
    var scan = TermScan(
      limit: page.restartsAt, bytes: page.bytes, total: page.entryCount, longest: longest,
      bases: (page.postingsBase, positions: page.hasPositions ? page.positionsBase : nil))
    (scan.at, scan.entry, scan.length) = (offset, entry, term.count)
    (scan.known, scan.deadEnd) = (reader.known, reader.deadEnd)
    scan.lists = (postingsAt, positionsAt)
    let state = reader.states[reader.known]
    scan.setQuiet(reader.table.quiet(state))
    let stop = scan.advance(
      in: page.bytes, text: term.capacityView, way: reader.states.view, steps: reader.table.known,
      endings: reader.table.knownEndings)
    (offset, entry) = (scan.at, scan.entry)
    term.setCount(scan.length)
    (reader.known, reader.deadEnd) = (scan.known, scan.deadEnd)
    (postingsAt, positionsAt) = scan.lists
    kind = scan.kind
    return stop
  }

  /// Sets the bits of the documents that stand behind the current term, and moves behind them.
  ///
  /// - Returns: `false` at a term with a list of its own, which stays the current one.
  private mutating func gatherInline(into bits: BufferView<UInt64>) -> Bool {
    let start = offset
    if kind == TermDictionaryBuilder.Kind.list { return false }
    var documents = UInt64(kind)
    let areOnce = kind != TermDictionaryBuilder.Kind.other
    if !areOnce {
      documents = number()
      if documents == 0 || documents > UInt64(TermInfo.inlineLimit) {
        offset = start
        return false
      }
    }
    var document: UInt64 = 0
    var occurrences: UInt64 = 0
    for _ in 0..<documents {
      document &+= number()
      guard document >> 6 < UInt64(bits.count) else {
        isDamaged = true
        return true
      }
      bits[Int(document >> 6)] |= 1 &<< (document & 63)
      occurrences &+= areOnce ? 1 : (number() & 0xffff_ffff) &+ 1
    }
    guard page.hasPositions else { return true }
    for _ in 0..<occurrences {
      _ = number()
      if isDamaged { break }
    }
    return true
  }
}
