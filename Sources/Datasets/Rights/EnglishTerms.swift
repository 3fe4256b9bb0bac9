/// English words in which people limit what data may be used for.
struct EnglishTerms {
  private let words: [Substring]
  /// Whether they stand where people tell what the data is about, more often than what it is for.
  private let areDescription: Bool

  /// Words in lower case, without signs: `don't` is two of them.
  init(_ words: [Substring], inDescription: Bool = false) {
    areDescription = inDescription
    self.words = Self.withoutShortForms(words)
  }

  /// Words with `not` in the place of what `don't` ends in.
  static func withoutShortForms(_ words: [Substring]) -> [Substring] {
    var plain: [Substring] = []
    for word in words {
      if word == "t", let last = plain.last, shortened.contains(last) {
        plain[plain.count - 1] = "not"
      } else {
        plain.append(word)
      }
    }
    return plain
  }

  /// What stands before the `t` of `don't`.
  private static let shortened: Set<Substring> = [
    "don", "can", "isn", "aren", "won", "mustn", "shouldn", "doesn", "wouldn", "couldn",
  ]

  private func word(_ place: Int) -> Substring? {
    words.indices.contains(place) ? words[place] : nil
  }

  // MARK: - Research only

  /// Whether they allow research and teaching alone: `only for scientific research`,
  /// `for educational purposes only`, `restricted to research`, `free for students`.
  var limitToResearch: Bool {
    words.indices.contains { place in
      switch words[place] {
      case let word where Self.limits.contains(word): limitsAhead(of: place) || limitsBehind(place)
      case let word where Self.bounds.contains(word): boundsToResearch(place)
      case "for": grantsForResearch(place)
      default: false
      }
    }
  }

  /// `only for academic research`, `solely be used for teaching`, `only universities may use it`.
  private func limitsAhead(of place: Int) -> Bool {
    guard word(place - 1) != "not" else { return false }
    let rest = words[(place + 1)...].prefix(5)
    if let preposition = rest.firstIndex(of: "for"),
      words[(preposition + 1)...].prefix(3).contains(where: Self.isResearch)
    {
      return true
    }
    // “Only academic institutions” are as few as “only universities”.
    let isOfResearch = word(place + 1).map(Self.isResearch) ?? false
    guard let first = word(place + (isOfResearch ? 2 : 1)), Self.audience.contains(first) else {
      return false
    }
    return words[(place + 1)...].prefix(8).contains { $0 == "may" || $0 == "can" }
  }

  /// `research only`, `for research and educational purposes only`, `available to researchers only`.
  private func limitsBehind(_ place: Int) -> Bool {
    var start = place
    var speaksOfResearch = false
    var speaksOfPeople = false
    while let before = word(start - 1) {
      if Self.isResearch(before) {
        speaksOfResearch = true
      } else if Self.audience.contains(before) {
        speaksOfPeople = true
      } else if !Self.besides.contains(before) {
        break
      }
      start -= 1
    }
    if word(start - 1) == "for" { start -= 1 }
    return (speaksOfResearch || speaksOfPeople && speaksOfAccess) && !isDenied(start)
  }

  /// `restricted to research`, `limited to university researchers`, but not `limited to research papers`.
  private func boundsToResearch(_ place: Int) -> Bool {
    guard word(place + 1) == "to", word(place - 1) != "not" else { return false }
    let rest = words[(place + 2)...]
    func isWanted(_ word: Substring) -> Bool {
      Self.isResearch(word) || speaksOfAccess && Self.audience.contains(word)
    }
    guard let first = rest.prefix(3).firstIndex(where: isWanted) else { return false }
    let next = words[first...].first { !isWanted($0) }
    return next.map { Self.besides.contains($0) || Self.limits.contains($0) } ?? true
  }

