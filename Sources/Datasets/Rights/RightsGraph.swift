/// How the rights in one dataset lead to those in others.
///
/// A dataset contains what its parts contain, what it was made from and, when it is part of a whole
/// and does not state its own sources, what the whole was made from. `Rights.md` has the rules and a
/// table of cases; this type is the rules, once, for the check of a few datasets
/// (``RightsReport``) and for the columns of a whole catalogue (``RightsStandings``).
package struct RightsGraph {
  /// Changes when the sources of the rules or of the table of licences do, so that verdicts kept by a
  /// store are worked out anew.
  package static let version = RulesHash.text

  /// The node of an id or alias; nil when the catalogue does not hold it.
  let node: (String) throws -> RightsNode?
  /// The ids of the datasets that call themselves part of one.
  let parts: (String) throws -> [String]

  package init(
    node: @escaping (String) throws -> RightsNode?, parts: @escaping (String) throws -> [String]
  ) {
    self.node = node
    self.parts = parts
  }

  /// One look at one dataset: at all of it, or at a whole as far as one of its parts is concerned.
  struct Visit: Hashable {
    var dataset: String
    var part: Part?
  }

  /// The part from which a whole is looked at.
  struct Part: Hashable {
    var id: String
    /// Its own, and those of everything that it lies in: what is said of all of that is said of it.
    var names: [String]
    /// The same for a scope in words.
    var scopeKeys: Set<String>
    /// Whether a licence of all of the part's data was found already, its own or a nearer whole's.
    var hasLabel: Bool
    /// Whether the part's sources were found already.
    var statesOrigins: Bool
    /// Whether it, or something that it lies in, is an original work by inference alone.
    var seemsOriginal: Bool

    /// How a scope of something that it lies in, which has keys of its own, concerns it.
    func reach(of scope: String, in whole: RightsNode) -> ScopeWords.Reach {
      ScopeWords.reach(
        of: scope, to: scopeKeys, spokenOfAs: scopeKeys.subtracting(whole.scopeKeys))
    }
  }

  /// What a look finds, whatever the purpose.
  enum Remark: Hashable {
    case absent
    case noLicense(String)
    case noOrigins
    /// That all of it is an original work is a conclusion of somebody.
    case inferredOrigin
    /// That all of it is an original work is stated.
    case original
    case license(RightsNode.Statement)
    /// What must be done before files open.
    case access(RightsNode.Statement)
    /// The licence of some part, which may or may not be the one that is looked at.
    case uncertainScope(RightsNode.Statement)
    /// Said of the code, so nothing of the data.
    case codeOnly(RightsNode.Statement)
    /// An id and a name that mean two different datasets.
    case disputedLink(String)
  }

  /// The way from one dataset to another.
  package enum Link: String, Sendable, Hashable {
    case partOf = "part-of"
    case hasPart = "has-part"
    case derivedFrom = "derived-from"
    case annotates
    case versionOf = "version-of"

    /// The link between two names in a sentence.
    package var words: String {
      switch self {
      case .partOf: "part of"
      case .hasPart: "with its part"
      case .derivedFrom: "made from"
      case .annotates: "about"
      case .versionOf: "an edition of"
      }
    }
  }

  struct Look {
    var remarks: [Remark] = []
    var next: [(link: Link, visit: Visit)] = []
  }

  func look(_ visit: Visit) throws -> Look {
    guard let node = try node(visit.dataset) else { return Look(remarks: [.absent]) }
    if let part = visit.part { return try look(at: node, above: part) }
    return try look(inside: node)
  }

  /// The canonical visit of a target, so that an alias is not looked at twice.
  private func visit(_ target: String, part: Part? = nil) throws -> Visit {
    Visit(dataset: try node(target)?.id ?? target, part: part)
  }

  // MARK: - The rules

  private func look(inside node: RightsNode) throws -> Look {
    var look = Look()
    look.remarks = node.statements.map(Self.remark)
    if let access = node.access { look.remarks.append(.access(access)) }
    if node.isOriginal { look.remarks.append(.original) }
    let isLoose = node.wholes.isEmpty
    if !node.hasLabel, isLoose { look.remarks.append(.noLicense(Self.whyUnlabelled(node))) }
    if !node.statesOrigins, isLoose {
      look.remarks.append(node.seemsOriginal ? .inferredOrigin : .noOrigins)
    }
    for origin in node.origins { look.next.append(try step(to: origin)) }
    look.remarks += try node.claims.compactMap(dispute)
    for part in try node.parts + parts(node.id) { look.next.append((.hasPart, try visit(part))) }
    if isLoose { return look }
    let (names, scopeKeys) = try enclosingNames(of: node)
    let part = Part(
      id: node.id, names: names, scopeKeys: scopeKeys, hasLabel: node.hasLabel,
      statesOrigins: node.statesOrigins, seemsOriginal: node.seemsOriginal)
    for whole in node.wholes { look.next.append((.partOf, try visit(whole, part: part))) }
    return look
  }

  /// What is wrong with an id and a name for one dataset that seem to mean two.
  private func dispute(about claim: RightsNode.Claim) throws -> Remark? {
    let names = try node(claim.target)?.allNames ?? []
    if ([claim.target] + names).contains(where: { ScopeWords.agree(claim.name, with: $0) }) {
      return nil
    }
    return .disputedLink(
      "the id \(claim.target) and the name “\(claim.name)” may mean two datasets, and which of them is meant is not known"
    )
  }

  /// The names of a dataset and of all that it is part of, however far up.
  ///
  /// The same for every way up, so that no more looks follow than there are wholes.
  private func enclosingNames(
    of node: RightsNode
  ) throws -> (names: [String], scopeKeys: Set<String>) {
    var names = node.names
    var scopeKeys = node.scopeKeys
    var known = Set(names)
    var waiting = node.wholes
    while let next = waiting.popLast() {
      guard known.insert(next).inserted else { continue }
      names.append(next)
      guard let whole = try self.node(next) else { continue }
      names += whole.names.filter { known.insert($0).inserted }
      scopeKeys.formUnion(whole.scopeKeys)
      waiting += whole.wholes
    }
    return (names, scopeKeys)
  }

  private func look(at whole: RightsNode, above part: Part) throws -> Look {
    var look = Look()
    var part = part
    var hasLabel = false
    for statement in whole.statements {
      let license = statement.license
      let reach =
        license.parts.isEmpty ? license.scope.map { part.reach(of: $0, in: whole) } : nil
      let names = reach == .named
      if !license.isScoped || names || license.parts.contains(where: part.names.contains) {
        look.remarks.append(Self.remark(statement))
        if license.speaksForData,
          license.parts.isEmpty && (names || license.scope == nil) || license.covers(part.names)
        {
          hasLabel = true
        }
      } else if license.parts.isEmpty, !part.hasLabel || reach == .uncertain,
        license.subject != .code
      {
        look.remarks.append(.uncertainScope(statement))
      }
    }
    if let access = whole.access { look.remarks.append(.access(access)) }
    var statesOrigins = part.statesOrigins
    if !part.statesOrigins {
      let origins = whole.origins.filter { origin in
        origin.parts.isEmpty || origin.parts.contains(where: part.names.contains)
      }
      for origin in origins { look.next.append(try step(to: origin)) }
      look.remarks += try whole.claims.compactMap(dispute)
      statesOrigins = whole.isOriginal || whole.states(origins, allOf: part.names)
    }
    part.hasLabel = part.hasLabel || hasLabel
    part.statesOrigins = statesOrigins
    part.seemsOriginal = part.seemsOriginal || whole.seemsOriginal
    if whole.wholes.isEmpty {
      if !part.hasLabel {
        look.remarks.append(.noLicense("no licence is stated for \(part.id)"))
      }
      if !part.statesOrigins {
        look.remarks.append(part.seemsOriginal ? .inferredOrigin : .noOrigins)
      }
    }
    for outer in whole.wholes { look.next.append((.partOf, try visit(outer, part: part))) }
    return look
  }

  private func step(to origin: RightsNode.Origin) throws -> (link: Link, visit: Visit) {
    let link: Link =
      switch origin.relation {
      case .annotates: .annotates
      case .versionOf: .versionOf
      case .derivedFrom, .partOf, .hasPart: .derivedFrom
      }
    return (link, try visit(origin.target))
  }

  private static func remark(_ statement: RightsNode.Statement) -> Remark {
    statement.license.subject == .code ? .codeOnly(statement) : .license(statement)
  }

  private static func whyUnlabelled(_ node: RightsNode) -> String {
    let said = node.statements.map(\.license)
    if said.isEmpty { return "no licence is stated" }
    if said.allSatisfy({ $0.subject == .code }) {
      return "the licence of the code says nothing of the data"
    }
    if said.contains(where: \.speaksForData) {
      return "licences are stated for parts only; the rest has none"
    }
    if said.contains(where: { ($0.subject ?? .data) == .data }) {
      return "only others say what the licence is, not the publisher"
    }
    if said.contains(where: { $0.subject == .repository }) {
      return "the licence of the repository does not say whether it means the data"
    }
    return "no licence is stated for the content"
  }
}
