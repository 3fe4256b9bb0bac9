/// What a licence allows and asks, in three facts with the reason for each answer.
///
/// The three facts follow the Data Provenance Initiative (Longpre et al., "The Data Provenance
/// Initiative: A Large Scale Audit of Dataset Licensing & Attribution in AI", 2023). Unknown is
/// an answer of its own and never counts as a permission. None of this is legal advice.
package struct LicenseFacts: Sendable, Hashable {
  package var use: Use
  /// Whether the makers must be named; nil is unknown.
  package var attribution: Bool?
  /// Whether what is made from it must carry the same licence; nil is unknown.
  package var shareAlike: Bool?
  /// Whether changed versions may be passed on; nil is unknown.
  package var derivatives: Bool?
  /// Why: a clause, or that nothing is known.
  package var reason: String

  package init(
    use: Use, attribution: Bool?, shareAlike: Bool?, derivatives: Bool? = true, reason: String
  ) {
    self.use = use
    self.attribution = attribution
    self.shareAlike = shareAlike
    self.derivatives = derivatives
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
  }

  /// A licence about which nothing is known.
  package static func unknown(_ reason: String) -> LicenseFacts {
    LicenseFacts(
      use: .unknown, attribution: nil, shareAlike: nil, derivatives: nil, reason: reason)
  }
}

extension LicenseStatement {
  /// The facts of this statement: what the table knows, narrowed by what the statement says.
  ///
  /// A statement can say more than the table (`use: academic`), and a note that speaks of
  /// non-commercial use narrows a permissive licence; nothing here ever widens one.
  package var facts: LicenseFacts {
    var facts =
      (spdx ?? name).flatMap(LicenseTable.facts(for:))
      ?? .unknown(
        name.map { "“\($0)” is not a licence whose terms the table knows" } ?? "no licence is named"
      )
    if facts.use == .unknown, let use, use != .unknown {
      facts.use = use
      facts.reason = "said by the description"
    } else if let use, use.strictness > facts.use.strictness {
      facts.use = use
      facts.reason += "; narrowed by the description"
    }
    if facts.attribution == nil { facts.attribution = attribution }
    if facts.shareAlike == nil { facts.shareAlike = shareAlike }
    let words = [note, spdx == nil ? name : nil].compactMap { $0?.lowercased() }.joined(
      separator: " ")
    if words.contains("non-commercial") || words.contains("noncommercial"),
      facts.use == .any || facts.use == .unknown
    {
      let isResearch = words.contains("research") || words.contains("academic")
      facts.use = isResearch ? .academic : .nonCommercial
      facts.reason = "the description says “\(note ?? name ?? "")”"
    }
    return facts
  }
}

extension LicenseFacts.Use {
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
