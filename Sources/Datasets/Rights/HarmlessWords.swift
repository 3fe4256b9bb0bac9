/// Words that set no limit to the use of data: how to name its makers, where something was read, how to
/// get at the files, which version a licence is.
///
/// People find ever new words in which to forbid something, so what is not among these is not
/// understood. A sentence is harmless when all of it is: there is no word here that denies, restricts or
/// asks for a permission, so no sentence of these words alone can. Words of licences, permissions,
/// agreements and of asking for them stand in whole phrases only, for harmless words beside them make
/// sentences that ask for one.
enum HarmlessWords {
  /// Whether a sentence says nothing more than such things; of licences, it may name those given.
  static func say(all sentence: Substring, of licenses: [LicenseStatement]) -> Bool {
    let names = LicenseNames(in: sentence)
    guard names.entries.allSatisfy({ entry in licenses.contains { $0.isNamed(by: entry) } }) else {
      return false
    }
    // What the table tells of an agreement is known, so its words beside the agreement are.
    let told = licenses.compactMap { $0.agreement?.facts.reason }.flatMap(LicenseWords.words)
      .filter { word in !ofAsking.contains { word.hasPrefix($0) } }
    let words = names.words.flatMap { $0.map { LicenseWords.words(of: $0) } ?? [name] }
    return say(all: LicenseWords.withoutPairs(words), besides: Set(told))
  }

  /// The text with names in the place of the addresses of known licences and without all others, and the
  /// first address that may lead to terms of its own.
  static func addresses(in text: String) -> (rest: String, unclear: String?) {
    guard text.contains("://") || text.contains("www.") || text.contains("@") else {
      return (text, nil)
    }
    var rest = ""
    var unclear: String?
    var word = ""
    func close() {
      var marks = ""
      while let last = word.last, ".,;:!".contains(last) {
        marks = String(word.removeLast()) + marks
      }
      if !isAddress(word) {
        rest += word
      } else if let entry = LicenseTable.entry(for: word) {
        rest += entry.spdx ?? entry.name
      } else if TermsAddress.mayLead(word) {
        unclear = unclear ?? word
      }
      rest += marks
      word = ""
    }
    for character in text {
      if character.isWhitespace || "<>()[]（）\"“”，。；、".contains(character) {
        close()
        rest.append(character)
      } else {
        word.append(character)
      }
    }
    close()
    return (rest, unclear)
  }

  /// Whether words, in small letters, are such words and phrases.
  private static func say(all words: [Substring], besides known: Set<Substring>) -> Bool {
    // The label of a badge or a line, and nothing beside it.
    if words == ["license"] || words == ["licence"] { return true }
    var words = words[...]
    if let pointer = pointers.first(where: { words.suffix($0.count).elementsEqual($0) }) {
      words.removeLast(pointer.count)
    }
    var place = 0
    while place < words.count {
      let word = words[place]
      if let phrase = phrases[word]?.first(where: { words[place...].starts(with: $0) }) {
        place += phrase.count
      } else if word == name
        ? !isPast(place, in: words)
        : english.contains(word) || known.contains(word) || isNumber(word)
          || isChinese(withoutLicense(at: place, in: words))
      {
        place += 1
      } else {
        return false
      }
    }
    return true
  }

  /// Ends of sentences that point to the text of the licence: `CC BY 4.0, see LICENSE for details`.
  private static let pointers: [[Substring]] = pairs(
    ["see license", "see licence", "see the license", "see the licence"],
    [" for more details", " for details", ""], with: ""
  ).map { $0.split(separator: " ") }

  /// What stands in the place of the name of a licence, as no word can.
  private static let name: Substring = "§"

  /// Beginnings of words that speak of what somebody may be asked for.
  private static let ofAsking = [
    "licen", "permi", "agree", "contact", "appl", "consent", "authoriz", "authoris", "ask",
    "request",
    "许可", "协议", "授权", "联系", "申请", "同意",
  ]

  /// Whether a licence is told to have been the one of the data: `MIT was the licence`.
  private static func isPast(_ place: Int, in words: ArraySlice<Substring>) -> Bool {
    [place - 1, place + 1].contains { words.indices.contains($0) && past.contains(words[$0]) }
  }

  private static let past: Set<Substring> = ["was", "were", "been"]

