/// What prose about a licence says of use, as far as common phrases tell.
///
/// Only words that forbid are known, in English and in Chinese: prose can narrow a licence and never
/// widens one. That commercial use needs a permission forbids it until somebody has one.
enum LicenseWords {
  /// The narrowest use that the words of some prose allow; nil when they forbid nothing that is known.
  static func use(in prose: String) -> LicenseFacts.Use? {
    let plain = PlainProse(prose)
    // A line may name a licence that is one word among many of the whole.
    let rows = plain.lines.split(whereSeparator: \.isNewline).map(String.init)
    let pieces = [plain.lines, plain.joined].compactMap(\.self) + (rows.count > 1 ? rows : [])
    let found = pieces.compactMap(use(inPlain:))
    return found.first { $0 != .unknown } ?? found.first
  }

  private static func use(inPlain prose: String) -> LicenseFacts.Use? {
    let words = words(of: prose)
    let plain = words.joined(separator: " ")
    if reserved.occur(in: plain) || deniesTraining(words, plain) { return .nothing }
    if limitsToResearch(words) { return .academic }
    guard
      nonCommercial.occur(in: plain) || deniesCommerce(words) || isUnderNonCommercial(words)
    else {
      return ofOthers.occur(in: plain) || EnglishTerms(words).belongToOthers
        || concernTest(words) ? .unknown : nil
    }
    return ofResearch.occur(in: plain) ? .academic : .nonCommercial
  }

  /// Whether a name of one word, or an address, is made like those of licences for non-commercial use:
  /// `harbour-nc`, `https://e.example/by-nc/`.
  static func abbreviatesNonCommercial(_ name: String) -> Bool {
    guard !name.contains(where: \.isWhitespace) else { return false }
    let words = narrow(name).lowercased().split { !$0.isLetter }
    return words.contains("nc") || words.contains("noncommercial")
      || zip(words, words.dropFirst()).contains { $0 == "non" && $1 == "commercial" }
  }

  /// Whether some words name a licence of Creative Commons for non-commercial use: `CC BY-NC 4.0`,
  /// `Creative Commons Attribution-NonCommercial`.
  static func namesNonCommercial(_ words: [Substring]) -> Bool {
    func stand(_ first: Substring, _ second: Substring) -> Bool {
      zip(words, words.dropFirst()).contains { $0 == first && $1 == second }
    }
    return stand("by", "nc")
      || stand("creative", "commons")
        && (words.contains("noncommercial") || stand("non", "commercial"))
  }

  /// Words in lower case, without signs, Chinese in simplified script; it has no spaces, so a clause is
  /// one word.
  static func words(of prose: some StringProtocol) -> [Substring] {
    var scalars = String.UnicodeScalarView()
    for scalar in prose.lowercased().unicodeScalars where !isInvisible(scalar) {
      scalars.append(scalar.value < 0x4E00 ? scalar : simplified[scalar] ?? narrow(scalar))
    }
    return withoutPairs(String(scalars).split { !$0.isLetter && !$0.isNumber })
  }

  /// Words with `commercial` in the place of `commercial and non-commercial`, which limits nothing and
  /// where it is denied denies commerce.
  static func withoutPairs(_ words: [Substring]) -> [Substring] {
    guard words.contains(where: { $0 == "non" || $0 == "noncommercial" || $0.contains("非商") })
    else {
      return words
    }
    let pairs: [[Substring]] = ["and", "or"].flatMap { joint -> [[Substring]] in
      [["non", "commercial"], ["noncommercial"]].flatMap { non -> [[Substring]] in
        [["commercial", joint] + non, non + [joint, "commercial"]]
      }
    }
    var result: [Substring] = []
    var rest = words[...]
    while let first = rest.first {
      if let pair = pairs.first(where: { rest.starts(with: $0) }) {
        result.append("commercial")
        rest.removeFirst(pair.count)
      } else {
        result.append(first.contains("非商") ? withoutPair(first) : first)
        rest.removeFirst()
      }
    }
    return result
  }

