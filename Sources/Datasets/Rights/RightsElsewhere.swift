internal import JSONText

/// What a description says of rights outside its licences: under keys that no vocabulary has, and in
/// its own prose.
///
/// A licence that the table knows and words that forbid become statements, so that nobody takes the
/// data for freer than it is; what cannot be read is named.
extension Dataset {
  /// Takes what is said of rights elsewhere, and tells of it.
  mutating func takeRightsSaidElsewhere(problems: inout [DatasetProblem]) {
    takeLicenseKeys(&problems)
    var kept = extra
    for vocabulary in Vocabulary.allCases { kept += foreign(vocabulary) }
    let found = Self.rights(in: kept, at: "", problems: &problems)
    for license in found where addTerms(license) {
      if let problem = contradiction(at: license.name ?? "licenses") { problems.append(problem) }
    }
    for index in versions.indices {
      Self.rights(in: versions[index].extra, at: "versions[\(index)].", problems: &problems)
        .forEach { addTerms($0) }
    }
    for index in subsets.indices {
      var found = Self.rights(
        in: subsets[index].extra, at: "subsets[\(index)].", problems: &problems)
      let subset = subsets[index]
      for text in subset.description.all + [subset.meaning, subset.note].compactMap(\.self) {
        let doubt = LicenseWords.doubt(in: text, of: licenses + subset.licenses)
        guard
          let sentence = LicenseWords.terms(in: text)
            ?? doubt.map(LicenseStatement.notUnderstood)
        else { continue }
        var terms = LicenseStatement(name: "Terms of the subset")
        terms.note = sentence
        if found.contains(terms) || subset.licenses.contains(terms) { continue }
        found.append(terms)
        problems.append(
          terms.forbids
            ? .forbidding("subsets[\(index)]", sentence)
            : .unread("subsets[\(index)]", "description"))
      }
      for license in found where !subsets[index].licenses.contains(license) {
        subsets[index].licenses.append(license)
      }
    }
    for index in distributions.indices {
      let found = Self.rights(
        in: distributions[index].extra, at: "distributions[\(index)].", problems: &problems)
      for license in found where !distributions[index].licenses.contains(license) {
        distributions[index].licenses.append(license)
      }
    }
    for (index, edge) in lineage.enumerated() {
      for member in edge.extra where RightsKey.speaksOfRights(member.key) {
        problems.append(
          DatasetProblem(
            .warning, at: "lineage[\(index)].\(member.key)",
            "this is said of \(edge.dataset ?? edge.name ?? "another dataset"), so it is not read as a licence of this one",
            remedy: "describe that dataset too, with its licence"))
      }
    }
    takeProse(&problems)
  }

  /// What is said of rights elsewhere than under `licenses` and was not said before.
  func rightsSaidElsewhere(beyond before: Dataset) -> [DatasetProblem] {
    func told(_ dataset: Dataset) -> [DatasetProblem] {
      var dataset = dataset
      var problems: [DatasetProblem] = []
      dataset.takeRightsSaidElsewhere(problems: &problems)
      return problems
    }
    let known = Set(told(before))
    return told(self).filter { !known.contains($0) }
  }

  /// Reads licences under other spellings of the key.
  private mutating func takeLicenseKeys(_ problems: inout [DatasetProblem]) {
    for member in extra where RightsKey.isLicenses(member.key) {
      problems.append(
        DatasetProblem(
          .warning, at: member.key, "“\(member.key)” is read as licenses",
          remedy: "write it under licenses:"))
      for element in member.value.elements {
        var inner: [DatasetProblem] = []
        addLicense(
          element.scalarText.map { .foreign(names: [$0]) }
            ?? LicenseStatement(reading: element, problems: &inner))
        problems += inner.map { $0.inside(member.key) }
      }
    }
    extra.removeAll { RightsKey.isLicenses($0.key) }
  }

