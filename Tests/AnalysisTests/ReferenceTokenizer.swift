import Storage
import VectorKernels

@testable import Analysis

/// A token as the reference recipes give it.
struct ReferenceToken: Equatable {
  var text: String
  var isRun: Bool
  var position: UInt32
  var sources: [TokenBatch.SourceRange]
}

/// The recipes again, from their descriptions and in no hurry.
enum ReferenceTokenizer {
  /// The version of Unicode that the recipes follow; see ``Analyzer/unicodeVersion``.
  static let unicodeMajorVersion = 15

  /// A folded character with where it came from.
  struct Folded: Equatable {
    var scalar: Unicode.Scalar
    var kind: UInt32
    var source: Range<Int>
  }

  /// The code points of a text with their bytes, as the standard library decodes them.
  static func scalars(_ bytes: [UInt8]) -> [(scalar: Unicode.Scalar, source: Range<Int>)] {
    var all: [(Unicode.Scalar, Range<Int>)] = []
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var at = 0
    // A decoder that meets an invalid sequence has read exactly its bytes; a valid character tells
    // its own length.
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar):
        let count = UTF8.width(scalar)
        all.append((scalar, at..<at + count))
        at += count
      case .error:
        let count = invalidLength(bytes, at)
        all.append(("\u{FFFD}", at..<at + count))
        at += count
      case .emptyInput: return all
      }
    }
  }

  /// Bytes of the longest beginning of a code point at `start`, at least one.
  private static func invalidLength(_ bytes: [UInt8], _ start: Int) -> Int {
    for length in [3, 2] where start + length <= bytes.count {
      // A beginning is one that some continuation makes valid.
      for filler: [UInt8] in [[0x80], [0x80, 0x80], [0xBF], [0xBF, 0xBF], [0xBF, 0x80]] {
        let whole = Array(bytes[start..<start + length]) + filler
        if String(validating: whole, as: UTF8.self)?.unicodeScalars.count == 1 { return length }
      }
    }
    return 1
  }

  /// Folding by stretches between normalisation boundaries.
  static func fold(_ bytes: [UInt8]) -> [Folded] {
    let tables = CharacterTables.shared
    let all = scalars(bytes)
    var folded: [Folded] = []
    var start = 0
    while start < all.count {
      var end = start + 1
      while end < all.count, !tables.fold(all[end].scalar.value).isBoundary { end += 1 }
      let source = all[start].source.lowerBound..<all[end - 1].source.upperBound
      for scalar in normalize(all[start..<end].map(\.scalar)) {
        folded.append(Folded(scalar: scalar, kind: tables.fold(scalar.value).kind, source: source))
      }
      start = end
    }
    return folded
  }

  /// Case folding, composition and simplification of a whole sequence.
  static func normalize(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    let tables = CharacterTables.shared
    var parts = GrowableBuffer<UInt32>()
    for scalar in scalars { tables.appendParts(of: scalar.value, to: &parts) }
    var decomposed = parts.view.array.compactMap { Unicode.Scalar($0 & 0xFF_FFFF) }
    // The standard library may know marks that the analyzer's version of Unicode does not have:
    // they are characters like any other here.
    func rank(_ scalar: Unicode.Scalar) -> UInt8 {
      guard let age = scalar.properties.age, age.major <= Self.unicodeMajorVersion else { return 0 }
      return scalar.properties.canonicalCombiningClass.rawValue
    }
    // Exchange neighbours until the marks behind each letter stand in order.
    var isOrdered = false
    while !isOrdered {
      isOrdered = true
      for index in decomposed.indices.dropLast() {
        let (left, right) = (rank(decomposed[index]), rank(decomposed[index + 1]))
        if right != 0, left > right {
          decomposed.swapAt(index, index + 1)
          isOrdered = false
        }
      }
    }
    var composed = GrowableBuffer<UInt32>()
    decomposed.map { UInt32(rank($0)) << 24 | $0.value }.withView {
      tables.compose($0, into: &composed)
    }
    return composed.view.array.compactMap {
      let entry = tables.fold($0)
      return Unicode.Scalar(entry.isSingle ? entry.folded($0) : $0)
    }
  }

  /// The tokens of the recipe `standard`.
  static func standard(_ bytes: [UInt8]) -> [ReferenceToken] {
    let text = fold(bytes)
    // Cut into unspaced runs, marks behind them included, and stretches of all else.
    var inRun = false
    let runs = text.map { character in
      inRun =
        character.kind == CharacterClass.unspaced
        || inRun && character.kind == CharacterClass.extend
      return inRun
    }
    var tokens: [ReferenceToken] = []
    var position: UInt32 = 0
    var start = 0
    while start < text.count {
      var end = start + 1
      while end < text.count, runs[end] == runs[start] { end += 1 }
      if runs[start] {
        if tokens.last?.isRun == true { position += 1 }
        tokens.append(token(text[start..<end], isRun: true, position: position))
        position += UInt32(end - start)
      } else {
        for word in words(Array(text[start..<end])) {
          tokens.append(token(word[...], isRun: false, position: position))
          position += 1
        }
      }
      start = end
    }
    return tokens
  }

  /// The words of a stretch without unspaced characters.
  private static func words(_ text: [Folded]) -> [[Folded]] {
    let breaks = ReferenceWordBreaks.breaks(text.map { property($0.kind) })
    var found: [[Folded]] = []
    var start = 0
    while start < text.count {
      var end = start + 1
      while end < text.count, !breaks[end] { end += 1 }
      let hasContent = text[start..<end].contains {
        CharacterClass.isOne($0.kind, of: CharacterClass.content)
      }
      let last = text[start..<end].last { $0.kind != CharacterClass.extend }
      if let last, CharacterClass.isOne(last.kind, of: CharacterClass.letters) {
        end = endOfSigns(text, from: end)
      }
      if hasContent { found.append(Array(text[start..<end])) }
      start = end
    }
    return found
  }

  /// Where the `+` and `#` that belong to a word in front of them end.
  private static func endOfSigns(_ text: [Folded], from start: Int) -> Int {
    var end = start
    while end < text.count, text[end].scalar == "+" || text[end].scalar == "#" { end += 1 }
    guard end > start, end < text.count else { return end }
    let next = text[end].kind
    if next == CharacterClass.numeric, text[start].scalar == "+", end > start + 1,
      text[start + 1].scalar == "+"
    {
      return end
    }
    return CharacterClass.isOne(next, of: CharacterClass.continuing) ? start : end
  }

  private static func token(
    _ characters: ArraySlice<Folded>, isRun: Bool, position: UInt32
  ) -> ReferenceToken {
    func range(_ source: Range<Int>) -> TokenBatch.SourceRange {
      TokenBatch.SourceRange(start: UInt32(source.lowerBound), end: UInt32(source.upperBound))
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: characters.map(\.scalar))
    let sources = characters.map(\.source)
    let whole = sources[0].lowerBound..<(sources.last?.upperBound ?? 0)
    return ReferenceToken(
      text: String(text), isRun: isRun, position: position,
      sources: isRun ? sources.map(range) : [range(whole)])
  }

  private static func property(_ kind: UInt32) -> ReferenceWordBreaks.Property {
    switch kind {
    case CharacterClass.letter: .letter
    case CharacterClass.hebrewLetter: .hebrewLetter
    case CharacterClass.numeric: .numeric
    case CharacterClass.extendNumLet: .extendNumLet
    case CharacterClass.midLetter: .midLetter
    case CharacterClass.midNum: .midNum
    case CharacterClass.midNumLet: .midNumLet
    case CharacterClass.singleQuote: .singleQuote
    case CharacterClass.doubleQuote: .doubleQuote
    case CharacterClass.extend: .extend
    case CharacterClass.regionalIndicator: .regionalIndicator
    default: .other
    }
  }

  /// The tokens of the recipe `plain`, from the standard library's properties alone.
  static func plain(_ bytes: [UInt8]) -> [String] {
    let all = scalars(bytes).map(\.scalar)
    var lowered: [Unicode.Scalar] = []
    for (index, scalar) in all.enumerated() {
      if scalar == "\u{3A3}", isFinalSigma(all, index) {
        lowered.append("\u{3C2}")
      } else {
        lowered.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
    return split(lowered) { isLetterOrNumber($0) }
  }

  private static func isFinalSigma(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
    let before = text[..<index].last { !$0.properties.isCaseIgnorable }
    let after = text[(index + 1)...].first { !$0.properties.isCaseIgnorable }
    return before?.properties.isCased == true && after?.properties.isCased != true
  }

  private static func isLetterOrNumber(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  /// The tokens of the recipe `whitespace`.
  static func whitespace(_ bytes: [UInt8]) -> [String] {
    split(scalars(bytes).map(\.scalar)) {
      !($0.properties.isWhitespace || (0x1C...0x1F).contains($0.value) || $0 == "\u{FFFD}")
    }
  }

  private static func split(
    _ text: [Unicode.Scalar], _ isInside: (Unicode.Scalar) -> Bool
  ) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    for scalar in text {
      if isInside(scalar) {
        word.append(scalar)
      } else if !word.isEmpty {
        words.append(String(word))
        word = String.UnicodeScalarView()
      }
    }
    return word.isEmpty ? words : words + [String(word)]
  }
}