  /// The same of a clause of Chinese: `商业和非商业用途`.
  private static func withoutPair(_ clause: Substring) -> Substring {
    if !clause.unicodeScalars.contains("非") { return clause }
    for use in ["商业", "商用"] {
      for joint in ["和", "与", "及", "或", "以及"] {
        for pair in [use + joint + "非" + use, "非" + use + joint + use] where clause.contains(pair) {
          return Substring(clause.replacing(pair, with: use))
        }
      }
    }
    return clause
  }

  /// The text with letters and signs of ASCII in the place of those that are as wide as a Chinese character.
  static func narrow(_ text: String) -> String {
    // All of them begin with this byte, but for the space.
    guard text.utf8.contains(0xEF) else { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      scalars.append(scalar == "\u{3000}" ? " " : narrow(scalar))
    }
    return String(scalars)
  }

  private static func narrow(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    (0xFF01...0xFF5E).contains(scalar.value)
      ? Unicode.Scalar(UInt8(scalar.value - 0xFEE0)) : scalar
  }

  private static func isWideLetter(_ scalar: Unicode.Scalar) -> Bool {
    (0xFF21...0xFF5A).contains(scalar.value) && narrow(scalar).properties.isAlphabetic
  }

  /// Whether a character takes no space and no part in a word: of zero width, a soft hyphen, a mark of
  /// direction.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0xAD && scalar.properties.isDefaultIgnorableCodePoint
  }

  /// Characters of the clauses that ``ChineseClause`` knows, where their traditional form is another.
  private static let simplified: [Unicode.Scalar: Unicode.Scalar] = [
    "業": "业", "學": "学", "術": "术", "僅": "仅", "營": "营", "權": "权", "許": "许", "須": "须",
    "於": "于", "習": "习", "請": "请", "聯": "联", "繫": "系", "無": "无", "訓": "训",
    "練": "练", "嚴": "严", "絕": "绝", "謝": "谢", "據": "据", "協": "协", "議": "议", "費": "费",
    "購": "购", "買": "买", "準": "准", "專": "专", "戶": "户", "產": "产", "識": "识", "開": "开",
    "個": "个", "機": "机", "構": "构", "內": "内", "師": "师", "員": "员", "後": "后", "責": "责",
    "負": "负", "報": "报", "備": "备", "發": "发", "郵": "邮", "簽": "签", "約": "约", "廠": "厂",
    "應": "应", "當": "当", "談": "谈", "課": "课", "絶": "绝", "實": "实",
  ]

  private static func limitsToResearch(_ words: [Substring]) -> Bool {
    EnglishTerms(words).limitToResearch
      || onlyResearch.occur(in: notOnly.taken(from: words.joined(separator: " ")))
      || words.contains { ChineseClause($0)?.limitsToResearch == true }
  }

  private static func deniesCommerce(
    _ words: [Substring], inDescription: Bool = false
  ) -> Bool {
    let english = EnglishTerms(words, inDescription: inDescription)
    return english.denyCommerce
      || words.contains { ChineseClause($0)?.deniesCommerce == true }
      || zip(words, words.dropFirst()).contains { wish, way in
        ChineseClause(wish)?.wishesForCommerce == true
          && ChineseClause(way)?.asksForPermission == true
      }
  }

  /// Whether they forbid what the data would be had for: no model may be trained on it, for research neither.
  private static func deniesTraining(
    _ words: [Substring], _ plain: String, inDescription: Bool = false
  ) -> Bool {
    noTraining.occur(in: plain) || EnglishTerms(words, inDescription: inDescription).denyTraining
      || words.contains { ChineseClause($0)?.deniesTraining == true }
  }

  /// Whether they forbid training on the part for tests, of which nothing else follows for all of the data.
  private static func concernTest(_ words: [Substring], inDescription: Bool = false) -> Bool {
    EnglishTerms(words, inDescription: inDescription).denyTrainingOnTest
      || words.contains { ChineseClause($0)?.deniesTrainingOnTest == true }
  }

  /// Whether some prose sets no limit but one to the part for tests.
  static func concernsTestAlone(_ prose: String) -> Bool {
    use(in: prose) == .unknown && concernTest(words(of: PlainProse(prose).lines))
  }

  private static let noTraining = Phrases([
    "no ai training", "not use for training", "not to use the data to train",
    "not use the data to train", "not licensed for machine learning",
    "not licensed for training",
  ])

  private static let reserved = Phrases(
    [
      "confidential do not distribute", "strictly confidential",
    ] + reservations)

  /// What a notice of copyright says by habit, beside free licences too.
  private static let reservations = ["all rights reserved", "版权所有", "保留所有权利", "保留一切权利"]

  /// Whether some prose reserves all rights and forbids nothing else.
  static func reservesAlone(_ prose: String) -> Bool {
    guard use(in: prose) == .nothing else { return false }
    let plain = words(of: PlainProse(prose).lines).joined(separator: " ")
    let rest = Phrases(reservations).taken(from: plain)
    return rest != plain && use(in: rest) == nil
  }

  /// The content belongs to others, whose terms are not told.
  private static let ofOthers = Phrases([
    "版权归", "著作权归", "版权属于", "著作权属于", "belongs to the original", "belongs to its original",
    "belong to the original", "belong to their original", "remains with the original",
    "remain with the original", "belongs to its owner", "belong to their owner",
    "belong to their respective", "property of their respective", "property of the respective",
    "industry please ask", "industry please contact", "companies please ask",
    "companies please contact",
  ])

  /// Research alone is allowed, in languages whose sentences nothing here takes apart.
  private static let onlyResearch = Phrases([
    "nur für forschung", "ausschließlich für forschung", "nur zu forschung",
    "ausschließlich zu forschung", "forschungszwecke nur", "pour la recherche uniquement",
    "uniquement pour la recherche", "recherche uniquement", "uniquement à des fins de recherche",
    "solo para investigación", "sólo para investigación", "solo con fines de investigación",
    "únicamente para investigación", "apenas para pesquisa", "somente para pesquisa",
    "solo per ricerca", "solo a scopo di ricerca", "только для исследоват",
    "только в исследоват", "연구 목적으로만", "연구용으로만", "연구 목적에 한", "연구용",
  ])

  /// What those words say where more than research is allowed.
  private static let notOnly = Phrases([
    "nicht nur", "nicht ausschließlich", "pas uniquement", "pas seulement", "non seulement",
    "no solo",
    "no sólo", "no únicamente", "não apenas", "não somente", "non solo", "не только",
  ])

  private static let ofResearch = Phrases(["research", "academic", "研究", "学术"])

  private static let nonCommercial = Phrases(
    unmistakable + [
      "non commercial", "noncommercial", "not for commercial", "no selling", "prohibits commercial",
      "forbids commercial", "private use only", "for personal use",
      "for private use", "evaluation only", "evaluation use only", "evaluation purposes only",
      "testing purposes only", "nicht kommerziell",
      "nichtkommerziell", "no comercial", "não comercial", "non commerciale", "некоммерческ", "비상업",
      "非営利", "phi thương mại", "غير التجاري", "非商业",
      "非商用", "非营利", "非盈利",
    ])

  /// Phrases that limit a use wherever they stand.
  private static let unmistakable = [
    "kommerzielle nutzung verboten", "kommerzielle nutzung untersagt",
    "keine kommerzielle nutzung", "usage commercial interdit", "utilisation commerciale interdite",
    "no uso comercial", "sin uso comercial", "uso comercial prohibido", "uso no comercial",
    "fines no comerciales", "uso não comercial",
    "fins não comerciais", "uso comercial proibido", "uso non commerciale",
    "uso commerciale vietato", "no commercial use", "may only be used by students",
    "members of the consortium only", "licensed for evaluation",
    "internal use only", "internal purposes only", "non profit use", "non profit purposes",
    "nonprofit use", "nonprofit purposes", "under a non commercial", "under a noncommercial",
    "personal use only", "personal non commercial", "非牟利",
  ]
}

