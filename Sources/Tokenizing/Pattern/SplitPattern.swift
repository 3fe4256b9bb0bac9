/// A regular expression of a tokenizer: what its words look like.
///
/// The notation that published tokenizers use: characters, sets, categories (`\p{L}`), repetition
/// (greedy and possessive), alternatives, groups, `(?i:…)`, and looking ahead. Alternatives are tried
/// in order and the first match is taken, as Oniguruma does. Anything else is refused by name.
struct SplitPattern: Sendable {
  private enum Node: Sendable {
    /// As many characters of a set as there are, at least and at most so many.
    case set(Int, least: Int, most: Int, isPossessive: Bool, next: Int)
    /// The first of these that matches.
    case either([Int])
    /// What follows must match, or must not; nothing is passed over.
    case ahead(Int, isNegative: Bool, next: Int)
    case end
  }

  private var nodes: [Node] = [.end]
  private var sets: [ScalarSet] = []
  private var start = 0

  init(_ pattern: String) throws(TokenizerError) {
    var parser = SplitPatternParser(pattern)
    start = emit(try parser.whole(), next: 0)
  }

  // MARK: - Matching

  /// The first match at or after a place.
  func firstMatch(in text: ArraySlice<UInt32>, from: Int) -> Range<Int>? {
    var at = from
    while at < text.endIndex {
      if let end = run(start, text, at), end > at { return at..<end }
      at += 1
    }
    return nil
  }

  private func run(_ node: Int, _ text: ArraySlice<UInt32>, _ at: Int) -> Int? {
    switch nodes[node] {
    case .end: return at
    case .either(let nodes):
      for node in nodes {
        if let end = run(node, text, at) { return end }
      }
      return nil
    case .ahead(let node, let isNegative, let next):
      return (run(node, text, at) == nil) == isNegative ? run(next, text, at) : nil
    case .set(let set, let least, let most, let isPossessive, let next):
      let limit = text.endIndex - at > most ? at + most : text.endIndex
      var end = at
      while end < limit, sets[set].contains(text[end]) { end += 1 }
      guard end - at >= least else { return nil }
      if isPossessive { return run(next, text, end) }
      while true {
        if let found = run(next, text, end) { return found }
        if end - at == least { return nil }
        end -= 1
      }
    }
  }

  // MARK: - Building

  /// Adds the nodes of a piece, back to front.
  ///
  /// - Returns: The node at which it begins.
  private mutating func emit(_ piece: SplitPatternParser.Piece, next: Int) -> Int {
    switch piece {
    case .sequence(let pieces):
      return pieces.reversed().reduce(next) { emit($1, next: $0) }
    case .either(let pieces):
      return add(.either(pieces.map { emit($0, next: next) }))
    case .optional(let piece):
      return add(.either([emit(piece, next: next), next]))
    case .ahead(let piece, let isNegative):
      return add(.ahead(emit(piece, next: 0), isNegative: isNegative, next: next))
    case .set(let set, let least, let most, let isPossessive):
      sets.append(set)
      return add(
        .set(sets.count - 1, least: least, most: most, isPossessive: isPossessive, next: next))
    }
  }

  private mutating func add(_ node: Node) -> Int {
    nodes.append(node)
    return nodes.count - 1
  }
}
