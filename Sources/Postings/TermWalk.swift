package import Storage

/// Walks the terms of a dictionary that a machine accepts, in byte order.
///
/// Front coding tells how much of a term is as in the one before, so that much of the machine's
/// way is known. A beginning that leads nowhere is passed over, by restarts and by pages where
/// they reach. After K. Schulz and S. Mihov, "Fast String Correction with Levenshtein Automata",
/// 2002, where the dictionary is a machine as well; here it stays the pages that it is.
package struct TermWalk: ~Copyable {
  private let dictionary: TermDictionary
  private var table: TermMachineTable
  private let prefix: [UInt8]
  private var pageNumber: Int
  private var entries: DictionaryEntries?
  /// The state in front of each byte of the term, as far as ``known``.
  private var states: GrowableBuffer<Int32>
  /// Bytes of the current term that the machine has read.
  private var known = 0
  /// Bytes that lead nowhere; `Int.max` while none do.
  private var deadEnd = Int.max
  private var target = GrowableBuffer<UInt8>(capacity: 256)
  /// Terms looked at, for limits.
  package private(set) var visited = 0
  /// The current term; meaningful after ``next()`` returned `true`.
  package private(set) var term: [UInt8] = []
  package private(set) var info = TermInfo()

  /// Stands in front of the first accepted term; all of them begin with the bytes of `prefix`.
  package init(
    _ dictionary: TermDictionary, machine: any TermMachine, prefix: [UInt8] = []
  ) throws(StorageError) {
    self.dictionary = dictionary
    self.prefix = prefix
    table = TermMachineTable(machine)
    states = GrowableBuffer(repeating: 0, count: TermDictionaryBuilder.maximumTermSize + 2)
    states[0] = 1
    pageNumber = 0
    entries = nil
    target.append(contentsOf: prefix)
    let start = ByteSlice(target.view)
    if start.count > 0 { pageNumber = dictionary.pageNumber(of: start) ?? 0 }
    if pageNumber < dictionary.pageCount {
      entries = try dictionary.page(pageNumber).seek(start)
    }
  }

  /// Moves to the following accepted term; `false` behind the last.
  package mutating func next() throws(StorageError) -> Bool {
    while var current = entries.take() {
      switch walk(&current) {
      case .accepted:
        info = current.info
        term = current.term.view.array
        entries = consume current
        return true
      case .beyond: return false
      case .pageEnd:
        if current.isDamaged { throw dictionary.damage }
        pageNumber += 1
        if pageNumber >= dictionary.pageCount { return false }
        // A page that begins below what could come next may be passed over whole.
        let wanted = ByteSlice(target.view)
        if wanted.count > 0, pageNumber + 1 < dictionary.pageCount,
          dictionary.firstTerm(of: pageNumber + 1).compare(wanted) <= 0,
          let found = dictionary.pageNumber(of: wanted)
        {
          pageNumber = max(pageNumber, found)
        }
        entries = try dictionary.page(pageNumber).seek(wanted)
        forget()
      }
    }
    return false
  }

  private enum Outcome { case accepted, pageEnd, beyond }

  private mutating func walk(_ entries: inout DictionaryEntries) -> Outcome {
    while let shared = entries.nextTerm() {
      visited += 1
      if shared < deadEnd {
        deadEnd = Int.max
        known = min(known, shared)
        if !begins(entries.term.view) {
          if isBeyond(entries.term.view) { return .beyond }
          entries.skipInfo()
          known = 0
          continue
        }
        let state = read(entries.term.view)
        if state != 0, table.accepts(state) {
          entries.readInfo()
          return entries.isDamaged ? .pageEnd : .accepted
        }
        entries.skipInfo()
        if state == 0 {
          aim(behind: entries.term.view)
          if entries.skip(towards: ByteSlice(target.view)) { forget() }
        }
      } else {
        entries.skipInfo()
      }
    }
    return .pageEnd
  }

  /// The state behind a term; 0 with ``deadEnd`` set when a beginning of it leads nowhere.
  @inline(__always)
  private mutating func read(_ term: BufferView<UInt8>) -> Int32 {
    if table.isFull {
      table.reset()
      known = 0
    }
    // Views once a term: going through the buffers for every byte takes twice the time.
    let way = states.view
    var steps = table.known
    var state = way[known]
    var index = known
    while index < term.count {
      var next = steps[Int(state) << 8 | Int(term[index])]
      if next < 0 {
        next = table.work(out: state, term[index])
        steps = table.known
      }
      state = next
      index &+= 1
      if state == 0 {
        deadEnd = index
        known = index - 1
        return 0
      }
      way[index] = state
    }
    known = term.count
    return state
  }

  /// Sets ``target`` to the least bytes above everything that begins like the dead end.
  private mutating func aim(behind term: BufferView<UInt8>) {
    target.removeAll()
    target.append(contentsOf: term[0..<deadEnd])
    var last = deadEnd - 1
    while last > 0, target[last] == 0xff {
      target.setCount(last)
      last -= 1
    }
    target[last] = target[last] == 0xff ? 0xff : target[last] + 1
  }

  private mutating func forget() {
    known = 0
    deadEnd = Int.max
  }

  private func begins(_ term: BufferView<UInt8>) -> Bool {
    if prefix.isEmpty { return true }
    if term.count < prefix.count { return false }
    for index in prefix.indices where term[index] != prefix[index] { return false }
    return true
  }

  /// Whether a term that does not begin with the prefix stands behind those that do.
  private func isBeyond(_ term: BufferView<UInt8>) -> Bool {
    for index in 0..<min(term.count, prefix.count) where term[index] != prefix[index] {
      return term[index] > prefix[index]
    }
    return false
  }
}