extension LicenseWords {
  /// The first sentence of some prose about rights that forbids something, or else the first that makes
  /// it unknown.
  static func sentence(in prose: String) -> String? {
    var unclear: Substring?
    for sentence in sentences(of: prose) {
      guard let use = use(in: String(sentence)) else { continue }
      if use != .unknown { return shown(sentence) }
      unclear = unclear ?? sentence
    }
    return unclear.map(shown)
  }

  /// The first sentence of a description that forbids a use of the data.
  ///
  /// A description may speak of other people's terms or of what was left out, so only words that can
  /// hardly mean anything else count here.
  static func terms(in description: String) -> String? {
    if description.unicodeScalars.contains(where: { isInvisible($0) || isWideLetter($0) }) {
      var visible = String.UnicodeScalarView()
      for scalar in description.unicodeScalars where !isInvisible(scalar) { visible.append(scalar) }
      return terms(in: narrow(String(visible)))
    }
    // Most texts are names, figures and addresses, or tell what the data is.
    guard
      hints.occur(in: description) || description.utf8.contains(where: { $0 == 0x3C || $0 == 0x26 })
    else { return nil }
    var ofTest: Substring?
    for sentence in sentences(of: description) where hints.occur(in: sentence) {
      let words = words(of: sentence)
      let plain = words.joined(separator: " ")
      if limitsToResearch(words) || deniesCommerce(words, inDescription: true)
        || deniesTraining(words, plain, inDescription: true)
        || isUnderNonCommercial(words)
        || ofTheData.occur(in: plain)
      {
        return shown(sentence)
      }
      if ofTest == nil, concernTest(words, inDescription: true) { ofTest = sentence }
    }
    // All of the data is limited more by anything else.
    return ofTest.map(shown)
  }

