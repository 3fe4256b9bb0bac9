internal import Storage

/// Visiting the occurrences of one term space in the logs.
extension FieldInverter {
  /// Calls `body` with the final term number and the position, in the field's total order of
  /// positions, of every occurrence in some documents, in order.
  @inline(__always)
  func forEachOccurrence(
    _ space: TermSpace, in range: Range<Int>,
    _ body: (UInt32, UInt32) -> Void
  ) {
    for index in range {
      let logged = documents[index]
      let worker = Int(logged.worker)
      let log = views[worker]
      let range = log.range(of: Int(logged.local))
      let start = range.lowerBound
      let end = range.upperBound
      let entries = log.entries
      let base = bases[index]
      switch space {
      case .word:
        for at in start..<end {
          let entry = entries[at]
          if entry & TermLog.Mark.markMask == TermLog.Mark.word {
            body(entry, base &+ UInt32(truncatingIfNeeded: at &- start))
          }
        }
      case .pair:
        for at in start..<end {
          let entry = entries[at]
          if entry & TermLog.Mark.markMask == TermLog.Mark.pair {
            body(
              entry & TermLog.Mark.numberMask,
              base &+ UInt32(truncatingIfNeeded: at &- start))
          }
        }
      case .character:
        let firsts = vocabularies.pairCharacters
        for at in start..<end {
          let entry = entries[at]
          let mark = entry & TermLog.Mark.markMask
          let number = Int(entry & TermLog.Mark.numberMask)
          let position = base &+ UInt32(truncatingIfNeeded: at &- start)
          if mark == TermLog.Mark.pair {
            body(firsts[number], position)
          } else if mark == TermLog.Mark.last {
            body(UInt32(truncatingIfNeeded: number), position)
          }
        }
      case .edge:
        forEachEdge(log, from: start, to: end, base: base, body)
      }
    }
  }

  /// Calls `body` for the gaps between runs (term 0) and for the characters (their rank + 1) that
  /// are alone in their run or next to a word.
  @inline(__always)
  private func forEachEdge(
    _ log: LogViews, from start: Int, to end: Int, base: UInt32, _ body: (UInt32, UInt32) -> Void
  ) {
    let entries = log.entries
    let firsts = vocabularies.pairCharacters
    var isInRun = false
    // The token in front of the position: a word, or the end of a run followed by gaps alone.
    var isBehindWord = false
    var gapStart = Int.max
    for at in start..<end {
      let entry = entries[at]
      let mark = entry & TermLog.Mark.markMask
      let number = entry & TermLog.Mark.numberMask
      if mark == TermLog.Mark.word {
        isBehindWord = true
        gapStart = Int.max
        continue
      }
      if mark == TermLog.Mark.gap {
        isBehindWord = false
        continue
      }
      let position = base &+ UInt32(truncatingIfNeeded: at &- start)
      if !isInRun, gapStart < at {
        for gap in gapStart..<at { body(0, base &+ UInt32(truncatingIfNeeded: gap &- start)) }
      }
      if mark == TermLog.Mark.pair {
        if isBehindWord { body(firsts[Int(number)] &+ 1, position) }
        isInRun = true
      } else {
        let isBeforeWord =
          at &+ 1 < end && entries[at &+ 1] & TermLog.Mark.markMask == TermLog.Mark.word
        if !isInRun || isBeforeWord { body(number &+ 1, position) }
        isInRun = false
        gapStart = at &+ 1
      }
      isBehindWord = false
    }
  }
}
