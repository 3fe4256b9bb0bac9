import Storage

/// Writes a passage as one clean line and carries the highlights over.
struct SnippetComposer {
  private let text: ByteSlice
  private var highlights: ArraySlice<Range<Int>>
  private var output: [UInt8] = []
  private var ranges: [Range<Int>] = []
  /// Where the open highlight begins in the output.
  private var opened: Int?
  /// A space is due before the next character.
  private var owesSpace = false
  private(set) var columns = 0
  private(set) var characters = 0

  private init(_ text: ByteSlice, highlights: [Range<Int>], from start: Int) {
    self.text = text
    self.highlights = highlights.drop { $0.upperBound <= start }[...]
  }

  /// A passage of some columns.
  ///
  /// - Parameters:
  ///   - text: The whole text.
  ///   - start: Where the passage begins.
  ///   - limit: Columns it may have.
  ///   - highlights: Ranges of the text, rising.
  /// - Returns: The passage as one line.
  static func compose(
    _ text: ByteSlice, from start: Int, columns limit: Int, highlights: [Range<Int>]
  ) -> Snippet {
    let end = Self.end(text, from: start, columns: limit)
    return compose(text, start..<end, highlights: highlights)
  }

  /// Each of some matches with some characters on each side; passages that meet become one.
  ///
  /// `matches`: ranges of the text, rising and apart.
  static func compose(
    _ text: ByteSlice, aroundEach matches: [Range<Int>], characters: Int
  ) -> Snippet {
    var passages: [Range<Int>] = []
    for match in matches {
      let passage = passage(text, around: match, characters: characters)
      if let last = passages.last, passage.lowerBound <= last.upperBound {
        passages[passages.count - 1] =
          last.lowerBound..<max(last.upperBound, passage.upperBound)
      } else {
        passages.append(passage)
      }
    }
    var whole = Snippet(text: "", highlights: [])
    for passage in passages {
      if !whole.text.isEmpty { whole.text += " " }
      let part = compose(text, passage, highlights: matches)
      let offset = whole.text.utf8.count
      whole.text += part.text
      whole.highlights += part.highlights.map {
        $0.lowerBound + offset..<$0.upperBound + offset
      }
    }
    return whole
  }

  /// A match apart from some characters on each side of it.
  static func occurrence(
    _ text: ByteSlice, at match: Range<Int>, characters: Int
  ) -> Snippet.Occurrence {
    let line = compose(
      text, passage(text, around: match, characters: characters), highlights: [match])
    let bytes = Array(line.text.utf8)
    let marked = line.highlights.first ?? bytes.count..<bytes.count
    return Snippet.Occurrence(
      before: String(decoding: bytes[..<marked.lowerBound], as: UTF8.self),
      match: String(decoding: bytes[marked], as: UTF8.self),
      after: String(decoding: bytes[marked.upperBound...], as: UTF8.self))
  }

  /// A match and some characters on each side of it.
  private static func passage(
    _ text: ByteSlice, around match: Range<Int>, characters: Int
  ) -> Range<Int> {
    var start = match.lowerBound
    var left = characters
    var wasSpace = false
    while start > 0, left > 0 {
      let before = SnippetText.border(text, before: start - 1)
      count(SnippetText.character(text, at: before).scalar, &left, &wasSpace)
      start = before
    }
    var end = match.upperBound
    left = characters
    wasSpace = false
    while end < text.count, left > 0 {
      let character = SnippetText.character(text, at: end)
      count(character.scalar, &left, &wasSpace)
      end = character.end
    }
    return start..<marksIncluded(text, end)
  }

  private static func count(_ scalar: Unicode.Scalar, _ left: inout Int, _ wasSpace: inout Bool) {
    switch SnippetText.role(scalar) {
    case .space:
      if !wasSpace { left -= 1 }
      wasSpace = true
    case .dropped: break
    case .shown(let width):
      if width > 0 { left -= 1 }
      wasSpace = false
    }
  }

  /// Marks that stand on the character before an index belong to it.
  private static func marksIncluded(_ text: ByteSlice, _ index: Int) -> Int {
    var place = index
    while place < text.count {
      let character = SnippetText.character(text, at: place)
      guard case .shown(0) = SnippetText.role(character.scalar) else { break }
      place = character.end
    }
    return place
  }

  /// Where a passage ends that begins at `start`: at a word, or between unspaced characters.
  private static func end(_ text: ByteSlice, from start: Int, columns limit: Int) -> Int {
    var place = start
    var columns = 0
    var border = start
    var isLineStart = true
    while place < text.count {
      let character = SnippetText.character(text, at: place)
      switch SnippetText.role(character.scalar) {
      case .space:
        // White space counts once, and not at the beginning.
        if !isLineStart { columns += 1 }
        border = place
        isLineStart = true
      case .dropped: break
      case .shown(let width):
        if width > 0, SnippetText.isUnspaced(character.scalar) { border = place }
        if columns + width > limit { return border > start ? border : place }
        columns += width
        isLineStart = false
      }
      place = character.end
    }
    return place
  }

  private static func compose(
    _ text: ByteSlice, _ range: Range<Int>, highlights: [Range<Int>]
  ) -> Snippet {
    var composer = SnippetComposer(text, highlights: highlights, from: range.lowerBound)
    if hasContent(text, before: range.lowerBound) { composer.output += Array("…".utf8) }
    composer.write(range)
    if hasContent(text, from: range.upperBound) { composer.output += Array("…".utf8) }
    return Snippet(
      text: String(decoding: composer.output, as: UTF8.self), highlights: composer.ranges)
  }

  private static func hasContent(_ text: ByteSlice, before index: Int) -> Bool {
    var place = index
    // White space before a passage may be long; what is further away than this is content.
    while place > max(0, index - 1_000) {
      place = SnippetText.border(text, before: place - 1)
      if case .shown = SnippetText.role(SnippetText.character(text, at: place).scalar) {
        return true
      }
    }
    return place > 0
  }

  private static func hasContent(_ text: ByteSlice, from index: Int) -> Bool {
    var place = index
    while place < min(text.count, index + 1_000) {
      let character = SnippetText.character(text, at: place)
      if case .shown = SnippetText.role(character.scalar) { return true }
      place = character.end
    }
    return place < text.count
  }

  private mutating func write(_ range: Range<Int>) {
    var place = range.lowerBound
    while place < range.upperBound {
      let character = SnippetText.character(text, at: place)
      close(at: place)
      switch SnippetText.role(character.scalar) {
      case .space: if !output.isEmpty { owesSpace = true }
      case .dropped: break
      case .shown: write(character.scalar, at: place)
      }
      place = character.end
    }
    close(at: range.upperBound)
    if let opened, opened < output.count { ranges.append(opened..<output.count) }
    opened = nil
  }

  private mutating func write(_ scalar: Unicode.Scalar, at place: Int) {
    if owesSpace {
      // A passage that begins with white space begins behind it.
      if output != Array("…".utf8) { output.append(0x20) }
      owesSpace = false
    }
    if opened == nil, let next = highlights.first, next.contains(place) { opened = output.count }
    output += Array(String(scalar).utf8)
  }

  /// Ends the highlight that is over at a place of the text.
  private mutating func close(at place: Int) {
    while let next = highlights.first, next.upperBound <= place {
      if let opened, opened < output.count { ranges.append(opened..<output.count) }
      opened = nil
      highlights = highlights.dropFirst()
    }
  }
}
