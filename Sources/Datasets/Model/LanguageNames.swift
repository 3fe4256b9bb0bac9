/// The names of languages, and which tags a question about a language means.
package enum LanguageName {
  /// The tag of a language by its English or own name, or by its code of three letters; nil for a
  /// name that the table does not have.
  package static func tag(of name: String) -> String? { index[name.lowercased()] }

  /// The tag that a text stands for: the tag of a name, else the text.
  private static func canonical(_ text: String) -> String { tag(of: text) ?? text }

  /// The tag to keep in a description for what somebody wrote: of a name its tag, of a tag its usual form
  /// (`en-US` for `EN_us`); the text where it is neither.
  ///
  /// Regions of Chinese tell the script, and that is what is kept: `zh` for `zh-CN`, `zh-Hant` for `zh-TW`.
  package static func kept(_ text: String) -> String {
    if let tag = tag(of: text) { return tag }
    let joined = text.replacing("_", with: "-")
    guard LanguageTag.isWellFormed(joined) else { return text }
    let subtags = joined.lowercased().split(separator: "-").map(String.init)
    if subtags[0] == "zh", subtags.count > 1 {
      let rest = subtags.dropFirst()
      let traditional = ["hant", "tw", "hk", "mo"]
      if rest.allSatisfy({ (traditional + ["hans", "cn", "sg", "my"]).contains($0) }) {
        let isTraditional =
          rest.contains("hant")
          || !rest.contains("hans") && rest.contains(where: traditional.contains)
        return isTraditional ? "zh-Hant" : "zh"
      }
    }
    return subtags.enumerated().map { place, subtag in
      switch subtag.count {
      case _ where place == 0: subtag
      case 2: subtag.uppercased()
      case 4: subtag.prefix(1).uppercased() + subtag.dropFirst()
      default: subtag
      }
    }.joined(separator: "-")
  }

  /// The tags that a question means, among those that there are.
  ///
  /// A tag means itself and what is narrower (`zh` means `zh-Hant` too, RFC 4647 basic filtering). One
  /// that there is not means the next wider one that there is (`zh-CN` means `zh`, lookup in the same
  /// document), of which narrower ones are then left out.
  package static func tags(_ wanted: String, among known: [String]) -> [String] {
    let tag = canonical(wanted).lowercased()
    let narrower = known.filter {
      $0.lowercased() == tag || $0.lowercased().hasPrefix(tag + "-")
    }
    if !narrower.isEmpty { return narrower }
    guard LanguageTag.isWellFormed(tag) else { return [] }
    var subtags = tag.split(separator: "-").map(String.init)
    var wider: [String] = []
    // Regions that write traditional characters.
    if subtags[0] == "zh", subtags.contains(where: ["tw", "hk", "mo"].contains) {
      wider.append("zh-hant")
    }
    while subtags.count > 1 {
      subtags.removeLast()
      wider.append(canonical(subtags.joined(separator: "-")).lowercased())
    }
    for tag in wider {
      if let found = known.first(where: { $0.lowercased() == tag }) { return [found] }
    }
    return []
  }

  private static let index: [String: String] = {
    var index: [String: String] = [:]
    for (tag, names) in table { for name in names { index[name.lowercased()] = tag } }
    return index
  }()

  /// By tag: the English name, the own name, the Chinese name, codes of three letters.
  private static let table: KeyValuePairs<String, [String]> = [
    "zh": [
      "Chinese", "中文", "汉语", "Mandarin", "普通话", "cmn", "zho", "chi", "Simplified Chinese",
      "简体中文", "zh-cmn",
    ],
    "zh-Hant": ["Traditional Chinese", "繁体中文", "繁體中文"],
    "lzh": ["Classical Chinese", "Literary Chinese", "文言文", "文言", "古文"],
    "yue": ["Cantonese", "粤语", "粵語"],
    "en": ["English", "英语", "英文", "eng"],
    "ar": ["Arabic", "العربية", "阿拉伯语", "ara"],
    "bg": ["Bulgarian", "български", "保加利亚语", "bul"],
    "bn": ["Bengali", "Bangla", "বাংলা", "孟加拉语", "ben"],
    "bo": ["Tibetan", "བོད་སྐད་", "藏语", "藏文", "bod", "tib"],
    "ca": ["Catalan", "català", "加泰罗尼亚语", "cat"],
    "cs": ["Czech", "čeština", "捷克语", "ces", "cze"],
    "da": ["Danish", "dansk", "丹麦语", "dan"],
    "de": ["German", "Deutsch", "德语", "deu", "ger"],
    "el": ["Greek", "ελληνικά", "希腊语", "ell", "gre"],
    "es": ["Spanish", "español", "西班牙语", "spa"],
    "et": ["Estonian", "eesti", "爱沙尼亚语", "est"],
    "eu": ["Basque", "euskara", "巴斯克语", "eus", "baq"],
    "fa": ["Persian", "Farsi", "فارسی", "波斯语", "fas", "per"],
    "fi": ["Finnish", "suomi", "芬兰语", "fin"],
    "fr": ["French", "français", "法语", "fra", "fre"],
    "ga": ["Irish", "Gaeilge", "爱尔兰语", "gle"],
    "he": ["Hebrew", "עברית", "希伯来语", "heb"],
    "hi": ["Hindi", "हिन्दी", "印地语", "hin"],
    "hr": ["Croatian", "hrvatski", "克罗地亚语", "hrv"],
    "hu": ["Hungarian", "magyar", "匈牙利语", "hun"],
    "id": ["Indonesian", "Bahasa Indonesia", "印尼语", "印度尼西亚语", "ind"],
    "it": ["Italian", "italiano", "意大利语", "ita"],
    "ja": ["Japanese", "日本語", "日语", "日文", "jpn"],
    "kk": ["Kazakh", "қазақ", "哈萨克语", "kaz"],
    "ko": ["Korean", "한국어", "韩语", "朝鲜语", "kor"],
    "la": ["Latin", "latina", "拉丁语", "lat"],
    "lt": ["Lithuanian", "lietuvių", "立陶宛语", "lit"],
    "lv": ["Latvian", "latviešu", "拉脱维亚语", "lav"],
    "mn": ["Mongolian", "монгол", "蒙古语", "mon"],
    "ms": ["Malay", "Bahasa Melayu", "马来语", "msa", "may"],
    "mt": ["Maltese", "Malti", "马耳他语", "mlt"],
    "nl": ["Dutch", "Nederlands", "荷兰语", "nld", "dut"],
    "no": ["Norwegian", "norsk", "挪威语", "nor"],
    "pl": ["Polish", "polski", "波兰语", "pol"],
    "pt": ["Portuguese", "português", "葡萄牙语", "por"],
    "ro": ["Romanian", "română", "罗马尼亚语", "ron", "rum"],
    "ru": ["Russian", "русский", "俄语", "rus"],
    "sk": ["Slovak", "slovenčina", "斯洛伐克语", "slk", "slo"],
    "sl": ["Slovenian", "Slovene", "slovenščina", "斯洛文尼亚语", "slv"],
    "sv": ["Swedish", "svenska", "瑞典语", "swe"],
    "sw": ["Swahili", "Kiswahili", "斯瓦希里语", "swa"],
    "ta": ["Tamil", "தமிழ்", "泰米尔语", "tam"],
    "te": ["Telugu", "తెలుగు", "泰卢固语", "tel"],
    "th": ["Thai", "ไทย", "泰语", "tha"],
    "tr": ["Turkish", "Türkçe", "土耳其语", "tur"],
    "ug": ["Uyghur", "ئۇيغۇرچە", "维吾尔语", "uig"],
    "uk": ["Ukrainian", "українська", "乌克兰语", "ukr"],
    "ur": ["Urdu", "اردو", "乌尔都语", "urd"],
    "vi": ["Vietnamese", "Tiếng Việt", "越南语", "vie"],
    "mul": ["multilingual", "multi", "many", "多语言", "多语种"],
    "zxx": ["no language", "none", "无语言"],
  ]
}