  /// `intended for academic use`, `released for the research community`, `free for individuals`, but
  /// not `built for research on harbours`, and nothing that speaks of commerce too.
  private func grantsForResearch(_ place: Int) -> Bool {
    let isFree = word(place - 1) == "free"
    let isGranted = words[..<place].suffix(3).contains(where: Self.grantings.contains)
    guard isFree || isGranted || place == 0, !words.contains(where: Self.widens) else {
      return false
    }
    let rest = words[(place + 1)...].drop { $0 == "the" || $0 == "an" || $0 == "a" || $0 == "all" }
    let run = rest.prefix { word in
      Self.isResearch(word) || word == "and" || word == "or"
        || isFree && (Self.audience.contains(word) || Self.persons.contains(word))
    }
    guard run.contains(where: { $0 != "and" && $0 != "or" }) else { return false }
    // “Academic and industrial” is more than research.
    if let last = run.last, last == "and" || last == "or", let next = word(run.endIndex),
      next.hasPrefix("industr") || next == "professional" || next == "public"
    {
      return false
    }
    return word(run.endIndex).map { isFree || Self.uses.contains($0) } ?? true
  }

  /// Whether what begins at a place is denied: `not limited to research only`.
  private func isDenied(_ start: Int) -> Bool {
    guard let denial = words[..<start].suffix(4).lastIndex(of: "not") else { return false }
    return denial == start - 1 || Self.bounds.contains(words[denial + 1])
      || Self.limits.contains(words[denial + 1])
  }

  /// Whether they speak of who gets at data, or are too few to speak of anything else.
  private var speaksOfAccess: Bool {
    words.count < 5 || words.contains(where: Self.access.contains)
  }

  // MARK: - No commerce

  /// Whether they forbid commercial use, or ask for a permission first.
  var denyCommerce: Bool {
    words.indices.contains { place in
      switch words[place] {
      case "not", "never", "cannot":
        return denies(place)
      case "no":
        return isCommercialUse(place + 1)
      case let word where Self.forbidding.contains(word):
        return words[(place + 1)...].prefix(8).indices.contains(where: isCommercialUse)
      case let word where Self.companies.contains(word):
        return companiesNeedPermission(place) || companiesAreKeptOut(place)
          || isCommerce(place) && isRefused(place)
      default:
        return isCommerce(place) && (isRefused(place) || needsPermission(place))
      }
    }
  }

  /// `not be used commercially`, `do not sell`, `do not deploy models trained on it`.
  private func denies(_ place: Int) -> Bool {
    let rest = words[(place + 1)...].prefix(8)
    if !isOfOthers(place), rest.prefix(2).contains(where: Self.sales.contains) { return true }
    if rest.prefix(3).contains("deploy") { return true }
    let permits = rest.first.map { Self.limits.contains($0) || Self.bounds.contains($0) }
    return permits == false && rest.indices.contains(where: isCommerce)
  }

  /// Whether what is denied is no order: “we do not sell your data” is a promise, and what “did not sell”
  /// is goods.
  private func isOfOthers(_ place: Int) -> Bool {
    word(place - 1) == "we" || word(place - 2) == "we" || word(place - 1) == "did"
      || word(place - 1) == "does"
  }

  /// `companies may not use this data`, but not `what companies may not use`.
  private func companiesAreKeptOut(_ place: Int) -> Bool {
    let rest = words[(place + 1)...].prefix(4)
    guard let denial = rest.firstIndex(where: { $0 == "not" || $0 == "cannot" }),
      words[denial] == "cannot" || word(denial - 1).map(Self.modals.contains) == true,
      let use = words[(denial + 1)...].prefix(3).firstIndex(where: Self.acts.contains)
    else { return false }
    guard areDescription else { return true }
    let isSubject = word(place - 1).map { !Self.joints.contains($0) } ?? true
    return isSubject && words[(use + 1)...].prefix(3).contains(where: Self.things.contains)
  }

  /// `commercial use is prohibited`, `commercial use is not permitted`.
  private func isRefused(_ place: Int, within distance: Int = 6) -> Bool {
    let rest = words[(place + 1)...].prefix(distance)
    return rest.indices.contains { place in
      Self.refusals.contains(words[place]) && word(place - 1) != "not"
        || words[place] == "not" && word(place + 1).map(Self.grants.contains) == true
    }
  }

