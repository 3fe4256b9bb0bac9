/// A regular expression over whole terms, run as a set of states.
///
/// It is linear in the term, whatever the pattern. Over a dictionary each set is worked out once; see
/// ``ScalarMachine``.
///
/// Understood are `.`, `[a-z]`, `[^…]`, `|`, `( )`, `*`, `+`, `?`, `{m,n}` and `\` before a
/// literal character. After K. Thompson, "Regular Expression Search Algorithm", CACM 1968.
struct TermRegex {
  private indirect enum Node {
    case empty
    case one(ClosedRange<UInt32>)
    case anyOf([ClosedRange<UInt32>], negated: Bool)
    case sequence([Node])
    case choice([Node])
    case repeated(Node, least: Int, most: Int?)
  }

  private enum Step {
    case test([ClosedRange<UInt32>], negated: Bool)
    case split(Int, Int)
    case accept
  }

  /// States of a program are bounded, so that a term costs bounded time.
  private static let maximumSteps = 4096

  private var steps: [Step] = []
  /// Bytes that every accepted term begins with.
  let prefix: [UInt8]

  /// - Returns: `nil` when the pattern is malformed or too large.
  init?(_ pattern: String) {
    var reader = Reader(Array(pattern.unicodeScalars))
    guard let node = reader.choice(depth: 0), reader.isAtEnd else { return nil }
    var leading: [UInt8] = []
    Self.collectPrefix(node, &leading)
    prefix = leading
    guard emit(node) else { return nil }
    steps.append(.accept)
  }

  private static func collectPrefix(_ node: Node, _ bytes: inout [UInt8]) {
    func literal(_ node: Node) -> [UInt8]? {
      guard case .one(let range) = node, range.lowerBound == range.upperBound,
        let scalar = Unicode.Scalar(range.lowerBound)
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
    guard steps.count < Self.maximumSteps else { return false }
    switch node {
    case .empty: return true
    case .one(let range): steps.append(.test([range], negated: false))
    case .anyOf(let ranges, let negated): steps.append(.test(ranges, negated: negated))
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
  func accepts(_ term: [UInt8]) -> Bool {
    var state = start
    for scalar in String(decoding: term, as: UTF8.self).unicodeScalars {
      guard let next = step(state, scalar.value) else { return false }
      state = next
    }
    return accepts(state)
  }

  /// Reads a pattern.
  private struct Reader {
    private let scalars: [Unicode.Scalar]
    private var at = 0

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    var isAtEnd: Bool { at == scalars.count }

    private var current: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    mutating func choice(depth: Int) -> Node? {
      guard depth < 32, let first = sequence(depth: depth) else { return nil }
      var nodes = [first]
      while current == "|" {
        at += 1
        guard let next = sequence(depth: depth) else { return nil }
        nodes.append(next)
      }
      return nodes.count == 1 ? nodes[0] : .choice(nodes)
    }

    private mutating func sequence(depth: Int) -> Node? {
      var nodes: [Node] = []
      while let next = current, next != "|", next != ")" {
        guard let atom = atom(depth: depth), let counted = counted(atom) else { return nil }
        nodes.append(counted)
      }
      return nodes.isEmpty ? .empty : nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func atom(depth: Int) -> Node? {
      guard let next = current else { return nil }
      at += 1
      switch next {
      case "(":
        guard let inner = choice(depth: depth + 1), current == ")" else { return nil }
        at += 1
        return inner
      case "[": return set()
      case ".": return .anyOf([], negated: true)
      case "*", "+", "?", "{": return nil
      case "\\":
        guard let literal = current else { return nil }
        at += 1
        return .one(literal.value...literal.value)
      default: return .one(next.value...next.value)
      }
    }

    private mutating func set() -> Node? {
      var ranges: [ClosedRange<UInt32>] = []
      let negated = current == "^"
      if negated { at += 1 }
      while let next = current, next != "]" || ranges.isEmpty {
        at += 1
        var low = next
        if next == "\\" {
          guard let literal = current else { return nil }
          low = literal
          at += 1
        }
        var high = low
        if current == "-", at + 1 < scalars.count, scalars[at + 1] != "]" {
          high = scalars[at + 1]
          at += 2
        }
        guard low <= high else { return nil }
        ranges.append(low.value...high.value)
      }
      guard current == "]" else { return nil }
      at += 1
      return .anyOf(ranges, negated: negated)
    }

    private mutating func counted(_ node: Node) -> Node? {
      switch current {
      case "*": return repeated(node, 0, nil)
      case "+": return repeated(node, 1, nil)
      case "?": return repeated(node, 0, 1)
      case "{":
        at += 1
        guard let least = number() else { return nil }
        var most: Int? = least
        if current == "," {
          at += 1
          most = number()
        }
        guard current == "}", least <= 255, (most ?? 0) <= 255, most.map({ $0 >= least }) ?? true
        else { return nil }
        return repeated(node, least, most)
      default: return node
      }
    }

    private mutating func repeated(_ node: Node, _ least: Int, _ most: Int?) -> Node? {
      at += 1
      if let next = current, ["*", "+", "?", "{"].contains(next) { return nil }
      return .repeated(node, least: least, most: most)
    }

    private mutating func number() -> Int? {
      var value: Int?
      while let next = current, ("0"..."9").contains(next), (value ?? 0) < 1000 {
        value = (value ?? 0) * 10 + Int(next.value - 48)
        at += 1
      }
      return value
    }
  }
}

extension TermRegex: ScalarPattern {
  /// The steps that could be taken next, rising.
  var start: [Int] { follow([0]) }

  func step(_ state: [Int], _ scalar: UInt32) -> [Int]? {
    var following: [Int] = []
    for index in state {
      guard case .test(let ranges, let negated) = steps[index] else { continue }
      if ranges.contains(where: { $0.contains(scalar) }) != negated { following.append(index + 1) }
    }
    return following.isEmpty ? nil : follow(following)
  }

  func accepts(_ state: [Int]) -> Bool {
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
