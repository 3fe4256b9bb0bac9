/// Words that set no limit to the use of data: how to name its makers, where something was read, how to
/// get at the files, which version a licence is.
///
/// People find ever new words in which to forbid something, so what is not among these is not
/// understood. A sentence is harmless when all of it is: there is no word here that denies, restricts or
/// asks for a permission, so no sentence of these words alone can.
enum HarmlessWords {
  /// Whether a sentence says nothing more than such things; of licences, it may name those given.
  static func say(all sentence: Substring, of licenses: [LicenseStatement]) -> Bool {
    let names = LicenseNames(in: sentence)
    guard names.entries.allSatisfy({ entry in licenses.contains { $0.isNamed(by: entry) } }) else {
      return false
    }
    // What the table tells of an agreement is known, so its words beside the agreement are.
    let told = licenses.compactMap { $0.agreement?.facts.reason }.flatMap(LicenseWords.words)
    return say(all: names.rest.flatMap { LicenseWords.words(of: $0) }, besides: Set(told))
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
      } else if !isPlainAddress(word) {
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
    if speakOfOtherLicense(words) { return false }
    var place = 0
    while place < words.count {
      let word = words[place]
      if let phrase = phrases[word]?.first(where: { words[place...].starts(with: $0) }) {
        place += phrase.count
      } else if english.contains(word) || known.contains(word) || isNumber(word)
        || isChinese(word)
      {
        place += 1
      } else {
        return false
      }
    }
    return true
  }

  /// A number, or one behind the `v` of a version.
  private static func isNumber(_ word: Substring) -> Bool {
    let digits = word.first == "v" ? word.dropFirst() : word
    return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func isAddress(_ word: String) -> Bool {
    word.contains("://") || word.hasPrefix("www.") || word.contains("@")
  }

  /// Whether an address leads to no terms of its own, as far as it shows.
  private static func isPlainAddress(_ address: String) -> Bool {
    let words = LicenseWords.words(of: address)
    return !LicenseWords.abbreviatesNonCommercial(address) && LicenseWords.use(in: address) == nil
      && !words.contains { word in ofTerms.contains { word.hasPrefix($0) } }
  }

  private static let ofTerms = [
    "term", "agreement", "polic", "eula", "legal", "condition", "tos", "usage", "acceptable", "buy",
    "paid", "pric",
  ]

  /// Whether a clause consists of pieces that are harmless, the longest at each place.
  private static func isChinese(_ clause: Substring) -> Bool {
    guard clause.utf8.contains(where: { $0 >= 0x80 }) else { return false }
    if clauses.contains(clause) { return true }
    var rest = clause
    while !rest.isEmpty {
      guard let piece = chinese.first(where: rest.hasPrefix) else { return false }
      rest.removeFirst(piece.count)
    }
    return true
  }

  private static let english: Set<Substring> = [
    "a", "an", "the", "this", "that", "these", "those", "it", "its", "of", "on", "at", "in", "by",
    "with", "and", "or", "as", "is", "are", "was", "were", "be", "been", "our", "your", "you",
    "which", "where", "see", "here", "there", "also", "too", "all", "whole", "please", "under",
    "more", "below", "above", "i", "e",
    // What it is about.
    "data", "dataset", "datasets", "corpus", "corpora", "collection", "database", "license",
    "licence", "licensed", "licensing", "version", "versions", "release", "releases", "released",
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
    "downloaded", "mirror", "mirrors", "registration", "register", "account", "email", "mail",
    "address", "login", "access", "accessible",
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
        "commercial use permitted", "allows commercial use", "permits commercial use",
        "no restrictions", "no restriction", "unrestricted", "for any purpose", "for any purposes",
        "free of charge", "without charge", "at no charge", "no charge",
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
        "keep the notice", "keep the notices", "keep this notice",
      ] + duties + named
    return Dictionary(grouping: phrases.map { $0.split(separator: " ") }, by: { $0[0] })
      .mapValues { $0.sorted { $0.count > $1.count } }
  }()

  /// Whether the licence of something else is spoken of, whose words are not known.
  private static func speakOfOtherLicense(_ words: [Substring]) -> Bool {
    words.indices.dropLast().contains { place in
      guard ["license", "licence", "licensed"].contains(words[place]), words[place + 1] == "of"
      else { return false }
      let thing = words[(place + 2)...].first { !["the", "this", "our", "its"].contains($0) }
      return thing.map { !ofTheData.contains($0) } ?? true
    }
  }

  private static let ofTheData: Set<Substring> = [
    "data", "dataset", "corpus", "collection", "database", "release", "whole",
  ]

  /// Pieces of Chinese clauses, the longest first.
  private static let chinese: [String] = {
    let duties = pairs(
      ["请", "须", "需", "应", "必须", "应当", "需要"],
      ["署名", "注明", "标注", "标明", "引用", "致谢", "注册", "登录"], with: "")
    let pieces = [
      "可免费商用", "可商用", "可商业使用", "可用于商业用途", "允许商用", "允许商业使用", "允许商业用途", "无需申请授权", "无需授权",
      "无需申请", "无需许可", "可免费使用", "免费使用", "免费", "公开", "开放", "开源", "获取", "下载", "如需引用", "如引用",
      "若引用", "使用时", "使用本数据集时", "使用该数据集时", "署名", "注明", "标注", "标明", "引用", "出处", "来源", "作者",
      "论文", "本", "该", "此", "的", "数据集", "数据", "语料库", "语料", "许可协议", "许可证", "许可", "协议", "采用", "遵循",
      "基于", "发布", "提供", "版本", "见", "请见", "请参见", "参见", "详见", "页面", "网站", "官网", "仓库", "说明", "文件",
      "链接", "名称", "在", "为", "是", "与", "和", "及", "国际", "知识共享", "文档", "致谢",
    ]
    return (duties + pieces).sorted { $0.count > $1.count }
  }()

  /// Clauses that mean more where they are a piece of another one.
  private static let clauses: Set<Substring> = ["请联系作者", "请联系作者获取数据"]
}

extension LicenseStatement {
  /// The entry of an agreement that SPDX does not list.
  fileprivate var agreement: LicenseTable.Entry? {
    name.flatMap(LicenseTable.entry(for:)).flatMap { $0.spdx == nil ? $0 : nil }
  }

  /// Whether an entry of the table is the licence that it names already.
  fileprivate func isNamed(by entry: LicenseTable.Entry) -> Bool {
    [spdx, name].compactMap(\.self).contains { label in
      LicenseTable.isSame(label, entry.spdx ?? entry.name)
        || LicenseTable.repeats(entry.name, label)
    }
  }
}