  /// The statements that keys without a place make, with a word on those that say nothing certain.
  private static func rights(
    in members: [JSON.Member], at path: String, problems: inout [DatasetProblem]
  ) -> [LicenseStatement] {
    members.flatMap { member -> [LicenseStatement] in
      if let refusal = RightsKey.refusal(in: member) {
        var terms = LicenseStatement(name: member.key)
        terms.note = refusal
        return [terms]
      }
      if RightsKey.namesHolder(member) { return [] }
      guard RightsKey.speaksOfRights(member.key) else {
        // Deeper inside, only a licence under its own name is one.
        return licenses(inside: member.value, at: path + member.key, problems: &problems)
      }
      let prose = member.value.texts
      let text = prose.joined(separator: "\n")
      // That all rights are reserved is a notice here and no licence.
      if let known = LicenseTable.entry(for: text), known.facts.use != .nothing {
        return [LicenseStatement(spdx: known.spdx, name: known.spdx == nil ? known.name : nil)]
      }
      if let terms = LicenseStatement.terms(text, name: member.key) {
        if !terms.forbids { problems.append(.unread(path + member.key, member.key)) }
        return [terms]
      }
      // Terms that stand elsewhere were not read; all else is understood and changes nothing.
      guard RightsKey.setsTerms(member.key), text.contains("://") || text.contains("www.") else {
        return []
      }
      problems.append(.unread(path + member.key, member.key))
      var terms = LicenseStatement(name: member.key)
      terms.note = LicenseStatement.notUnderstood(text)
      return [terms]
    }
  }

  /// The licences named inside of a value without a place, as configurations of a card have them.
  private static func licenses(
    inside value: JSON, at path: String, problems: inout [DatasetProblem]
  ) -> [LicenseStatement] {
    if case .array(let elements) = value {
      return elements.flatMap { licenses(inside: $0, at: path, problems: &problems) }
    }
    return (value.members ?? []).flatMap { member -> [LicenseStatement] in
      guard RightsKey.isLicenses(member.key) else {
        return licenses(inside: member.value, at: path, problems: &problems)
      }
      problems.append(
        DatasetProblem(
          .warning, at: "\(path).\(member.key)",
          "a licence inside of what is not understood counts",
          remedy: "state under licenses: what it covers"))
      return member.value.texts.map { .foreign(names: [$0]) }
    }
  }

  /// Every text of the description that may say what the data is for, with its place: all but those
  /// that are read as what they are, are said of other datasets, or of a part.
  private var prose: [(path: String, text: String)] {
    var found: [(String, String)] = []
    func gather(_ value: JSON, _ path: String) {
      switch value {
      case .object(let members):
        for member in members where !Self.isReadElsewhere(member.key) { gather(member.value, path) }
      case .array(let elements):
        let isList = elements.contains { $0.members != nil }
        for (index, element) in elements.enumerated() {
          gather(element, isList ? "\(path)[\(index)]" : path)
        }
      default: if let text = value.string { found.append((path, text)) }
      }
    }
    for member in tree.members ?? [] where !Self.isReadElsewhere(member.key) {
      gather(member.value, member.key)
    }
    return found
  }

  private static func isReadElsewhere(_ key: String) -> Bool {
    ["access_note", "lineage", "subsets", "citations", "homepage", "url", "path", "source"]
      .contains(key) || RightsKey.isLicenses(key) || RightsKey.speaksOfRights(key)
      || RightsKey.isOfDescription(key)
  }

  private mutating func takeProse(_ problems: inout [DatasetProblem]) {
    if let accessNote, let terms = LicenseStatement.terms(accessNote, name: "Terms of access"),
      addTerms(terms)
    {
      problems.append(
        terms.forbids
          ? .forbidding("access_note", terms.note ?? accessNote)
          : .unread("access_note", "access_note"))
    }
    for (path, text) in prose {
      // A tag or a title is a few words, which mean the data itself.
      let isLabel = path.hasPrefix("tags") || path.hasPrefix("title")
      let key = path.prefix { $0 != "[" }
      guard
        let sentence = LicenseWords.terms(in: text)
          ?? (isLabel ? LicenseWords.sentence(in: text) : nil)
      else {
        takeDoubt(in: text, at: path, of: key, &problems)
        continue
      }
      var terms = LicenseStatement(name: "Terms in the \(key)")
      terms.note = sentence
      if addTerms(terms) {
        problems.append(contradiction(at: path) ?? .forbidding(path, sentence))
      }
    }
  }

  /// Takes a sentence that is made like terms of use and may forbid something as terms that nobody has read.
  private mutating func takeDoubt(
    in text: String, at path: String, of key: Substring, _ problems: inout [DatasetProblem]
  ) {
    // These tell of findings about the data, in whatever words; a tag says what kind of thing it is.
    if ["evidence", "measures", "versions", "limits", "tags"].contains(where: key.hasPrefix) {
      return
    }
    guard let sentence = LicenseWords.doubt(in: text, of: licenses) else { return }
    var terms = LicenseStatement(name: "Terms in the \(key)")
    terms.note = LicenseStatement.notUnderstood(sentence)
    if addTerms(terms) { problems.append(.unread(path, String(key))) }
  }