  /// `CC BY-NC 4.0`, `released under CC BY-NC 4.0`, `采用 CC BY-NC-SA 4.0 协议`: a licence that is said to
  /// apply, not one that is spoken of.
  private static func isUnderNonCommercial(_ words: [Substring]) -> Bool {
    guard namesNonCommercial(words) else { return false }
    return words.count < 9
      || zip(words, words.dropFirst()).contains { $1 == "under" && applying.contains($0) }
      || words.contains { word in ["采用", "遵循", "基于", "使用"].contains { word.hasSuffix($0) } }
  }

  private static let applying: Set<Substring> = [
    "released", "licensed", "distributed", "published", "available", "shared", "is", "are",
  ]

  /// The first sentence of terms that nobody can be sure to understand, where they stand beside some
  /// licences.
  ///
  /// Terms may forbid in words that are not known here, so every sentence counts that is neither known to
  /// forbid, nor harmless as ``HarmlessWords`` tells, nor merely says who owns the copyright. Of terms of
  /// access those count as understood, too, that speak of the way to the files and of no use.
  static func obscurity(
    in terms: String, of licenses: [LicenseStatement] = [], isOfAccess: Bool = false
  ) -> String? {
    let addresses = HarmlessWords.addresses(in: PlainProse.withoutTags(terms))
    if let unclear = addresses.unclear { return unclear }
    return sentences(of: addresses.rest).first { sentence in
      let words = words(of: sentence)
      if words.isEmpty { return false }
      if let use = use(in: String(sentence)) { return use == .unknown }
      if HarmlessWords.say(all: sentence, of: licenses) { return false }
      if speaksOfUse(words) { return true }
      let isCopyright =
        words.count < 9 && (words[0] == "c" || words[0] == "copyright" || sentence.contains("©"))
        && isName(sentence)
      return !isCopyright && !(isOfAccess && ofAccess.occur(in: words.joined(separator: " ")))
    }.map(shown)
  }

  /// Whether a notice of copyright holds names and years alone, and no word that could ask for anything.
  static func isName(_ notice: some StringProtocol) -> Bool {
    let small = ["c", "copyright", "by", "of", "the", "and"]
    let words = words(of: notice)
    if words.contains(where: EnglishTerms.owners.contains)
      || words.contains(where: { ChineseClause($0)?.namesOthers == true })
    {
      return false
    }
    return notice.split { !$0.isLetter && !$0.isNumber }.allSatisfy { word in
      word.first?.isLowercase == false || small.contains(word.lowercased())
    }
  }

