internal import CorpusIndex
internal import Datasets

/// The sentence of a description that shows why it was found.
enum DescriptionSnippet {
  /// Characters shown at most.
  static let limit = 160

  /// The words of a query without its operators, fields and marks.
  static func words(of query: String) -> [String] {
    query.split { $0.isWhitespace || "()\"+~*".contains($0) }.compactMap { piece in
      var word = piece
      if let colon = word.lastIndex(of: ":") { word = word[word.index(after: colon)...] }
      while let first = word.first, "-<>=[/".contains(first) { word = word.dropFirst() }
      while let last = word.last, "])/".contains(last) { word = word.dropLast() }
      return word.isEmpty || ["AND", "OR", "NOT", "TO"].contains(word) ? nil : String(word)
    }
  }

  /// A piece of the description around the first word that occurs in it, else its beginning.
  ///
  /// Words are compared as the index compares them, so a traditional character shows the simplified
  /// one that it found.
  ///
  /// - Parameters:
  ///   - dataset: The description.
  ///   - introduction: What introduces its cluster, which is searched too.
  ///   - query: The query as typed.
  /// - Returns: At most about ``limit`` characters.
  static func of(_ dataset: Dataset, introduction: [String] = [], query: String) -> String {
    let texts = dataset.summary.all + dataset.description.all + introduction
    let words = words(of: query).map { $0.map(folded) }
    for text in texts {
      let characters = text.map(folded)
      for word in words {
        if let place = place(of: word, in: characters) {
          let start = text.index(text.startIndex, offsetBy: place)
          return around(start..<text.index(start, offsetBy: word.count), in: text)
        }
      }
    }
    return texts.first.map { String($0.prefix(limit)) } ?? ""
  }

  /// One character as it is compared; ASCII, which most are, without a detour.
  private static func folded(_ character: Character) -> String {
    character.isASCII ? character.lowercased() : CorpusIndex.folded(String(character))
  }

  /// Where a word begins among folded characters.
  private static func place(of word: [String], in characters: [String]) -> Int? {
    guard let first = word.first, characters.count >= word.count else { return nil }
    return (0...characters.count - word.count).first { start in
      characters[start] == first && characters[start..<start + word.count].elementsEqual(word)
    }
  }

  private static func around(_ range: Range<String.Index>, in text: String) -> String {
    let before = text.distance(from: text.startIndex, to: range.lowerBound)
    guard before > limit / 2 else { return String(text.prefix(limit)) }
    let start = text.index(range.lowerBound, offsetBy: -limit / 3)
    let rest = text[start...]
    let word = rest.firstIndex(of: " ").map {
      $0 < range.lowerBound ? rest[$0...].dropFirst() : rest
    }
    return "…" + (word ?? rest).prefix(limit)
  }
}
