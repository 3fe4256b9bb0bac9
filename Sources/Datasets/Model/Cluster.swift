package import JSONText

/// Datasets that belong together, with a word of introduction: one file of `Catalog/`.
package struct Cluster: DescriptionPart {
  package var id: String = ""
  package var name: LocalizedText = LocalizedText()
  package var introduction: LocalizedText = LocalizedText()
  package var datasets: [Dataset] = []
  package var extra: [JSON.Member] = []

  package init() {}

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("cluster", &id)
    keys.localized("name", &name)
    keys.localized("introduction", &introduction)
    keys.parts("datasets", &datasets)
  }
}

extension Cluster {
  /// The name under which it is shown and asked for: a slug where the name allows one.
  package var handle: String { DatasetID.slug(id) ?? id }

  /// Whether a text is a cluster's name or a slug of it: `cci-4.0` and `cci 4-0` are `CCI 4.0`.
  package static func isName(_ text: String, of id: String) -> Bool {
    func key(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
    return text == id || !key(text).isEmpty && key(text) == key(id)
  }

  /// Everything that is wrong or doubtful in the datasets and about them together.
  package func validate() -> [DatasetProblem] {
    var problems: [DatasetProblem] = []
    if id.isEmpty {
      problems.append(
        DatasetProblem(
          .error, at: "cluster", "the cluster has no name", remedy: "write cluster: NAME"))
    }
    for (index, dataset) in datasets.enumerated() {
      problems += dataset.validate().map { $0.inside("datasets[\(index)]") }
    }
    return problems + datasets.repeatedNames.map { $0.inside("datasets") }
  }
}

extension [Dataset] {
  /// Names that more than one of the datasets of a file has, or one of them twice.
  var repeatedNames: [DatasetProblem] {
    var seen: Set<String> = []
    var problems: [DatasetProblem] = []
    for (index, dataset) in enumerated() {
      for name in [dataset.id] + dataset.aliases where !seen.insert(name).inserted {
        problems.append(
          DatasetProblem(
            .error, at: "[\(index)]", "“\(name)” is used twice",
            remedy: "give each dataset ids and aliases of its own"))
      }
    }
    return problems
  }
}
