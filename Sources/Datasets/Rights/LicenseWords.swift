/// What prose about a licence says of use, as far as common phrases tell.
///
/// Only phrases that forbid are known, in English and in Chinese: prose can narrow a licence and never
/// widens one.
enum LicenseWords {
  /// The narrowest use that the words of some prose allow; nil when they forbid nothing that is known.
  static func use(in prose: String) -> LicenseFacts.Use? {
    let text = " " + prose.lowercased().map(Self.folded).joined() + " "
    let plain = text.split(separator: " ").joined(separator: " ")
    func says(_ phrases: [String]) -> Bool { phrases.contains { plain.contains($0) } }
    if says(reserved) { return .nothing }
    if says(researchOnly) { return .academic }
    guard says(nonCommercial) || deniesCommerce(plain) else { return nil }
    return says(["research", "academic", "研究", "学术"]) ? .academic : .nonCommercial
  }

  /// Whether a “not” stands a few words before “commercial”: `I agree not to use the data for
  /// commercial purposes`.
  private static func deniesCommerce(_ plain: String) -> Bool {
    let words = plain.split(separator: " ")
    return words.indices.contains { start in
      guard words[start] == "not" || words[start] == "never" else { return false }
      let rest = words[words.index(after: start)...].prefix(8)
      let permits = ["only", "limited", "restricted"].contains { rest.first == $0 }
      return !permits && rest.contains("commercial")
    }
  }

  /// Whether a name of one word, or an address, is made like those of licences for non-commercial use:
  /// `harbour-nc`, `https://e.example/by-nc/`.
  static func abbreviatesNonCommercial(_ name: String) -> Bool {
    guard !name.contains(where: \.isWhitespace) else { return false }
    let words = name.lowercased().split { !$0.isLetter }
    return words.contains("nc") || words.contains("noncommercial")
      || zip(words, words.dropFirst()).contains { $0 == "non" && $1 == "commercial" }
  }

  /// Letters and digits as they are; hyphens of all kinds and other signs as spaces.
  private static func folded(_ character: Character) -> String {
    character.isLetter || character.isNumber ? String(character) : " "
  }

  private static let reserved = ["all rights reserved", "版权所有", "保留所有权利", "保留一切权利"]

  private static let researchOnly = [
    "research only", "research use only", "research purposes only", "research purpose only",
    "only for research", "only for academic", "solely for research", "for research purposes alone",
    "academic only", "academic use only", "academic purposes only", "educational use only",
    "research and education only", "research and educational purposes only", "仅限研究", "仅供研究",
    "仅用于研究", "仅供学术", "仅限学术", "仅用于学术", "只能用于研究", "限于研究",
  ]

  private static let nonCommercial = [
    "non commercial", "noncommercial", "not for commercial", "no commercial use",
    "commercial use is prohibited", "commercial use is not allowed", "commercial use prohibited",
    "prohibits commercial", "forbids commercial", "not be used for commercial",
    "not use the dataset for commercial", "not use this dataset for commercial", "非商业", "非商用",
    "不得商用", "禁止商用", "不可商用", "不能商用", "不得用于商业", "禁止用于商业", "不得用于任何商业",
    "不可用于商业", "不能用于商业",
  ]
}

extension LicenseWords {
  /// The first sentence of some prose about rights that forbids something.
  static func sentence(in prose: String) -> String? {
    sentences(of: prose).first { use(in: $0) != nil }
  }

  /// The first sentence of a description that forbids a use of the data.
  ///
  /// A description may speak of other people's terms or of what was left out, so only words that can
  /// hardly mean anything else count here.
  static func terms(in description: String) -> String? {
    sentences(of: description).first { sentence in
      let plain = " " + sentence.lowercased().map(folded).joined() + " "
      let words = plain.split(separator: " ").joined(separator: " ")
      return (researchOnly + ofTheData).contains { words.contains($0) } || deniesCommerce(words)
    }
  }

  private static func sentences(of prose: String) -> [String] {
    let ends: Set<Character> = [".", "!", "?", ";", "\n", "。", "！", "？", "；"]
    return prose.split(whereSeparator: ends.contains).map { sentence in
      sentence.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  private static let ofTheData = [
    "for non commercial", "for noncommercial", "non commercial use", "noncommercial use",
    "non commercial purposes", "non commercial research purposes", "not for commercial",
    "no commercial use", "commercial use is prohibited", "commercial use is not allowed",
    "commercial use is not permitted", "prohibits commercial use", "forbids commercial use",
    "不得商用", "禁止商用", "不可商用", "不能商用", "不得用于商业", "禁止用于商业", "不得用于任何商业",
    "不可用于商业", "不能用于商业", "仅限非商业", "仅供非商业", "非商业用途", "非商业目的",
  ]
}
