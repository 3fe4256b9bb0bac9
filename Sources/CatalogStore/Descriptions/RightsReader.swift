internal import Datasets
internal import GRDB

/// The rights of datasets as the store holds them: each description read once, links by index.
final class RightsReader {
  private let db: Database
  /// By id and alias; nil for a name that the catalogue does not hold.
  private var nodes: [String: RightsNode?] = [:]

  init(_ db: Database) { self.db = db }

  /// The rules over what this reader reads.
  var graph: RightsGraph {
    RightsGraph(node: { try self.node($0) }, parts: { try self.parts(of: $0) })
  }

  /// The node of an id or alias; removed datasets count as absent.
  func node(_ name: String) throws -> RightsNode? {
    if let known = nodes[name] { return known }
    guard let row = try CatalogStore.resolvedRow(name, db), row.removedAt == nil else {
      nodes[name] = .some(nil)
      return nil
    }
    let node = RightsNode(try row.dataset())
    for name in node.names { nodes[name] = .some(node) }
    return node
  }

  /// The ids of the datasets that call themselves part of one, by id; what a removed part allows is not
  /// known, and its whole is no freer without it.
  func parts(of id: String) throws -> [String] {
    let names = try node(id)?.names ?? [id]
    let statement = try db.cachedStatement(
      sql: "SELECT child FROM edge WHERE parent = ? AND relation = 'part-of'")
    return try Set(names.flatMap { try String.fetchAll(statement, arguments: [$0]) }).sorted()
  }

  /// The ids of the datasets whose rights depend on one, by id: what was made of it, its parts, its
  /// wholes.
  ///
  /// The tables of links alone are read, not the descriptions.
  func dependents(of id: String) throws -> Set<String> {
    var ids = try dependents(ofName: id)
    let aliases = try db.cachedStatement(
      sql: """
        SELECT alias FROM alias JOIN dataset ON dataset.number = alias.dataset WHERE dataset.id = ?
        """)
    for alias in try String.fetchAll(aliases, arguments: [id]) {
      ids.formUnion(try dependents(ofName: alias))
    }
    let wholes = try db.cachedStatement(
      sql: "SELECT parent FROM edge WHERE child = ? AND relation = 'part-of'")
    for whole in try String.fetchAll(wholes, arguments: [id]) {
      ids.insert(try CatalogStore.target(whole, db))
    }
    return ids
  }

  /// The same for one name: the dataset that has it, and those that speak of it by that name.
  func dependents(ofName name: String) throws -> Set<String> {
    let statement = try db.cachedStatement(
      sql: """
        SELECT child FROM edge JOIN dataset ON dataset.id = edge.child
        WHERE (dataset.removed_at IS NULL OR relation = 'part-of') AND parent = ?
        """)
    return Set(try String.fetchAll(statement, arguments: [name]) + [CatalogStore.target(name, db)])
  }
}
