internal import Datasets
internal import GRDB

/// Which datasets a transaction changes in what their rights depend on.
///
/// Verdicts stand in columns, so that a list reads them like any other value. At the end of a
/// transaction they are worked out anew for the changed datasets and for all that depend on them;
/// a change of tags or figures costs nothing. Only ids are kept until then, so a transaction that
/// changes all of a large catalogue takes little memory.
struct RightsUpdate {
  private struct Change {
    var id: String
    /// Names and wholes that it lost, under which others may depend on it still.
    var former: [String] = []
  }

  /// Verdicts that are worked out together; what they read is forgotten afterwards.
  private static let batch = 4096

  private var changes: [Change] = []

  /// How many changes wait; ``cut(to:)`` takes the later ones back.
  var count: Int { changes.count }

  mutating func cut(to count: Int) { changes.removeLast(changes.count - count) }

  /// Notes a description before and after a change; nil where it is absent or removed.
  mutating func note(_ id: String, from before: Dataset?, to after: Dataset?) {
    guard let before else {
      if after != nil { changes.append(Change(id: id)) }
      return
    }
    let (old, new) = (RightsNode(before), after.map(RightsNode.init))
    guard old != new else { return }
    let kept = Set((new?.names ?? []) + (new?.wholes ?? []))
    changes.append(
      Change(id: id, former: (old.names + old.wholes).filter { !kept.contains($0) && $0 != id }))
  }

  /// Works out the verdicts that are others now, or may be, and hands them over some at a time: nil for
  /// a dataset that is gone.
  mutating func finish(
    _ db: Database, _ take: ([(number: Int64, standing: RightsStanding?)]) throws -> Void
  ) throws {
    guard !changes.isEmpty else { return }
    let affected = try affected(RightsReader(db)).sorted()
    changes = []
    let find = try db.cachedStatement(sql: "SELECT number FROM dataset WHERE id = ?")
    for start in stride(from: 0, to: affected.count, by: Self.batch) {
      let ids = affected[start..<min(start + Self.batch, affected.count)]
      let reader = RightsReader(db)
      let standings = try RightsStandings.standings(of: ids, in: reader.graph)
      try take(
        ids.compactMap { id in
          guard let number = try Int64.fetchOne(find, arguments: [id]) else { return nil }
          return (number, try reader.node(id) == nil ? nil : standings[id])
        })
    }
  }

  /// The changed datasets with everything that depends on them, however far.
  private func affected(_ reader: RightsReader) throws -> Set<String> {
    var found: Set<String> = []
    var waiting: [String] = []
    func reach(_ id: String) {
      if found.insert(id).inserted { waiting.append(id) }
    }
    for change in changes {
      reach(change.id)
      for name in change.former { try reader.dependents(ofName: name).forEach(reach) }
    }
    while let id = waiting.popLast() { try reader.dependents(of: id).forEach(reach) }
    return found
  }
}
