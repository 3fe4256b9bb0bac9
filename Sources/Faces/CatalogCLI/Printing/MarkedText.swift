/// A snippet with its matches, broken into lines that fit.
struct MarkedText {
  private var text = ""
  /// For each character, whether it belongs to a match.
  private var isMatch: [Bool] = []

  /// A snippet and the bytes of its matches; so the cut comes before the cleaning.
  init(_ snippet: String, matches: [Range<Int>]) {
    let bytes = snippet.utf8
    var position = 0
    for range in matches
    where range.lowerBound >= position && range.upperBound <= bytes.count {
      append(bytes, position..<range.lowerBound, isMatch: false)
      append(bytes, range, isMatch: true)
      position = range.upperBound
    }
    append(bytes, position..<bytes.count, isMatch: false)
  }

  private mutating func append(_ bytes: String.UTF8View, _ range: Range<Int>, isMatch: Bool) {
    let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
    let end = bytes.index(start, offsetBy: range.count)
    let known = text.count
    text += String(decoding: bytes[start..<end], as: UTF8.self).onOneLine
    // A mark that joins the character before it belongs to that.
    self.isMatch += Array(repeating: isMatch, count: text.count - known)
  }

  /// The text on as many lines as it needs, its matches marked.
  ///
  /// - Parameters:
  ///   - width: Columns of a line; `nil` breaks nothing.
  ///   - style: How a match looks.
  /// - Returns: The lines.
  func lines(width: Int?, style: Style) -> [String] {
    let lines = width.map(text.wrapped) ?? [text]
    guard style.isEnabled else { return lines }
    let characters = Array(text)
    var place = 0
    return lines.map { line in
      var marked = ""
      var run = ""
      var runIsMatch = false
      func closed() -> String { runIsMatch ? style.match(run) : run }
      for character in line {
        // Breaking takes spaces out and nothing else.
        while characters[place] != character { place += 1 }
        if isMatch[place] != runIsMatch {
          if !run.isEmpty { marked += closed() }
          (run, runIsMatch) = ("", isMatch[place])
        }
        run.append(character)
        place += 1
      }
      return marked + (run.isEmpty ? "" : closed())
    }
  }
}
