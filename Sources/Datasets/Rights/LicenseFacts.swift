internal import JSONText

/// What a licence allows and asks, with the reason for the answer.
///
/// Use, attribution and share-alike follow the Data Provenance Initiative (Longpre et al., "The Data
/// Provenance Initiative: A Large Scale Audit of Dataset Licensing & Attribution in AI", 2023).
/// Unknown is an answer of its own and never counts as a permission. None of this is legal advice.
package struct LicenseFacts: Sendable, Hashable {
  package var use: Use
  /// Whether the makers must be named; nil is unknown.
  package var attribution: Bool?
  /// Whether what is made from it must carry the same licence; nil is unknown.
  package var shareAlike: Bool?
  /// What may be passed on; nil is unknown.
  package var passingOn: PassingOn?
  /// What is asked besides.
  package var conditions: [LicenseCondition]
  /// Why: a clause, or that nothing is known.
  package var reason: String
  /// What is said beside the licence in words that nobody can be sure to understand; whatever the licence
  /// allows, that makes it unknown.
  package var doubt: String?

  package init(
    use: Use, attribution: Bool?, shareAlike: Bool?, passingOn: PassingOn? = .changed,
    conditions: [LicenseCondition] = [], reason: String
  ) {
    self.use = use
    self.attribution = attribution
    self.shareAlike = shareAlike
    self.passingOn = passingOn
    self.conditions = conditions
    self.reason = reason
  }

  /// For which purposes the data may be used.
  package enum Use: String, Sendable, CaseIterable {
    /// Any purpose, commercial ones included.
    case any
    case nonCommercial = "non-commercial"
    /// Research and teaching only.
    case academic
    /// None without a permission: all rights are reserved.
    case nothing = "none"
    /// Not said, or not understood.
    case unknown

    /// How narrow a use is; unknown counts as narrower than any that is allowed.
    package var strictness: Int {
      switch self {
      case .any: 0
      case .nonCommercial: 1
      case .academic: 2
      case .unknown: 3
      case .nothing: 4
      }
    }
  }

  /// What may be handed to others.
  package enum PassingOn: String, Sendable, CaseIterable {
    /// The data, and changed versions of it.
    case changed
    /// The data as it is.
    case unchanged
    /// Nothing.
    case no
  }

  /// The use for tables, with the condition that keeps a use from being allowed as it stands.
  package var useText: String {
    conditions.contains(.askForCommercialUse)
      ? "\(use.rawValue), \(LicenseCondition.askForCommercialUse.rawValue)" : use.rawValue
  }

  /// Whether changed versions may be passed on; nil is unknown.
  package var derivatives: Bool? { passingOn.map { $0 == .changed } }

  /// A licence about which nothing is known.
  package static func unknown(_ reason: String) -> LicenseFacts {
    LicenseFacts(
      use: .unknown, attribution: nil, shareAlike: nil, passingOn: nil, reason: reason)
  }
}

extension LicenseStatement {
  /// The statement once for each licence that its id, its name and its address mean.
  ///
  /// Where they mean different licences, each stands for itself and the strictest decides; so does each
  /// licence of an expression that joins several.
  package var readings: [LicenseStatement] {
    var readings: [LicenseStatement] = []
    func add(spdx: String?, name: String?) {
      let operands = (spdx ?? name).flatMap(LicenseExpression.operands) ?? []
      guard operands.isEmpty else {
        for operand in operands {
          let known = LicenseTable.entry(for: operand)
          addOne(spdx: known?.spdx, name: known?.spdx == nil ? operand : nil)
        }
        return
      }
      addOne(spdx: spdx, name: name)
    }
    func addOne(spdx: String?, name: String?) {
      var reading = self
      reading.spdx = spdx
      reading.name = name
      readings.append(reading)
    }
    if let spdx { add(spdx: spdx, name: nil) }
    if let name, spdx == nil || !LicenseTable.namesNothing(name) {
      if spdx.map({ LicenseTable.repeats(name, $0) }) != true { add(spdx: nil, name: name) }
    }
    if let url, let entry = LicenseTable.entry(at: url),
      !readings.contains(where: { LicenseTable.isSame($0.label, entry.spdx ?? entry.name) })
    {
      add(spdx: entry.spdx, name: entry.spdx == nil ? entry.name : nil)
    }
    return readings.isEmpty ? [self] : readings
  }

  /// The facts of this statement: those of its strictest reading.
  package var facts: LicenseFacts {
    let all = readings.map(\.ownFacts)
    return all.dropFirst().reduce(all[0]) { strictest, facts in
      facts.use.strictness > strictest.use.strictness ? facts : strictest
    }
  }

