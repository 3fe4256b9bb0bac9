/// Sentences of descriptions that are made like terms of use and of which it is not known what they forbid.
///
/// ``EnglishTerms`` and ``ChineseClause`` know what blocks; people limit the use of data in many more
/// words, so a sentence that denies a use to its readers, gives the data to some, or puts it under terms
/// that nobody stated counts as terms that nobody has read. What merely tells of other things in such
/// words must not count, so each needs to speak of the data, of its use or to its readers.
struct DoubtfulTerms {
  private let words: [Substring]
  private let plain: String
  private let sentence: Substring
  private let licenses: [LicenseStatement]

  init(_ sentence: Substring, of licenses: [LicenseStatement]) {
    words = EnglishTerms.withoutShortForms(LicenseWords.words(of: sentence))
    plain = " " + words.joined(separator: " ") + " "
    self.sentence = sentence
    self.licenses = licenses
  }

  /// Whether all licences that the sentence names, one at least, are stated.
  ///
  /// Takes long beside all else here, so it is asked last.
  private var namesStated: Bool {
    let named = LicenseNames(in: sentence).entries
    return !named.isEmpty
      && named.allSatisfy { entry in licenses.contains { $0.isNamed(by: entry) } }
  }

  /// Whether the sentence is a line on the licence, `License: …`, that says more than what is stated.
  private var isUnclearLine: Bool {
    let start = sentence.drop { !$0.isLetter }.prefix(20).lowercased()
    return Self.labels.contains(where: start.hasPrefix)
      && LicenseWords.obscurity(in: String(sentence), of: licenses) != nil
  }

  /// Whether the sentence may limit what the data is used for.
  var limitUse: Bool {
    isUnclearLine || asksForRights || deniesUse || limitsUse || givesToSome || belongsToOthers
      || isUnderOtherTerms
      || asksCompanies || deniesGain || isChinese
  }

  private func word(_ place: Int) -> Substring? {
    words.indices.contains(place) ? words[place] : nil
  }

  private func says(_ phrases: Phrases) -> Bool { phrases.occur(in: plain) }

  // MARK: - Denied

  /// `you may not use it to build products`, `do not redistribute the files`, `surveillance uses are
  /// prohibited`, `not for production use`, `must be deleted`.
  private var deniesUse: Bool {
    words.indices.contains { place in
      switch words[place] {
      case "not", "never", "cannot": deniesAct(place) || deniesPurpose(place) || refusesUse(place)
      case "prohibited", "forbidden", "banned", "disallowed": refusesUse(place)
      case "delete", "deleted", "destroy", "destroyed":
        words[..<place].suffix(3).contains(where: Self.duties.contains)
      default: false
      }
    } || words.starts(with: ["no", "part", "of"]) && words.contains("may")
      || says(Self.noneGranted)
  }

  private func deniesAct(_ place: Int) -> Bool {
    let rest = words[(place + 1)...].prefix(5)
    guard let act = rest.firstIndex(where: Self.acts.contains) else { return false }
    let before = word(place - 1)
    let isModal = before.map(Self.orders.contains) ?? false
    if rest.first == "be" {
      return isModal && words[..<place].suffix(8).contains(where: Self.things.contains)
    }
    let speaker = word(place - (isModal || before == "do" || before == "can" ? 2 : 1))
    let isOrder = speaker.map(Self.readers.contains) ?? true
    let isGranted = rest.first == "allowed" || rest.first == "permitted"
    guard isOrder && (isModal || words[place] != "not" || before != "are") || isGranted else {
      return false
    }
    // “Do not use this for …”, and not “do not use this script”.
    if word(act + 1) == "this", word(act + 2).map({ Self.prepositions.contains($0) }) ?? true {
      return true
    }
    return words[(act + 1)...].prefix(6).contains(where: Self.things.contains)
  }

  private func deniesPurpose(_ place: Int) -> Bool {
    guard word(place + 1) == "for", let purpose = word(place + 2) else { return false }
    return Self.purposes.contains(purpose)
      && (word(place - 1).map { ["is", "are", "but", "intended", "meant"].contains($0) } ?? true)
  }