  /// Says what terms mean beside the other statements: those of the part for tests concern no other part,
  /// and a notice that reserves all rights contradicts a licence that gives them.
  func judge(_ terms: inout LicenseStatement) {
    guard let note = terms.note else { return }
    if LicenseWords.concernsTestAlone(note) { terms.scope = "test part" }
    if terms.facts.use == .nothing, LicenseWords.reservesAlone(note),
      let free = licenses.first(where: { $0.speaksForAllData && $0.facts.use == .any })
    {
      terms.note = LicenseStatement.contradiction(note, of: free)
    }
  }

  /// What is told of the terms that were added last where they contradict a licence.
  func contradiction(at path: String) -> DatasetProblem? {
    guard let note = licenses.last?.note, note.hasPrefix(LicenseStatement.contradicting) else {
      return nil
    }
    return DatasetProblem(
      .warning, at: path, note,
      remedy: "ask the publisher which of the two holds, and state it under licenses:")
  }

  /// Adds terms unless a statement of the data is as strict already; says whether it did.
  @discardableResult
  mutating func addTerms(_ terms: LicenseStatement) -> Bool {
    var terms = terms
    judge(&terms)
    let asked = terms.facts.use
    func isAsStrict(_ license: LicenseStatement) -> Bool {
      let use = license.facts.use
      return !license.isScoped && (use != .unknown || asked == .unknown)
        && use.strictness >= asked.strictness
    }
    guard !licenses.contains(where: isAsStrict) else { return false }
    licenses.append(terms)
    return true
  }
}

extension LicenseStatement {
  /// What some prose that sets terms says: the words that forbid, or that it was not understood.
  ///
  /// Nobody may take data for free because a program cannot read what its publisher asks, so terms that
  /// are not understood are a statement of which nothing is known.
  static func terms(_ prose: String, name: String) -> LicenseStatement? {
    var terms = LicenseStatement(name: name)
    if let sentence = LicenseWords.sentence(in: prose) {
      // Of a notice of copyright that forbids more than that, both are needed.
      let isPart = LicenseWords.reservesAlone(sentence) && !LicenseWords.reservesAlone(prose)
      terms.note = isPart ? LicenseWords.shown(prose[...]) : sentence
    } else if let sentence = LicenseWords.obscurity(in: prose, isOfAccess: true) {
      terms.note = notUnderstood(sentence)
    } else {
      return nil
    }
    return terms
  }

  /// What is said of words that nobody can be sure to understand.
  static func notUnderstood(_ sentence: String) -> String {
    "what this means for the use of the data is unknown: “\(sentence)”"
  }

  /// What is said of a notice that reserves what a licence gives.
  static func contradiction(_ notice: String, of license: LicenseStatement) -> String {
    "\(contradicting) \(license.label), so what the data may be used for is unknown: “\(notice)”"
  }

  static let contradicting = "a notice contradicts the licence"

  /// Whether its words are known to forbid something.
  var forbids: Bool { facts.use != .unknown }
}

extension DatasetProblem {
  static func unread(_ path: String, _ key: String) -> DatasetProblem {
    DatasetProblem(
      .warning, at: path,
      "“\(key)” may say what the data may be used for, and is not understood",
      remedy: "read it, and state under licenses: what it says")
  }

  static func forbidding(_ path: String, _ sentence: String) -> DatasetProblem {
    DatasetProblem(
      .warning, at: path,
      "it forbids a use that no licence forbids, so its words stand among the licences: “\(sentence)”",
      remedy: "state under licenses: what it says, and where that was read")
  }
}

/// Keys of descriptions that speak of rights.
enum RightsKey {
  /// The terms of the description itself, where a licence is sold, and what is read as a policy.
  private static let elsewhere: Set<String> = ["sdlicense", "acquirelicensepage", "usageinfo"]

  /// Whether a key is another spelling of `licenses`.
  static func isLicenses(_ key: String) -> Bool {
    ["license", "licence", "licences", "licenses", "许可", "许可证"].contains(key.lowercased())
  }

  /// Whether what stands under a key may say what data may be used for.
  static func speaksOfRights(_ key: String) -> Bool {
    let name = bare(key)
    if ["terms", "access_note"].contains(name.lowercased()) { return true }
    return ofRights.occur(in: name) && !elsewhere.contains(name.lowercased())
  }

  /// Whether what stands under a key is the licence of the description, and not that of the data.
  static func isOfDescription(_ key: String) -> Bool { bare(key).lowercased() == "sdlicense" }

  /// A key without the prefix of its vocabulary.
  private static func bare(_ key: String) -> Substring {
    let separator = key.utf8.lastIndex { $0 == 0x3A || $0 == 0x2F || $0 == 0x23 }
    return separator.map { key[key.utf8.index(after: $0)...] } ?? key[...]
  }

