/// The licences that running text calls by name, and the words around them.
struct LicenseNames {
  /// One licence, as often as the text names it.
  private(set) var entries: [LicenseTable.Entry] = []
  /// The words in their order, with nil in the place of each name.
  private(set) var words: [String?] = []

  init(in sentence: some StringProtocol) {
    let words = Self.words(of: sentence)
    var start = 0
    while start < words.count {
      let longest = stride(from: min(7, words.count - start), to: 0, by: -1).lazy.compactMap {
        count -> (count: Int, entry: LicenseTable.Entry)? in
        let run = words[start..<start + count].joined(separator: " ")
        // Small words name licences only where they are written as names.
        guard count > 1 || run.contains(where: { $0.isUppercase || $0.isNumber || $0 == "/" })
        else { return nil }
        return LicenseTable.entry(for: run).map { (count, $0) }
      }.first
      if let longest { entries.append(longest.entry) }
      self.words.append(longest == nil ? words[start] : nil)
      start += longest?.count ?? 1
    }
  }

  /// Words without the marks around them; of a link, its text and its address.
  static func words(of sentence: some StringProtocol) -> [String] {
    apart(sentence).split { $0.isWhitespace || "[]()<>*`\"“”（）《》「」,;，、；".contains($0) }
      .map { word in
        var word = word
        while let last = word.last, ".:：!".contains(last) { word.removeLast() }
        return String(word)
      }.filter { !$0.isEmpty }
  }

  /// The text with a space between Chinese, which has none, and a name in Latin letters.
  private static func apart(_ sentence: some StringProtocol) -> String {
    var text = String.UnicodeScalarView()
    for scalar in sentence.unicodeScalars {
      if let last = text.last, last != " ", scalar != " ",
        (last.value < 0x80) != (scalar.value < 0x80)
      {
        text.append(" ")
      }
      text.append(scalar)
    }
    return String(text)
  }
}
