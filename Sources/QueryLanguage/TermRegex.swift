/// A regular expression over whole terms, run as a set of states.
///
/// It is linear in the term, whatever the pattern. Over a dictionary the search core works each set
/// out once.
///
/// Understood are `.`, `[a-z]`, `[^…]`, `[[:digit:]]`, `|`, `( )`, `(?: )`, `*`, `+`, `?`, `{m,n}`,
/// `\d`, `\w`, `\S` and their opposites, `\` before a sign, and `(?i)` at the beginning. After K.
/// Thompson, "Regular Expression Search Algorithm", CACM 1968.
package struct TermRegex: Sendable {
  /// A part of a pattern.
  indirect enum Node: Sendable {
    case empty
    /// One character of some, and where they stand in the pattern.
    case characters(Characters, place: Int)
    case sequence([Node])
    case choice([Node])
    case repeated(Node, least: Int, most: Int?)
  }

  private enum Step: Sendable {
    case test(Characters)
    case split(Int, Int)
    case accept
  }

  /// Why a pattern cannot be read.
  package struct Problem: Error, Equatable {
    /// One sentence without a full stop.
    package var message: String
    /// Code points in front of the place.
    package var place: Int
    /// What could stand there.
    package var expected: String
    /// A pattern that can be read instead and that was probably meant.
    package var instead: String?
  }

  /// States of a program are bounded, so that a term costs bounded time.
  private static let maximumSteps = 4096
  /// Parts of a pattern, counted as often as they are repeated: repeating nothing makes no state, and
  /// must end all the same.
  private static let maximumParts = 16 * maximumSteps

  private var steps: [Step] = []
  private var parts = 0
  /// Bytes that every accepted term begins with.
  package let prefix: [UInt8]

  /// - Returns: `nil` when the pattern is malformed or too large.
  package init?(_ pattern: String) {
    do {
      try self.init(reading: Array(pattern.unicodeScalars))
    } catch {
      return nil
    }
  }

  /// - Throws: ``Problem`` when the pattern is malformed or too large.
  package init(reading pattern: [Unicode.Scalar]) throws(Problem) {
    var reader = Reader(pattern)
    let node = try reader.whole()
    var leading: [UInt8] = []
    Self.collectPrefix(node, &leading)
    prefix = leading
    guard emit(node) else {
      throw Problem(
        message: "the pattern is too large", place: 0,
        expected: "a shorter one, or lower counts in { }")
    }
    steps.append(.accept)
  }

  private static func collectPrefix(_ node: Node, _ bytes: inout [UInt8]) {
    func literal(_ node: Node) -> [UInt8]? {
      guard case .characters(let characters, _) = node, let scalar = characters.literal
      else { return nil }
      return Array(String(Character(scalar)).utf8)
    }
    if let single = literal(node) { bytes += single }
    guard case .sequence(let nodes) = node else { return }
    for node in nodes {
      guard let next = literal(node) else { return }
      bytes += next
    }
  }

  private mutating func emit(_ node: Node) -> Bool {
    parts += 1
    guard steps.count < Self.maximumSteps, parts < Self.maximumParts else { return false }
    switch node {
    case .empty: return true
    case .characters(let characters, _): steps.append(.test(characters))
    case .sequence(let nodes):
      for node in nodes where !emit(node) { return false }
    case .choice(let nodes):
      var ends: [Int] = []
      for (index, node) in nodes.enumerated() {
        if index == nodes.count - 1 { return emit(node) && patch(ends) }
        let split = steps.count
        steps.append(.split(split + 1, 0))
        guard emit(node) else { return false }
        ends.append(steps.count)
        steps.append(.split(0, 0))
        steps[split] = .split(split + 1, steps.count)
      }
    case .repeated(let inner, let least, let most):
      for _ in 0..<least where !emit(inner) { return false }
      if let most {
        var splits: [Int] = []
        for _ in least..<max(least, most) {
          splits.append(steps.count)
          steps.append(.split(0, 0))
          guard emit(inner) else { return false }
        }
        for split in splits { steps[split] = .split(split + 1, steps.count) }
      } else {
        let split = steps.count
        steps.append(.split(0, 0))
        guard emit(inner) else { return false }
        steps.append(.split(split, split))
        steps[split] = .split(split + 1, steps.count)
      }
    }
    return steps.count < Self.maximumSteps
  }

  private mutating func patch(_ ends: [Int]) -> Bool {
    for end in ends { steps[end] = .split(steps.count, steps.count) }
    return true
  }

  /// Whether a whole term matches.
  package func accepts(_ term: [UInt8]) -> Bool {
    var state = start
    for scalar in String(decoding: term, as: UTF8.self).unicodeScalars {
      guard let next = step(state, scalar.value) else { return false }
      state = next
    }
    return accepts(state)
  }
}

/// The pattern as a machine over code points.
extension TermRegex {
  /// The steps that could be taken next, rising.
  package var start: [Int] { follow([0]) }

  package func step(_ state: [Int], _ scalar: UInt32) -> [Int]? {
    var following: [Int] = []
    for index in state {
      guard case .test(let characters) = steps[index] else { continue }
      if characters.contains(scalar) { following.append(index + 1) }
    }
    return following.isEmpty ? nil : follow(following)
  }

  package func accepts(_ state: [Int]) -> Bool {
    state.contains { if case .accept = steps[$0] { true } else { false } }
  }

  /// Everything that can be reached without reading.
  private func follow(_ starts: [Int]) -> [Int] {
    var seen = [Bool](repeating: false, count: steps.count)
    var pending = starts
    var states: [Int] = []
    while let state = pending.popLast() {
      if seen[state] { continue }
      seen[state] = true
      if case .split(let first, let second) = steps[state] {
        pending.append(second)
        pending.append(first)
      } else {
        states.append(state)
      }
    }
    return states.sorted()
  }
}
