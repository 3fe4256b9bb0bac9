internal import JSONText

/// A step that cuts a text into words; no token reaches from one into another.
enum WordSplitter: Sendable {
  /// What becomes of the matches of a pattern.
  enum Behavior: String, Sendable {
    case isolated = "Isolated"
    case removed = "Removed"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"
  }

  case pattern(SplitPattern, Behavior, isInverted: Bool)
  case set(ScalarSet, Behavior)
  /// Spaces become a sign, which stands in front of words.
  case metaspace(UInt32, prepends: Prepending, splits: Bool)
  /// A space in front of what begins with none.
  case prefixSpace

  /// Where a sign for a space is put though there is none.
  enum Prepending: String, Sendable {
    case always, first, never
  }

  /// The pattern of GPT-2, which a byte-level step uses unless told otherwise.
  private static let bytePattern =
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

  /// The steps that a file asks for, in order, and whether the words are taken as bytes at the end.
  static func steps(
    _ tree: JSON?
  ) throws(TokenizerError) -> (steps: [WordSplitter], isByteLevel: Bool) {
    guard let tree, tree != .null else { return ([], false) }
    let name = tree["type"]?.string ?? "without a type"
    switch name {
    case "Sequence":
      var steps: [WordSplitter] = []
      var isByteLevel = false
      for step in tree["pretokenizers"]?.elements ?? [] {
        if isByteLevel { throw .unsupported("pre-tokenizer behind ByteLevel", step.text) }
        let added = try Self.steps(step)
        steps += added.steps
        isByteLevel = added.isByteLevel
      }
      return (steps, isByteLevel)
    case "ByteLevel":
      var steps: [WordSplitter] = []
      if tree["add_prefix_space"]?.bool ?? true { steps.append(.prefixSpace) }
      if tree["use_regex"]?.bool ?? true {
        steps.append(.pattern(try SplitPattern(bytePattern), .isolated, isInverted: false))
      }
      return (steps, true)
    case "Split": return ([try split(tree)], false)
    case "Digits":
      return (
        [
          .set(
            ScalarSet([.category("N")]),
            tree["individual_digits"]?.bool ?? false ? .isolated : .contiguous)
        ], false
      )
    case "Punctuation": return ([.set(punctuation, try behavior(tree["behavior"]))], false)
    case "WhitespaceSplit": return ([.set(ScalarSet([.whitespace]), .removed)], false)
    case "Whitespace":
      return (
        [.pattern(try SplitPattern(#"\w+|[^\w\s]+"#), .removed, isInverted: true)], false
      )
    case "BertPreTokenizer":
      return (
        [.set(ScalarSet([.whitespace]), .removed), .set(punctuation, .isolated)], false
      )
    case "Metaspace": return ([try metaspace(tree)], false)
    default: throw .unsupported("pre-tokenizer", name)
    }
  }

  /// ASCII signs and what Unicode calls punctuation.
  private static let punctuation = ScalarSet([
    .range(0x21...0x2f), .range(0x3a...0x40), .range(0x5b...0x60), .range(0x7b...0x7e),
    .category("P"),
  ])

  private static func behavior(_ tree: JSON?) throws(TokenizerError) -> Behavior {
    guard let name = tree?.string else { return .isolated }
    guard let behavior = Behavior(rawValue: name) else {
      throw .unsupported("behaviour of a pre-tokenizer", name)
    }
    return behavior
  }

  private static func split(_ tree: JSON) throws(TokenizerError) -> WordSplitter {
    let behavior = try behavior(tree["behavior"])
    let isInverted = tree["invert"]?.bool ?? false
    if let pattern = tree["pattern"]?["Regex"]?.string {
      return .pattern(try SplitPattern(pattern), behavior, isInverted: isInverted)
    }
    guard let text = tree["pattern"]?["String"]?.string else {
      throw .malformed("a pre-tokenizer Split has no pattern")
    }
    let escaped = text.unicodeScalars.map {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0.value > 0x7f || $0 == " "
        ? String($0) : "\\" + String($0)
    }
    return .pattern(try SplitPattern(escaped.joined()), behavior, isInverted: isInverted)
  }

  private static func metaspace(_ tree: JSON) throws(TokenizerError) -> WordSplitter {
    let sign = tree["replacement"]?.string?.unicodeScalars.first?.value ?? 0x2581
    var prepends = tree["add_prefix_space"]?.bool == false ? Prepending.never : .always
    if let scheme = tree["prepend_scheme"]?.string {
      guard let known = Prepending(rawValue: scheme) else {
        throw .unsupported("prepend_scheme of Metaspace", scheme)
      }
      prepends = known
    }
    return .metaspace(sign, prepends: prepends, splits: tree["split"]?.bool ?? true)
  }

  /// Puts a sign in front of the word that begins the text, and of no other.
  var asksForFirstWord: Bool {
    if case .metaspace(_, .first, _) = self { true } else { false }
  }

  // MARK: - Splitting

  /// Cuts a word further.
  ///
  /// - Parameters:
  ///   - word: Code points.
  ///   - isFirst: The word begins the text.
  /// - Returns: Words that are not empty.
  func split(_ word: ArraySlice<UInt32>, isFirst: Bool) -> [ArraySlice<UInt32>] {
    switch self {
    case .prefixSpace: return word.first == 0x20 ? [word] : [[0x20] + word]
    case .pattern(let pattern, let behavior, let isInverted):
      var matches: [Range<Int>] = []
      var at = word.startIndex
      while let match = pattern.firstMatch(in: word, from: at) {
        matches.append(match)
        at = match.upperBound
      }
      return Self.pieces(of: word, matches, behavior, isInverted: isInverted)
    case .set(let set, let behavior):
      let matches = word.indices.filter { set.contains(word[$0]) }.map { $0..<$0 + 1 }
      return Self.pieces(of: word, matches, behavior, isInverted: false)
    case .metaspace(let sign, let prepends, let splits):
      var signed = word.map { $0 == 0x20 ? sign : $0 }
      let isWanted = prepends == .always || prepends == .first && isFirst
      if isWanted, signed.first != sign { signed.insert(sign, at: 0) }
      if !splits { return [signed[...]] }
      let matches = signed.indices.filter { signed[$0] == sign }.map { $0..<$0 + 1 }
      return Self.pieces(of: signed[...], matches, .mergedWithNext, isInverted: false)
    }
  }

  private static func pieces(
    of word: ArraySlice<UInt32>, _ matches: [Range<Int>], _ behavior: Behavior, isInverted: Bool
  ) -> [ArraySlice<UInt32>] {
    var parts: [(range: Range<Int>, isMatch: Bool)] = []
    var at = word.startIndex
    for match in matches {
      if at < match.lowerBound { parts.append((at..<match.lowerBound, isInverted)) }
      parts.append((match, !isInverted))
      at = match.upperBound
    }
    if at < word.endIndex { parts.append((at..<word.endIndex, isInverted)) }
    if behavior == .removed { return parts.filter { !$0.isMatch }.map { word[$0.range] } }
    var ranges: [Range<Int>] = []
    var isBehindMatch = false
    for part in parts {
      let joins =
        switch behavior {
        case .isolated, .removed: false
        case .contiguous: isBehindMatch == part.isMatch
        case .mergedWithPrevious: part.isMatch && !isBehindMatch
        case .mergedWithNext: isBehindMatch && !part.isMatch
        }
      if joins, let last = ranges.last {
        ranges[ranges.count - 1] = last.lowerBound..<part.range.upperBound
      } else {
        ranges.append(part.range)
      }
      isBehindMatch = part.isMatch
    }
    return ranges.map { word[$0] }
  }
}
