/// Makes queries of every shape, mostly out of what stands in some records.
package struct RandomQueries {
  package var generator: SeededGenerator
  private let texts: [[Character]]
  private let titles: [[Character]]
  private let tokens: [[NaiveToken]]

  package init(generator: SeededGenerator, records: [NaiveIndex.Record], body: String) {
    self.generator = generator
    texts = records.compactMap { $0.texts[body].map { Array($0.prefix(400)) } }
      .filter { $0.count > 1 }
    titles = records.compactMap { $0.texts["title"].map(Array.init) }
    tokens = texts.map { NaiveAnalyzer.standard.tokens(of: $0) }
  }

  /// A query of any shape.
  package mutating func query(depth: Int = 2) -> NaiveQuery {
    switch generator.number(0..<12) {
    case 0, 1, 2: return .leaf(leaf())
    case 3: return .any(leaves(2..<6))
    case 4: return .all(leaves(2..<4))
    case 5: return .clauses(leaves(2..<5).map { NaiveQuery.Clause(.none, $0) })
    case 6: return .any((0..<2).map { _ in phrase() })
    case 7: return .all([phrase(), .leaf(word())])
    case 8:
      return .clauses([
        NaiveQuery.Clause(.must, .leaf(word())), NaiveQuery.Clause(.none, .leaf(leaf())),
        NaiveQuery.Clause(.mustNot, .leaf(word())),
      ])
    case 9: return .clauses([NaiveQuery.Clause(.mustNot, .leaf(leaf()))])
    default: return depth > 0 ? nested(depth) : .leaf(leaf())
    }
  }

  private mutating func nested(_ depth: Int) -> NaiveQuery {
    let parts = (0..<generator.number(2..<4)).map { _ in query(depth: depth - 1) }
    switch generator.number(0..<4) {
    case 0: return .all(parts)
    case 1: return .any(parts)
    default:
      var clauses = [NaiveQuery.Clause(.none, .leaf(word()))]
      for part in parts {
        clauses.append(NaiveQuery.Clause(generator.pick([.none, .must, .mustNot]), part))
      }
      if generator.once(in: 3) {
        let value = generator.pick(["en", "zh", "xx"])
        clauses.append(
          NaiveQuery.Clause(
            generator.pick([.must, .mustNot]), .leaf(NaiveLeaf(.column("lang", value)))))
      }
      return .clauses(clauses)
    }
  }

  private mutating func leaves(_ count: Range<Int>) -> [NaiveQuery] {
    (0..<generator.number(count)).map { _ in .leaf(generator.once(in: 5) ? leaf() : word()) }
  }

  private mutating func phrase() -> NaiveQuery { .leaf(NaiveLeaf(.phrase(substring(), slop: 0))) }

  /// A leaf of any kind.
  package mutating func leaf() -> NaiveLeaf {
    switch generator.number(0..<16) {
    case 0, 1, 2, 3: return word()
    case 4, 5, 6: return NaiveLeaf(.phrase(substring(), slop: 0))
    case 7: return NaiveLeaf(.phrase(nearWords(), slop: generator.number(1..<6)))
    case 8: return NaiveLeaf(.prefix(stem()))
    case 9:
      var letters = Array(latin())
      letters[generator.number(0..<letters.count)] = generator.pick(["a", "o", "s"])
      return NaiveLeaf(.fuzzy(String(letters), distance: generator.number(1..<3)))
    case 10:
      var letters = Array(latin().lowercased())
      letters[generator.number(0..<letters.count)] = "."
      return NaiveLeaf(.pattern(String(letters) + generator.pick(["", "s*", ".*"])))
    case 11, 12: return NaiveLeaf(.exact(substring()))
    case 13:
      return generator.once(in: 2)
        ? NaiveLeaf(.everything) : NaiveLeaf(.everything, field: "title")
    case 14: return NaiveLeaf(.phrase(title(), slop: 0), field: "title")
    default: return NaiveLeaf(.piece(run()))
    }
  }

  /// A single word or a short run, at times several tokens written as one piece.
  private mutating func word() -> NaiveLeaf {
    if generator.once(in: 10), let both = neighbours(isWhole: true) {
      return NaiveLeaf(.piece(both), field: generator.once(in: 8) ? "title" : nil)
    }
    let tokens = generator.pick(tokens)
    guard !tokens.isEmpty, !generator.once(in: 30) else { return NaiveLeaf(.piece("nowhere")) }
    let token = generator.pick(tokens)
    if !token.isCharacter {
      return NaiveLeaf(.piece(token.text), field: generator.once(in: 8) ? "title" : nil)
    }
    return NaiveLeaf(.piece(run()))
  }

  /// Characters of one run of some text, or a Latin word where there is none.
  private mutating func run() -> String {
    for _ in 0..<4 {
      let tokens = generator.pick(tokens)
      guard let start = tokens.indices.randomElement(using: &generator),
        tokens[start].isCharacter
      else { continue }
      var run = ""
      for token in tokens[start...].prefix(generator.number(1..<8))
      where token.run == tokens[start].run { run += token.text }
      return run
    }
    return latin()
  }

  private mutating func latin() -> String {
    for _ in 0..<8 {
      let words = generator.pick(tokens).filter { !$0.isCharacter }
      if let word = words.randomElement(using: &generator) { return word.text }
    }
    return "whale"
  }

  private mutating func stem() -> String {
    if generator.once(in: 3) { return String(run().prefix(generator.number(1..<6))) }
    if generator.once(in: 3), let both = neighbours() {
      return generator.once(in: 2) ? both.replacing("-", with: " ") : both
    }
    let word = latin()
    return String(word.prefix(generator.number(1..<word.count + 1)))
  }

  /// Two or three tokens beside each other as a piece without spaces, the last one cut short where
  /// the piece is not to be whole.
  private mutating func neighbours(isWhole: Bool = false) -> String? {
    let tokens = generator.pick(tokens)
    guard tokens.count > 3 else { return nil }
    let start = generator.number(0..<tokens.count - 3)
    var piece = ""
    let part = tokens[start..<start + generator.number(2..<4)]
    for (index, token) in part.enumerated() {
      if index > 0, part.allSatisfy({ !$0.isCharacter }) { piece += "-" }
      piece += token.text
    }
    return isWhole || part.last?.isCharacter == true
      ? piece : String(piece.dropLast(generator.number(0..<part[part.endIndex - 1].text.count)))
  }

  /// From the beginning of one token to the end of another, with what stands between.
  private mutating func substring() -> String {
    for _ in 0..<8 {
      let index = generator.number(0..<tokens.count)
      guard let start = tokens[index].indices.randomElement(using: &generator) else { continue }
      let end = min(tokens[index].count - 1, start + generator.number(0..<7))
      let range = tokens[index][start].range.lowerBound..<tokens[index][end].range.upperBound
      return String(texts[index][range].map { $0 == "\n" ? " " : $0 })
    }
    return "white whale"
  }

  private mutating func nearWords() -> String {
    (0..<generator.number(2..<4)).map { _ in latin() }.joined(separator: " ")
  }

  private mutating func title() -> String {
    let title = titles.isEmpty ? [] : generator.pick(titles)
    return title.isEmpty ? "whale" : String(title)
  }
}
