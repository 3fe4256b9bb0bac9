/// What the question of rights needs to know about one dataset.
package struct RightsNode: Sendable, Hashable {
  /// A licence statement, and which part of the dataset it is about.
  package struct Statement: Sendable, Hashable {
    package var license: LicenseStatement
    package var facts: LicenseFacts
  }

  /// Something that the dataset comes from.
  package struct Origin: Sendable, Hashable {
    package var target: String
    package var relation: LineageEdge.Relation
    /// Ids of the parts that come from there; empty is all or any.
    package var parts: [String]
  }

  package var id: String
  /// The id and the aliases, under any of which others may speak of it.
  package var names: [String]
  package var statements: [Statement]
  package var origins: [Origin]
  /// The datasets that it is part of.
  package var wholes: [String]
  /// Whether it is stated to come from no other dataset.
  package var isOriginal: Bool

  package init(_ dataset: Dataset) {
    id = dataset.id
    names = [dataset.id] + dataset.aliases
    isOriginal = dataset.isOriginal == true
    var licenses = dataset.licenses
    for subset in dataset.subsets {
      licenses += subset.licenses.map { license in
        var license = license
        if license.scope == nil { license.scope = subset.name }
        if license.parts.isEmpty, let part = subset.dataset { license.parts = [part] }
        return license
      }
    }
    for file in dataset.distributions {
      licenses += file.licenses.map { license in
        var license = license
        if license.scope == nil { license.scope = file.name ?? file.id ?? "files" }
        return license
      }
    }
    statements = []
    for license in licenses where !statements.contains(where: { $0.license == license }) {
      statements.append(Statement(license: license, facts: license.facts))
    }
    origins = []
    wholes = []
    for edge in dataset.lineage {
      guard let target = edge.targetID else { continue }
      switch edge.relation {
      case .derivedFrom, .annotates:
        origins.append(Origin(target: target, relation: edge.relation, parts: edge.parts))
      case .partOf: wholes.append(target)
      // An edition says nothing of what is inside; what it was made from stands in its own edges.
      case .versionOf: break
      }
    }
  }

  /// Whether a licence of its data is stated by its publisher.
  package var hasLabel: Bool { statements.contains { $0.license.speaksForData } }

  /// Whether anything says where it comes from.
  package var statesOrigins: Bool { isOriginal || !origins.isEmpty }
}