  /// Whether some words may set a limit to what data is used for.
  static func speaksOfUse(_ words: [Substring]) -> Bool {
    words.contains { word in
      ofUse.contains { word.hasPrefix($0) } || ChineseClause(word)?.speaksOfUse == true
    }
  }

  /// The sentences of each line, and those that a line break or the address of a link parts.
  static func sentences(of prose: String) -> [Substring] {
    let plain = PlainProse(prose)
    let alone = sentences(ofPlain: plain.lines)
    guard let joined = plain.joined else { return alone }
    let known = Set(alone.map(shown))
    return alone + sentences(ofPlain: joined).filter { !known.contains(shown($0)) }
  }

  private static func sentences(ofPlain prose: String) -> [Substring] {
    let scalars = prose.unicodeScalars
    var sentences: [Substring] = []
    var start = scalars.startIndex
    var place = start
    while place < scalars.endIndex {
      let next = scalars.index(after: place)
      if endsSentence(scalars[place], before: next < scalars.endIndex ? scalars[next] : nil) {
        if start < place { sentences.append(Substring(scalars[start..<place])) }
        start = next
      }
      place = next
    }
    if start < place { sentences.append(Substring(scalars[start..<place])) }
    return sentences
  }

  /// Whether a sign ends a sentence; the point of a number (`4.0`) or a name (`LICENSE.txt`) does not.
  private static func endsSentence(_ sign: Unicode.Scalar, before next: Unicode.Scalar?) -> Bool {
    switch sign {
    case ".": next.map { !("0"..."9").contains($0) && !("a"..."z").contains($0) } ?? true
    case "!", "?", ";", "\n", "\r", "\u{2028}", "\u{2029}", "。", "！", "？", "；": true
    default: false
    }
  }

  /// A sentence on one line, to be shown.
  static func shown(_ sentence: Substring) -> String {
    sentence.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  static let ofTheData = Phrases(
    unmistakable + [
      "nur für nicht kommerzielle", "nur für nichtkommerzielle", "для некоммерческ", "비상업적",
      "非営利目的", "mục đích phi thương mại", "للاستخدام غير التجاري", "for non commercial",
      "for noncommercial", "non commercial use", "noncommercial use", "non commercial purposes",
      "non commercial research purposes", "not for commercial", "prohibits commercial use",
      "forbids commercial use", "仅限非商业", "仅供非商业", "非商业用途", "非商业目的",
      "署名 非商业性使用", "all rights reserved",
    ])

  /// One of these stands in everything that ``terms(in:)`` finds, in whatever script and case.
  private static let hints = Phrases([
    "commerc", "kommerz", "comerc", "research", "academ", "scien", "scholar", "educat", "teach",
    "by-nc", "by nc", "by_nc", "by--nc", "by%20nc", "train", "consort", "student", "reserved",
    "machine", "profit",
    "money", "sell", "business", "compan", "enterpris", "corporat", "firms", "industr",
    "universit", "institut", "forsch", "recherche", "investigaci", "pesquisa", "ricerca",
    "сследоват",
    "연구", "のみ", "勿", "free for", "deploy", "products", "monetiz", "monetis", "personal",
    "evaluation", "internal", "екоммерч", "ЕКОММЕРЧ",
    "비상업", "非営利", "phi th", "التجاري", "仅", "僅", "只", "限", "商", "营利", "營利", "盈利", "企业",
    "企業", "公司", "训练", "訓練", "大模型", "牟利", "上市前", "免费", "免費", "面向", "供",
  ])

  /// Beginnings of words with which people limit a use.
  private static let ofUse = [
    "commerc", "kommerz", "comerc", "research", "academ", "scien", "educat", "licen", "permi",
    "purpose", "only", "sole", "exclusiv", "restrict", "limit", "prohibit", "forbid", "not", "no",
    "train", "redistribut", "sell", "profit",
  ]

  /// Words with which people say how to get at data.
  private static let ofAccess = Phrases([
    "contact information", "contact details", "open access", "openly available", "free of charge",
    "freely available",
    "publicly available", "mirror", "free download", "registration", "register", "log in", "login",
    "sign in",
    "account", "email",
  ])
}
