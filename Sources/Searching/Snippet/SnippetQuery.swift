package import Analysis
internal import QueryLanguage
import Segments
import Storage

/// What a snippet should show: the words and phrases by which a record matched.
///
/// Made once per query and field; clauses under `NOT` are left out, because the record does not
/// have them.
package struct SnippetQuery {
  /// One thing looked for at one position.
  enum Unit: Hashable {
    case word([UInt8])
    /// A word that begins so.
    case prefix([UInt8])
    /// A word that a pattern accepts, by number.
    case pattern(Int)
    /// A character of an unspaced run.
    case scalar(UInt32)

    var isWord: Bool { if case .word = self { true } else { false } }
  }

  /// Units at fixed distances: a word, a phrase, a run.
  struct Term: Hashable {
    struct Element: Hashable {
      var offset: UInt32
      /// Index into ``SnippetQuery/units``.
      var unit: Int
    }

    var elements: [Element]
  }

  private(set) var units: [Unit] = []
  private(set) var terms: [Term] = []
  /// Numbers of the units, and the terms again: a query may have thousands.
  private var numbers: [Unit: Int] = [:]
  private var known: Set<Term> = []
  /// What ``Unit/pattern(_:)`` accepts.
  private(set) var patterns: [([UInt8]) -> Bool] = []
  /// Units by the first byte of their words, so that most words of a text meet none.
  private var wordUnits: [[Int]] = Array(repeating: [], count: 256)
  private var scalarUnits: [UInt32: Int] = [:]
  private var patternUnits: [Int] = []
  private let analyzer: Analyzer

  /// Takes what a plan looks for in one field.
  ///
  /// - Parameters:
  ///   - plan: The query, analysed.
  ///   - names: What the field that snippets are made of is called in queries; `nil` where the
  ///     query names none.
  ///   - analyzer: The corpus's.
  package init(_ plan: Plan, names: [String?], analyzer: Analyzer) {
    self.analyzer = analyzer
    add(plan, names)
  }

  /// Whether there is nothing to look for.
  package var isEmpty: Bool { terms.isEmpty }

  // MARK: - Plans

  private mutating func add(_ plan: Plan, _ names: [String?]) {
    switch plan {
    case .term(_, let key): if names.contains(key.field) { add([(0, key)]) }
    case .phrase(_, let phrase):
      let elements = phrase.elements.filter { names.contains($0.term.field) }.map {
        ($0.offset, $0.term)
      }
      if phrase.slop == 0 {
        add(elements)
      } else {
        for (_, key) in elements { add([(0, key)]) }
      }
    case .expansion(_, let pattern): if names.contains(pattern.field) { add(pattern) }
    case .openPhrase(_, let phrase, let last, let offset):
      if names.contains(last.field) { add(phrase, last: last, offset: offset) }
    case .literal(_, let text, let literalField, _):
      if names.contains(literalField) { add(literal: text) }
    case .boolean(let clauses):
      for clause in clauses where clause.occurrence != .mustNot && !clause.onlyRanks {
        add(clause.plan, names)
      }
    case .condition, .everything, .nothing: break
    }
  }

  /// Adds a phrase and the beginning of the word behind it.
  private mutating func add(_ phrase: PhrasePlan, last: TermPattern, offset: UInt32) {
    guard case .prefix(let text) = last.kind else { return }
    let begun = Term.Element(offset: offset, unit: unit(.prefix(Array(text.utf8))))
    add(phrase.elements.map { ($0.offset, $0.term) }, and: [begun])
  }

  /// Adds terms of the dictionary at fixed distances; pairs become their two characters.
  private mutating func add(
    _ keys: [(offset: UInt32, key: TermKey)], and others: [Term.Element] = []
  ) {
    var elements = others
    for (offset, key) in keys {
      if key.space == .word {
        elements.append(Term.Element(offset: offset, unit: unit(.word(key.bytes))))
      } else {
        for (index, scalar) in key.text.unicodeScalars.enumerated() {
          let element = Term.Element(
            offset: offset + UInt32(index), unit: unit(.scalar(scalar.value)))
          // Pairs that cover a run of odd length share a character.
          if !elements.contains(element) { elements.append(element) }
        }
      }
    }
    elements.sort { $0.offset < $1.offset }
    add(Term(elements: elements))
  }

  private mutating func add(_ pattern: TermPattern) {
    switch pattern.kind {
    case .prefix(let text):
      let scalars = Array(text.unicodeScalars)
      add(Term(elements: [Term.Element(offset: 0, unit: unit(.prefix(Array(text.utf8))))]))
      // A prefix of unspaced characters matches anywhere in a run.
      if scalars.allSatisfy({ $0.value >= 0x0e00 }) {
        add(
          Term(
            elements: scalars.enumerated().map {
              Term.Element(offset: UInt32($0.offset), unit: unit(.scalar($0.element.value)))
            }))
      }
    case .fuzzy(let text, let distance):
      let automaton = EditDistance(Array(text.unicodeScalars), limit: distance)
      add { automaton.accepts($0) }
    case .regex(let source):
      if let program = TermRegex(source) { add { program.accepts($0) } }
    }
  }

  private mutating func add(_ accepts: @escaping ([UInt8]) -> Bool) {
    patterns.append(accepts)
    add(Term(elements: [Term.Element(offset: 0, unit: unit(.pattern(patterns.count - 1)))]))
  }

  private mutating func add(literal text: String) {
    var tokens = TokenBatch()
    Array(text.utf8).withView { analyzer.analyze($0, into: &tokens) }
    var elements: [Term.Element] = []
    for index in 0..<tokens.pieces.count {
      let piece = tokens.pieces[index]
      let start = Int(piece.start)
      if piece.isRun {
        for offset in 0..<piece.count {
          let unit = unit(.scalar(tokens.scalars[start + offset]))
          elements.append(Term.Element(offset: piece.position + UInt32(offset), unit: unit))
        }
      } else {
        let unit = unit(.word(tokens.bytes.view[start..<start + piece.count].array))
        elements.append(Term.Element(offset: piece.position, unit: unit))
      }
    }
    add(Term(elements: elements))
  }

  private mutating func add(_ term: Term) {
    guard let first = term.elements.first else { return }
    var term = term
    for index in term.elements.indices { term.elements[index].offset -= first.offset }
    if known.insert(term).inserted { terms.append(term) }
  }

  private mutating func unit(_ unit: Unit) -> Int {
    if let known = numbers[unit] { return known }
    let index = units.count
    units.append(unit)
    numbers[unit] = index
    switch unit {
    case .word(let bytes), .prefix(let bytes): wordUnits[Int(bytes.first ?? 0)].append(index)
    case .scalar(let scalar): scalarUnits[scalar] = index
    case .pattern: patternUnits.append(index)
    }
    return index
  }

  // MARK: - Looking words up

  /// Calls `body` with each unit that a word of a text is.
  func forEachUnit(ofWord word: BufferView<UInt8>, _ body: (Int) -> Void) {
    guard word.count > 0 else { return }
    for index in wordUnits[Int(word[0])] {
      switch units[index] {
      case .word(let bytes): if bytes.count == word.count, begins(word, bytes) { body(index) }
      case .prefix(let bytes): if bytes.count <= word.count, begins(word, bytes) { body(index) }
      case .scalar, .pattern: break
      }
    }
    if patternUnits.isEmpty { return }
    let bytes = word.array
    for index in patternUnits {
      if case .pattern(let number) = units[index], patterns[number](bytes) { body(index) }
    }
  }

  private func begins(_ word: BufferView<UInt8>, _ bytes: [UInt8]) -> Bool {
    for index in bytes.indices where word[index] != bytes[index] { return false }
    return true
  }

  /// The unit that a character of a run is.
  func unit(ofScalar scalar: UInt32) -> Int? { scalarUnits.isEmpty ? nil : scalarUnits[scalar] }

  /// The query with every phrase taken apart, for texts where no phrase was found.
  var takenApart: SnippetQuery {
    var query = self
    query.terms = []
    query.known = []
    for element in terms.flatMap(\.elements) {
      query.add(Term(elements: [Term.Element(offset: 0, unit: element.unit)]))
    }
    return query
  }
}
