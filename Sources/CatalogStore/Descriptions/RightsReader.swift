internal import Datasets
internal import GRDB

/// The rights of datasets as the store holds them: each description read once, links by index.
///
/// A look at few datasets asks the tables as it goes; one at many reads all links beforehand.
final class RightsReader {
  private let db: Database
  /// By id and alias; nil for a name that the catalogue does not hold.
  private var nodes: [String: RightsNode?] = [:]
  private var links: [String: [Link]]?

  /// One dataset that speaks of another.
  private struct Link {
    var child: String
    var isPart: Bool
  }

  init(_ db: Database) { self.db = db }

  /// The rules over what this reader reads.
  var graph: RightsGraph {
    RightsGraph(node: { try self.node($0) }, parts: { try self.parts(of: $0) })
  }

  /// Takes a description that is at hand, so that it is not read again.
  func take(_ node: RightsNode) {
    for name in node.names { nodes[name] = .some(node) }
  }

  /// The node of an id or alias; removed datasets count as absent.
  func node(_ name: String) throws -> RightsNode? {
    if let known = nodes[name] { return known }
    guard let row = try CatalogStore.resolvedRow(name, db), row.removedAt == nil else {
      nodes[name] = .some(nil)
      return nil
    }
    let node = RightsNode(try row.dataset())
    take(node)
    return node
  }

  /// The ids of the datasets that call themselves part of one, by id; what a removed part allows is not
  /// known, and its whole is no freer without it.
  func parts(of id: String) throws -> [String] {
    let names = try node(id)?.names ?? [id]
    return try Set(names.flatMap { try links(to: $0) }.filter(\.isPart).map(\.child)).sorted()
  }

  /// The ids of the datasets whose rights depend on one: what was made of it, its parts, its wholes.
  func dependents(of node: RightsNode) throws -> Set<String> {
    var ids = Set(try node.names.flatMap { try links(to: $0) }.map(\.child))
    for whole in node.wholes { ids.insert(try self.node(whole)?.id ?? whole) }
    return ids
  }

  /// Reads all links at once.
  func readAhead() throws {
    var all: [String: [Link]] = [:]
    let rows = try Row.fetchCursor(db, sql: Self.query(where: ""))
    while let row = try rows.next() {
      all[row[0], default: []].append(Link(child: row[1], isPart: row[2]))
    }
    links = all
  }

  private func links(to name: String) throws -> [Link] {
    if let links { return links[name] ?? [] }
    return try Row.fetchAll(
      db.cachedStatement(sql: Self.query(where: "AND parent = ?")), arguments: [name]
    ).map { Link(child: $0[1], isPart: $0[2]) }
  }

  private static func query(where condition: String) -> String {
    """
    SELECT parent, child, relation = 'part-of' FROM edge JOIN dataset ON dataset.id = edge.child
    WHERE (dataset.removed_at IS NULL OR relation = 'part-of') \(condition)
    """
  }
}
