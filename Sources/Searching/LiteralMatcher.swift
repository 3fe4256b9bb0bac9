internal import Postings
internal import Storage

/// Documents whose text holds some literal characters, code point for code point.
///
/// Candidates come from the index; each is read and checked. The literal must begin and end at a
/// border: at neither end may it cut a run of letters and digits (unspaced characters are borders
/// everywhere).
final class LiteralMatcher: Matcher {
  private let leaf: Int
  private let literal: [UInt8]
  private let field: Int
  private let partIndex: Int
  private let texts: RecordTexts
  private let candidates: Matcher
  private let scoring: FieldScoring?
  private var checked: UInt32 = .end
  private var checkedFrequency: UInt32 = 0

  init(
    leaf: Int, text: String, field: Int, part: Int, texts: RecordTexts, candidates: Matcher,
    scoring: FieldScoring?
  ) {
    self.leaf = leaf
    literal = Array(text.utf8)
    self.field = field
    partIndex = part
    self.texts = texts
    self.candidates = candidates
    self.scoring = scoring
    super.init(cost: candidates.cost)
  }

  override func fill(window: Int, into words: BufferView<UInt64>) throws(StorageError) {
    try candidates.fill(window: window, into: words)
    let first = Window.first(of: window)
    for word in 0..<Window.words {
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

  /// Occurrences in a document's text.
  func frequency(of document: UInt32) throws(StorageError) -> UInt32 {
    if checked == document { return checkedFrequency }
    var found: UInt32 = 0
    let wanted = field
    let literal = literal
    try texts.read(part: partIndex, document: document) { field, text in
      if field == wanted, let text { found = LiteralSearch.count(literal, in: text) }
    }
    checked = document
    checkedFrequency = found
    return found
  }

  override func addScore(of document: UInt32, to sum: inout Double) throws(StorageError) {
    guard let scoring else { return }
    sum += scoring.part(frequency: try frequency(of: document), document: document)
  }

  override var maximumScore: Double { 1 }

  override func explain(_ document: UInt32, into lines: inout [LeafScore]) throws(StorageError) {
    let frequency = try frequency(of: document)
    guard frequency > 0, let scoring else { return }
    lines.append(
      LeafScore(
        leaf: leaf, score: scoring.part(frequency: frequency, document: document),
        frequency: frequency, idf: 1, length: Norm.decode(scoring.norms[Int(document)])))
  }
}

/// Counts a literal in a text, at borders only.
enum LiteralSearch {
  static func count(_ literal: [UInt8], in text: BufferView<UInt8>) -> UInt32 {
    guard let first = literal.first, text.count >= literal.count else { return 0 }
    let joinsBefore = joins(scalarAtStart: literal)
    let joinsAfter = joins(scalarAtEnd: literal)
    var found: UInt32 = 0
    var at = 0
    let last = text.count - literal.count
    while at <= last {
      if text[at] == first, matches(literal, text, at) {
        let opens = !(joinsBefore && joins(scalarBefore: at, in: text))
        let closes = !(joinsAfter && joins(scalarAt: at + literal.count, in: text))
        if opens && closes { found += 1 }
      }
      at += 1
    }
    return found
  }

  private static func matches(_ literal: [UInt8], _ text: BufferView<UInt8>, _ at: Int) -> Bool {
    for index in literal.indices where text[at + index] != literal[index] { return false }
    return true
  }

  /// Letters and digits of spaced scripts join with their neighbours; all else is a border.
  private static func joins(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 {
      return scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value)
    }
    return (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      && !UnspacedScripts.contains(scalar.value)
  }

  private static func joins(scalarAtStart bytes: [UInt8]) -> Bool {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.first.map(joins) ?? false
  }

  private static func joins(scalarAtEnd bytes: [UInt8]) -> Bool {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.last.map(joins) ?? false
  }

  private static func joins(scalarAt start: Int, in text: BufferView<UInt8>) -> Bool {
    guard start < text.count else { return false }
    let end = min(text.count, start + 4)
    return text[start..<end].text.unicodeScalars.first.map(joins) ?? false
  }

  private static func joins(scalarBefore end: Int, in text: BufferView<UInt8>) -> Bool {
    guard end > 0 else { return false }
    var start = end - 1
    while start > 0, end - start < 4, text[start] & 0xc0 == 0x80 { start -= 1 }
    return text[start..<end].text.unicodeScalars.first.map(joins) ?? false
  }
}

/// Scripts written without spaces: every character of theirs is a border.
enum UnspacedScripts {
  static func contains(_ value: UInt32) -> Bool {
    switch value {
    case 0x0e00...0x0eff, 0x1000...0x109f, 0x1780...0x17ff, 0x1100...0x11ff, 0x2e80...0x9fff,
      0xa960...0xa97f, 0xaa60...0xaa7f, 0xac00...0xd7ff, 0xf900...0xfaff, 0xff66...0xffdc,
      0x1b000...0x1b2ff, 0x20000...0x3ffff:
      true
    default: false
    }
  }
}