  private func refusesUse(_ place: Int) -> Bool {
    var verb = place - 1
    if words[place] == "not" {
      guard
        word(place + 1).map({ ["allowed", "permitted", "authorized", "authorised"].contains($0) })
          == true
      else { return false }
    } else {
      while let adverb = word(verb), adverb.hasSuffix("ly") { verb -= 1 }
    }
    guard let is_ = word(verb), ["is", "are", "be"].contains(is_) else { return false }
    let subject = words[..<verb]
    return subject.count < 12 && !subject.contains(where: Self.joints.contains)
      && subject.prefix(6).contains(where: Self.nounsOfUse.contains)
  }

  // MARK: - Limited

  /// `may be used only after signing`, `only members may use it`, `use is restricted to partners`,
  /// `within the project only`.
  private var limitsUse: Bool {
    words.indices.contains { place in
      switch words[place] {
      case "only", "solely", "exclusively": isLimit(place)
      case "restricted", "limited", "confined":
        word(place + 1) == "to" && word(place - 1) != "not"
          && words[..<place].suffix(6).contains(where: Self.nounsOfUse.contains)
      default: false
      }
    }
  }

  private func isLimit(_ place: Int) -> Bool {
    if word(place - 1) == "not" { return false }
    if place == 0, word(1) == "for", words.count < 9 { return true }
    // “We only release this for …”.
    if word(place - 1) == "we", word(place + 1).map(Self.grants.contains) == true,
      words[place...].prefix(6).contains("for")
    {
      return true
    }
    let before = words[..<place].suffix(5)
    let after = words[(place + 1)...].prefix(8)
    if let use = before.lastIndex(where: Self.acts.contains) {
      let isOurs = words[..<use].suffix(2).contains("we")
      if !isOurs, before.contains(where: Self.modals.contains) { return true }
      // “Use it solely within …”
      if !isOurs, words[use].hasSuffix("e"), use < place - 1,
        words[(use + 1)..<place].allSatisfy({ Self.things.contains($0) || $0 == "the" })
      {
        return true
      }
    }
    if word(place - 1).map(Self.modals.contains) == true,
      after.prefix(2).contains(where: Self.acts.contains)
    {
      return true
    }
    // “Only members may use it”, and not “only texts that may be used”.
    if let may = after.firstIndex(where: { $0 == "may" || $0 == "can" }),
      !words[place..<may].contains(where: Self.joints.contains),
      word(may + 1).map(Self.acts.contains) == true
    {
      return true
    }
    let isUse = words.first.map(Self.nounsOfUse.contains) ?? false
    if isUse, place == words.count - 1, words.count < 9 { return true }
    // “The data is for evaluation only.”
    if place == words.count - 1, words.count < 14, let purpose = before.lastIndex(of: "for"),
      purpose == 0 || words[..<purpose].suffix(5).contains(where: Self.things.contains)
    {
      return true
    }
    if isUse, before.contains("permitted") || before.contains("allowed") { return true }
    if says(Self.permits) {
      return true
    }
    if after.first.map(Self.grants.contains) == true, after.prefix(5).contains(where: Self.isSome) {
      return true
    }
    return before.suffix(2).contains(where: Self.grants.contains)
      && after.first.map { ["to", "for", "within"].contains($0) } == true
      && after.prefix(5).contains(where: Self.isSome)
  }

  /// `may be used free of charge by students`, `free for evaluation`, `for anything except …`.
  private var givesToSome: Bool {
    words.indices.contains { place in
      switch words[place] {
      case "by":
        word(place + 1).map(Self.isSome) == true
          && words[..<place].suffix(8).contains("used")
          && words[..<place].suffix(9).contains { $0 == "may" || $0 == "can" }
      case "for":
        word(place - 1) == "free" && word(place + 1).map(Self.trials.contains) == true
          || word(place + 1) == "academia"
            && words[..<place].suffix(4).contains(where: Self.grants.contains)
            && !plain.contains(" industr") && !plain.contains(" commerc")
      case "provided", "released", "intended":
        // “Provided for methodological use.”
        word(place + 1) == "for" && words[..<place].suffix(5).contains(where: Self.data.contains)
          && words[(place + 2)...].prefix(4).contains { ["use", "purposes"].contains($0) }
          && !words[(place + 2)...].prefix(4).contains(where: Self.isWide)
      case "except", "excluding":
        words[..<place].suffix(3).contains { ["anything", "everything", "purpose"].contains($0) }
      default: false
      }
    }
  }

