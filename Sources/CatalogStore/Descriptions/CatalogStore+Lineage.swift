package import Datasets
internal import GRDB
internal import JSONText

// Questions that follow lineage: graphs, rights, versions.
extension CatalogStore {
  /// Where a dataset comes from and what was made of it; nil steps go all the way.
  package func lineage(_ id: String, up: Int? = nil, down: Int? = nil) throws -> LineageGraph {
    try translating {
      try pool.read { db in
        let root = try Self.existingRow(id, db)
        return try LineageGraph.gather(
          root: try Self.node(root.id, db), up: up, down: down, node: { try Self.node($0, db) },
          parents: { try Self.links("child", $0, db) },
          children: { try Self.links("parent", $0, db) })
      }
    }
  }

  /// What the licences of datasets, of their parts and wholes and of their origins mean for a
  /// purpose.
  package func rights(_ ids: [String], for purpose: RightsPurpose) throws -> RightsReport {
    try translating {
      try pool.read { db in
        let roots = try ids.map { try Self.existingRow($0, db).id }
        return try RightsReport(of: roots, for: purpose, in: RightsReader(db).graph)
      }
    }
  }

  /// The verdict on one dataset for every purpose; nil when it is removed.
  package func standing(of id: String) throws -> RightsStanding? {
    try translating {
      try pool.read { db in
        let root = try Self.existingRow(id, db)
        guard root.removedAt == nil else { return nil }
        return try RightsStandings.standings(of: [root.id], in: RightsReader(db).graph)[root.id]
      }
    }
  }

  /// The ids of the present datasets that call themselves part of one.
  package func parts(of id: String) throws -> [String] {
    try translating { try pool.read { try Self.parts(of: id, $0) } }
  }

  private static func parts(of id: String, _ db: Database) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT DISTINCT child FROM edge JOIN dataset ON dataset.id = edge.child
        WHERE parent IN (\(Self.namesOfOne)) AND relation = 'part-of'
          AND dataset.removed_at IS NULL
        ORDER BY child
        """, arguments: [id])
  }

  /// The id of a dataset and its aliases, under any of which others may speak of it.
  private static let namesOfOne = """
    SELECT ?1 UNION ALL SELECT alias FROM alias
    JOIN dataset AS named ON named.number = alias.dataset WHERE named.id = ?1
    """

  /// The id that a name in an edge stands for: an alias leads to its dataset.
  static func target(_ name: String, _ db: Database) throws -> String {
    try String.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT dataset.id FROM alias JOIN dataset ON dataset.number = alias.dataset
          WHERE alias = ?
          """), arguments: [name]) ?? name
  }

  /// The editions of a dataset, oldest first: its declared versions, and the datasets that call
  /// themselves editions of it or that it calls an edition of.
  package func versions(_ id: String) throws -> [VersionEntry] {
    try translating {
      try pool.read { db in
        let root = try Self.existing(id, db)
        var entries = root.dataset.versions.map { version in
          VersionEntry(
            version: version.version, released: version.released,
            dataset: version.dataset ?? root.id, name: root.dataset.name, note: version.note,
            isCurrent: version.version == root.dataset.version)
        }
        let graph = try LineageGraph.gather(
          root: try Self.node(root.id, db), up: nil, down: nil, node: { try Self.node($0, db) },
          parents: { try Self.links("child", $0, db).filter { $0.edge.relation == .versionOf } },
          children: { try Self.links("parent", $0, db).filter { $0.edge.relation == .versionOf } })
        for node in graph.nodes {
          let other = node.isStub ? nil : try Self.stored(node.id, db)?.dataset
          if node.id == root.id && !entries.isEmpty { continue }
          entries.append(
            VersionEntry(
              version: other?.version, released: other?.released, dataset: node.id,
              name: node.name, note: nil, isCurrent: node.id == root.id))
        }
        return entries.sorted {
          ($0.released ?? "9999", $0.version ?? "", $0.dataset)
            < ($1.released ?? "9999", $1.version ?? "", $1.dataset)
        }
      }
    }
  }

  private static func node(_ id: String, _ db: Database) throws -> LineageGraph.Node {
    if let row = try resolvedRow(id, db), row.removedAt == nil {
      return LineageGraph.Node(id: id, name: try row.dataset().name)
    }
    // The name that others use for what is not here.
    let edges = try String.fetchAll(
      db, sql: "SELECT document FROM edge WHERE parent = ?", arguments: [id])
    let name = try edges.lazy.compactMap { try JSONReader.read($0)["name"]?.string }.first
    return LineageGraph.Node(id: id, name: name ?? id, isStub: true)
  }

  private static func links(
    _ side: String, _ id: String, _ db: Database
  ) throws
    -> [LineageGraph.Link]
  {
    try Row.fetchAll(
      db,
      sql: """
        SELECT child, parent, edge.document FROM edge JOIN dataset ON dataset.id = edge.child
        WHERE \(side) IN (\(namesOfOne)) AND dataset.removed_at IS NULL
        ORDER BY relation, parent, child
        """, arguments: [id]
    ).map { row in
      var problems: [DatasetProblem] = []
      return LineageGraph.Link(
        child: row[0], parent: try target(row[1], db),
        edge: LineageEdge(reading: try JSONReader.read(row[2]), problems: &problems))
    }
  }
}

/// One edition of a dataset.
package struct VersionEntry: Sendable, Hashable {
  package var version: String?
  package var released: String?
  /// The catalogue's entry for it.
  package var dataset: String
  package var name: String
  package var note: String?
  /// Whether it is the one that was asked about.
  package var isCurrent: Bool
}
