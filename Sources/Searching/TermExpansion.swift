internal import Postings
internal import Segments
internal import Storage

/// Finds the terms of a dictionary that a pattern stands for.
struct TermExpansion {
  /// More terms than this are not followed; the answer says so.
  static let limit = 10_000

  private let pattern: TermPattern

  init(_ pattern: TermPattern) { self.pattern = pattern }

  /// The matching terms of a field with their spaces.
  func terms(
    in field: SegmentField, notes: SearchNotes
  ) throws(StorageError) -> [(
    TermSpace, TermInfo
  )] {
    var found: [(TermSpace, TermInfo)] = []
    for space in [TermSpace.word, .pair, .character] {
      guard let dictionary = field.dictionary(space) else { continue }
      switch pattern.kind {
      case .prefix(let text):
        // A prefix of unspaced characters: itself is found wherever it stands.
        if space == .character, text.unicodeScalars.count != 1 { continue }
        if space == .pair, text.unicodeScalars.count != 2 { continue }
        try scan(dictionary, space, prefix: Array(text.utf8), notes, &found) { _ in true }
      case .fuzzy(let text, let distance):
        if space != .word { continue }
        let automaton = EditDistance(Array(text.unicodeScalars), limit: distance)
        try scan(dictionary, space, prefix: [], notes, &found) { automaton.accepts($0) }
      case .regex(let source):
        if space != .word { continue }
        guard let program = TermRegex(source) else {
          notes.add("the pattern /\(source)/ could not be read and matches nothing")
          return []
        }
        try scan(dictionary, space, prefix: program.prefix, notes, &found) {
          program.accepts($0)
        }
      }
    }
    return found
  }

  private func scan(
    _ dictionary: TermDictionary, _ space: TermSpace, prefix: [UInt8], _ notes: SearchNotes,
    _ found: inout [(TermSpace, TermInfo)], accepts: ([UInt8]) -> Bool
  ) throws(StorageError) {
    var start = GrowableBuffer<UInt8>()
    start.append(contentsOf: prefix)
    var iterator = try dictionary.terms(from: ByteSlice(start.view))
    while try iterator.next() {
      let term = iterator.term
      guard term.starts(with: prefix) else { break }
      guard accepts(term) else { continue }
      if found.count == Self.limit {
        notes.add("a pattern stands for more than \(Self.limit) terms; the rest was left out")
        return
      }
      found.append((space, iterator.info))
    }
  }
}

/// Whether terms are within some edits (insert, delete, replace, swap of neighbours) of a word.
struct EditDistance {
  private let word: [Unicode.Scalar]
  private let limit: Int

  init(_ word: [Unicode.Scalar], limit: Int) {
    self.word = word
    self.limit = limit
  }

  func accepts(_ term: [UInt8]) -> Bool {
    if abs(term.count - word.reduce(0) { $0 + UTF8.width($1) }) > limit * 4 { return false }
    let other = Array(String(decoding: term, as: UTF8.self).unicodeScalars)
    if abs(other.count - word.count) > limit { return false }
    var before: [Int] = []
    var above = Array(0...word.count)
    for row in other.indices {
      var current = [row + 1]
      for column in word.indices {
        var cost = min(above[column + 1], current[column]) + 1
        cost = min(cost, above[column] + (other[row] == word[column] ? 0 : 1))
        if row > 0, column > 0, other[row] == word[column - 1], other[row - 1] == word[column] {
          cost = min(cost, before[column - 1] + 1)
        }
        current.append(cost)
      }
      if (current.min() ?? 0) > limit { return false }
      before = above
      above = current
    }
    return above[word.count] <= limit
  }
}
