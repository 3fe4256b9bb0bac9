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
    guard says(nonCommercial) else { return nil }
    return says(["research", "academic", "研究", "学术"]) ? .academic : .nonCommercial
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
  /// The first sentence of some prose that forbids something.
  static func sentence(in prose: String) -> String? {
    let ends: Set<Character> = [".", "!", "?", ";", "\n", "。", "！", "？", "；"]
    let sentences = prose.split(whereSeparator: ends.contains).map { sentence in
      sentence.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    return sentences.first { use(in: $0) != nil }
  }
}