  // MARK: - Of others

  /// `the texts remain the property of the newspapers`, `we do not own the copyright`.
  private var belongsToOthers: Bool {
    EnglishTerms(words).belongToOthers && words.contains(where: Self.ownership.contains)
      || says(Self.ofOthers)
      || words.indices.contains { isOfOthers($0) }
  }

  /// Whether `we do not own the texts`, or `copyright stays with them`, begins at `own` or `copyright`.
  private func isOfOthers(_ place: Int) -> Bool {
    let rest = words[(place + 1)...]
    switch words[place] {
    case "own":
      return word(place - 1) == "not" && words[..<place].contains("we")
        && rest.prefix(4).contains(where: Self.contents.contains)
    case "copyright", "copyrights", "rights":
      return rest.prefix(2).contains { $0.hasPrefix("stay") || $0.hasPrefix("remain") }
        && rest.prefix(4).contains("with")
    default: return false
    }
  }

  /// `subject to the terms of the platform`, `licensed under the licence of the model`, `under an NDA`,
  /// `the data is CC BY-NC 4.0`.
  private var isUnderOtherTerms: Bool {
    if says(Self.underSecrecy) { return true }
    if namesNonCommercial { return true }
    return words.indices.contains(where: isUnderTerms) && !namesStated
  }

  private func isUnderTerms(_ place: Int) -> Bool {
    let rest = words[(place + 1)...].prefix(9)
    guard Self.terms.contains(words[place]) || rest.contains(where: Self.terms.contains) else {
      return false
    }
    switch words[place] {
    case "subject": return word(place + 1) == "to"
    case "governed": return word(place + 1) == "by"
    case let word where Self.terms.contains(word):
      return rest.prefix(7).contains { $0 == "apply" || $0 == "applies" }
    case "abide", "comply", "complies", "complying", "adhere", "agree":
      return word(place + 1).map { ["by", "with", "to"].contains($0) } == true
        && words[..<place].suffix(4).contains {
          Self.readers.contains($0) || Self.duties.contains($0) || Self.caring.contains($0)
        }
    case "under":
      let before = words[..<place].suffix(7)
      return word(place - 1).map(Self.grants.contains) == true
        && (before.count == 1 || before.contains(where: Self.data.contains))
    default: return false
    }
  }

  private var namesNonCommercial: Bool {
    let isNamed =
      LicenseWords.namesNonCommercial(words)
      && (words.contains("cc") || words.contains("creative"))
    return (isNamed || isNonCommercial) && !words.contains(where: Self.leavesOut) && !namesStated
  }

  /// `this data is strictly non-commercial`, `usage: researchers at non-commercial institutions`.
  private var isNonCommercial: Bool {
    words.indices.contains { place in
      guard
        words[place] == "noncommercial" || words[place] == "non" && word(place + 1) == "commercial"
      else { return false }
      return word(0) == "use" || word(0) == "usage"
        || word(place - 1).map { ["strictly", "purely", "is", "are"].contains($0) } == true
    }
  }

  // MARK: - Rights to be had

  /// `each sample keeps the license of its source`, `scraped without permission`, `reuse requires
  /// approval`, `some parts have more restrictive licenses`, `it contains copyrighted material`.
  private var asksForRights: Bool {
    if says(Self.phrasesOfRights) { return true }
    return words.indices.contains { isOtherRight($0) || asksForRight($0) } && !namesStated
  }

  /// Whether rights of others, or such as must be had, are called at a place.
  private func isOtherRight(_ place: Int) -> Bool {
    guard Self.rights.contains(words[place]) else { return false }
    if word(place - 1).map(Self.otherness.contains) == true {
      return !words.contains(where: Self.leavesOut)
    }
    return !words[..<place].contains(where: Self.joints.contains)
      && words[(place + 1)...].prefix(3).contains("be")
      && words[(place + 1)...].prefix(6).contains(where: Self.obtaining.contains)
  }