  /// `commercial usage requires a license`, `contact the authors for commercial use`, `for commercial
  /// use, write to us`, `commercial licences are available`.
  private func needsPermission(_ place: Int) -> Bool {
    let rest = words[(place + 1)...].prefix(6)
    if let need = rest.firstIndex(where: { Self.needs.contains($0) }), word(need - 1) != "not" {
      return words[(need + 1)...].prefix(6).contains(where: Self.permissions.contains)
    }
    if rest.contains("request") { return true }
    if word(place + 1)?.hasPrefix("licen") == true, rest.contains(where: Self.offers.contains) {
      return true
    }
    if isCommercialUse(place), rest.contains(where: Self.contacts.contains) { return true }
    guard word(place - 1) == "for" || word(place - 2) == "before" else { return false }
    let before = words[..<place].suffix(7)
    return !before.contains("granted")
      && before.contains { $0 == "contact" || $0 == "permission" || $0 == "consent" }
  }

  /// `businesses must buy a licence`, `companies need a separate agreement`.
  ///
  /// A description may tell what companies have to pay or ask for, so there only a sentence about
  /// companies counts that need a permission and are not what something else is about.
  private func companiesNeedPermission(_ place: Int) -> Bool {
    guard
      let need = words[(place + 1)...].prefix(3).firstIndex(where: { Self.needs.contains($0) }),
      word(need + 1) != "not"
    else { return false }
    let rest = words[(need + 1)...].prefix(6)
    guard areDescription else { return rest.contains(where: Self.permissions.contains) }
    let isSubject = word(place - 1).map { !Self.joints.contains($0) } ?? true
    let isWhole = !words[place..<need].contains(where: Self.joints.contains)
    return isSubject && isWhole && rest.contains(where: Self.grantedPermissions.contains)
  }

  /// Words that make what follows a piece of another sentence.
  private static let joints: Set<Substring> = [
    "that", "which", "who", "whose", "what", "how", "when", "whether", "why", "where", "of", "by",
    "from", "about", "on", "to",
  ]
  private static let grantedPermissions: Set<Substring> = [
    "license", "licence", "permission", "authorization", "authorisation", "agreement", "consent",
    "subscription",
  ]

  private func isCommerce(_ place: Int) -> Bool {
    guard let here = word(place) else { return false }
    let next = word(place + 1)
    switch here {
    case "commercial", "commercialize", "commercialise", "commercialized", "commercialised",
      "monetize", "monetise":
      return true
    // What is “not commercially available” is not forbidden.
    case "commercially": return next.map { !["available", "viable"].contains($0) } ?? true
    case "profit":
      let isOfAnOrganization = word(place - 2) == "not" && !(next.map(Self.uses.contains) ?? true)
      return word(place - 1) == "for" && !isOfAnOrganization
    case "money": return word(place - 1) == "make" || word(place - 1) == "earn"
    case "product", "products":
      return word(place - 1) == "in" && (word(place - 2).map(Self.uses.contains) ?? false)
    case "industrial", "business", "corporate":
      return next.map(Self.uses.contains) ?? false
    default: return false
    }
  }

  /// Whether a use is spoken of, and not what is commercial itself: `commercial gain`, `commercially`, but
  /// not `commercial pages`.
  private func isCommercialUse(_ place: Int) -> Bool {
    guard isCommerce(place) else { return false }
    guard word(place) == "commercial" else { return true }
    return word(place + 1).map(Self.uses.contains) ?? true
  }

  // MARK: - No training

  /// Whether they forbid to train models: `do not train on this data`, `training is prohibited`, `must
  /// not be used for training language models`.
  var denyTraining: Bool { trainingDenials.contains { !isOfTest($0) } }

  /// Whether they forbid it of the part for tests alone: `the test split must not be used for training`.
  var denyTrainingOnTest: Bool { trainingDenials.contains(where: isOfTest) }

  private var trainingDenials: [Int] {
    words.indices.filter { place in
      switch words[place] {
      case "not", "never", "cannot": deniesTraining(place)
      case "training": isRefused(place, within: 9) && (!areDescription || isOfModels(place))
      default: false
      }
    }
  }

  /// Whether what a denial is said of is the part for tests, or a benchmark: its subject, or what models
  /// are not to be trained on.
  private func isOfTest(_ place: Int) -> Bool {
    // Before “do not” another sentence ends.
    if words[place] != "training", let verb = word(place - 1), verb != "do",
      Self.modals.contains(verb) || verb == "is", endInTests(words[..<(place - 1)])
    {
      return true
    }
    let rest = words[(place + 1)...].prefix(8)
    guard let verb = rest.firstIndex(where: { ["on", "use", "with"].contains($0) }) else {
      return false
    }
    let object = words[(verb + 1)...].prefix(while: Self.isOfPart)
    // Another thing follows an article, as it does a word that joins.
    guard let last = object.last, Self.tests.contains(last) || Self.parts.contains(last) else {
      return false
    }
    return areTests(object)
  }

