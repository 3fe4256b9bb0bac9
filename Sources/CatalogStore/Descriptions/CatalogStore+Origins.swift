package import Datasets
internal import GRDB
internal import JSONText

extension CatalogStore {
  /// Datasets with the ids of the origins that the catalogue holds under their homepages or titles.
  ///
  /// Other programs name an origin by its address, by the name that a hub gives it (`harbour/notes`) or
  /// by its title; it is the dataset whose homepage or title that is. Where several have it, nobody knows
  /// which of them is meant, and it comes from each.
  package func linkingOrigins(of datasets: [Dataset]) throws -> [Dataset] {
    let edges = datasets.flatMap(\.lineage)
    let addresses = Set(edges.compactMap(\.address))
    let titles = Set(edges.compactMap(\.title))
    if addresses.isEmpty, titles.isEmpty { return datasets }
    let named = Set(edges.filter { $0.title != nil }.compactMap(\.targetID))
    var ids: [String: Set<String>] = [:]
    // A name that is an id already means that dataset.
    var isID: Set<String> = []
    try translating {
      try pool.read { db in
        let rows = try Row.fetchCursor(
          db,
          sql: """
            SELECT id, json_extract(document, '$.homepage'), json_extract(document, '$.title')
            FROM dataset WHERE removed_at IS NULL AND document IS NOT NULL
            """)
        while let row = try rows.next() {
          let id: String = row[0]
          if named.contains(id) { isID.insert(id) }
          if let homepage = (row[1] as String?).map(PageAddress.key), addresses.contains(homepage) {
            ids[homepage, default: []].insert(id)
          }
          if titles.isEmpty { continue }
          for title in Self.titles(row[2]) where titles.contains(title.lowercased()) {
            ids[title.lowercased(), default: []].insert(id)
          }
        }
      }
    }
    return datasets.map { dataset in
      var dataset = dataset
      dataset.lineage = dataset.lineage.flatMap { edge -> [LineageEdge] in
        let found =
          (edge.address ?? edge.title).flatMap { ids[$0] }?.subtracting([dataset.id]) ?? []
        let means = edge.title == nil ? nil : edge.targetID
        if found.isEmpty || means.map(isID.contains) == true { return [edge] }
        return found.sorted().map { id in
          var edge = edge
          // An address is that of one dataset; a title may be that of another.
          if edge.title != nil, edge.note == nil { edge.note = "named by its title only" }
          edge.dataset = id
          return edge
        }
      }
      return dataset
    }
  }

  /// The titles of a description: one text, or one for each language.
  static func titles(_ value: String?) -> [String] {
    guard let value else { return [] }
    guard value.hasPrefix("{"), let tree = try? JSONReader.read(Array(value.utf8)),
      let members = tree.members
    else { return [value] }
    return members.compactMap(\.value.string)
  }
}

extension LineageEdge {
  /// The key of the address that names an origin without an id, if one does.
  fileprivate var address: String? {
    dataset == nil ? name.flatMap(PageAddress.key(meantBy:)) : nil
  }

  /// The title that names an origin without an id, in small letters, if none of the others does.
  fileprivate var title: String? {
    guard dataset == nil, address == nil, let name, !name.isEmpty else { return nil }
    return name.lowercased()
  }
}
