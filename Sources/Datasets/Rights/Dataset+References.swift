/// One place where a description names another dataset by its id.
package struct DatasetReference: Sendable, Hashable {
  /// Such as `lineage[0].dataset`.
  package var path: String
  package var id: String

  package init(path: String, id: String) {
    self.path = path
    self.id = id
  }
}

extension Dataset {
  /// Every place where it names another dataset by its id, whether there is one or not.
  ///
  /// What lineage calls by a name alone is outside of the catalogue as far as anybody said.
  package var references: [DatasetReference] {
    var found: [DatasetReference] = []
    func add(_ id: String?, at path: String) {
      guard let id, id != self.id, !aliases.contains(id) else { return }
      found.append(DatasetReference(path: path, id: id))
    }
    func addParts(of licenses: [LicenseStatement], at path: String) {
      for (index, license) in licenses.enumerated() {
        for (inner, part) in license.parts.enumerated() {
          add(part, at: "\(path)[\(index)].parts[\(inner)]")
        }
      }
    }
    for (index, edge) in lineage.enumerated() {
      add(edge.dataset, at: "lineage[\(index)].dataset")
      for (inner, part) in edge.parts.enumerated() {
        add(part, at: "lineage[\(index)].parts[\(inner)]")
      }
    }
    addParts(of: licenses, at: "licenses")
    for (index, subset) in subsets.enumerated() {
      add(subset.dataset, at: "subsets[\(index)].dataset")
      addParts(of: subset.licenses, at: "subsets[\(index)].licenses")
    }
    for (index, file) in distributions.enumerated() {
      addParts(of: file.licenses, at: "distributions[\(index)].licenses")
    }
    for (index, version) in versions.enumerated() {
      add(version.dataset, at: "versions[\(index)].dataset")
    }
    return found
  }
}
