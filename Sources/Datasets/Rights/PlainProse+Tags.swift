extension PlainProse {
  /// Text with line breaks and Markdown in the place of tags, characters in that of entities, and the
  /// words of pictures in that of pictures.
  static func withoutTags(_ prose: some StringProtocol) -> String {
    let text = String(prose)
    guard text.utf8.contains(where: { $0 == 0x3C || $0 == 0x26 || $0 == 0x21 }) else { return text }
    var result = ""
    var rest = text[...]
    var targets: [String] = []
    while let place = rest.firstIndex(where: { $0 == "<" || $0 == "&" || $0 == "!" }) {
      result += rest[..<place]
      rest = rest[place...]
      if let tag = Tag(rest) {
        rest = rest.dropFirst(tag.length)
        result += tag.words(&targets)
        if tag.isHeading { rest = rest.drop { $0.isWhitespace } }
      } else if let entity = entity(rest) {
        result.unicodeScalars.append(entity.scalar)
        rest = rest.dropFirst(entity.length)
      } else if let picture = picture(rest) {
        result += picture.words
        rest = rest.dropFirst(picture.length)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result + rest
  }

  /// A tag of HTML at the beginning of a text.
  private struct Tag {
    var name: String
    var isEnd: Bool
    var attributes: Substring
    var length: Int

    init?(_ text: Substring) {
      guard text.first == "<" else { return nil }
      var rest = text.dropFirst()
      isEnd = rest.first == "/"
      if isEnd { rest.removeFirst() }
      name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }.lowercased()
      rest = rest.dropFirst(name.count)
      // The end is looked for behind a known name alone: many a < has none.
      attributes = rest.prefix(0)
      length = 0
      guard Self.blocks.contains(name) || Self.inline.contains(name) || headingDepth != nil,
        rest.first.map({ $0.isWhitespace || $0 == "/" || $0 == ">" }) == true
      else { return nil }
      attributes = rest.prefix(Self.longest).prefix { $0 != ">" && $0 != "<" }
      guard rest.dropFirst(attributes.count).first == ">" else { return nil }
      length = name.count + attributes.count + (isEnd ? 3 : 2)
    }

    /// Letters of attributes that are looked at.
    private static let longest = 10_000

    private var headingDepth: Int? {
      guard name.count == 2, name.first == "h", let digit = name.last?.wholeNumberValue else {
        return nil
      }
      return (1...6).contains(digit) ? digit : nil
    }

    var isHeading: Bool { headingDepth != nil && !isEnd }

    /// What stands in its place; a link's address comes behind the words of the link.
    func words(_ targets: inout [String]) -> String {
      if let headingDepth {
        return isEnd ? "\n\n" : "\n\n" + String(repeating: "#", count: headingDepth) + " "
      }
      switch name {
      case "br", "td", "th": return "\n"
      case "li": return isEnd ? "\n" : "\n- "
      case "b", "strong": return "**"
      case "img":
        return PlainProse.picture(words: attribute("alt") ?? "", address: attribute("src") ?? "")
      case "a" where isEnd:
        guard let target = targets.popLast(), target.contains("://") else { return "" }
        return " (\(target))"
      case "a":
        targets.append(attribute("href") ?? "")
        return ""
      default: return Self.blocks.contains(name) ? "\n\n" : ""
      }
    }

    private func attribute(_ key: String) -> String? {
      let lowered = attributes.lowercased()
      guard lowered.count == attributes.count, let range = lowered.firstRange(of: key + "=") else {
        return nil
      }
      let start = lowered.distance(from: lowered.startIndex, to: range.upperBound)
      let value = attributes.dropFirst(start)
      guard let quote = value.first, quote == "\"" || quote == "'" else {
        return String(value.prefix { !$0.isWhitespace })
      }
      return String(value.dropFirst().prefix { $0 != quote })
    }

    private static let blocks: Set<String> = [
      "p", "div", "br", "li", "ul", "ol", "tr", "td", "th", "table", "thead", "tbody", "section",
      "article", "header", "footer", "main", "center", "details", "summary", "blockquote", "pre",
      "hr", "dl", "dt", "dd", "figure", "figcaption",
    ]
    private static let inline: Set<String> = [
      "a", "b", "strong", "i", "em", "u", "span", "font", "code", "sup", "sub", "small", "big",
      "mark", "kbd", "tt", "s", "del", "ins", "abbr", "cite", "q", "img", "strike", "wbr",
      "picture",
      "source",
    ]
  }

  /// A character that is written as an entity at the beginning of a text.
  private static func entity(_ text: Substring) -> (scalar: Unicode.Scalar, length: Int)? {
    guard text.first == "&" else { return nil }
    let name = text.dropFirst().prefix(10).prefix { $0 != ";" }
    let rest = text.dropFirst(name.count + 1)
    guard !name.isEmpty, rest.first == ";" else { return nil }
    var scalar = entities[String(name)]
    if name.hasPrefix("#x") || name.hasPrefix("#X") {
      scalar = UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
    } else if name.hasPrefix("#") {
      scalar = UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init)
    }
    return scalar.map { ($0 == "\u{A0}" ? " " : $0, name.count + 2) }
  }

  private static let entities: [String: Unicode.Scalar] = [
    "nbsp": " ", "ensp": " ", "emsp": " ", "thinsp": " ", "amp": "&", "lt": "<", "gt": ">",
    "quot": "\"", "apos": "'", "ndash": "-", "mdash": "\u{2014}", "hyphen": "-", "shy": "\u{AD}",
    "zwnj": "\u{200C}", "zwj": "\u{200D}", "copy": "©", "reg": "®", "rsquo": "'", "lsquo": "'",
    "ldquo": "\"", "rdquo": "\"",
  ]

  // MARK: - Pictures

  /// Letters of a picture's words, and of its address, at most.
  private static let longestWords = 2_000

  /// A picture in Markdown at the beginning of a text.
  private static func picture(_ text: Substring) -> (words: String, length: Int)? {
    guard text.hasPrefix("![") else { return nil }
    let words = text.dropFirst(2).prefix(Self.longestWords).prefix { $0 != "]" }
    let rest = text.dropFirst(words.count + 2)
    guard rest.hasPrefix("](") else { return nil }
    let target = rest.dropFirst(2).prefix(Self.longestWords).prefix { $0 != ")" }
    guard rest.dropFirst(target.count + 2).first == ")" else { return nil }
    let address = target.prefix { !$0.isWhitespace }
    return (
      picture(words: String(words), address: String(address)), words.count + target.count + 5
    )
  }

  /// The words of a picture and those of its address, on lines of their own.
  private static func picture(words: String, address: String) -> String {
    "\n\n\(words)\n\n\(badge(address) ?? address)\n\n"
  }

  /// What a badge says, where its address holds its words: `license CC BY-NC 4.0`.
  private static func badge(_ address: String) -> String? {
    let host = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
    let query = host.split(separator: "?", maxSplits: 1)
    guard let path = query.first else { return nil }
    let parts = path.split(separator: "/").dropFirst().map { unescaped($0) }
    if let place = parts.firstIndex(of: "badge"), let last = parts.last, place < parts.count - 1 {
      // A hyphen stands between the two sides and the colour, two are one, and an underline is a space.
      let sides = last.replacing("--", with: "\u{1}").split(separator: "-")
      return sides.dropLast(sides.count > 1 ? 1 : 0).joined(separator: " ")
        .replacing("\u{1}", with: "-").replacing("_", with: " ")
    }
    if query.count == 2, path.contains("shields.io") {
      let values = query[1].split(separator: "&").filter {
        $0.hasPrefix("label=") || $0.hasPrefix("message=")
      }.compactMap { $0.split(separator: "=").last }
      if !values.isEmpty {
        return values.map { unescaped($0).replacing("+", with: " ") }.joined(separator: " ")
      }
    }
    // Buttons of Creative Commons: `…/l/by-nc/4.0/88x31.png`, `…/by-nc.svg`.
    for (place, part) in parts.enumerated() {
      let elements = part.split(separator: ".")[...].first?.split(separator: "-") ?? []
      guard elements.first == "by", elements.allSatisfy({ ["by", "nc", "sa", "nd"].contains($0) })
      else { continue }
      let version = parts[(place + 1)...].first.flatMap { $0.first?.isNumber == true ? $0 : nil }
      let isVersion = version?.contains("x") == false
      return "CC " + elements.joined(separator: "-").uppercased()
        + (isVersion ? " " + (version ?? "") : "")
    }
    return nil
  }

  /// Text of an address, with the characters that stand there as `%20`.
  private static func unescaped(_ text: Substring) -> String {
    guard text.contains("%") else { return String(text) }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == 0x25, let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
