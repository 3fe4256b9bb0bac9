extension TermRegex {
  /// Reads a pattern as a tree.
  struct Reader {
    private static let maximumDepth = 32
    private static let maximumCount = 255
    private static let repetitions: [Unicode.Scalar] = ["*", "+", "?", "{"]

    private let scalars: [Unicode.Scalar]
    private var at = 0

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var current: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private func problem(_ message: String, at place: Int, expected: String) -> Problem {
      Problem(message: message, place: place, expected: expected)
    }

    mutating func whole() throws(Problem) -> Node {
      let node = try choice(depth: 0)
      if at < scalars.count {
        throw problem("this ) closes nothing", at: at, expected: "a ( before it")
      }
      return node
    }

    private mutating func choice(depth: Int) throws(Problem) -> Node {
      if depth == Self.maximumDepth {
        throw problem(
          "groups are nested too deeply", at: at - 1,
          expected: "at most \(Self.maximumDepth) levels")
      }
      var nodes = [try sequence(depth: depth)]
      while current == "|" {
        at += 1
        nodes.append(try sequence(depth: depth))
      }
      return nodes.count == 1 ? nodes[0] : .choice(nodes)
    }

    private mutating func sequence(depth: Int) throws(Problem) -> Node {
      var nodes: [Node] = []
      while let next = current, next != "|", next != ")" {
        nodes.append(try counted(try atom(next, depth: depth)))
      }
      return nodes.isEmpty ? .empty : nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func atom(_ next: Unicode.Scalar, depth: Int) throws(Problem) -> Node {
      let opening = at
      at += 1
      switch next {
      case "(":
        let inner = try choice(depth: depth + 1)
        guard current == ")" else {
          throw problem(
            "this ( is never closed", at: opening, expected: ") at the end of the group")
        }
        at += 1
        return inner
      case "[": return try set(opening)
      case ".": return .anyOf([], negated: true)
      case "\\":
        let literal = try escaped(opening)
        return .one(literal.value...literal.value)
      case _ where Self.repetitions.contains(next):
        throw problem(
          "this \(next) has nothing to repeat", at: opening,
          expected: "a character, a set or a group before it")
      default: return .one(next.value...next.value)
      }
    }

    /// The character behind a backslash, which has been taken.
    private mutating func escaped(_ backslash: Int) throws(Problem) -> Unicode.Scalar {
      guard let literal = current else {
        throw problem("this \\ has nothing behind it", at: backslash, expected: "a character")
      }
      at += 1
      return literal
    }

    private mutating func set(_ opening: Int) throws(Problem) -> Node {
      var ranges: [ClosedRange<UInt32>] = []
      let negated = current == "^"
      if negated { at += 1 }
      while let next = current, next != "]" || ranges.isEmpty {
        let start = at
        at += 1
        let low = next == "\\" ? try escaped(start) : next
        var high = low
        if current == "-", at + 1 < scalars.count, scalars[at + 1] != "]" {
          high = scalars[at + 1]
          at += 2
        }
        guard low <= high else {
          throw problem(
            "the range \(low)-\(high) runs backwards", at: start, expected: "\(high)-\(low)")
        }
        ranges.append(low.value...high.value)
      }
      guard current == "]" else {
        throw problem("this [ is never closed", at: opening, expected: "] at the end of the set")
      }
      at += 1
      return .anyOf(ranges, negated: negated)
    }

    private mutating func counted(_ node: Node) throws(Problem) -> Node {
      let start = at
      let repeated: Node
      switch current {
      case "*": repeated = .repeated(node, least: 0, most: nil)
      case "+": repeated = .repeated(node, least: 1, most: nil)
      case "?": repeated = .repeated(node, least: 0, most: 1)
      case "{":
        let (least, most) = try count()
        repeated = .repeated(node, least: least, most: most)
      default: return node
      }
      at += 1
      if let next = current, Self.repetitions.contains(next) {
        throw problem(
          "what \(scalars[start]) repeats cannot be repeated again", at: at,
          expected: "( ) around what comes before")
      }
      return repeated
    }

    /// Reads `{m`, `{m,` or `{m,n` up to the closing brace.
    private mutating func count() throws(Problem) -> (least: Int, most: Int?) {
      let opening = at
      at += 1
      let first = number()
      var most = first
      if current == "," {
        at += 1
        most = number()
      }
      guard let least = first, current == "}" else {
        throw problem("this { begins no count", at: opening, expected: "{2}, {2,} or {2,5}")
      }
      guard least <= Self.maximumCount, (most ?? 0) <= Self.maximumCount else {
        throw problem(
          "nothing can be repeated that often", at: opening,
          expected: "counts up to \(Self.maximumCount)")
      }
      if let most, most < least {
        throw problem("the count runs backwards", at: opening, expected: "{\(most),\(least)}")
      }
      return (least, most)
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
