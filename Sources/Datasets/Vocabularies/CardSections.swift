/// The sections of a dataset card in which people say what the data may be used for.
struct CardSections {
  /// The paragraphs under headings that speak of licences or terms.
  private(set) var ofRights: [String] = []
  /// Those under headings that speak of use, which tell as often how to load the data.
  private(set) var ofUse: [String] = []

  init(_ body: String) {
    var topic: Topic?
    // A heading of the same depth or less ends a section.
    var depth = 0
    var paragraph = ""
    var isFirst = true
    func close() {
      switch topic {
      case .rights: ofRights.append(paragraph)
      case .use: ofUse.append(paragraph)
      case nil: break
      }
      paragraph = ""
    }
    let lines = Self.lines(of: body)
    var place = 0
    while place < lines.count {
      let line = lines[place]
      let next = place + 1 < lines.count ? lines[place + 1] : ""
      place += 1
      defer { if !line.isEmpty { isFirst = false } }
      if let heading = Self.heading(line, before: next) {
        if heading.isUnderlined { place += 1 }
        close()
        // The title of the card names the data, which may be about anything.
        let isTitle = heading.depth == 1 && isFirst
        let own = isTitle ? nil : Topic(heading: heading.text)
        if topic == nil || own != nil || heading.depth <= depth {
          topic = own
          depth = heading.depth
        }
      } else if line.isEmpty || PlainProse.beginsItem(line) {
        close()
        paragraph = line
      } else {
        PlainProse.append(line, to: &paragraph)
      }
    }
    close()
  }

  private enum Topic {
    case rights, use

    init?(heading: String) {
      let text = PlainProse(heading).lines.lowercased()
      let words = LicenseWords.words(of: text)
      let speaksOfUse =
        words.contains(where: Self.wordsOfUse.contains) || text.contains("使用")
        || text.contains("用途")
      if Self.wordsOfRights.contains(where: text.contains) || Self.names(rights: words)
        || speaksOfUse && Self.limits.contains(where: text.contains)
      {
        self = .rights
      } else if speaksOfUse {
        self = .use
      } else {
        return nil
      }
    }

    /// Whether a heading is about the rights in the data; those of people are what data is about.
    private static func names(rights words: [Substring]) -> Bool {
      words.indices.contains { place in
        ofRights.contains(words[place])
          && (place == 0 || !["human", "civil", "animal", "voting"].contains(words[place - 1]))
      }
    }

    private static let ofRights: Set<Substring> = [
      "terms", "rights", "permission", "permissions", "legal", "eula", "rechte", "droits",
      "derechos", "diritti", "direitos",
    ]
    private static let wordsOfRights = [
      "licens", "licenc", "licenz", "lizenz", "licenç", "licent", "licencj", "lisens", "лиценз",
      "nutzungsbedingung", "nutzungsrecht", "conditions d'utilisation", "condiciones de uso",
      "condizioni d'uso", "copyright", "copyleft", "许可", "許可", "协议", "協議", "版权", "版權", "授权",
      "授權", "条款", "條款", "ライセンス", "利用規約", "라이선스", "라이센스",
    ]
    /// What makes a heading about use one about what is allowed.
    private static let limits = [
      "limit", "restrict", "ethic", "condition", "polic", "prohibit", "forbid", "permit", "allow",
      "accept", "responsib", "限制", "条件", "條件", "规定", "規定", "禁止", "范围", "範圍", "须知", "須知", "伦理",
    ]
    private static let wordsOfUse: Set<Substring> = ["usage", "use", "uses"]
  }

  /// The lines outside of code and of comments, without the spaces around them and signs of quotations.
  private static func lines(of body: String) -> [String] {
    var lines: [String] = []
    var fence: Substring?
    let plain = PlainProse.withoutTags(withoutComments(body))
    for line in plain.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let text = PlainProse.withoutQuote(line)
      if let open = fence {
        if text.hasPrefix(open) { fence = nil }
      } else if text.hasPrefix("```") || text.hasPrefix("~~~") {
        fence = text.prefix(3)
      } else {
        lines.append(String(text))
      }
    }
    return lines
  }

  private static func withoutComments(_ body: String) -> String {
    guard body.contains("<!--") else { return body }
    var text = ""
    var rest = Substring(body)
    while let start = rest.firstRange(of: "<!--") {
      text += rest[..<start.lowerBound]
      rest = rest[start.upperBound...].firstRange(of: "-->").map { rest[$0.upperBound...] } ?? ""
    }
    return text + rest
  }

  /// A heading behind number signs, above a line of `=` or `-`, or of bold type alone.
  private static func heading(
    _ line: String, before next: String
  ) -> (text: String, depth: Int, isUnderlined: Bool)? {
    let signs = line.prefix { $0 == "#" }.count
    if (1...6).contains(signs) { return (String(line.dropFirst(signs)), signs, false) }
    if line.isEmpty { return nil }
    if !next.isEmpty, !PlainProse.beginsItem(line) {
      if next.allSatisfy({ $0 == "=" }) { return (line, 1, true) }
      if next.allSatisfy({ $0 == "-" }) { return (line, 2, true) }
    }
    for bold in ["**", "__"] where line.hasPrefix(bold) && line.count < 60 {
      let inner = line.dropFirst(2)
      if let end = inner.firstRange(of: bold) {
        let rest = inner[end.upperBound...]
        if rest.allSatisfy({ $0 == ":" || $0 == "：" }) {
          return (String(inner[..<end.lowerBound]), 7, false)
        }
      }
    }
    return nil
  }
}
