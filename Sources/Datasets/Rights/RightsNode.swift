/// What the question of rights needs to know about one dataset.
package struct RightsNode: Sendable, Hashable {
  /// A licence statement, and which part of the dataset it is about.
  package struct Statement: Sendable, Hashable {
    package var license: LicenseStatement
    package var facts: LicenseFacts

    /// What must be done before files open, which permits and forbids nothing.
    fileprivate static func access(_ condition: LicenseCondition) -> Statement {
      var license = LicenseStatement(name: "Terms of access")
      license.conditions = [condition]
      return Statement(
        license: license,
        facts: LicenseFacts(
          use: .any, attribution: false, shareAlike: false, conditions: [condition],
          reason: condition.sentence))
    }
  }

  /// Something that the dataset comes from.
  package struct Origin: Sendable, Hashable {
    package var target: String
    package var relation: LineageEdge.Relation
    /// Ids of the parts that come from there; empty is all or any.
    package var parts: [String]
    /// Whether it is of some of the data only, in words or by its share.
    package var isPartial: Bool
  }

  /// A dataset that is named twice, by an id and by a name, which should mean the same one.
  struct Claim: Sendable, Hashable {
    var target: String
    var name: String
  }

  package var id: String
  /// The id and the aliases, under any of which others may speak of it.
  package var names: [String]
  /// The words by which a scope may mean it: its names and titles, as ``ScopeWords`` compares them.
  let scopeKeys: Set<String>
  /// Its names and titles as they are written.
  let allNames: [String]
  /// The other datasets that it calls by an id and by a name too.
  let claims: [Claim]
  package var statements: [Statement]
  /// What must be done before its files open, unless a statement says so.
  package var access: Statement?
  package var origins: [Origin]
  /// The datasets that it is part of.
  package var wholes: [String]
  /// The datasets that it says are parts of it.
  package var parts: [String]
  /// Whether it is stated to come from no other dataset.
  package var isOriginal: Bool
  /// Whether somebody concluded that it comes from no other, and nobody stated it.
  package var seemsOriginal: Bool
  /// Whether its publisher states a licence for all of its data.
  package var hasLabel: Bool
  /// Whether the shares of its origins add up to all of it.
  package var sharesAreComplete: Bool

  /// Reads the terms in a description too, whichever way they came into it, and that its access is gated.
  package init(_ description: Dataset) {
    var dataset = description
    var told: [DatasetProblem] = []
    dataset.takeRightsSaidElsewhere(problems: &told)
    id = dataset.id
    let ownNames = [dataset.id] + dataset.aliases
    names = ownNames
    allNames = ownNames + dataset.title.all
    let keys = Set(allNames.compactMap(ScopeWords.key))
    scopeKeys = keys
    claims = dataset.lineage.compactMap { edge in
      guard let target = edge.dataset, let name = edge.name, !name.isEmpty else { return nil }
      return Claim(target: target, name: name)
    }
    isOriginal = dataset.isOriginal == true && !dataset.infersOriginal
    seemsOriginal = dataset.isOriginal == true && dataset.infersOriginal
    // A scope that means all of the data is none.
    for index in dataset.licenses.indices {
      guard let scope = dataset.licenses[index].scope, ScopeWords.mean(all: scope, of: keys) else {
        continue
      }
      dataset.licenses[index].scope = nil
    }
    var licenses = dataset.licenses
    for subset in dataset.subsets {
      licenses += subset.licenses.map { license in
        var license = license
        if license.parts.isEmpty, let part = subset.dataset {
          license.parts = [part]
        } else if license.scope.map({ ScopeWords.mean(all: $0, of: []) }) ?? true {
          license.scope = subset.name
        }
        return license
      }
    }
    for file in dataset.distributions {
      licenses += file.licenses.map { license in
        var license = license
        if license.scope.map({ ScopeWords.mean(all: $0, of: []) }) ?? true {
          license.scope = file.name ?? file.id ?? "files"
        }
        return license
      }
    }
    let files = dataset.distributions
    let stated = dataset.lineage.filter(\.relation.statesOrigin)
    sharesAreComplete = stated.compactMap(\.share).reduce(0, +) >= Self.wholeShare
    hasLabel =
      dataset.licenses.contains { $0.speaksForData && $0.covers(ownNames) }
      || !files.isEmpty
        && files.allSatisfy { file in
          file.licenses.contains { $0.speaksForData && !$0.isScoped }
        }
      || sharesAreComplete
        && stated.allSatisfy { origin in
          origin.scope == nil && origin.parts.isEmpty
            && dataset.licenses.contains { $0.speaksForData && $0.concerns(origin) }
        }
    var statements: [Statement] = []
    for license in licenses.flatMap(\.readings)
    where !statements.contains(where: { $0.license == license }) {
      statements.append(Statement(license: license, facts: license.facts))
    }
    self.statements = statements
    access = dataset.access.condition.flatMap { condition in
      let isStated = statements.contains { $0.facts.conditions.contains(condition) }
      return isStated ? nil : .access(condition)
    }
    origins = []
    wholes = []
    parts = []
    for edge in dataset.links {
      guard let target = edge.targetID else { continue }
      switch edge.relation {
      case .derivedFrom, .annotates, .versionOf:
        let isScoped = edge.scope.map { !ScopeWords.mean(all: $0, of: keys) } ?? false
        let isPartial = isScoped || (edge.share ?? 1) < Self.wholeShare
        origins.append(
          Origin(
            target: target, relation: edge.relation, parts: edge.parts, isPartial: isPartial))
      case .partOf: wholes.append(target)
      case .hasPart: parts.append(target)
      }
    }
  }

  /// Whether something says where all of it comes from.
  package var statesOrigins: Bool { isOriginal || states(origins, allOf: names) }

  /// Whether origins say where all of something comes from that has one of some names: this dataset
  /// or a part of it.
  func states(_ origins: [Origin], allOf names: [String]) -> Bool {
    let origins = origins.filter(\.relation.statesOrigin)
    guard !origins.isEmpty else { return false }
    return sharesAreComplete
      || origins.contains { origin in
        !origin.isPartial
          && (origin.parts.isEmpty || origin.parts.contains(where: names.contains))
      }
  }

  /// Shares are rounded where they are stated, so a little less than one is the whole too.
  private static let wholeShare = 0.995
}

extension Dataset {
  /// Whether that it is an original work was concluded, as the evidence tells, and not read.
  fileprivate var infersOriginal: Bool {
    let own = evidence.filter { $0.of == "original" }
    let levels = (own.isEmpty ? evidence.filter { $0.of == nil } : own).compactMap(\.level)
    return !levels.isEmpty && levels.allSatisfy { $0 == .inferred }
  }
}

extension AccessLevel {
  /// What it asks of those who want the files.
  fileprivate var condition: LicenseCondition? {
    switch self {
    case .open, .unknown: nil
    case .registration, .gated: .gate
    case .metadataOnly, .closed: .application
    }
  }
}

extension LicenseStatement {
  /// Whether it is about what came from one origin.
  fileprivate func concerns(_ origin: LineageEdge) -> Bool {
    if let id = origin.dataset, parts.contains(id) {
      return scope.map { ScopeWords.mean(all: $0, of: []) } ?? true
    }
    let keys = Set([origin.dataset, origin.name].compactMap { $0.flatMap(ScopeWords.key) })
    return scope.map { ScopeWords.reach(of: $0, to: keys, spokenOfAs: []) == .named } ?? false
  }
}
