internal import JSONText

extension LicenseStatement {
  /// A licence as another vocabulary names it: by words, by an address, by a title for people.
  ///
  /// The first that ``LicenseTable`` knows is the id. A name or an address that means another licence
  /// stays beside it, so that the stricter decides, and what the table does not know keeps its words;
  /// one without any words is unknown, which is a statement too.
  static func foreign(
    names: [String?], address: String? = nil, titles: LocalizedText
  ) -> LicenseStatement {
    var license = foreign(names: names, address: address, title: titles.text())
    // A lone title whose language nobody said is a name and no translation.
    if titles.entries.contains(where: { $0.language != nil }) { license.titles = titles }
    return license
  }

  /// The same for a title in one language.
  static func foreign(
    names: [String?], address: String? = nil, title: String? = nil
  ) -> LicenseStatement {
    let words = names.compactMap(\.self).filter { !$0.isEmpty }
    let spellings = words + [title].compactMap(\.self)
    guard
      let known = ([address].compactMap(\.self) + spellings).first(where: {
        LicenseTable.spdx(for: $0) != nil
      }), let spdx = LicenseTable.spdx(for: known)
    else {
      let agreement = words.first { LicenseTable.entry(for: $0) != nil }
      let label =
        agreement ?? title ?? words.first ?? address?.split(separator: "/").last.map(String.init)
      var license = LicenseStatement(name: label ?? unknownLabel)
      license.url = address
      return license
    }
    var license = LicenseStatement(spdx: spdx)
    // One whose terms are known says more than one that nobody knows.
    let others = spellings.filter {
      !LicenseTable.namesNothing($0) && !LicenseTable.repeats($0, spdx)
    }
    license.name = others.first { LicenseTable.entry(for: $0) != nil } ?? others.first
    if let address, !LicenseTable.isSame(address, spdx) { license.url = address }
    return license
  }
}

extension LicenseStatement {
  /// Takes what another vocabulary says of a licence beside its names and addresses as a note, which is
  /// judged as one.
  mutating func takeRemarks(of tree: JSON, besides known: Set<String>) {
    let members = (tree.members ?? []).filter { member in
      !member.key.hasPrefix("@") && !known.contains(member.key)
        && !Self.ofTheDocument.contains(Self.bare(member.key))
    }
    let remarks = members.flatMap { member -> [String] in
      let key = Self.bare(member.key)
      let texts = member.value.elements.flatMap { element in
        element.scalarText.map { [$0] } ?? element.texts
      }
      if key == "type" { return texts.compactMap(Self.kind) }
      return Self.prose.contains(key) ? texts : texts.map { "\(key): \($0)" }
    }.filter { $0.contains { !$0.isWhitespace } }
    if remarks.isEmpty { return }
    note = ([note].compactMap(\.self) + remarks).joined(separator: "\n")
  }

  /// A key without the prefix of its vocabulary.
  private static func bare(_ key: String) -> String {
    key.split { $0 == ":" || $0 == "/" || $0 == "#" }.last.map { $0.lowercased() } ?? key
  }

  /// The words of a licence type (`…/licencetype/NonCommercialUseOnly`); nil for those that limit no use.
  private static func kind(_ type: String) -> String? {
    let name = type.split { $0 == "/" || $0 == "#" || $0 == ":" }.last ?? ""
    if ["Attribution", "PublicDomain", "ViralEffect-ShareAlike", "LicenseDocument"].contains(name) {
      return nil
    }
    return name.reduce(into: "") { $0 += ($1.isUppercase ? " " : "") + $1.lowercased() }
  }

  /// Keys whose values are sentences of their own.
  private static let prose: Set<String> = [
    "note", "notes", "comment", "description", "abstract", "text", "scope",
    "disambiguatingdescription",
  ]

  /// Keys that tell of the document in which a licence stands and nothing of what it allows.
  private static let ofTheDocument: Set<String> = [
    "inlanguage", "language", "datepublished", "datemodified", "datecreated", "issued", "modified",
    "publisher", "creator", "author", "image", "thumbnailurl", "logo", "encodingformat", "format",
  ]
}

