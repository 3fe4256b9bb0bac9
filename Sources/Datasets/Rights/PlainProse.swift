/// Prose as its readers see it: without the tags, marks and line breaks between which its words stand.
///
/// People look for words that forbid in what they read, and a mark or a break inside of those words
/// hides them from a program alone. Everything that reads prose reads it through this.
struct PlainProse {
  /// Each line as it was written, without tags and marks.
  let lines: String
  /// One line for each paragraph or item, and of links the words alone; nil where that is the same.
  let joined: String?

  init(_ prose: some StringProtocol) {
    let text = Self.withoutTags(prose)
    guard text.utf8.contains(where: Self.marks.contains) || Self.hasWideSpaces(text) else {
      lines = text
      joined = nil
      return
    }
    let rows = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { Self.withoutQuote($0) }
    lines = rows.map(Self.withoutMarks).joined(separator: "\n")
    let paragraphs = Self.paragraphs(of: rows).map { paragraph in
      Self.withoutWideSpaces(Self.withoutMarks(Self.withoutTargets(paragraph)))
    }
    let whole = paragraphs.joined(separator: "\n")
    joined = whole == lines ? nil : whole
  }

  /// `<>_*~[` and backticks, and what ends a line.
  private static let marks = Set("<>_*`~[\n\r".utf8)

  // MARK: - Lines

  /// Puts a line behind another that a writer or a program wrapped.
  ///
  /// In place, for a paragraph may have as many lines as its text has words.
  /// - Complexity: O(*n*) for *n* letters of the next line, over many of them.
  static func append(_ next: some StringProtocol, to line: inout String) {
    if let last = line.unicodeScalars.last, let first = next.unicodeScalars.first {
      let isHyphen =
        ["-", "\u{2010}", "\u{2011}", "\u{AD}"].contains(last)
        && line.unicodeScalars.dropLast().last != nil
      if !isHyphen, !(isWide(last) && isWide(first)) { line += " " }
    }
    line += next
  }

  /// Whether a line begins a point of a list, a row or a heading.
  static func beginsItem(_ line: some StringProtocol) -> Bool {
    if ["- ", "* ", "+ ", "• ", "|", "#"].contains(where: line.hasPrefix) { return true }
    let digits = line.prefix { $0.isNumber }
    let rest = line.dropFirst(digits.count)
    return !digits.isEmpty && (rest.hasPrefix(". ") || rest.hasPrefix(") ") || rest.hasPrefix("、"))
  }

  private static func paragraphs(of rows: [Substring]) -> [String] {
    var paragraphs: [String] = []
    var paragraph = ""
    func close() {
      if !paragraph.isEmpty { paragraphs.append(paragraph) }
      paragraph = ""
    }
    for row in rows {
      if !row.contains(where: { $0.isLetter || $0.isNumber }) {
        close()
      } else if beginsItem(row) {
        close()
        paragraph = String(row)
        if row.hasPrefix("#") { close() }
      } else {
        append(row, to: &paragraph)
      }
    }
    close()
    return paragraphs
  }

  /// A line without the spaces around it and the sign of a quotation.
  static func withoutQuote(_ line: Substring) -> Substring {
    var line = line
    while let first = line.first, first.isWhitespace || first == ">" { line.removeFirst() }
    while line.last?.isWhitespace == true { line.removeLast() }
    return line
  }

  // MARK: - Marks

  /// Without the marks of emphasis and of code, which may stand inside of a word.
  private static func withoutMarks(_ text: some StringProtocol) -> String {
    var result = String.UnicodeScalarView()
    let scalars = Array(text.unicodeScalars)
    var place = 0
    while place < scalars.count {
      var end = place
      while end < scalars.count, ["*", "`", "~", "_"].contains(scalars[end]) { end += 1 }
      guard end > place else {
        result.append(scalars[place])
        place += 1
        continue
      }
      let next = end < scalars.count ? scalars[end] : " "
      let last = result.last ?? " "
      let isName = scalars[place] == "_" && isName(last) && isName(next)
      if isName {
        result.append(contentsOf: scalars[place..<end])
      } else if isWord(next), !isWord(last), last != " " {
        result.append(" ")
      }
      place = end
    }
    return String(result)
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  /// Whether a letter may stand in a name such as `license_name`.
  private static func isName(_ scalar: Unicode.Scalar) -> Bool { scalar.isASCII && isWord(scalar) }

  /// Without the addresses behind the words of links.
  private static func withoutTargets(_ text: String) -> String {
    guard text.contains("(") else { return text }
    var result = ""
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "(") {
      let inside = rest[rest.index(after: open)...].prefix { $0 != ")" && $0 != "(" }
      let isTarget =
        rest[..<open].last == "]" || inside.contains("://") && !inside.contains(" ")
      if isTarget, inside.endIndex < rest.endIndex, rest[inside.endIndex] == ")" {
        result += rest[..<open].filter { $0 != "[" && $0 != "]" }
        if result.last == " " { result.removeLast() }
        rest = rest[rest.index(after: inside.endIndex)...]
      } else {
        result += rest[...open]
        rest = rest[rest.index(after: open)...]
      }
    }
    return result + rest
  }

  // MARK: - Chinese and Japanese

  /// Whether a character belongs to a script without spaces.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    (0x2E80...0xA4CF).contains(scalar.value) || (0xF900...0xFAFF).contains(scalar.value)
      || (0xFF00...0xFFEF).contains(scalar.value) || (0x20000...0x3FFFF).contains(scalar.value)
  }

  /// Whether a space stands between two of its characters: a line was wrapped there.
  private static func hasWideSpaces(_ text: String) -> Bool {
    guard text.utf8.contains(where: { $0 >= 0xE2 }) else { return false }
    var last: Unicode.Scalar = " "
    var isBehindWide = false
    for scalar in text.unicodeScalars {
      if scalar == " " {
        isBehindWide = isBehindWide || isWide(last)
      } else {
        if isBehindWide, isWide(scalar) { return true }
        isBehindWide = false
      }
      last = scalar
    }
    return false
  }

  private static func withoutWideSpaces(_ text: String) -> String {
    guard hasWideSpaces(text) else { return text }
    return text.split(separator: " ").reduce(into: "") { append($1, to: &$0) }
  }
}
