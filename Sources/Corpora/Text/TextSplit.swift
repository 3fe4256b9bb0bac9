internal import Storage

/// Where a long text is cut into records.
package enum TextSplit: String, Sendable, CaseIterable {
  /// Nowhere.
  case whole
  /// At lines that are blank.
  case paragraph
  /// In front of headings, as Markdown writes them: one to six `#` and a space. What stands in front of
  /// the first one is a record as well.
  case heading

  /// The records of a text, none of them blank.
  func ranges(in text: BufferView<UInt8>) -> [Range<Int>] {
    if self == .whole { return [0..<text.count] }
    var ranges: [Range<Int>] = []
    var start = 0
    var at = 0
    var isCode = false
    func end(at place: Int) {
      let range = Self.trimmed(start..<place, in: text)
      if !range.isEmpty { ranges.append(range) }
      start = place
    }
    while at < text.count {
      let lineEnd = text.firstIndex(of: 0x0A, from: at) ?? text.count
      let line = text[at..<lineEnd]
      switch self {
      case .whole: break
      case .paragraph:
        if (0..<line.count).allSatisfy({ TextProbe.isSpace(line[$0]) }) { end(at: at) }
      case .heading:
        // Comments in blocks of code begin as headings do.
        if line.count >= 3, (0..<3).allSatisfy({ line[$0] == UInt8(ascii: "`") }) {
          isCode.toggle()
        }
        if !isCode, Self.isHeading(line) { end(at: at) }
      }
      at = lineEnd + 1
    }
    end(at: text.count)
    return ranges
  }

  /// The words of the heading that a record begins with; `nil` where it begins with none.
  func heading(of text: BufferView<UInt8>) -> String? {
    guard self == .heading, Self.isHeading(text) else { return nil }
    let line = text[0..<(text.firstIndex(of: 0x0A, from: 0) ?? text.count)].text
    return String(
      line.drop { $0 == "#" || $0 == " " }.reversed().drop { "# \r".contains($0) }
        .reversed())
  }

  private static func isHeading(_ line: BufferView<UInt8>) -> Bool {
    var depth = 0
    while depth < line.count, line[depth] == UInt8(ascii: "#") { depth += 1 }
    return (1...6).contains(depth) && depth < line.count && line[depth] == 0x20
  }

  private static func trimmed(_ range: Range<Int>, in text: BufferView<UInt8>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, TextProbe.isSpace(text[start]) { start += 1 }
    while end > start, TextProbe.isSpace(text[end - 1]) { end -= 1 }
    return start..<end
  }
}