extension LicenseStatement {
  /// Whether those who publish the data say it of all of them.
  var speaksForAllData: Bool { speaksForData && !isScoped }

  /// Whether its name alone says what it allows, of all of the data and for everybody; a gate and an
  /// application allow the same once they are passed.
  var isPlain: Bool {
    guard speaksForAllData, readings.count == 1 else { return false }
    var bare = LicenseStatement(spdx: spdx, name: name)
    bare.url = url
    func terms(_ facts: LicenseFacts) -> LicenseFacts {
      var facts = facts
      facts.conditions.removeAll { $0 == .gate || $0 == .application }
      facts.reason = ""
      return facts
    }
    return terms(bare.facts) == terms(facts)
  }

  /// The statement in words, for vocabularies in which a licence is no more than a name.
  ///
  /// The words that forbid a use are among those that ``LicenseWords`` knows.
  var words: String {
    var words = [label]
    if let name, spdx != nil { words.append("also called \(name)") }
    switch subject {
    case .code: words.append("said of the code")
    case .repository: words.append("said of a repository of code and data")
    case .compilation: words.append("said of the compilation")
    case .packaging: words.append("said of the packaging")
    case .data, nil: break
    }
    switch speaker {
    case .mirror: words.append("according to a mirror")
    case .survey: words.append("according to a survey")
    case .publisher, nil: break
    }
    if let scope { words.append("of \(scope)") }
    if !parts.isEmpty { words.append("of " + parts.joined(separator: " and ")) }
    let facts = facts
    switch facts.use {
    case .nonCommercial: words.append("no commercial use")
    case .academic: words.append("for research only")
    case .nothing: words.append("all rights reserved")
    case .any, .unknown: break
    }
    for condition in facts.conditions where condition != .researchOnly {
      words.append(condition.sentence)
    }
    // The words stay with the licence, which is one that no table knows then.
    let isKnown = LicenseTable.facts(for: label).map { $0.use != .unknown } ?? false
    if facts.doubt != nil || isKnown && facts.use == .unknown { words.append(Self.wordsOfDoubt) }
    return words.joined(separator: ", ")
  }
}

extension JSON {
  /// Whether a list has an element that says nothing: somebody left a place for one more.
  var hasHoles: Bool {
    array?.contains { element in
      element == .null || element.string?.allSatisfy(\.isWhitespace) == true
    } ?? false
  }
}

extension LicenseStatement {
  /// A licence of which nothing is known.
  static let unknown = LicenseStatement(name: unknownLabel)

  /// What stands in a name for words that are not understood.
  static let wordsOfDoubt = "with words beside it that are not understood"
}

extension Dataset {
  /// Adds a statement of rights, unless it says only what another one says already.
  mutating func addLicense(_ license: LicenseStatement?) {
    guard let license, !licenses.contains(license) else { return }
    if license == LicenseStatement(spdx: license.spdx),
      licenses.contains(where: { $0.spdx == license.spdx && !$0.isScoped })
    {
      return
    }
    licenses.append(license)
  }

  /// Takes terms under which data may be had, in somebody's prose: they are a statement of rights,
  /// whichever key they stand under.
  mutating func takeTerms(_ prose: String, name: String) {
    guard var terms = LicenseStatement.terms(prose, name: name) else { return }
    judge(&terms)
    if !licenses.contains(where: { $0.note == terms.note }) { addLicense(terms) }
  }

  /// Notes that terms must be accepted before files open: a condition of each licence of the data.
  mutating func addGate() {
    func isOfData(_ license: LicenseStatement) -> Bool { (license.subject ?? .data) == .data }
    if !licenses.contains(where: isOfData) {
      licenses.append(LicenseStatement(name: LicenseStatement.unknownLabel))
    }
    for index in licenses.indices
    where isOfData(licenses[index]) && !licenses[index].conditions.contains(.gate) {
      licenses[index].conditions.append(.gate)
    }
  }
}
