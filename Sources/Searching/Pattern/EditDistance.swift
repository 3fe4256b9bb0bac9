/// Terms within some edits (insert, delete, replace, swap of neighbours) of a word.
///
/// A state is a row of the table of distances between the word and what was read of the term; the
/// row before it is kept for swaps. Distances beyond the limit are all alike, so there are few
/// states.
struct EditDistance: ScalarPattern {
  private let word: [UInt32]
  private let limit: UInt8

  init(_ word: [Unicode.Scalar], limit: Int) {
    self.word = word.map(\.value)
    self.limit = UInt8(clamping: min(limit, 100))
  }

  struct State: Hashable {
    var row: [UInt8]
    /// The row in front of the last code point, where a swap may need it.
    var before: [UInt8] = []
    /// The last code point; 0 where it is not in the word.
    var last: UInt32 = 0
  }

  var start: State {
    State(row: (0...word.count).map { UInt8(min($0, Int(limit) + 1)) })
  }

  func step(_ state: State, _ scalar: UInt32) -> State? {
    let beyond = limit + 1
    var row = [UInt8](repeating: beyond, count: word.count + 1)
    row[0] = min(state.row[0] + 1, beyond)
    var least = row[0]
    for column in word.indices {
      var cost = min(min(state.row[column + 1], row[column]) + 1, beyond)
      cost = min(cost, state.row[column] + (scalar == word[column] ? 0 : 1))
      if column > 0, !state.before.isEmpty, scalar == word[column - 1],
        state.last == word[column]
      {
        cost = min(cost, state.before[column - 1] + 1)
      }
      row[column + 1] = cost
      least = min(least, cost)
    }
    if least > limit { return nil }
    guard word.contains(scalar) else { return State(row: row) }
    return State(row: row, before: state.row, last: scalar)
  }

  func accepts(_ state: State) -> Bool { state.row[word.count] <= limit }

  /// Whether a whole term is near enough.
  func accepts(_ term: [UInt8]) -> Bool {
    var state = start
    for scalar in String(decoding: term, as: UTF8.self).unicodeScalars {
      guard let next = step(state, scalar.value) else { return false }
      state = next
    }
    return accepts(state)
  }
}
