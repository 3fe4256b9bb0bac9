import Storage
import VectorKernels

/// Finds places in a long text that are worth analysing.
///
/// Analysing ten megabytes takes a tenth of a second; looking for the bytes of a query's words, as
/// they stand and in other cases, takes less than a millisecond. So long texts are searched for
/// bytes, and only the neighbourhoods of what is found are analysed. Spellings that only folding
/// makes equal (full-width letters, other accents' compositions) are not seen this way.
struct SnippetScan {
  /// Bytes searched before it is checked whether enough was found.
  private static let chunkSize = 1 << 18
  /// Bytes after which a scan with something of everything ends.
  private static let enough = 1 << 20
  /// Occurrences of one word that are noted.
  private static let maximumPlaces = 64

  /// The spellings of one term, and the words that must be next to it.
  private struct Needle {
    var searches: [NeedleSearch]
    /// A word, which ends where it ends; not a prefix and not a run.
    var isWord = false
    /// Words around the needle's in its phrase, as they would be spelled in ASCII.
    var before: [[UInt8]]
    var after: [[UInt8]]
    var places: [Int] = []
    /// Places where the words beside it were seen too.
    var wholePlaces: [Int] = []

    /// It is a word and not a phrase.
    var isAlone: Bool { before.isEmpty && after.isEmpty }
    /// More places would not help; a phrase of common words is looked for further than its words.
    var isFull: Bool {
      isAlone ? places.count >= maximumPlaces : wholePlaces.count >= maximumPlaces / 4
    }
    var isFound: Bool { isAlone ? !places.isEmpty : !wholePlaces.isEmpty }
  }

  private var needles: [Needle]

  init(_ query: SnippetQuery) {
    needles = query.terms.compactMap { Self.needle($0, query) }
  }

  // MARK: - Needles

  private static func needle(_ term: SnippetQuery.Term, _ query: SnippetQuery) -> Needle? {
    let units = term.elements.map { query.units[$0.unit] }
    var words: [(index: Int, bytes: [UInt8])] = []
    for (index, unit) in units.enumerated() {
      switch unit {
      case .word(let bytes), .prefix(let bytes): words.append((index, bytes))
      case .scalar, .pattern: break
      }
    }
    if words.count == units.count, let longest = words.max(by: { $0.bytes.count < $1.bytes.count })
    {
      let isASCII = words.allSatisfy { $0.bytes.allSatisfy { $0 < 0x80 } }
      return Needle(
        searches: spellings(longest.bytes), isWord: units[longest.index].isWord,
        before: isASCII ? words[..<longest.index].map(\.bytes).reversed() : [],
        after: isASCII ? words[(longest.index + 1)...].map(\.bytes) : [])
    }
    let scalars = units.compactMap { if case .scalar(let scalar) = $0 { scalar } else { nil } }
    guard !scalars.isEmpty, scalars.count == units.count else {
      return words.first.map { Needle(searches: spellings($0.bytes), before: [], after: []) }
    }
    // The beginning of the run in all its spellings, as long as they are few.
    var spelled: [[UInt8]] = [[]]
    for scalar in scalars.prefix(8) {
      let variants = SnippetVariants.spellings(of: scalar)
      if spelled.count * variants.count > 8 { break }
      spelled = spelled.flatMap { head in variants.map { head + $0 } }
    }
    if spelled == [[]] { spelled = SnippetVariants.spellings(of: scalars[0]) }
    return Needle(
      searches: spelled.map { NeedleSearch($0, ignoresCase: false) }, before: [], after: [])
  }

