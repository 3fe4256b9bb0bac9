internal import Storage
internal import VectorKernels

/// The progress of an automaton through the terms of a dictionary.
struct TermReader: ~Copyable {
  var table: TermMachineTable
  /// The state behind each number of bytes of the current term, as far as ``known``.
  var states = GrowableBuffer<Int32>(
    repeating: 0, count: TermDictionaryBuilder.maximumTermSize + 17)
  /// Bytes of the current term that the automaton has read.
  var known = 0
  /// Length of the shortest prefix of the current term that no accepted term has; `Int.max` while
  /// there is none.
  var deadEnd = Int.max

  init(_ machine: any TermMachine) {
    table = TermMachineTable(machine)
    states[0] = 1
  }

  /// Starts again at the first byte of a term.
  mutating func forget() {
    known = 0
    deadEnd = Int.max
  }

  /// Reads a term of which the first ``known`` bytes have been read.
  ///
  /// - Returns: The state behind it; 0 with ``deadEnd`` set when a prefix of it leads to the dead
  ///   state.
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

/// The inner loop of ``TermWalk``: it reads millions of terms, so a kernel reads the common ones.
extension DictionaryEntries {
  /// Why a scan stopped.
  enum Stop {
    /// At a term that the automaton accepts; ``readInfo()`` or ``skipInfo()`` must come next.
    case accepted
    /// Behind a term with a prefix that no accepted term has; see ``TermReader/deadEnd``.
    case dead
    /// At the page's end, or at damage.
    case pageEnd
  }

  /// Moves to the following term that an automaton accepts, or that has a dead prefix which the
  /// term before did not have.
  ///
  /// `bits`: accepted terms of one or two documents set their bits there and are skipped.
  mutating func scan(_ machine: inout TermReader, gathering bits: BufferView<UInt64>?) -> Stop {
    while !isDamaged, entry < page.entryCount {
      switch scanCommon(&machine) {
      case .dead: return .dead
      case .accepted: break
      case .uncommon:
        guard let shared = nextTerm() else { return .pageEnd }
        // A term that shares a dead prefix is dead as well.
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

  /// Runs the kernel as far as it can read.
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
    scan.setLoop(machine.table.loop(machine.states[machine.known]))
    let stop = scan.advance(
      in: page.bytes, text: term.capacityView, path: machine.states.view,
      steps: machine.table.known,
      endings: machine.table.knownEndings)
    (reader.offset, entry) = (scan.at, scan.entry)
    term.setCount(scan.length)
    (machine.known, machine.deadEnd) = (scan.known, scan.deadEnd)
    (reader.postingsAt, reader.positionsAt) = scan.lists
    reader.kind = scan.kind
    return stop
  }

  /// Sets the bits of the documents in the current term's entry, and moves behind them.
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
