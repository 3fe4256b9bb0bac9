package import Analysis
package import Storage

/// A passage of a record with what was found in it.
package struct Snippet: Equatable, Sendable {
  /// One line: white space folded to single spaces, control characters left out, `…` where text was
  /// cut.
  package var text: String
  /// Half-open ranges in ``text``'s UTF-8 bytes, rising, on character borders.
  package var highlights: [Range<Int>]
  /// Each place with what stands on both sides, where that was asked for; the first ones of many.
  package var occurrences: [Occurrence] = []
  /// What is to be said of further occurrences.
  package var remark: String?

  /// One place of a text, each part as one line like ``text``.
  package struct Occurrence: Equatable, Sendable {
    package var before: String
    package var match: String
    package var after: String
  }
}

/// Chooses the passage of a text that shows best why it was found.
///
/// The best passage holds the most different terms of the query, then the most occurrences; it
/// begins at a sentence or word. Texts up to ``analysedWhole`` bytes are analysed whole; of longer
/// ones only the neighbourhoods of places that ``SnippetScan`` finds. A maker belongs to one
/// thread.
package final class SnippetMaker {
  /// Columns of a snippet; wide characters take two.
  package static let columns = 160
  /// Texts up to this many bytes are analysed whole: about 50 µs.
  static let analysedWhole = 6 << 10
  /// Bytes analysed on each side of a place in a longer text.
  private static let neighbourhood = 700
  /// Neighbourhoods analysed in one round, and rounds.
  private static let maximumStretches = 6
  private static let maximumRounds = 8
  /// Texts up to this many bytes are analysed whole where each occurrence is shown.
  private static let analysedForContext = 16 << 20
  /// Occurrences that are shown with their context; the rest is counted.
  package static let shownOccurrences = 20
  /// Columns shown before the first match, when no sentence begins nearer.
  private static let leadColumns = 40

  private let query: SnippetQuery
  private let takenApart: SnippetQuery
  private let analyzer: Analyzer
  private var batch = TokenBatch()

  package init(_ query: SnippetQuery, analyzer: Analyzer) {
    self.query = query
    takenApart = query.takenApart
    self.analyzer = analyzer
  }

  /// The best passage of a text.
  ///
  /// - Parameters:
  ///   - text: The whole text of the field, UTF-8; invalid bytes show as U+FFFD.
  ///   - context: Characters on each side of each occurrence; `nil` for the one best passage of
  ///     ``columns``.
  /// - Returns: The beginning of the text, without highlights, when nothing is found.
  package func snippet(of text: BufferView<UInt8>, context: Int? = nil) -> Snippet {
    snippet(of: text, context: context, need: .nothing) ?? Snippet(text: "", highlights: [])
  }

  /// What the beginning of a text must show for the rest to be left unread.
  package enum Need {
    case everyTerm, anyTerm
    /// The text is whole.
    case nothing
  }

  /// The best passage of a text or of its beginning; `nil` when that does not show what is needed.
  package func snippet(
    of text: BufferView<UInt8>, context: Int?, need: Need
  ) -> Snippet? {
    if need == .nothing || query.isEmpty { return whole(text, context: context) }
    // A match at the end may continue behind it.
    let last = text.count - 2048 - 8 * (context ?? 0)
    let matches = matches(of: query, in: text, everywhere: false).filter {
      $0.range.upperBound < last
    }
    let isEnough =
      need == .anyTerm
      ? !matches.isEmpty : Set(matches.map(\.term)).count == query.terms.count
    return isEnough && !matches.isEmpty ? passage(of: matches, in: text, context: context) : nil
  }

  private func whole(_ text: BufferView<UInt8>, context: Int?) -> Snippet {
    var matches: [SnippetMatches.Match] = []
    for query in query.isEmpty ? [] : [query, takenApart] where matches.isEmpty {
      matches = self.matches(of: query, in: text, everywhere: context != nil)
    }
    return passage(of: matches, in: text, context: context)
  }

  private func passage(
    of matches: [SnippetMatches.Match], in text: BufferView<UInt8>, context: Int?
  ) -> Snippet {
    let slice = ByteSlice(text)
    guard let passage = Self.bestPassage(matches, slice) else {
      return SnippetComposer.compose(
        slice, from: 0, columns: context.map { 2 * $0 } ?? Self.columns, highlights: [])
    }
    let highlights = Self.merged(matches.map(\.range))
    if let context {
      let shown = Array(highlights.prefix(Self.shownOccurrences))
      var snippet = SnippetComposer.compose(
        slice, aroundEach: shown, characters: max(context, 0))
      snippet.occurrences = shown.map {
        SnippetComposer.occurrence(slice, at: $0, characters: max(context, 0))
      }
      if text.count > Self.analysedForContext {
        snippet.remark = "there may be more in this long text"
      } else if highlights.count > Self.shownOccurrences {
        snippet.remark = "and \(highlights.count - Self.shownOccurrences) more"
      }
      if let remark = snippet.remark { snippet.text += " (\(remark))" }
      return snippet
    }
    let first = matches[passage.lowerBound].range.lowerBound
    let end = matches[passage].map(\.range.upperBound).max() ?? first
    let used = Self.columns(slice, first, end)
    let start = Self.start(slice, before: first, columns: max(Self.columns - used - 8, 0))
    return SnippetComposer.compose(
      slice, from: start, columns: Self.columns, highlights: highlights)
  }

  // MARK: - Finding

  private func matches(
    of query: SnippetQuery, in text: BufferView<UInt8>, everywhere: Bool
  )
    -> [SnippetMatches.Match]
  {
    var found = SnippetMatches()
    if text.count <= (everywhere ? Self.analysedForContext : Self.analysedWhole) {
      found.add(query, in: text, at: 0, analyzer: analyzer, batch: &batch)
      return found.matches
    }
    let slice = ByteSlice(text)
    var scan = SnippetScan(query)
    var start = 0
    for _ in 0..<Self.maximumRounds where start < text.count {
      let (places, end) = scan.places(in: slice, from: start)
      for stretch in Self.stretches(places, slice) {
        found.add(
          query, in: text[stretch], at: stretch.lowerBound, analyzer: analyzer, batch: &batch)
      }
      if !found.matches.isEmpty { return found.matches }
      start = end
    }
    // Nothing whose bytes show it; what only folding finds is looked for at the beginning.
    let head = 0..<SnippetText.border(slice, before: Self.analysedWhole * 4)
    found.add(query, in: text[head], at: 0, analyzer: analyzer, batch: &batch)
    return found.matches
  }

  /// Stretches of text around the places that lie closest together.
  private static func stretches(_ places: [Int], _ text: ByteSlice) -> [Range<Int>] {
    var clusters: [(range: ClosedRange<Int>, count: Int)] = []
    for place in places {
      if let last = clusters.last, place - last.range.upperBound < neighbourhood,
        place - last.range.lowerBound < 4 * neighbourhood
      {
        clusters[clusters.count - 1] = (last.range.lowerBound...place, last.count + 1)
      } else {
        clusters.append((place...place, 1))
      }
    }
    let best = clusters.sorted { ($1.count, $0.range.lowerBound) < ($0.count, $1.range.lowerBound) }
      .prefix(maximumStretches)
    var stretches: [Range<Int>] = []
    for cluster in best.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      // The next stretch begins behind the last, so that nothing is found twice.
      let start = max(
        wordBorder(text, before: cluster.range.lowerBound - neighbourhood),
        stretches.last?.upperBound ?? 0)
      let end = wordBorder(text, before: cluster.range.upperBound + neighbourhood)
      if start < end { stretches.append(start..<end) }
    }
    return stretches
  }

  /// A place near an index where no word is cut, or, in text without spaces, any character's
  /// border.
  private static func wordBorder(_ text: ByteSlice, before index: Int) -> Int {
    if index <= 0 { return 0 }
    if index >= text.count { return text.count }
    for place in stride(from: index, to: max(index - 100, 0), by: -1) where text[place] <= 0x20 {
      return place
    }
    return SnippetText.border(text, before: index)
  }

  // MARK: - Choosing

  /// The run of matches, fitting in a passage, that shows most terms.
  private static func bestPassage(
    _ matches: [SnippetMatches.Match], _ text: ByteSlice
  )
    -> Range<Int>?
  {
    guard !matches.isEmpty else { return nil }
    // Bytes that a passage of this text holds: three bytes make two columns in Chinese.
    let sample = matches[0].range.lowerBound..<min(matches[0].range.lowerBound + 256, text.count)
    let wide = sample.count(where: { text[$0] >= 0xe0 })
    let room = (columns - 24) * max(sample.count, 1) / max(sample.count - wide, 1)
    var best: (score: Int, range: Range<Int>)?
    var counts: [Int: Int] = [:]
    var end = 0
    for start in matches.indices {
      while end < matches.count,
        end == start
          || matches[end].range.upperBound - matches[start].range.lowerBound <= room
      {
        counts[matches[end].term, default: 0] += 1
        end += 1
      }
      let repeats = counts.values.reduce(0) { $0 + min($1, 3) - 1 }
      let score = counts.count * 8 + repeats
      if score > best?.score ?? 0 { best = (score, start..<end) }
      let term = matches[start].term
      counts[term, default: 1] -= 1
      if counts[term] == 0 { counts[term] = nil }
    }
    return best?.range
  }

  /// Ranges that touch or overlap made one.
  private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = result.last, range.lowerBound <= last.upperBound {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }

  /// Columns between two places.
  private static func columns(_ text: ByteSlice, _ start: Int, _ end: Int) -> Int {
    var columns = 0
    var place = start
    while place < end, columns <= Self.columns {
      let character = SnippetText.character(text, at: place)
      switch SnippetText.role(character.scalar) {
      case .space: columns += 1
      case .dropped: break
      case .shown(let width): columns += width
      }
      place = character.end
    }
    return columns
  }

  /// Where to begin before a match: at its sentence when that is near, else at a word.
  private static func start(_ text: ByteSlice, before match: Int, columns room: Int) -> Int {
    var place = match
    var columns = 0
    var border = match
    while place > 0 {
      let before = SnippetText.border(text, before: place - 1)
      let scalar = SnippetText.character(text, at: before).scalar
      if place < match, isSentenceStart(text, at: place, after: scalar) { return place }
      switch SnippetText.role(scalar) {
      case .space:
        columns += 1
        if columns <= min(room, leadColumns) { border = place }
      case .dropped: break
      case .shown(let width):
        columns += width
        if columns <= min(room, leadColumns), SnippetText.isUnspaced(scalar) { border = before }
      }
      // Sentences may begin twice as far away as words.
      if columns > min(room, 2 * leadColumns) { return border }
      place = before
    }
    return 0
  }

  private static func isSentenceStart(
    _ text: ByteSlice, at place: Int, after scalar: Unicode.Scalar
  ) -> Bool {
    if scalar == "\n" { return true }
    guard SnippetText.endsSentence(scalar) else { return false }
    // A point inside a number or a name ends nothing.
    return !scalar.isASCII || text[place] <= 0x20
  }
}
