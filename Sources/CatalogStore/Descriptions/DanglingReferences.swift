package import Datasets
internal import GRDB

/// References of descriptions to datasets that the catalogue does not hold.
///
/// They are no errors: a description may come before the one that it names, and what is not held is
/// unknown to every verdict. But a slip of the hand looks the same, so each is told with the ids that
/// may have been meant.
struct DanglingReferences {
  /// Ids that are looked for among all names; a file of many slips would take a day.
  private static let named = 20

  private let db: Database
  private var held: [String: Bool] = [:]
  private var similar: [String: [String]] = [:]

  init(_ db: Database) { self.db = db }

  /// Those of some references that lead to nothing.
  mutating func dangling(_ references: [DatasetReference]) throws -> [DatasetReference] {
    try references.filter { try !holds($0.id) }
  }

  /// What is to be said of one.
  mutating func problem(with reference: DatasetReference) throws -> DatasetProblem {
    if similar[reference.id] == nil, similar.count < Self.named {
      similar[reference.id] = Array(try CatalogStore.similarIDs(to: reference.id, db).prefix(3))
    }
    let near = similar[reference.id] ?? []
    let meant = near.isEmpty ? "" : " (near it: \(near.joined(separator: ", ")))"
    return DatasetProblem(
      .warning, at: reference.path,
      "the catalogue holds no dataset “\(reference.id)”\(meant), so its rights are unknown",
      remedy: "correct the id, describe that dataset too, or write name: for one from elsewhere")
  }

  private mutating func holds(_ id: String) throws -> Bool {
    if let known = held[id] { return known }
    let holds =
      try Bool.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT EXISTS (
              SELECT 1 FROM dataset WHERE id = ?1 AND document IS NOT NULL AND removed_at IS NULL
            ) OR EXISTS (
              SELECT 1 FROM alias JOIN dataset ON dataset.number = alias.dataset
              WHERE alias = ?1 AND document IS NOT NULL AND removed_at IS NULL
            )
            """), arguments: [id]) ?? false
    held[id] = holds
    return holds
  }
}

extension CatalogStore {
  /// What a description names that the catalogue does not hold, and another one did not name.
  package func danglingReferences(
    of dataset: Dataset, beyond before: Dataset
  ) throws -> [DatasetProblem] {
    let known = Set(before.references.map(\.id))
    return try translating {
      try pool.read { db in
        var references = DanglingReferences(db)
        return try references.dangling(dataset.references.filter { !known.contains($0.id) })
          .map { try references.problem(with: $0) }
      }
    }
  }

  /// Datasets that are there with ids that they name and the catalogue does not hold, each once.
  package func danglingReferences() throws -> [(dataset: String, names: String)] {
    try translating {
      try pool.read { db in
        var references = DanglingReferences(db)
        var found: [(dataset: String, names: String)] = []
        // Links stand in a table of their own; few descriptions name parts or editions besides.
        let rows = try Row.fetchCursor(
          db,
          sql: """
            SELECT dataset.id, edge.parent, NULL FROM edge JOIN dataset ON dataset.id = edge.child
            WHERE removed_at IS NULL AND (
              json_type(edge.document) = 'text' OR json_extract(edge.document, '$.dataset') IS NOT NULL)
            UNION ALL
            SELECT id, NULL, document FROM dataset
            WHERE removed_at IS NULL
              AND (instr(document, '"parts"') > 0 OR instr(document, '"versions"') > 0)
            ORDER BY 1
            """)
        var ofLast: Set<String> = []
        while let row = try rows.next() {
          let id: String = row[0]
          if found.last?.dataset != id { ofLast = [] }
          let named =
            try (row[1] as String?).map { [DatasetReference(path: "", id: $0)] }
            ?? DatasetRow.dataset(in: row[2]).references
          for reference in try references.dangling(named)
          where ofLast.insert(reference.id).inserted {
            found.append((id, reference.id))
          }
        }
        return found
      }
    }
  }
}