  /// Whether the things called at the end of some words are parts for tests, each of them.
  private func endInTests(_ words: ArraySlice<Substring>) -> Bool {
    let start = words.lastIndex { !Self.isOfPart($0) }.map { $0 + 1 } ?? words.startIndex
    let thing = words[start...]
    return thing.first != "and" && thing.first != "or" && areTests(thing)
  }

  /// “The validation and test sets” are tests, “the data and the test set” are not.
  private func areTests(_ things: ArraySlice<Substring>) -> Bool {
    let names = things.split { $0 == "and" || $0 == "or" }
    return !names.isEmpty && names.allSatisfy { $0.contains(where: Self.tests.contains) }
  }

  private static func isOfPart(_ word: Substring) -> Bool {
    tests.contains(word) || parts.contains(word) || ofParts.contains(word)
  }

  private static let tests: Set<Substring> = [
    "test", "tests", "testing", "testset", "validation", "dev", "evaluation", "eval", "benchmark",
    "benchmarks", "heldout",
  ]
  private static let parts: Set<Substring> = [
    "set", "sets", "split", "splits", "part", "parts", "portion", "subset", "subsets", "data",
    "questions", "answers", "items", "samples", "examples", "tasks", "records", "files",
  ]
  /// What may stand before the name of a part.
  private static let ofParts: Set<Substring> = [
    "the", "a", "this", "these", "those", "our", "its", "official", "hidden", "public", "private",
    "held", "out", "and", "or",
  ]

  private func deniesTraining(_ place: Int) -> Bool {
    let isOrder =
      words[place] != "not" || word(place + 1) == "be"
      || word(place - 1).map { Self.modals.contains($0) || $0 == "to" || $0 == "please" } ?? true
    guard isOrder, !isOfOthers(place) else { return false }
    let rest = words[(place + 1)...]
    if let train = rest.prefix(2).firstIndex(where: Self.trainings.contains) {
      return isForReaders(place) && !isForCommerce(train)
    }
    guard let use = rest.prefix(3).firstIndex(where: { $0 == "use" || $0 == "used" }),
      words[use] == "used" || isForReaders(place)
    else { return false }
    let train = words[(use + 1)...].prefix(8).firstIndex {
      $0 == "training" || Self.trainings.contains($0)
    }
    return train.map { !isForCommerce($0) } ?? false
  }

  /// Whether it is commercial models that are trained.
  private func isForCommerce(_ place: Int) -> Bool {
    (place + 1...place + 3).contains(where: isCommerce)
  }

  /// Whether an order is for those who read it, as every one is that stands in terms.
  private func isForReaders(_ place: Int) -> Bool {
    guard areDescription else { return true }
    let isBare = word(place - 1).map { !Self.modals.contains($0) } ?? true
    return word(place - (isBare ? 1 : 2)).map(Self.readers.contains) ?? true
  }

  /// Whether training is that of models, and no course or exercise.
  private func isOfModels(_ place: Int) -> Bool {
    let next = word(place + 1)
    return next.map {
      ["on", "with", "is", "models", "any", "ai", "language", "large", "or"].contains($0)
    }
      ?? false || word(place - 1) == "ai" || word(place - 1) == "model"
  }

  // MARK: - Owners

  /// Whether they say that the content belongs to others, whose terms are not told: `copyright of the
  /// texts belongs to their owners`.
  var belongToOthers: Bool {
    words.indices.contains { place in
      Self.belongings.contains(words[place])
        && word(place + 1).map { ["to", "with", "of", "by"].contains($0) } == true
        && words[(place + 2)...].prefix(5).contains(where: Self.owners.contains)
    }
  }

  /// Those to whom content may belong who are not its publisher.
  static let owners: Set<Substring> = [
    "owners", "owner", "authors", "author", "creators", "holders", "holder", "publishers",
    "writers", "photographers", "users", "artists", "artist", "contributors", "sources", "original",
    "respective", "parties", "others", "websites", "platforms", "rightsholders", "rightholders",
  ]
  private static let belongings: Set<Substring> = [
    "belong", "belongs", "remain", "remains", "rest", "rests", "lie", "lies", "stay", "stays",
    "owned", "held", "retained", "property", "vests", "vested",
  ]