  /// A folded word as texts spell it.
  private static func spellings(_ bytes: [UInt8]) -> [NeedleSearch] {
    guard !bytes.isEmpty else { return [] }
    if bytes.allSatisfy({ $0 < 0x80 }) { return [NeedleSearch(bytes, ignoresCase: true)] }
    let word = String(decoding: bytes, as: UTF8.self)
    var spellings: [[UInt8]] = []
    for text in [word, word.prefix(1).uppercased() + word.dropFirst(), word.uppercased()]
    where !spellings.contains(Array(text.utf8)) {
      spellings.append(Array(text.utf8))
    }
    return spellings.map { NeedleSearch($0, ignoresCase: false) }
  }

  // MARK: - Scanning

  /// Places worth analysing from `start` on, rising, and where the scan ended.
  mutating func places(in text: ByteSlice, from start: Int) -> (places: [Int], end: Int) {
    for index in needles.indices {
      needles[index].places = []
      needles[index].wholePlaces = []
    }
    var chunk = start
    while chunk < text.count {
      let end = min(chunk + Self.chunkSize, text.count)
      for index in needles.indices where !needles[index].isFull {
        Self.scan(&needles[index], text, from: chunk, to: end)
      }
      chunk = end
      if needles.allSatisfy(\.isFound),
        chunk - start >= Self.enough || needles.count == 1 || isTogether
      {
        break
      }
    }
    let places = needles.flatMap { $0.wholePlaces.isEmpty ? $0.places : $0.wholePlaces }
    // A needle with enough occurrences was not searched for up to the end.
    let end = needles.filter(\.isFull).compactMap(\.places.last).min().map { $0 + 1 }
    return (places.sorted(), min(end ?? chunk, chunk))
  }

  /// Whether some place has every needle near it.
  private var isTogether: Bool {
    guard let first = needles.first else { return true }
    return first.places.contains { place in
      needles.dropFirst().allSatisfy { $0.places.contains { abs($0 - place) < 200 } }
    }
  }

  private static func scan(_ needle: inout Needle, _ text: ByteSlice, from start: Int, to end: Int)
  {
    for search in needle.searches {
      // Needles that begin in this chunk and end in the next are found here.
      let reach = min(end + search.needle.count - 1, text.count)
      var place = start
      while let found = search.first(in: text, from: place, to: reach) {
        place = found + 1
        guard isAtBorders(text, found, search, isWord: needle.isWord) else { continue }
        if needle.places.count < maximumPlaces { needle.places.append(found) }
        if !needle.isAlone, hasNeighbours(needle, text, found, search) {
          needle.wholePlaces.append(found)
        }
        if needle.isFull { break }
      }
    }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a)
  }

  /// Whether no letter or digit of ASCII goes on where the needle begins or ends.
  private static func isAtBorders(
    _ text: ByteSlice, _ place: Int, _ search: NeedleSearch, isWord: Bool
  ) -> Bool {
    guard search.ignoresCase else { return true }
    if place > 0, isLetterOrDigit(text[place - 1]) { return false }
    let end = place + search.needle.count
    return !isWord || end == text.count || !isLetterOrDigit(text[end])
  }

  /// Whether the words beside it in its phrase stand beside it here, spelled in ASCII.
  private static func hasNeighbours(
    _ needle: Needle, _ text: ByteSlice, _ place: Int, _ search: NeedleSearch
  ) -> Bool {
    var at = place + search.needle.count
    for word in needle.after {
      let limit = min(at + 12, text.count)
      while at < limit, !isLetterOrDigit(text[at]) { at += 1 }
      guard at + word.count <= text.count, equals(text, at, word) else { return false }
      at += word.count
    }
    at = place
    for word in needle.before {
      let limit = max(at - 12, 0)
      while at > limit, !isLetterOrDigit(text[at - 1]) { at -= 1 }
      guard at >= word.count, equals(text, at - word.count, word) else { return false }
      at -= word.count
    }
    return true
  }

  private static func equals(_ text: ByteSlice, _ place: Int, _ word: [UInt8]) -> Bool {
    for index in word.indices {
      let byte = text[place + index]
      let lowered = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
      if lowered != word[index] { return false }
    }
    return true
  }
}