  /// What a key on commercial use refuses: `commercial: false`, `商用: 否`.
  static func refusal(in member: JSON.Member) -> String? {
    let key = bare(member.key)
    guard ofCommerce.occur(in: key) else { return nil }
    let text = member.value.scalarText ?? member.value.text
    let isNegated = ofDenial.occur(in: key)
    if (isNegated ? grants : refusals).contains(text.lowercased()) {
      return "no commercial use (\(member.key): \(text))"
    }
    if (isNegated ? refusals : grants).contains(text.lowercased()) { return nil }
    guard ofUse.contains(key.lowercased().filter(\.isLetter)) else { return nil }
    return LicenseWords.use(in: text) == nil
      ? "\(member.key): \(text), which may limit commercial use" : text
  }

  /// Whether what stands under a key names those who hold the rights, and nobody whose terms are not told.
  static func namesHolder(_ member: JSON.Member) -> Bool {
    guard
      ["copyrightholder", "rightsholder", "copyright_holder", "rights_holder"]
        .contains(bare(member.key).lowercased())
    else { return false }
    let holders = member.value.elements
    return !holders.isEmpty && holders.allSatisfy(isHolder)
  }

  /// A name, or an object that says no more than who somebody is.
  private static func isHolder(_ value: JSON) -> Bool {
    if let name = value.string { return isNameAlone(name) }
    guard let members = value.members, !members.isEmpty else { return false }
    return members.allSatisfy { member in
      guard let text = member.value.string else { return false }
      let key = bare(member.key).lowercased()
      if ["@type", "type", "@id", "id", "url", "sameas", "email", "identifier"].contains(key) {
        return !text.contains(where: \.isWhitespace)
      }
      return ["name", "legalname", "familyname", "givenname", "title"].contains(key)
        && isNameAlone(text)
    }
  }

  private static func isNameAlone(_ text: String) -> Bool {
    LicenseWords.isName(text) && LicenseWords.use(in: text) == nil
      && !LicenseWords.speaksOfUse(LicenseWords.words(of: text))
  }

  /// Whether a key says when or where terms end.
  static func endsTerms(_ key: String) -> Bool { ofEnds.occur(in: key) }

  private static let ofCommerce = Phrases(["commerc", "商用", "商业"])
  /// Keys that ask whether commercial use is allowed.
  private static let ofUse: Set<String> = [
    "commercial", "commercialuse", "commercialusage", "commercialuseallowed", "商用", "商业用途", "商业使用",
  ]
  private static let ofDenial = Phrases(["non", "no_", "not", "非", "不"])
  private static let grants: Set<String> = [
    "true", "yes", "allowed", "permitted", "ok", "1", "y", "是", "可", "允许", "可以",
  ]
  private static let refusals: Set<String> = [
    "false", "no", "none", "not allowed", "not permitted", "denied", "forbidden", "prohibited", "0",
    "n", "nein", "non", "否", "不", "禁止", "不可", "不允许",
  ]
  private static let ofEnds = Phrases(["expir", "valid_", "validity", "until", "有效期"])

  /// Whether terms stand under a key, and not only a notice or a remark.
  static func setsTerms(_ key: String) -> Bool { ofTerms.occur(in: key) }

  private static let ofTerms = Phrases([
    "license", "licence", "term", "condition", "许可", "协议", "条款",
  ])

  private static let ofRights = Phrases([
    "license", "licence", "rights", "copyright", "terms_of", "termsof", "terms-of", "usage",
    "conditions", "许可", "版权", "协议",
    "条款",
  ])
}

extension JSON {
  /// The names of a person or an organization, or an address alone.
  fileprivate var names: [String] {
    if let string { return [string] }
    return (members ?? []).filter { member in
      ["name", "label", "prefLabel", "legalName"].contains { member.key.hasSuffix($0) }
    }.flatMap { member in
      member.value.string.map { [$0] } ?? member.value.texts.filter { $0 != "@language" }
    }
  }

  /// Every text inside, with the keys of mappings: those of a form are the labels of its boxes.
  var texts: [String] {
    switch self {
    case .object(let members):
      members.flatMap { member -> [String] in
        switch member.key {
        case "@id", "@value": member.value.texts
        case let key where key.hasPrefix("@"): []
        default: [member.key] + member.value.texts
        }
      }
    case .array(let elements): elements.flatMap(\.texts)
    default: string.map { [$0] } ?? []
    }
  }
}