  /// A number, or one behind the `v` of a version.
  private static func isNumber(_ word: Substring) -> Bool {
    let digits = word.first == "v" ? word.dropFirst() : word
    return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func isAddress(_ word: String) -> Bool {
    word.contains("://") || word.hasPrefix("www.") || word.contains("@")
  }

  /// Whether a clause consists of pieces that are harmless, the longest at each place.
  private static func isChinese(_ clause: Substring?) -> Bool {
    guard let clause else { return true }
    guard clause.utf8.contains(where: { $0 >= 0x80 }) else { return false }
    if clauses.contains(clause) { return true }
    var rest = clause
    while !rest.isEmpty {
      guard let piece = chinese.first(where: rest.hasPrefix) else { return false }
      rest.removeFirst(piece.count)
    }
    return true
  }

  /// A clause of Chinese without the word for a licence that belongs to a name beside it
  /// (`采用 MIT 协议发布`, `许可证：MIT`); nil where nothing is left.
  private static func withoutLicense(at place: Int, in words: ArraySlice<Substring>) -> Substring? {
    var clause = words[place]
    if place > 0, words[place - 1] == name,
      let license = chineseLicenses.first(where: clause.hasPrefix)
    {
      clause.removeFirst(license.count)
    }
    if place + 1 < words.count, words[place + 1] == name {
      for verb in ["为", "是"] where clause.hasSuffix(verb) { clause.removeLast() }
      if let license = chineseLicenses.first(where: clause.hasSuffix),
        chineseData.contains(clause.dropLast(license.count))
      {
        return nil
      }
    }
    return clause.isEmpty ? nil : clause
  }

  private static let chineseLicenses = ["许可协议", "许可证", "许可", "协议"]
  private static let chineseData: Set<Substring> = [
    "", "数据集", "数据集的", "本数据集", "本数据集的", "该数据集", "数据", "数据的", "语料", "语料库",
  ]

  private static let english: Set<Substring> = [
    "a", "an", "the", "this", "that", "these", "those", "it", "its", "of", "on", "at", "in", "by",
    "with", "and", "or", "as", "is", "are", "was", "were", "be", "been", "our", "your", "you",
    "which", "where", "see", "here", "there", "also", "too", "all", "whole", "please", "under",
    "more", "below", "above", "i", "e", "both",
    // What it is about.
    "data", "dataset", "datasets", "code", "model", "models", "corpus", "corpora", "collection",
    "database",
    "version", "versions", "release", "releases", "released",
    "published", "distributed", "provided", "available", "shared", "international", "unported",
    "generic", "commit",
    // Where it was read.
    "read", "said", "says", "stated", "states", "shown", "seen", "found", "listed", "confirmed",
    "checked", "named", "called", "given", "speaks", "card", "cards", "page", "pages", "website",
    "site", "web", "repository", "repo", "readme", "md", "txt", "file", "files", "text", "hugging",
    "face", "huggingface", "github", "gitlab", "gitee", "modelscope", "zenodo", "kaggle", "hub",
    "paper", "papers", "abstract", "appendix", "section", "header", "footer", "metadata", "field",
    "tag", "label", "link", "url", "homepage", "documentation", "detail", "details",
    "january", "february", "march", "april", "june", "july", "august", "september",
    "october", "november", "december",
    // How the makers are named.
    "name", "names", "author", "authors", "creator", "creators", "maker", "makers", "publisher",
    "credit", "credits", "credited", "cite", "cited", "citing", "citation", "citations",
    "attribute", "attribution", "attributed", "acknowledge", "acknowledged", "acknowledgement",
    "acknowledgment", "acknowledging", "mention", "mentioned", "appropriate", "proper",
    "appreciated", "bibtex", "doi", "arxiv",
    // How to get at it.
    "free", "freely", "open", "openly", "publicly", "download", "downloads",
    "downloaded", "mirror", "mirrors", "registration", "register", "account",
    "login", "access", "accessible",
  ]

  /// `must name`, `should be cited`.
  private static let duties: [String] =
    pairs(
      ["must", "should"],
      ["name", "cite", "credit", "acknowledge", "attribute", "mention"] + made.map { "be " + $0 })

  /// `source must be named`.
  private static let named: [String] = pairs(
    ["source", "sources", "notice", "notices"], pairs(["must be", "should be"], made))

  private static let made = [
    "named", "credited", "cited", "acknowledged", "attributed", "mentioned", "kept", "retained",
  ]

  /// `the license is MIT`, `see the LICENSE file`.
  private static let licenses: [String] =
    pairs(
      ["license", "licence"],
      ["§", "is §", "file", "txt", "md", "field", "tag", "label", "version"])
    + ["§ license", "§ licence"]

  private static func pairs(
    _ first: [String], _ second: [String], with space: String = " "
  ) -> [String] {
    first.flatMap { one in second.map { one + space + $0 } }
  }

  /// Phrases of words that may mean harm where they stand otherwise.
  private static let phrases: [Substring: [[Substring]]] = {
    let phrases: [String] =
      [
        "free for commercial use", "free for any use", "free for all uses", "free for everyone",
        "commercial use is allowed", "commercial use is permitted", "commercial use allowed",
        "commercial use permitted", "commercial use are allowed", "commercial use are permitted",
        "free to use", "free to use it commercially", "may be used commercially",
        "can be used commercially", "no restrictions on commercial use", "allows commercial use",
        "permits commercial use",
        "no restrictions", "no restriction", "unrestricted", "for any purpose", "for any purposes",
        "without warranty", "without any warranty", "without warranty of any kind",
        "without warranties of any kind", "no warranty", "free of charge", "without charge",
        "at no charge", "no charge",
        "version not stated", "version is not stated", "version not specified", "version unknown",
        "more information needed", "in may", "since may", "for details", "for more details",
        "for more information",
        "for citation", "for attribution", "if you use", "when you use", "when using", "if used",
        "when used", "using the data", "using the dataset", "using this data", "using this dataset",
        "free use", "you agree to share your contact information", "contact information",
        "contact details", "sign in", "sign up", "log in", "us port",
        "credit to", "access to", "link to", "according to", "attribution to", "to download",
        "to access", "name the source", "cite the source", "credit the source",
        "attribution required", "attribution is required", "citation required",
        "citation is required", "credit is required", "registration required",
        "registration is required", "requires attribution", "requires registration",
        "keep the notice", "keep the notices", "keep this notice", "如需引用 请联系作者", "若需引用 请联系作者",
        "licensed under §", "licensed under the §", "licensed as §", "under the license §",
        "under the licence §", "the terms of §", "the terms of the §",
      ] + duties + named + licenses
    return Dictionary(grouping: phrases.map { $0.split(separator: " ") }, by: { $0[0] })
      .mapValues { $0.sorted { $0.count > $1.count } }
  }()

  /// Pieces of Chinese clauses, the longest first.
  private static let chinese: [String] = {
    let duties = pairs(
      ["请", "须", "需", "应", "必须", "应当", "需要"],
      ["署名", "注明", "标注", "标明", "引用", "致谢", "注册", "登录"], with: "")
    let pieces = [
      "可免费商用", "可商用", "可商业使用", "可用于商业用途", "允许商用", "允许商业使用", "允许商业用途", "无需申请授权", "无需授权",
      "支持商业用途", "支持商业使用", "支持商用", "不限制使用场景", "不限制商业用途", "不限制商业使用", "商用无需授权",
      "商业使用无需授权", "欢迎使用", "如使用本数据集", "若使用本数据集", "如果使用本数据集", "如果您使用本数据集", "以下", "以", "即可",
      "无需申请", "无需许可", "可免费使用", "免费使用", "免费", "公开", "开放", "开源", "获取", "下载", "如需引用", "如引用",
      "若引用", "使用时", "使用本数据集时", "使用该数据集时", "署名", "注明", "标注", "标明", "引用", "出处", "来源", "作者",
      "论文", "本", "该", "此", "的", "数据集", "数据", "语料库", "语料", "采用", "遵循",
      "基于", "发布", "提供", "版本", "见", "请见", "请参见", "参见", "详见", "页面", "网站", "官网", "仓库", "说明", "文件",
      "链接", "名称", "在", "为", "是", "与", "和", "及", "国际", "知识共享", "文档", "致谢",
    ]
    return (duties + pieces).sorted { $0.count > $1.count }
  }()

  /// Clauses that mean more where they are a piece of another one.
  private static let clauses: Set<Substring> = ["请联系作者获取数据"]
}

extension LicenseStatement {
  /// The entry of an agreement that SPDX does not list.
  fileprivate var agreement: LicenseTable.Entry? {
    name.flatMap(LicenseTable.entry(for:)).flatMap { $0.spdx == nil ? $0 : nil }
  }

  /// Whether an entry of the table is the licence that it names already.
  func isNamed(by entry: LicenseTable.Entry) -> Bool {
    [spdx, name].compactMap(\.self).contains { label in
      LicenseTable.isSame(label, entry.spdx ?? entry.name)
        || LicenseTable.repeats(entry.name, label)
    }
  }
}
