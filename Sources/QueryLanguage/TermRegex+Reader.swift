extension TermRegex {
  /// Reads a pattern as a tree.
  struct Reader {
    private static let maximumDepth = 32
    private static let maximumCount = 255
    private static let repetitions: [Unicode.Scalar] = ["*", "+", "?", "{"]

    private let scalars: [Unicode.Scalar]
    private var at = 0
    private var ignoresCase = false

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var current: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    private func isAt(_ text: String) -> Bool {
      scalars[at...].starts(with: text.unicodeScalars)
    }

    /// A problem; where leaving out a few code points mends it, with what remains.
    private func problem(
      _ message: String, at place: Int, expected: String, without left: Range<Int>? = nil
    ) -> Problem {
      var problem = Problem(message: message, place: place, expected: expected)
      if let left {
        let rest = scalars[..<left.lowerBound] + scalars[left.upperBound...]
        if !rest.isEmpty { problem.instead = QueryParserCursor.text(of: rest) }
      }
      return problem
    }

    mutating func whole() throws(Problem) -> Node {
      if isAt("(?i)") {
        ignoresCase = true
        at = 4
      }
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
        if current == "?" { try takeGroupKind(opening) }
        let inner = try choice(depth: depth + 1)
        guard current == ")" else {
          throw problem(
            "this ( is never closed", at: opening, expected: ") at the end of the group")
        }
        at += 1
        return inner
      case "[": return .characters(try set(opening), place: opening)
      case ".": return .characters(.any, place: opening)
      case "^", "$": throw anchor(opening..<at)
      case "\\":
        return .characters(try escaped(opening), place: opening)
      case _ where Self.repetitions.contains(next):
        throw problem(
          "this \(next) has nothing to repeat", at: opening,
          expected: "a character, a set or a group before it")
      default:
        return .characters(literal(next), place: opening)
      }
    }

    private func literal(_ scalar: Unicode.Scalar) -> Characters {
      Characters([scalar.value...scalar.value], ignoresCase: ignoresCase)
    }

    private func anchor(_ sign: Range<Int>) -> Problem {
      problem(
        "\(QueryParserCursor.text(of: scalars[sign])) marks a place, and a pattern describes the "
          + "whole word", at: sign.lowerBound, expected: "what the word consists of", without: sign)
    }

    /// Takes `?:` behind a parenthesis, and refuses the other kinds of groups.
    private mutating func takeGroupKind(_ opening: Int) throws(Problem) {
      if isAt("?:") {
        at += 2
      } else if ["?=", "?!", "?<=", "?<!"].contains(where: isAt) {
        throw problem(
          "a pattern cannot look ahead or back", at: opening,
          expected: "what the word consists of")
      } else if ["?<", "?P<", "?'"].contains(where: isAt) {
        throw problem("groups have no names", at: opening, expected: "( ) alone")
      } else {
        throw problem(
          "this is no option of a pattern", at: opening,
          expected: "(?i), and only where the pattern begins")
      }
    }

    /// What a backslash, which has been taken, stands for with what follows it.
    private mutating func escaped(_ backslash: Int) throws(Problem) -> Characters {
      guard let sign = current else {
        throw problem("this \\ has nothing behind it", at: backslash, expected: "a character")
      }
      at += 1
      switch sign {
      case "d", "D": return Characters([], [(.digit, sign == "D")])
      case "w", "W": return Characters([], [(.word, sign == "W")])
      case "S": return .any
      case "s", "n", "r", "t", "f", "v", "0":
        throw problem(
          "no word holds a space", at: backslash,
          expected: "one word; words side by side are a phrase in quotes")
      case "b", "B", "A", "Z", "z": throw anchor(backslash..<at)
      case "1"..."9":
        throw problem(
          "a pattern cannot refer back to a group", at: backslash,
          expected: "what the word consists of")
      case _ where sign.isLetterOrDigit:
        throw problem(
          "\\\(sign) means nothing in a pattern", at: backslash,
          expected: "\\d, \\w, \\S, the character itself, or \\ before a sign")
      default: return literal(sign)
      }
    }

    private mutating func set(_ opening: Int) throws(Problem) -> Characters {
      var set = Characters(ignoresCase: ignoresCase)
      if current == "^" {
        set.isNegated = true
        at += 1
      }
      while let next = current, next != "]" || set.isEmpty {
        let start = at
        let member = try member(next)
        guard let low = member.ranges.first else {
          set.classes += member.classes
          continue
        }
        var high = low.upperBound
        if current == "-", at + 1 < scalars.count, scalars[at + 1] != "]" {
          at += 1
          guard let end = try self.member(scalars[at]).ranges.first else {
            throw problem(
              "the range ends with a class", at: start, expected: "one character on each side")
          }
          high = end.lowerBound
        }
        guard low.lowerBound <= high else {
          let ends = [high, low.lowerBound].compactMap(Unicode.Scalar.init)
          throw problem(
            "the range \(ends[1])-\(ends[0]) runs backwards", at: start,
            expected: "\(ends[0])-\(ends[1])")
        }
        set.ranges.append(low.lowerBound...high)
      }
      guard current == "]" else {
        throw problem("this [ is never closed", at: opening, expected: "] at the end of the set")
      }
      at += 1
      return set
    }

    /// One character or class of a set.
    private mutating func member(_ next: Unicode.Scalar) throws(Problem) -> Characters {
      let start = at
      if isAt("[:"), let name = className() {
        guard let known = Characters.Class.named[name] else {
          let names = Characters.Class.named.keys.sorted().map { "[:\($0):]" }
          throw problem(
            "[:\(name):] is no class of characters", at: start,
            expected: "one of \(names.joined(separator: ", "))")
        }
        at += name.unicodeScalars.count + 4
        return Characters([], [(known, false)])
      }
      at += 1
      return next == "\\" ? try escaped(start) : literal(next)
    }

    /// The name in `[:name:]` here.
    private func className() -> String? {
      let name = scalars[(at + 2)...].prefix { $0.isASCII && $0.isLetterOrDigit }
      return scalars[name.endIndex...].starts(with: ":]".unicodeScalars)
        ? QueryParserCursor.text(of: name) : nil
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
          expected: "( ) around what comes before", without: next == "?" ? at..<at + 1 : nil)
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