  /// Whether a right is asked for, kept or missing, by the verb of a sentence and not of a part of it.
  private func asksForRight(_ place: Int) -> Bool {
    guard place < 10, Self.askings.contains(words[place]), word(place - 1) != "not",
      !words[..<place].contains(where: Self.joints.contains)
    else { return false }
    let object = words[(place + 1)...].prefix(6).prefix { !Self.joints.contains($0) }
    return object.contains(where: Self.rights.contains)
      && (object.first != "no" || words[place] == "declares")
  }

  private static let phrasesOfRights = Phrases(ofWords: [
    "free to use within", "free to use until", "free to use during", "free to use with", "fair use",
    "in copyright", "under copyright", "copyrighted material", "copyrighted materials",
    "copyrighted content", "copyrighted works", "copyrighted texts", "copyrighted books",
    "copyrighted images", "licensed separately", "licenced separately", "before commercial use",
    "before any commercial use", "contact the authors before", "contact us before",
  ])
  private static let rights: Set<Substring> = [
    "license", "licence", "licenses", "licences", "permission", "permissions", "approval",
    "consent",
    "agreement", "terms", "copyright",
  ]
  private static let otherness: Set<Substring> = [
    "restrictive", "separate", "respective", "original", "additional", "stricter", "mixed",
    "various",
    "different",
  ]
  private static let obtaining: Set<Substring> = [
    "bought", "obtained", "requested", "purchased", "signed", "acquired", "accepted",
  ]
  private static let askings: Set<Substring> = [
    "keep", "keeps", "retain", "retains", "declares", "review", "check", "obtain", "obtaining",
    "seek",
    "need", "needs", "require", "requires", "without", "verify", "respect", "carry", "carries",
    "request", "sign", "accept", "ensure",
  ]

  // MARK: - Companies and money

  /// `industry users: please get in touch`, `if you are a company, contact us first`.
  private var asksCompanies: Bool {
    words.contains(where: Self.companies.contains)
      && (says(Self.getInTouch)
        || words.indices.contains { place in
          Self.contacts.contains(words[place])
            && words[(place + 1)...].prefix(2).contains { $0 == "us" || $0 == "me" }
        })
  }

  /// `monetization is forbidden`, `commercial gain is a breach`.
  private var deniesGain: Bool {
    words.contains(where: Self.denials.contains)
      && says(Self.ofGain)
  }

  // MARK: - Chinese

  private var isChinese: Bool {
    let clauses = words.compactMap { ChineseClause($0) }
    if clauses.isEmpty { return false }
    return clauses.contains(where: \.mayLimitUse)
      || zip(clauses, clauses.dropFirst()).contains {
        $0.speaksOfCommercialUse && $1.demandsPermission
          || $0.wishesForProducts && $1.asksForPermission
      }
      || clauses.contains(where: \.demandsObedience)
        && clauses.contains(where: \.speaksOfAgreements) && !namesStated
  }
}

extension LicenseWords {
  /// The first sentence of a description that may limit what the data is used for, beside some licences.
  static func doubt(in description: String, of licenses: [LicenseStatement]) -> String? {
    guard DoubtfulTerms.hints.occur(in: description) else { return nil }
    if let address = nonCommercialAddress(in: description, beside: licenses) { return address }
    return sentences(of: description).first {
      DoubtfulTerms.hints.occur(in: $0) && DoubtfulTerms($0, of: licenses).limitUse
    }.map(shown)
  }

  /// The address of a licence for non-commercial use to which a description links, where none of the
  /// licences is one.
  private static func nonCommercialAddress(
    in description: String, beside licenses: [LicenseStatement]
  ) -> String? {
    guard description.contains("://") else { return nil }
    return PlainProse.withoutTags(description)
      .split { $0.isWhitespace || "<>()[]\"“”（），。；、".contains($0) }
      .first { word in
        guard word.contains("://"), let entry = LicenseTable.entry(for: String(word)) else {
          return false
        }
        return [.academic, .nonCommercial].contains(entry.facts.use)
          && !licenses.contains { $0.isNamed(by: entry) }
      }.map(String.init)
  }
}
