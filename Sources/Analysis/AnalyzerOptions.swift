/// What a corpus may ask of its analyzer beyond the recipe; nothing by default.
///
/// An index stores the options, so that queries go the same way as the texts did.
package struct AnalyzerOptions: Sendable, Equatable, Codable {
  /// Words to leave out, as a person wrote them.
  package var stopWords: [String] = []
  /// Language whose endings are taken off words: a name or an ISO 639 code of the Snowball library.
  package var stemLanguage: String?

  package init() {}

  /// Whether the recipe stands alone.
  package var isEmpty: Bool { stopWords.isEmpty && stemLanguage == nil }
}

/// Why an analyzer cannot be made.
package enum AnalyzerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An entry of the stop words is no word, several, or unspaced characters.
  case notOneWord(String)
  /// No stemmer has that name.
  case unknownLanguage(String, known: [String])

  package var description: String {
    switch self {
    case .notOneWord(let entry):
      """
      the stop word "\(entry)" is not exactly one word — give one word a line; \
      characters of unspaced scripts cannot be left out
      """
    case .unknownLanguage(let name, let known):
      "no stemmer for \"\(name)\" — languages: \(known.joined(separator: ", "))"
    }
  }
}
