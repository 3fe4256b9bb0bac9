internal import QueryLanguage
internal import Postings
internal import Segments
internal import Storage

/// Finds the terms of a dictionary that a pattern matches.
struct TermExpansion {
  private let pattern: TermPattern
  private let notes: SearchNotes

  init(_ pattern: TermPattern, notes: SearchNotes) {
    self.pattern = pattern
    self.notes = notes
  }

  /// Calls `body` with every matching word of a field; `false` ends.
  func forEachWord(
    in field: SegmentField,
    _ body: (borrowing TermWalk, PostingSource) throws(StorageError) -> Bool
  ) throws(StorageError) {
    for range in ranges where range.space == .word {
      guard var walk = try walk(range, in: field), let source = field.source(.word) else {
        continue
      }
      while try walk.next() {
        if try !body(walk, source) { return }
      }
    }
  }

  /// Sets the bits of all documents that hold a matching term; `isLate` ends it.
  func gather(
    from field: SegmentField, into bits: BufferView<UInt64>, isLate: () -> Bool
  ) throws(StorageError) {
    for range in ranges {
      guard var walk = try walk(range, in: field), let source = field.source(range.space) else {
        continue
      }
      // An arena serves some lists and is dropped: memory stays bounded, whatever the pattern.
      var arena = ScratchArena()
      var used = 0
      walking: while true {
        switch try walk.nextList(gathering: bits) {
        case .end: break walking
        case .pause: if isLate() { return }
        case .term:
          try ExpandedDocuments.add(walk.info, in: source, to: bits, scratch: arena)
          used += 1
          if used == 256 {
            arena = ScratchArena()
            used = 0
            if isLate() { return }
          }
        }
      }
    }
  }

  /// A range of a dictionary, and the automaton that searches it.
  private struct Range {
    var space: TermSpace
    var machine: any TermMachine
    /// What all terms begin with.
    var prefix: [UInt8] = []
  }

  /// The ranges of dictionaries that may hold matching terms.
  private var ranges: [Range] {
    switch pattern.kind {
    case .prefix(let text):
      func range(_ space: TermSpace) -> Range {
        Range(space: space, machine: ScalarMachine(TermPrefix(text)), prefix: Array(text.utf8))
      }
      // A prefix of unspaced characters is also a term of its own, found anywhere in a run.
      switch text.unicodeScalars.count {
      case 1: return [range(.word), range(.character)]
      case 2: return [range(.word), range(.pair)]
      default: return [range(.word)]
      }
    case .fuzzy(let text, let distance):
      let word = EditDistance(Array(text.unicodeScalars), limit: distance)
      return [Range(space: .word, machine: ScalarMachine(word))]
    case .regex(let source):
      guard let program = TermRegex(source) else {
        notes.add("the pattern /\(source)/ could not be read and matches nothing")
        return []
      }
      return [Range(space: .word, machine: ScalarMachine(program), prefix: program.prefix)]
    }
  }

  private func walk(_ range: Range, in field: SegmentField) throws(StorageError) -> TermWalk? {
    guard let dictionary = field.dictionary(range.space) else { return nil }
    return try TermWalk(dictionary, machine: range.machine, prefix: range.prefix)
  }
}
