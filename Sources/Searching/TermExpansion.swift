internal import Postings
internal import Segments
internal import Storage

/// Finds the terms of a dictionary that a pattern stands for.
struct TermExpansion {
  private let pattern: TermPattern
  private let notes: SearchNotes

  init(_ pattern: TermPattern, notes: SearchNotes) {
    self.pattern = pattern
    self.notes = notes
  }

  /// Calls `body` with every matching term of a field; `false` ends.
  func forEachTerm(
    in field: SegmentField, words wordsOnly: Bool = false,
    _ body: (TermSpace, [UInt8], TermInfo) throws(StorageError) -> Bool
  ) throws(StorageError) {
    switch pattern.kind {
    case .prefix(let text):
      let bytes = Array(text.utf8)
      try walk(field, .word, ScalarMachine(TermPrefix(text)), prefix: bytes, body)
      if wordsOnly { return }
      // A prefix of unspaced characters: itself is found wherever it stands.
      let length = text.unicodeScalars.count
      guard length <= 2 else { return }
      let space = length == 1 ? TermSpace.character : .pair
      try walk(field, space, ScalarMachine(TermPrefix(text)), prefix: bytes, body)
    case .fuzzy(let text, let distance):
      let word = EditDistance(Array(text.unicodeScalars), limit: distance)
      try walk(field, .word, ScalarMachine(word), body)
    case .regex(let source):
      guard let program = TermRegex(source) else {
        notes.add("the pattern /\(source)/ could not be read and matches nothing")
        return
      }
      try walk(field, .word, ScalarMachine(program), prefix: program.prefix, body)
    }
  }

  private func walk(
    _ field: SegmentField, _ space: TermSpace, _ machine: any TermMachine, prefix: [UInt8] = [],
    _ body: (TermSpace, [UInt8], TermInfo) throws(StorageError) -> Bool
  ) throws(StorageError) {
    guard let dictionary = field.dictionary(space) else { return }
    var walk = try TermWalk(dictionary, machine: machine, prefix: prefix)
    while try walk.next() {
      if try !body(space, walk.term, walk.info) { return }
    }
  }
}
