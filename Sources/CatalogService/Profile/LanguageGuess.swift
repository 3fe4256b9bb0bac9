/// Guesses the language of a text from its writing system and its most common small words.
///
/// Good enough to say what a corpus is made of, not to file single records: texts in Latin letters
/// are told apart by function words of seven languages, all others by their script alone.
struct LanguageGuess {
  /// Bytes of a text that are looked at.
  static let window = 2048

  /// The guess as a BCP 47 tag; `und` when nothing speaks for one.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8.
  ///   - letters: Letters by ``Script`` in the whole text.
  /// - Returns: The tag.
  static func tag(of bytes: Span<UInt8>, letters: [UInt64]) -> String {
    func share(_ script: Script) -> UInt64 { letters[script.rawValue] }
    let total = Script.allCases.filter(\.isLetter).reduce(0) { $0 + share($1) }
    guard total > 0 else { return "zxx" }
    // Japanese is written in Han and Kana together, and some Kana is enough to tell.
    if share(.kana) * 20 > total { return "ja" }
    let most = Script.allCases.filter(\.isLetter).max { share($0) < share($1) } ?? .latin
    switch most {
    case .han: return "zh"
    case .hangul: return "ko"
    case .cyrillic: return "ru"
    case .greek: return "el"
    case .arabic: return "ar"
    case .hebrew: return "he"
    case .devanagari: return "hi"
    case .thai: return "th"
    case .latin: return byWords(bytes)
    default: return "und"
    }
  }

  private static func byWords(_ bytes: Span<UInt8>) -> String {
    var hits = Array(repeating: 0, count: tags.count)
    var words = 0
    var word: UInt64 = 0
    var length = 0
    func end() {
      if length > 0 {
        words += 1
        if length <= 8, let mask = table[word] {
          for language in tags.indices where mask & 1 << UInt8(language) != 0 {
            hits[language] += 1
          }
        }
      }
      word = 0
      length = 0
    }
    for index in 0..<min(bytes.count, window) {
      let byte = bytes[index]
      let lower = byte | 0x20
      if byte >= 0x80 || lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z") {
        word = word << 8 | UInt64(byte >= 0x80 ? byte : lower)
        length += 1
      } else {
        end()
      }
    }
    end()
    let best = hits.indices.max { hits[$0] < hits[$1] } ?? 0
    // A twentieth of the words of running text are function words in any of the languages.
    return hits[best] * 20 >= words && hits[best] > 0 ? tags[best] : "und"
  }

  private static let tags = ["en", "de", "fr", "es", "it", "pt", "nl"]

  private static let functionWords = [
    "the of and to in is that it was for with as be this are not have from",
    "der die und das nicht ist ein mit auf zu den von des dem eine sich als auch",
    "le la les des est et une dans que pour qui sur pas plus au du ce en",
    "el los las que por una con para del se es al como más su en y la",
    "il di che per una non sono della con del si gli dei nel è più e la",
    "os do da em uma não para com que se na por mais dos as no é o",
    "het een van de niet dat op voor met zijn aan ook te en is er bij door",
  ]

  /// Words of up to eight bytes as numbers, with a bit for each language.
  private static let table: [UInt64: UInt8] = {
    var table: [UInt64: UInt8] = [:]
    for (language, words) in functionWords.enumerated() {
      for word in words.split(separator: " ") {
        let key = word.utf8.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        table[key, default: 0] |= 1 << UInt8(language)
      }
    }
    return table
  }()
}
