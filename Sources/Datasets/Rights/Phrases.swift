/// Some phrases, looked for in a text all at once.
///
/// Descriptions are read for dozens of phrases each time that one changes, and `String.contains` takes
/// microseconds for each. Letters of ASCII match whatever their case; all else is compared byte by byte.
struct Phrases: Sendable {
  /// What is looked for.
  let all: [String]
  /// The UTF-8 of each phrase, by its first byte.
  private var beginnings: [[[UInt8]]]

  /// Phrases in small letters.
  init(_ phrases: [String]) {
    all = phrases
    beginnings = Array(repeating: [], count: 256)
    for phrase in phrases {
      let bytes = Array(phrase.utf8)
      guard let first = bytes.first else { continue }
      beginnings[Int(first)].append(bytes)
    }
  }

  /// Phrases of whole words, for a text of words with a space around each.
  init(ofWords phrases: [String]) { self.init(phrases.map { " \($0) " }) }

  /// A text with a space in the place of each that stands in it.
  func taken(from text: String) -> String {
    guard occur(in: text) else { return text }
    return all.reduce(text) { $0.replacing($1, with: " ") }
  }

  /// Whether one of them stands in a text.
  ///
  /// Takes time linear in the text, nearly whatever the phrases.
  func occur(in text: some StringProtocol) -> Bool {
    let bytes = text.utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    for start in bytes.indices {
      for phrase in beginnings[Int(bytes[start])]
      where start + phrase.count <= bytes.count
        && bytes[start..<start + phrase.count].elementsEqual(phrase)
      { return true }
    }
    return false
  }
}
