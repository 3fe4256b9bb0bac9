/// The words by which ``DoubtfulTerms`` knows what may be a term of use.
extension DoubtfulTerms {
  /// One of these stands in everything that is in doubt.
  static let hints = Phrases([
    "not", "n't", "n’t", "never", "cannot", "only", "solely", "exclusiv", "licen", "subject",
    "propert",
    "not own", "own terms", "belong", "prohibit", "forbidden", "banned", "disallowed", "delete",
    "destroy", "nda",
    "compan", "business", "industr", "enterprise", "firms", "corporate", "free for", "free to",
    "restricted",
    "limited", "confined", "commerc", "money", "moneti", "revenue", "gain", "except", "excluding",
    "academia", "fair use", "permission", "approv", "consent", "agreement", "contact", "授权", "授權",
    "governed", "inherit", "apply", "applies", "provided for", "released for",
    "intended for", "许可", "許可", "协议", "協議", "-nc", " nc", "no part", "no rights", "terms",
    "may be used", "can be used",
    "agree", "comply", "abide",
    "adhere", "copyright", "rights", "版权", "版權", "著作权", "著作權", "删除", "刪除", "销毁", "遵", "仅", "僅",
    "只", "限", "商", "禁止", "产品", "產品", "企业", "企業", "须为", "須為", "应为", "應為", "不得", "严禁", "嚴禁", "请勿",
    "請勿", "不可", "营利", "營利", "盈利",
  ])

  static let noneGranted = Phrases(ofWords: [
    "no license is granted", "no licence is granted", "no rights are granted",
  ])
  static let permits = Phrases(ofWords: [
    "use is permitted", "use is allowed", "usage is permitted", "access is granted",
  ])
  static let ofOthers = Phrases(ofWords: [
    "remain the property of", "remains the property of", "whose terms apply", "their terms apply",
    "own terms apply", "have different licenses", "have different licences", "inherits the license",
    "inherits the licence", "inherit the license", "inherit the licence", "have their own licenses",
    "have their own licences", "no ownership of",
  ])
  static let underSecrecy = Phrases(ofWords: [
    "under an nda", "under nda", "non disclosure agreement",
  ])
  static let getInTouch = Phrases(ofWords: ["get in touch"])
  static let ofGain = Phrases(ofWords: [
    "making money", "to make money", "monetization", "monetisation", "monetizing",
    "revenue generating", "commercial gain", "financial gain",
  ])

  static func isWide(_ word: Substring) -> Bool {
    ["any", "all", "every", "both", "general", "public", "free", "commerc", "open", "broad"]
      .contains { word.hasPrefix($0) }
  }

  static func isSome(_ word: Substring) -> Bool {
    some.contains { word.hasPrefix($0) }
  }

  static func leavesOut(_ word: Substring) -> Bool {
    ["exclud", "remov", "filter", "drop", "left", "discard", "without", "avoid"].contains {
      word.hasPrefix($0)
    }
  }

  /// Beginnings of words for those who are not everybody.
  static let some = [
    "member", "universit", "partner", "participant", "student", "staff", "subscriber", "institut",
    "organi", "academi", "customer", "registered", "research", "employee", "school", "nonprofit",
    "accredited", "those", "scholar", "teacher", "individual", "citizen",
  ]
  static let labels = [
    "license:", "licence:", "licensing:", "data license:", "data licence:", "dataset license:",
    "license：",
    "许可：", "许可:", "许可证：", "许可证:", "协议：", "版权：",
  ]
  static let acts: Set<Substring> = [
    "use", "used", "redistribute", "redistributed", "share", "shared", "copy", "copied", "publish",
    "published", "distribute", "distributed", "download", "downloaded", "deploy", "deployed",
    "reproduce", "reproduced", "transfer", "transferred", "accessed",
  ]
  static let things: Set<Substring> = [
    "data", "dataset", "datasets", "corpus", "collection", "database", "it", "them", "file",
    "files",
    "material", "materials", "content", "contents",
  ]
  static let data: Set<Substring> = [
    "data", "dataset", "datasets", "corpus", "collection", "database", "it", "this", "annotations",
    "everything", "all",
  ]
  static let contents: Set<Substring> = [
    "copyright", "copyrights", "rights", "texts", "images", "content", "contents", "data", "videos",
    "audio", "photos", "articles",
  ]
  static let ownership: Set<Substring> = [
    "copyright", "copyrights", "rights", "ownership", "property", "respective", "owners", "owner",
  ]
  static let nounsOfUse: Set<Substring> = [
    "use", "uses", "usage", "reuse", "access", "applications", "redistribution", "reproduction",
    "copying", "sharing", "resale", "deployment", "monetization", "monetisation",
  ]
  static let purposes: Set<Substring> = [
    "production", "resale", "redistribution", "distribution", "deployment", "profit", "products",
  ]
  static let readers: Set<Substring> = [
    "you", "users", "anyone", "one", "licensees", "recipients", "please", "and", "or", "but",
  ]
  static let prepositions: Set<Substring> = ["for", "in", "to", "outside", "beyond"]
  static let orders: Set<Substring> = ["may", "must", "shall"]
  static let modals: Set<Substring> = [
    "may", "must", "shall", "should", "can", "allowed", "permitted",
  ]
  static let caring: Set<Substring> = ["responsible", "ensure", "usage"]
  static let duties: Set<Substring> = [
    "agree", "must", "shall", "required", "please", "obliged",
  ]
  static let grants: Set<Substring> = [
    "available", "release", "released", "provide", "provided", "share", "shared", "offered", "open",
    "distributed", "accessible", "licensed", "published",
  ]
  static let trials: Set<Substring> = [
    "evaluation", "trial", "trials", "testing", "preview",
  ]
  static let terms: Set<Substring> = [
    "terms", "license", "licence", "licenses", "licences", "agreement", "policy", "policies",
    "conditions", "eula",
    "contract",
  ]
  static let companies: Set<Substring> = [
    "company", "companies", "business", "businesses", "industry", "enterprise", "enterprises",
    "firms", "corporate", "commercially",
  ]
  static let contacts: Set<Substring> = ["contact", "mail", "email", "ask", "write"]
  static let denials: Set<Substring> = [
    "except", "excluded", "forbidden", "prohibited", "not", "no", "breach", "violation", "violates",
    "never", "banned",
  ]
  /// Words that make what follows a piece of another sentence.
  static let joints: Set<Substring> = [
    "that", "which", "who", "whose", "where", "whether", "when", "why", "how", "if",
  ]
}
