/// Makes records that read a little like English, Chinese or both, for comparing the engine with
/// ``NaiveIndex``.
package struct RandomCorpus {
  package var generator: SeededGenerator
  private let isLong: Bool

  package init(generator: SeededGenerator, isLong: Bool = true) {
    self.generator = generator
    self.isLong = isLong
  }

  /// What a text is made of.
  package enum Language: CaseIterable, Sendable {
    case english, chinese, mixed
  }

  private static let words = [
    "the", "of", "whale", "and", "white", "a", "sea", "ship", "in", "to", "captain", "old", "Ahab",
    "GPT4", "north", "wind", "night", "Harpoon", "oil", "deck", "1851", "wave", "water", "mast",
    "boat", "whales", "whaling", "seal", "ships", "sail", "sails", "cold", "cord", "word", "ward",
    "wards", "south", "mouth", "3", "40", "x",
  ]
  private static let characters = Array("的人工智能白鲸向北游去中文大小山水天地海上船长老夜风语料")
  private static let gaps = ["，", "。", "、", " ", "！", "\n", "，", " “", "” "]
  private static let spaces = [" ", " ", " ", " ", ", ", ". ", "! ", "\n", " - ", "; "]

  /// A word; early ones of the list come most often, some only once.
  package mutating func word() -> String {
    if generator.once(in: 25) { return "rare\(generator.number(0..<3000))" }
    let first = generator.number(0..<Self.words.count)
    return Self.words[min(first, generator.number(0..<Self.words.count))]
  }

  /// A word that a wide comma in front does not join with a number: folded, `3，40` is one word.
  private mutating func wordBesideRuns() -> String {
    let word = word()
    return word.first?.isNumber == true ? "n" + word : word
  }

  /// Unspaced characters.
  package mutating func run(_ count: Range<Int>) -> String {
    var run = ""
    for _ in 0..<generator.number(count) {
      let first = generator.number(0..<Self.characters.count)
      run.append(Self.characters[min(first, generator.number(0..<Self.characters.count))])
    }
    return run
  }

  /// Words, runs and what stands between them.
  package mutating func text(_ language: Language) -> String {
    var pieces: Int
    switch generator.number(0..<40) {
    case 0: return ""
    case 1: return generator.pick(["...", " ", "，。", "?!"])
    case 2: pieces = 1
    case 3: pieces = isLong ? generator.number(100..<900) : 30
    case 4: pieces = isLong && generator.once(in: 8) ? generator.number(1000..<4000) : 3
    default: pieces = generator.number(1..<40)
    }
    // Some records say the same thing over and over.
    let refrain =
      generator.once(in: 12) ? (language == .chinese ? run(1..<4) : wordBesideRuns()) : nil
    var text = ""
    while pieces > 0 {
      pieces -= 1
      let isWord =
        language == .english || (language == .mixed && generator.once(in: 2))
      if let refrain, generator.once(in: 2) {
        text += refrain + generator.pick(isWord ? Self.spaces : Self.gaps)
      } else if isWord {
        text += language == .mixed ? wordBesideRuns() : word()
        text += language == .mixed && generator.once(in: 3) ? "" : generator.pick(Self.spaces)
        if language == .mixed, text.last?.isASCII == true, text.last?.isLetter == true {
          text += run(1..<3) + "。"
        }
      } else {
        text += run(1..<9)
        text +=
          language == .mixed && generator.once(in: 3)
          ? wordBesideRuns() + " " : generator.pick(Self.gaps)
      }
    }
    return text
  }

  /// Records with a body, sometimes a title, and two columns.
  package mutating func records(
    _ count: Int, body: String, language: Language
  )
    -> [NaiveIndex.Record]
  {
    (0..<count).map { index in
      var record = NaiveIndex.Record(id: "r\(index)", texts: [body: text(language)])
      if !generator.once(in: 3) { record.texts["title"] = title(language) }
      if generator.once(in: 50) { record.texts[body] = nil }
      if !generator.once(in: 6) { record.columns["lang"] = generator.pick(["en", "zh", "de"]) }
      if !generator.once(in: 6) { record.columns["n"] = "\(generator.number(-3..<9))" }
      // A record without any text would be no record.
      if record.texts.isEmpty { record.texts["title"] = "untitled" }
      return record
    }
  }

  private mutating func title(_ language: Language) -> String {
    language == .chinese ? run(1..<6) : word() + " " + word()
  }
}

extension NaiveIndex.Record {
  /// The record as a line of JSON.
  package var json: String {
    var members = ["\"id\":\"\(id)\""]
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      members.append("\"\(name)\":\"\(Self.escape(text))\"")
    }
    if let lang = columns["lang"] { members.append("\"lang\":\"\(lang)\"") }
    if let n = columns["n"] { members.append("\"n\":\(n)") }
    return "{" + members.joined(separator: ",") + "}\n"
  }

  private static func escape(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "\n": result += "\\n"
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      default: result.append(character)
      }
    }
  }
}
