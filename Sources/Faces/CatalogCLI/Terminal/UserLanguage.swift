/// Which of the languages that descriptions have names in a user reads.
enum UserLanguage {
  /// The language of the user's messages, by the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is
  /// set: `zh`, else `en`.
  static func preferred(in environment: [String: String]) -> String {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
      .first { !$0.isEmpty }
    return locale?.lowercased().hasPrefix("zh") == true ? "zh" : "en"
  }

  /// The language to answer in: Chinese where a question has Chinese characters.
  static func answering(_ question: String?, preferring preferred: String) -> String {
    let isChinese = (question ?? "").unicodeScalars.contains {
      (0x3400...0x9FFF).contains($0.value) || (0x20000...0x3FFFF).contains($0.value)
    }
    return isChinese ? "zh" : preferred
  }
}
