/// A place in a text that is being parsed, code point by code point.
///
/// Code points and not characters are read, because a quote followed by a combining mark is still
/// a quote; columns in problems count characters, as carets do.
struct QueryParserCursor {
  /// Which text it is, for problems.
  let source: QueryProblem.Source
  /// The text itself.
  let text: String
  let scalars: [Unicode.Scalar]
  /// UTF-8 offset of each code point, and of the end.
  private let offsets: [Int]
  var index = 0

  init(_ text: String, source: QueryProblem.Source) {
    self.source = source
    self.text = text
    scalars = Array(text.unicodeScalars)
    var offsets: [Int] = [0]
    offsets.reserveCapacity(scalars.count + 1)
    var offset = 0
    for scalar in scalars {
      offset += UTF8.width(scalar)
      offsets.append(offset)
    }
    self.offsets = offsets
  }

  var isAtEnd: Bool { index >= scalars.count }

  /// The code point here, or `nil` at the end.
  var current: Unicode.Scalar? { isAtEnd ? nil : scalars[index] }

  /// A code point further on.
  func peek(_ distance: Int) -> Unicode.Scalar? {
    index + distance < scalars.count ? scalars[index + distance] : nil
  }

  mutating func skipSpaces() {
    while let scalar = current, scalar.properties.isWhitespace { index += 1 }
  }

  /// Takes a code point if it is next.
  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard current == scalar else { return false }
    index += 1
    return true
  }

  /// Whether a word stands here, not necessarily ending; `ignoringCase` is for ASCII letters.
  func isAt(_ word: String, ignoringCase: Bool = false) -> Bool {
    var place = index
    for scalar in word.unicodeScalars {
      guard place < scalars.count else { return false }
      let found = scalars[place]
      guard found == scalar || (ignoringCase && found.isCaseVariant(of: scalar)) else {
        return false
      }
      place += 1
    }
    return true
  }

  /// The UTF-8 range between two code points.
  func range(from start: Int, to end: Int) -> Range<Int> { offsets[start]..<offsets[end] }

  /// The text between two code points.
  func text(from start: Int, to end: Int) -> String { Self.text(of: scalars[start..<end]) }

  static func text(of scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// A problem at some code points, or at the one that begins there when no end is told.
  func problem(
    _ message: String, at place: Int, to end: Int? = nil, expected: String? = nil,
    suggestion: QuerySuggestion? = nil
  ) -> QueryProblem {
    let start = min(place, scalars.count)
    return QueryProblem(
      source, text, at: range(from: start, to: min(end ?? start + 1, scalars.count)),
      message: message, expected: expected, suggestion: suggestion)
  }

  /// A backslash that makes the next code point literal: one before a letter or digit is text.
  var isAtEscape: Bool {
    guard current == "\\", let next = peek(1) else { return false }
    return !next.isLetterOrDigit
  }

  /// Code points, and which of them were escaped.
  struct Piece {
    var scalars: [Unicode.Scalar] = []
    var isEscaped: [Bool] = []

    mutating func append(_ scalar: Unicode.Scalar, escaped: Bool) {
      scalars.append(scalar)
      isEscaped.append(escaped)
    }

    /// Whether a sign that was not escaped ends it.
    func ends(with sign: Unicode.Scalar) -> Bool {
      scalars.last == sign && isEscaped.last == false
    }
  }

  /// Reads to a closing quote, whose opening one has been taken.
  ///
  /// - Parameters:
  ///   - closing: The code point that ends the string.
  ///   - opening: Where the string began, for the message.
  /// - Returns: The string without quotes and escapes.
  /// - Throws: ``QueryProblem`` at the opening quote when nothing closes it.
  mutating func quoted(until closing: Unicode.Scalar, opening: Int) throws(QueryProblem) -> Piece {
    var value = Piece()
    while let scalar = current {
      if scalar == closing {
        index += 1
        return value
      }
      let isEscape = isAtEscape
      if isEscape { index += 1 }
      value.append(scalars[index], escaped: isEscape)
      index += 1
    }
    let mark = text(from: opening, to: opening + 1)
    throw problem(
      "the quote is never closed", at: opening, to: scalars.count, expected: "a closing \(closing)",
      suggestion: .write(
        "\\\(mark)",
        effect: source == .query ? "searches the character itself" : "is the character itself"))
  }

  /// Reads a quoted string as text; see ``quoted(until:opening:)``.
  mutating func quotedText(
    until closing: Unicode.Scalar, opening: Int
  ) throws(QueryProblem) -> String {
    Self.text(of: try quoted(until: closing, opening: opening).scalars)
  }
}

extension Unicode.Scalar {
  /// The same ASCII letter in the other case.
  fileprivate func isCaseVariant(of other: Unicode.Scalar) -> Bool {
    isASCII && other.isASCII && properties.isAlphabetic && value ^ 0x20 == other.value
  }

  /// A digit of ASCII.
  var isDigit: Bool { value >= 0x30 && value <= 0x39 }

  /// Letters, digits and marks of any script.
  var isLetterOrDigit: Bool {
    if isASCII {
      return (value >= 0x30 && value <= 0x39) || (value | 0x20 >= 0x61 && value | 0x20 <= 0x7a)
    }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
      return true
    default:
      return false
    }
  }
}
