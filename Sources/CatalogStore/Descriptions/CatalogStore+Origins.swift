package import Datasets
internal import GRDB

extension CatalogStore {
  /// Datasets with the ids of the origins that the catalogue holds under their homepages.
  ///
  /// Other programs name an origin by its address, or by the name that a hub gives it
  /// (`harbour/notes`); it is the dataset whose homepage that is. Where several have one homepage, nobody
  /// knows which of them is meant, and it comes from each.
  package func linkingOrigins(of datasets: [Dataset]) throws -> [Dataset] {
    let wanted = Set(datasets.flatMap(\.lineage).compactMap(\.address))
    if wanted.isEmpty { return datasets }
    var ids: [String: Set<String>] = [:]
    try translating {
      try pool.read { db in
        let rows = try Row.fetchCursor(
          db,
          sql: """
            SELECT id, json_extract(document, '$.homepage') AS homepage FROM dataset
            WHERE removed_at IS NULL AND document IS NOT NULL AND homepage IS NOT NULL
            """)
        while let row = try rows.next() {
          let homepage = (row[1] as String).withoutLastSlash
          if wanted.contains(homepage) { ids[homepage, default: []].insert(row[0]) }
        }
      }
    }
    return datasets.map { dataset in
      var dataset = dataset
      dataset.lineage = dataset.lineage.flatMap { edge -> [LineageEdge] in
        let found = edge.address.flatMap { ids[$0] }?.subtracting([dataset.id]) ?? []
        if found.isEmpty { return [edge] }
        return found.sorted().map { id in
          var edge = edge
          edge.dataset = id
          return edge
        }
      }
      return dataset
    }
  }
}

extension LineageEdge {
  /// The address that names an origin without an id, if one does.
  fileprivate var address: String? {
    guard dataset == nil, let name else { return nil }
    if name.contains("://") { return name.withoutLastSlash }
    let isOfHub =
      name.split(separator: "/", omittingEmptySubsequences: false).count == 2
      && !name.contains { $0.isWhitespace || $0 == ":" }
    return isOfHub ? "https://huggingface.co/datasets/" + name : nil
  }
}

extension String {
  fileprivate var withoutLastSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