  /// The facts of a statement with one reading: what the table knows, narrowed by what it says.
  ///
  /// A statement can say what the table does not know (`use: academic`), and its conditions, a note
  /// or an address that speaks of non-commercial use narrow a permissive licence; nothing here ever
  /// widens one.
  private var ownFacts: LicenseFacts {
    var facts =
      (spdx ?? name).flatMap(LicenseTable.facts(for:))
      ?? .unknown(note ?? Self.whyUnknown(spdx ?? name))
    if facts.use == .unknown, let use, use != .unknown {
      facts.use = use
      facts.reason = reason ?? note ?? "said by the description"
    } else if let use, use.strictness > facts.use.strictness {
      facts.use = use
      facts.reason += "; narrowed by the description"
    }
    if facts.attribution == nil { facts.attribution = attribution }
    if facts.shareAlike == nil { facts.shareAlike = shareAlike }
    for condition in conditions where !facts.conditions.contains(condition) {
      facts.conditions.append(condition)
    }
    narrowByConditions(&facts)
    narrowByWords(&facts)
    // A licence of which nothing is known has its reason already.
    if facts.use != .unknown { facts.doubt = unclearWords }
    return facts
  }

  /// What people wrote beside the licence.
  private var remarks: [String] {
    [note, explains ? nil : reason].compactMap(\.self)
      + extra.flatMap { member in
        RightsKey.refusal(in: member).map { [$0] }
          ?? (RightsKey.endsTerms(member.key) ? ["\(member.key): "] : []) + member.value.texts
      }
  }

  /// There is something stricter than the licence for a reason to explain.
  private var explains: Bool {
    !conditions.isEmpty || use.map { $0.strictness > LicenseFacts.Use.any.strictness } ?? false
  }

  /// The first sentence beside the licence that may limit the use in words that are not known.
  private var unclearWords: String? {
    if let name, name.contains(Self.wordsOfDoubt) { return Self.notUnderstood(name) }
    // One of terms for non-commercial use is understood to limit the use.
    if let url, TermsAddress.mayLead(url), !LicenseWords.abbreviatesNonCommercial(url) {
      return Self.notUnderstood(url)
    }
    return unclearRemark
  }

  private var unclearRemark: String? {
    remarks.lazy.compactMap { LicenseWords.obscurity(in: $0, of: [self]) }.first
      .map(Self.notUnderstood)
  }

  private static func whyUnknown(_ name: String?) -> String {
    guard let name, !LicenseTable.namesNothing(name) else { return "no licence is named" }
    return "“\(name)” is not a licence whose terms the table knows"
  }

  private func narrowByConditions(_ facts: inout LicenseFacts) {
    if facts.conditions.contains(.noRedistribution) { facts.passingOn = .no }
    if facts.conditions.contains(.researchOnly), facts.use != .academic {
      facts.use = .academic
      facts.reason = LicenseCondition.researchOnly.sentence
    }
  }

  private func narrowByWords(_ facts: inout LicenseFacts) {
    let prose = remarks + [reason, spdx == nil ? name : nil].compactMap(\.self) + titles.all
    let found = prose.compactMap { text in
      use(in: text, beside: facts.use).map { (use: $0, text: text) }
    }
    // What is unknown of some words takes nothing from what others forbid.
    let said = found.filter { $0.use != .unknown }
      .max { $0.use.strictness < $1.use.strictness }
    if let said = said ?? ([.any, .unknown].contains(facts.use) ? found.first : nil) {
      // Words that ask for a permission are a condition already where somebody read them.
      let isCondition =
        said.use == .nonCommercial && facts.use != .unknown
        && facts.conditions.contains(.askForCommercialUse)
      if !isCondition {
        narrow(&facts, to: said.use, because: reason(of: said.text, beside: facts.use))
      }
    } else if let url, LicenseTable.entry(for: url) == nil,
      LicenseWords.abbreviatesNonCommercial(url)
    {
      narrow(
        &facts, to: .nonCommercial,
        because: "its address is one of terms for non-commercial use: \(url)")
    } else if let name, spdx == nil, LicenseTable.entry(for: name) == nil,
      LicenseWords.abbreviatesNonCommercial(name)
    {
      narrow(
        &facts, to: .nonCommercial, because: "its name is one of terms for non-commercial use")
    }
  }

  /// What some words beside a licence say; that all rights are reserved contradicts one that permits.
  private func use(
    in text: String, beside known: LicenseFacts.Use
  ) -> LicenseFacts.Use? {
    let use = LicenseWords.use(in: text)
    if Self.isContradiction(text, use) { return .unknown }
    return use == .nothing && known == .any && LicenseWords.reservesAlone(text) ? .unknown : use
  }

  /// Whether a note tells of a contradiction and forbids nothing besides.
  private static func isContradiction(_ text: String, _ use: LicenseFacts.Use?) -> Bool {
    text.hasPrefix(contradicting)
      && (use == nil || use == .any || use == .unknown || LicenseWords.reservesAlone(text))
  }

  private func reason(of text: String, beside known: LicenseFacts.Use) -> String {
    if Self.isContradiction(text, LicenseWords.use(in: text)) { return text }
    return known == .any && LicenseWords.reservesAlone(text)
      ? Self.contradiction(text, of: self) : "its words are “\(text)”"
  }

  /// Makes the use narrower, or known where it was unknown; never wider.
  private func narrow(_ facts: inout LicenseFacts, to use: LicenseFacts.Use, because: String) {
    guard facts.use == .unknown || use.strictness > facts.use.strictness else { return }
    facts.use = use
    facts.reason = because
  }
}
