internal import Storage
internal import VectorKernels

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
  mutating func scan(_ machine: inout TermReader, gathering bits: BufferView<UInt64>?) -> Stop {
    while !isDamaged, entry < page.entryCount {
      switch scanCommon(&machine) {
      case .dead: return .dead
      case .accepted: break
      case .uncommon:
        guard let shared = nextTerm() else { return .pageEnd }
        // What shares a dead end is dead as well.
        if shared >= machine.deadEnd {
          skipInfo()
          continue
        }
        machine.known = min(machine.known, shared)
        let state = machine.read(term.view)
        if state == 0 {
          skipInfo()
          return isDamaged ? .pageEnd : .dead
        }
        if !machine.table.accepts(state) {
          skipInfo()
          continue
        }
      }
      guard let bits, gatherInline(into: bits) else { return .accepted }
    }
    return .pageEnd
  }

  /// Lets the kernel read as far as it can.
  private mutating func scanCommon(_ machine: inout TermReader) -> TermScan.Stop {
    let longest = TermDictionaryBuilder.maximumTermSize
    let page = reader.page
    // Stepped terms are few at a time: those with one first character.
    if page.spelling == .stepped { return .uncommon }
    term.reserve(max(0, longest + 17 - term.count))
    var scan = TermScan(
      limit: page.restartsAt, bytes: page.bytes, total: page.entryCount, longest: longest,
      bases: (page.postingsBase, positions: page.hasPositions ? page.positionsBase : nil))
    (scan.at, scan.entry, scan.length) = (reader.offset, entry, term.count)
    (scan.known, scan.deadEnd) = (machine.known, machine.deadEnd)
    scan.lists = (reader.postingsAt, reader.positionsAt)
    let state = machine.states[machine.known]
    scan.setQuiet(machine.table.quiet(state))
    let stop = scan.advance(
      in: page.bytes, text: term.capacityView, way: machine.states.view, steps: machine.table.known,
      endings: machine.table.knownEndings)
    (reader.offset, entry) = (scan.at, scan.entry)
    term.setCount(scan.length)
    (machine.known, machine.deadEnd) = (scan.known, scan.deadEnd)
    (reader.postingsAt, reader.positionsAt) = scan.lists
    reader.kind = scan.kind
    return stop
  }

  /// Sets the bits of the documents that stand behind the current term, and moves behind them.
  ///
  /// - Returns: `false` at a term with a list of its own, which stays the current one.
  private mutating func gatherInline(into bits: BufferView<UInt64>) -> Bool {
    let start = reader.offset
    if reader.kind == TermDictionaryBuilder.Kind.list { return false }
    var documents = UInt64(reader.kind)
    let areOnce = reader.kind != TermDictionaryBuilder.Kind.other
    if !areOnce {
      documents = reader.number()
      if documents == 0 || documents > UInt64(TermInfo.inlineLimit) {
        reader.offset = start
        return false
      }
    }
    var document: UInt64 = 0
    var occurrences: UInt64 = 0
    for _ in 0..<documents {
      document &+= reader.number()
      guard document >> 6 < UInt64(bits.count) else {
        reader.isDamaged = true
        return true
      }
      bits[Int(document >> 6)] |= 1 &<< (document & 63)
      occurrences &+= areOnce ? 1 : (reader.number() & 0xffff_ffff) &+ 1
    }
    guard page.hasPositions else { return true }
    for _ in 0..<occurrences {
      _ = reader.number()
      if isDamaged { break }
    }
    return true
  }
}
