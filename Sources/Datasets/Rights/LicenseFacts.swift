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
    /// Not said, or not understood.
    case unknown

    /// How narrow a use is; unknown counts as the narrowest.
    package var strictness: Int {
      switch self {
      case .any: 0
      case .nonCommercial: 1
      case .academic: 2
      case .unknown: 3
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

  /// Whether changed versions may be passed on; nil is unknown.
  package var derivatives: Bool? { passingOn.map { $0 == .changed } }

  /// A licence about which nothing is known.
  package static func unknown(_ reason: String) -> LicenseFacts {
    LicenseFacts(
      use: .unknown, attribution: nil, shareAlike: nil, passingOn: nil, reason: reason)
  }
}

extension LicenseStatement {
  /// The facts of this statement: what the table knows, narrowed by what the statement says.
  ///
  /// A statement can say what the table does not know (`use: academic`), and its conditions and a
  /// note that speaks of non-commercial use narrow a permissive licence; nothing here ever widens
  /// one.
  package var facts: LicenseFacts {
    var facts =
      (spdx ?? name).flatMap(LicenseTable.facts(for:))
      ?? .unknown(note ?? Self.whyUnknown(spdx ?? name))
    if facts.use == .unknown, let use, use != .unknown {
      facts.use = use
      facts.reason = note ?? "said by the description"
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
    return facts
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
    let words = [note, spdx == nil ? name : nil].compactMap { $0?.lowercased() }.joined(
      separator: " ")
    guard words.contains("non-commercial") || words.contains("noncommercial"),
      facts.use == .any || facts.use == .unknown
    else { return }
    let isResearch = words.contains("research") || words.contains("academic")
    facts.use = isResearch ? .academic : .nonCommercial
    facts.reason = "the description says “\(note ?? name ?? "")”"
  }
}
