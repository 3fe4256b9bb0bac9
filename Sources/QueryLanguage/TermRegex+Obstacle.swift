extension TermRegex {
  /// What characters are in words.
  package enum Role: Sendable {
    /// Part of no word.
    case none
    /// Part of words that hold letters or digits as well, as the sign in `don't` is.
    case within
    /// A word by itself, as letters and digits are.
    case alone
  }

  /// Why no word at all can match a pattern.
  package enum Obstacle: Equatable, Sendable {
    /// The characters that begin so many code points into the pattern are part of no word.
    case characters(place: Int)
    /// The pattern describes no letter or digit, and every word has one.
    case noLetter
  }

  /// What keeps a pattern from matching any word, `nil` where some word may match.
  ///
  /// Characters are looked at one by one: a pattern that words of these characters could match is
  /// taken to match some.
  ///
  /// - Parameters:
  ///   - pattern: A pattern that can be read.
  ///   - role: What a character is in words.
  /// - Returns: The first obstacle.
  package static func obstacle(
    in pattern: [Unicode.Scalar], where role: (Unicode.Scalar) -> Role
  ) -> Obstacle? {
    var reader = Reader(pattern)
    guard let node = try? reader.whole() else { return nil }
    var dead: Int?
    if reach(of: node, where: role, &dead).matchesLetter { return nil }
    return dead.map { .characters(place: $0) } ?? .noLetter
  }

  /// What a part of a pattern can match.
  private struct Reach {
    /// Anything that words hold, or nothing at all.
    var matches: Bool
    /// Something that holds a letter or digit.
    var matchesLetter: Bool
  }

  /// `dead`: gets the first place whose characters are part of no word.
  private static func reach(
    of node: Node, where role: (Unicode.Scalar) -> Role, _ dead: inout Int?
  ) -> Reach {
    switch node {
    case .empty: return Reach(matches: true, matchesLetter: false)
    case .characters(let characters, let place):
      let isLetter = characters.containsAny { role($0) == .alone }
      let occurs = isLetter || characters.containsAny { role($0) != .none }
      if !occurs { dead = dead ?? place }
      return Reach(matches: occurs, matchesLetter: isLetter)
    case .sequence(let nodes):
      let parts = nodes.map { reach(of: $0, where: role, &dead) }
      let matches = parts.allSatisfy(\.matches)
      return Reach(
        matches: matches, matchesLetter: matches && parts.contains(where: \.matchesLetter))
    case .choice(let nodes):
      let parts = nodes.map { reach(of: $0, where: role, &dead) }
      return Reach(
        matches: parts.contains(where: \.matches),
        matchesLetter: parts.contains(where: \.matchesLetter))
    case .repeated(let inner, let least, let most):
      let part = reach(of: inner, where: role, &dead)
      return Reach(
        matches: least == 0 || part.matches, matchesLetter: most != 0 && part.matchesLetter)
    }
  }
}
