internal import Datasets
internal import Foundation

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
  static func of(_ dataset: Dataset, query: String) -> String {
    let texts = [
      dataset.summary.text(), dataset.description.text(), dataset.description.text(in: "zh"),
    ]
    .compactMap { $0 }
    let words = words(of: query)
    for text in texts {
      for word in words {
        if let found = text.range(of: word, options: [.caseInsensitive, .widthInsensitive]) {
          return around(found, in: text)
        }
      }
    }
    return texts.first.map { String($0.prefix(limit)) } ?? ""
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
