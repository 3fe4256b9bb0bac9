internal import JSONText

/// The nodes of a file of linked data, so that a reference leads to what it names.
struct LinkedDataNodes {
  /// Every node that describes a dataset, in the order of the file.
  let datasets: [JSON]
  private let byID: [String: JSON]

  /// Nodes of nothing: every reference stays as it is.
  init() {
    datasets = []
    byID = [:]
  }

  init(_ tree: JSON) {
    var byID: [String: JSON] = [:]
    var datasets: [JSON] = []
    for node in Self.nodes(tree) {
      if let id = node["@id"]?.string, (node.members?.count ?? 0) > 1, byID[id] == nil {
        byID[id] = node
      }
      let types = LinkedData.typeNames(node)
      if types.contains("Dataset") || types.contains("DatasetSeries") { datasets.append(node) }
    }
    self.byID = byID
    self.datasets = datasets
  }

  /// The node that a reference names, when it stands elsewhere in the file; else the value itself.
  func resolved(_ value: JSON) -> JSON {
    let id = value["@id"]?.string ?? value.string
    guard value.members?.count ?? 1 == 1, let id else { return value }
    return byID[id] ?? value
  }

  /// Reads every dataset, or the tree itself where no node says that it is one; a catalogue or a graph
  /// without datasets describes none.
  func read(
    _ tree: JSON, problems: inout [DatasetProblem],
    one: (JSON, inout [DatasetProblem]) -> Dataset
  ) -> [Dataset] {
    if datasets.isEmpty {
      let types = LinkedData.typeNames(tree)
      let isCollection =
        types.contains("Catalog") || types.contains("DataCatalog") || tree["@graph"] != nil
      return isCollection ? [] : [one(tree, &problems)]
    }
    let read = datasets.enumerated().map { index, node in
      var inner: [DatasetProblem] = []
      let dataset = one(node, &inner)
      problems += datasets.count == 1 ? inner : inner.map { $0.inside("datasets[\(index)]") }
      return dataset
    }
    return linked(read)
  }

  /// Whether a value is one of the nodes that describe datasets.
  func describe(_ node: JSON) -> Bool { datasets.contains(node) }

  /// Datasets of one file with the ids of each other in the place of addresses.
  private func linked(_ read: [Dataset]) -> [Dataset] {
    var ids: [String: String] = [:]
    for (node, dataset) in zip(datasets, read) {
      for address in [node["@id"]?.string, dataset.homepage].compactMap(\.self)
      where ids[address] == nil {
        ids[address] = dataset.id
      }
    }
    return read.map { dataset in
      var dataset = dataset
      for (index, edge) in dataset.lineage.enumerated() {
        let addresses = [edge.source, edge.name, edge.dataset].compactMap(\.self)
        guard let address = addresses.first(where: { ids[$0] != nil }), let id = ids[address],
          id != dataset.id
        else { continue }
        dataset.lineage[index].dataset = id
        dataset.lineage[index].name = nil
        if edge.source == address { dataset.lineage[index].source = nil }
      }
      return dataset
    }
  }

  /// A tree with everything that it contains or lists.
  private static func nodes(_ tree: JSON, depth: Int = 0) -> [JSON] {
    guard depth < 6 else { return [] }
    let lists = ["@graph", "dcat:dataset", "dataset", "dcat:catalog"]
    let inner = (tree.array ?? []) + lists.flatMap { tree[$0]?.elements ?? [] }
    return [tree] + inner.flatMap { nodes($0, depth: depth + 1) }
  }
}
