internal import Analysis
internal import QueryLanguage
internal import Storage

/// Patterns that no word can match, whatever the records.
extension PlanBuilder {
  /// What keeps words of this corpus from matching a pattern.
  mutating func obstacle(in pattern: String) -> TermRegex.Obstacle? {
    var known: [Unicode.Scalar: TermRegex.Role] = [:]
    let analyzer = analyzer
    var batch = TokenBatch()
    return TermRegex.obstacle(in: Array(pattern.unicodeScalars)) { scalar in
      if let answer = known[scalar] { return answer }
      let answer = Self.role(of: scalar, by: analyzer, &batch)
      known[scalar] = answer
      return answer
    }
  }

  /// What a character is in words: tried between letters, between digits, in front, and alone.
  private static func role(
    of scalar: Unicode.Scalar, by analyzer: Analyzer, _ batch: inout TokenBatch
  ) -> TermRegex.Role {
    let wanted = Array(String(scalar).utf8)
    var role = TermRegex.Role.none
    let texts: [(text: String, role: TermRegex.Role)] = [
      ("q\(scalar)q 7\(scalar)7 \(scalar)q", .within), ("\(scalar)\(scalar)", .alone),
    ]
    for (text, shown) in texts {
      Array(text.utf8).withView { analyzer.analyze($0, into: &batch) }
      for index in 0..<batch.pieces.count where !batch.pieces[index].isRun {
        let piece = batch.pieces[index]
        let word = batch.bytes.view[Int(piece.start)..<Int(piece.start) + piece.count].array
        if word.firstRange(of: wanted) != nil { role = shown }
      }
    }
    return role
  }

  /// Notes that no word can match a pattern.
  mutating func refuse(_ leaf: QueryLeaf, _ pattern: String, _ obstacle: TermRegex.Obstacle) {
    if problem != nil { return }
    guard case .characters(let place) = obstacle else {
      problem = QueryProblem(
        .query, written.text, at: leaf.range,
        message: "this pattern describes no letter or digit, and every word has one",
        suggestion: .write("*", effect: "finds every record"))
      return
    }
    let scalars = Array(pattern.unicodeScalars)
    let start = leaf.range.lowerBound + 1 + scalars[..<place].reduce(0) { $0 + UTF8.width($1) }
    let what = scalars[place] == "[" ? "any of these characters" : "“\(scalars[place])”"
    let folded = foldedPattern(scalars)
    let isMended = folded != pattern && self.obstacle(in: folded) == nil
    problem = QueryProblem(
      .query, written.text, at: start..<start + UTF8.width(scalars[place]),
      message: isMended
        ? "words are folded, and no folded word holds \(what)"
        : "no word holds \(what); unspaced writing and signs are found as they stand",
      suggestion: isMended
        ? .write("/\(folded)/", effect: "describes the folded word")
        : .write("\"…\"", effect: "finds unspaced writing, exact:\"…\" signs"))
  }

  /// A pattern whose characters are folded one by one, as far as each becomes one character.
  private mutating func foldedPattern(_ scalars: [Unicode.Scalar]) -> String {
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      let isNamed = index > 0 && scalars[index - 1] == "\\"
      analyze("q\(scalar)q")
      let word =
        tokens.pieces.count == 1
        ? Array(word(tokens.pieces[0], field: nil).text.unicodeScalars) : []
      result.append(!isNamed && word.count == 3 ? word[1] : scalar)
    }
    return String(result)
  }
}
