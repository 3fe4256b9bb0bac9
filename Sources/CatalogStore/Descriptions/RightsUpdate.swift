internal import Datasets
internal import GRDB

/// Which datasets a transaction changes in what their rights depend on.
///
/// Verdicts stand in columns, so that a list reads them like any other value. At the end of a
/// transaction they are worked out anew for the changed datasets and for all that depend on them;
/// a change of tags or figures costs nothing.
struct RightsUpdate {
  private struct Change {
    var id: String
    var before: RightsNode?
    var after: RightsNode?
  }

  /// From this many changed datasets on, all links are read at once.
  private static let many = 256

  private var changes: [Change] = []

  /// How many changes wait; ``cut(to:)`` takes the later ones back.
  var count: Int { changes.count }

  mutating func cut(to count: Int) { changes.removeLast(changes.count - count) }

  /// Notes a description before and after a change; nil where it is absent or removed.
  mutating func note(_ id: String, from before: Dataset?, to after: Dataset?) {
    let change = Change(
      id: id, before: before.map(RightsNode.init), after: after.map(RightsNode.init))
    if change.before != change.after { changes.append(change) }
  }

  /// The verdicts that are others now, or may be: nil for a dataset that is gone.
  mutating func finish(_ db: Database) throws -> [(number: Int64, standing: RightsStanding?)] {
    guard !changes.isEmpty else { return [] }
    let reader = RightsReader(db)
    if changes.count >= Self.many { try reader.readAhead() }
    var latest: [String: RightsNode?] = [:]
    for change in changes { latest[change.id] = .some(change.after) }
    for node in latest.values.compactMap({ $0 }) { reader.take(node) }
    let affected = try dependents(reader)
    let standings = try RightsStandings.standings(of: affected, in: reader.graph)
    changes = []
    let find = try db.cachedStatement(sql: "SELECT number FROM dataset WHERE id = ?")
    return try affected.sorted().compactMap { id in
      guard let number = try Int64.fetchOne(find, arguments: [id]) else { return nil }
      return (number, try reader.node(id) == nil ? nil : standings[id])
    }
  }

  /// The changed datasets with everything that depends on them, however far.
  private func dependents(_ reader: RightsReader) throws -> Set<String> {
    var found: Set<String> = []
    var waiting: [String] = []
    func reach(_ id: String) {
      if found.insert(id).inserted { waiting.append(id) }
    }
    for change in changes {
      reach(change.id)
      // What depended on it before, under names that it may have lost.
      if let before = change.before { try reader.dependents(of: before).forEach(reach) }
    }
    while let id = waiting.popLast() {
      let node = try reader.node(id)
      try reader.dependents(of: node ?? RightsNode(Dataset(id: id))).forEach(reach)
    }
    return found
  }
}