  // MARK: - Words

  private static let modals: Set<Substring> = [
    "do", "must", "may", "should", "shall", "can", "are",
  ]
  private static let readers: Set<Substring> = [
    "please", "you", "users", "and", "or", "but", "anyone", "one", "licensees", "companies",
  ]
  private static let trainings: Set<Substring> = ["train", "retrain", "pretrain", "finetune"]
  private static let acts: Set<Substring> = ["use", "train", "download", "access", "copy"]
  private static let things: Set<Substring> = [
    "data", "dataset", "corpus", "collection", "it", "them", "files",
  ]
  private static func isResearch(_ word: Substring) -> Bool { research.contains(word) }

  /// Whether a word shows that more than research is allowed.
  private static func widens(_ word: Substring) -> Bool {
    word.hasPrefix("commerc") || word == "any" || word == "everyone" || word == "everybody"
      || word == "anyone"
  }

  private static let research: Set<Substring> = [
    "research", "academic", "academia", "scientific", "scholarly", "educational", "education",
    "teaching", "university",
  ]
  /// Those who do research and teach.
  private static let audience: Set<Substring> = [
    "researchers", "academics", "scholars", "scientists", "universities", "institutes",
    "institutions", "students", "teachers", "educators",
  ]
  /// Those for whom data is free where it is not for companies.
  private static let persons: Set<Substring> = [
    "personal", "private", "individual", "individuals", "hobbyists", "nonprofit", "nonprofits",
    "noncommercial", "non", "profit",
  ]
  private static let access: Set<Substring> = [
    "access", "accessible", "available", "use", "used", "download", "downloaded", "licensed",
    "open", "released", "provided",
  ]
  /// Words with which data is given to somebody.
  private static let grantings: Set<Substring> = [
    "intended", "released", "provided", "available", "licensed", "shared", "distributed",
    "published", "offered", "permitted", "allowed",
  ]
  /// What a use is called.
  private static let uses: Set<Substring> = [
    "use", "uses", "usage", "used", "reuse", "purpose", "purposes", "application", "applications",
    "exploitation", "gain", "setting", "settings", "entities", "entity", "users", "community",
    "communities", "redistribution", "deployment",
  ]
  private static let besides: Set<Substring> = [
    "use", "uses", "usage", "purpose", "purposes", "and", "or", "non", "commercial",
  ]
  private static let limits: Set<Substring> = [
    "only", "solely", "exclusively", "purely", "strictly", "alone",
  ]
  private static let bounds: Set<Substring> = ["limited", "restricted", "confined"]
  private static let forbidding: Set<Substring> = [
    "prohibits", "prohibit", "forbids", "forbid", "disallows", "disallow", "precludes", "excludes",
    "refrain", "abstain",
  ]
  private static let sales: Set<Substring> = ["sell", "resell"]
  private static let companies: Set<Substring> = [
    "companies", "businesses", "enterprises", "corporations", "firms", "company", "business",
  ]
  private static let refusals: Set<Substring> = [
    "prohibited", "forbidden", "disallowed", "banned", "excluded",
  ]
  private static let grants: Set<Substring> = [
    "allowed", "permitted", "granted", "possible", "covered", "licensed",
  ]
  private static let needs: Set<Substring> = [
    "require", "requires", "required", "need", "needs", "needed", "must", "subject", "should",
  ]
  private static let permissions: Set<Substring> = [
    "license", "licence", "permission", "authorization", "authorisation", "approval", "consent",
    "agreement", "contract", "pay", "fee", "fees", "payment", "buy", "purchase", "subscribe",
    "subscription", "contact", "royalties", "ask",
  ]
  private static let contacts: Set<Substring> = [
    "contact", "write", "email", "mail", "ask", "reach", "inquire", "enquire", "apply",
  ]
  /// What is said of a commercial licence that the data itself does not come under.
  private static let offers: Set<Substring> = [
    "available", "required", "needed", "offered", "sold", "separate", "separately",
  ]
}
