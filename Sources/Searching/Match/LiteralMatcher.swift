internal import Analysis
internal import Postings
internal import Storage

/// Documents whose text holds some literal characters, code point for code point.
///
/// Candidates come from the index; each is read and checked. The literal must begin and end at a
/// token border: at neither end may it cut a token of the corpus's analyzer. So its own tokens are
/// tokens of the text, and the candidates miss no record. Reading a record takes so long that the clock is
/// looked at before each; when time is up, no other holds the literal, and where it is negated, every one.
final class LiteralMatcher: Matcher {
  private let leaf: Int
  private let literal: [UInt8]
  private let field: Int
  private let partIndex: Int
  private let texts: RecordTexts
  private let candidates: Matcher
  private let scoring: FieldScoring?
  private let analyzer: Analyzer
  private let isNegated: Bool
  private let isLate: () -> Bool
  private var isOver = false
  private var tokens = TokenBatch()
  private var checked: UInt32 = .end
  private var checkedFrequency: UInt32 = 0

  init(
    leaf: Int, text: String, field: Int, part: Int, texts: RecordTexts, candidates: Matcher,
    scoring: FieldScoring?, analyzer: Analyzer, isNegated: Bool,
    isLate: @escaping () -> Bool
  ) {
    self.leaf = leaf
    self.analyzer = analyzer
    self.isNegated = isNegated
    self.isLate = isLate
    literal = Array(text.utf8)
    self.field = field
    partIndex = part
    self.texts = texts
    self.candidates = candidates
    self.scoring = scoring
    super.init(cost: candidates.cost)
  }

  override func fill(window: Int, into words: BufferView<UInt64>) throws(StorageError) {
    if isOver, !isNegated { return words.fill(with: 0) }
    try candidates.fill(window: window, into: words)
    let first = Window.first(of: window)
    for word in 0..<Window.words {
      if isOver {
        if !isNegated { words[word] = 0 }
        continue
      }
      var rest = words[word]
      while rest != 0 {
        let document = first + UInt32(word * 64 + rest.trailingZeroBitCount)
        if try frequency(of: document) == 0 { words[word] &= ~(rest & (~rest &+ 1)) }
        rest &= rest &- 1
      }
    }
  }

  override func nextWindow(from window: Int) throws(StorageError) -> Int? {
    try candidates.nextWindow(from: window)
  }

  override func matches(_ document: UInt32) throws(StorageError) -> Bool {
    guard try candidates.matches(document) else { return false }
    return try frequency(of: document) > 0
  }

  /// Occurrences in a document's text; when time is up none, or one where the literal is negated.
  func frequency(of document: UInt32) throws(StorageError) -> UInt32 {
    if checked == document { return checkedFrequency }
    if isOver || isLate() {
      isOver = true
      return isNegated ? 1 : 0
    }
    var found: UInt32 = 0
    let wanted = field
    let literal = literal
    try texts.read(part: partIndex, document: document) { field, text in
      if field == wanted, let text {
        found = LiteralSearch.count(literal, in: text, analyzer: analyzer, tokens: &tokens)
      }
    }
    checked = document
    checkedFrequency = found
    return found
  }

  override func addScore(of document: UInt32, to sum: inout Double) throws(StorageError) {
    guard let scoring else { return }
    sum += scoring.termScore(frequency: try frequency(of: document), document: document)
  }

  override var maximumScore: Double { 1 }

  override func explain(_ document: UInt32, into lines: inout [LeafScore]) throws(StorageError) {
    let frequency = try frequency(of: document)
    guard frequency > 0, let scoring else { return }
    lines.append(
      LeafScore(
        leaf: leaf, score: scoring.termScore(frequency: frequency, document: document),
        frequency: frequency, idf: 1, length: Norm.decode(scoring.norms[Int(document)])))
  }
}

/// Counts a literal in a text, at token borders only.
enum LiteralSearch {
  /// Counts the occurrences of a literal in a text that cut no token; overlapping ones count.
  ///
  /// `tokens`: working memory.
  static func count(
    _ literal: [UInt8], in text: BufferView<UInt8>, analyzer: Analyzer, tokens: inout TokenBatch
  ) -> UInt32 {
    var starts: [Int] = []
    guard let first = literal.first, text.count >= literal.count else { return 0 }
    var at = 0
    while let start = text.firstIndex(of: first, from: at), start <= text.count - literal.count {
      if stands(literal, in: text, at: start) { starts.append(start) }
      at = start + 1
    }
    // Most candidates that lack the literal are never analysed.
    if starts.isEmpty { return 0 }
    tokens.wantsSourceRanges = true
    analyzer.analyze(text, into: &tokens)
    var found: UInt32 = 0
    for start in starts
    where isBorder(start, tokens) && isBorder(start + literal.count, tokens) { found += 1 }
    return found
  }

  private static func stands(_ literal: [UInt8], in text: BufferView<UInt8>, at start: Int) -> Bool
  {
    for index in literal.indices where text[start + index] != literal[index] { return false }
    return true
  }

  /// Whether no token begins before and ends behind an offset.
  private static func isBorder(_ offset: Int, _ tokens: borrowing TokenBatch) -> Bool {
    // Tokens rise: the last one that begins before decides.
    var low = 0
    var high = tokens.sourceRanges.count
    while low < high {
      let middle = (low + high) / 2
      if Int(tokens.sourceRanges[middle].start) < offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 || Int(tokens.sourceRanges[low - 1].end) <= offset
  }
}
