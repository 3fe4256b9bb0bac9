extension RightsGraph.Remark {
  /// What a remark means for one purpose: at most one verdict, and what must be done.
  struct Judgement {
    var verdict: RightsVerdict = .clear
    var message = ""
    var obligations: [String] = []
  }

  func judgement(for purpose: RightsPurpose) -> Judgement {
    switch self {
    case .absent:
      Judgement(verdict: .unknown, message: "not in the catalogue, so its licence is not known")
    case .noLicense(let reason): Judgement(verdict: .unknown, message: reason)
    case .noOrigins: Judgement(verdict: .byLabel, message: "where it comes from is not stated")
    case .inferredOrigin:
      Judgement(
        verdict: .byLabel, message: "that it is an original work is inferred, not stated")
    case .disputedLink(let message): Judgement(verdict: .unknown, message: message)
    case .codeOnly, .original: Judgement()
    case .license(let statement), .access(let statement):
      Self.judgement(of: statement, for: purpose)
    case .uncertainScope(let statement):
      Self.uncertain(Self.judgement(of: statement, for: purpose), statement)
    }
  }

  /// The licence of a part that may be another one: what it forbids is uncertain, what it asks too.
  private static func uncertain(
    _ judgement: Judgement, _ statement: RightsNode.Statement
  ) -> Judgement {
    guard judgement.verdict > .clear else { return Judgement() }
    return Judgement(
      verdict: .unknown, message: "whether this covers the part is not stated")
  }

  private static func judgement(
    of statement: RightsNode.Statement, for purpose: RightsPurpose
  ) -> Judgement {
    let facts = statement.facts
    var judgement = Judgement()
    func worsen(_ verdict: RightsVerdict, _ message: String) {
      if verdict > judgement.verdict {
        judgement.verdict = verdict
        judgement.message = message
      }
    }
    switch (facts.use, purpose) {
    case (.unknown, _): worsen(.unknown, facts.reason)
    case (.nothing, _): worsen(.blocked, facts.reason)
    case (.any, _), (_, .academic): break
    case (.nonCommercial, _), (.academic, _): worsen(.blocked, facts.reason)
    }
    if let doubt = facts.doubt { worsen(.unknown, doubt) }
    for condition in facts.conditions {
      if condition == .askForCommercialUse, purpose != .academic {
        worsen(.blocked, condition.sentence)
      } else {
        judgement.obligations.append(condition.sentence)
      }
    }
    switch facts.passingOn {
    case .changed: break
    case .unchanged:
      if purpose == .any { worsen(.blocked, "adapted material must not be passed on") }
      judgement.obligations.append("adapted material must not be passed on")
    case .no:
      if purpose == .any { worsen(.blocked, "the data must not be passed on") }
      if !facts.conditions.contains(.noRedistribution) {
        judgement.obligations.append(LicenseCondition.noRedistribution.sentence)
      }
    case nil:
      if purpose == .any { worsen(.unknown, "whether it may be passed on is not known") }
    }
    if facts.use == .nonCommercial { judgement.obligations.append("not for commercial advantage") }
    if facts.attribution == true {
      judgement.obligations.append("name the makers and the licence")
    } else if facts.attribution == nil, facts.use != .unknown {
      judgement.obligations.append("whether the makers must be named is not known: name them")
    }
    if facts.shareAlike == true {
      judgement.obligations.append(
        "what is made from it and passed on carries \(statement.license.label)")
    }
    return judgement
  }

  /// The family of a licence that asks for itself on what is made from the data.
  ///
  /// Later versions of CC BY-SA accept material of earlier ones, so they are one family.
  var shareAlikeFamily: String? {
    guard case .license(let statement) = self, statement.facts.shareAlike == true else {
      return nil
    }
    let label = statement.license.label
    for family in ["CC-BY-SA", "CC-BY-NC-SA"] where label.hasPrefix(family + "-") { return family }
    return label
  }
}
