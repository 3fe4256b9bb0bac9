/// Something that is asked of those who use data, besides what its licence says.
package enum LicenseCondition: String, Sendable, CaseIterable {
  /// Commercial use needs a permission, by e-mail or by contract.
  case askForCommercialUse = "ask-for-commercial-use"
  /// The data is given on application only.
  case application
  /// Only for research and teaching.
  case researchOnly = "research-only"
  /// Terms must be accepted before files open.
  case gate
  /// The data must not be passed on, changed or not.
  case noRedistribution = "no-redistribution"

  /// The condition as a sentence about the user.
  package var sentence: String {
    switch self {
    case .askForCommercialUse: "commercial use needs the publisher's permission: ask for it"
    case .application: "the data is given on application: apply and state the purpose"
    case .researchOnly: "for research and teaching only"
    case .gate: "accept the terms at the gate before the files open"
    case .noRedistribution: "do not pass the data on"
    }
  }
}
