package import Datasets

/// A dataset as the store holds it.
package struct StoredDataset: Sendable {
  /// The store's own number.
  package var number: Int64
  package var dataset: Dataset
  /// Grows with every change; give it back to be told of changes by others.
  package var revision: Int64
  package var layer: Layer
  /// Whether somebody changed a dataset of the built-in layer.
  package var isEdited: Bool
  /// When it was removed; nil while it is there.
  package var removedAt: String?
  package var createdAt: String
  package var changedAt: String
  package var index: IndexState
  /// How well it matches the text of the query.
  package var score: Double?

  package var id: String { dataset.id }

  /// Where a dataset comes from.
  package enum Layer: String, Sendable, CaseIterable {
    /// Carried inside the program.
    case builtIn = "built-in"
    /// Added by the user.
    case own
  }
}

/// What the index of one dataset holds, as of its last commit.
package struct IndexState: Sendable, Hashable, Codable {
  package var state: State = .none
  /// The folder, relative to the home.
  package var path: String?
  package var generation: Int64 = 0
  package var records: Int64 = 0
  package var segments: Int64 = 0
  /// Of the index on disk.
  package var bytes: Int64 = 0
  /// Of the text that was indexed.
  package var textBytes: Int64 = 0
  package var analyzer: String?
  /// Why it failed or what is stale.
  package var message: String?
  package var updatedAt: String?

  /// Whether a search can trust it.
  package enum State: String, Sendable, CaseIterable, Codable {
    case none, current, stale, failed
  }

  package init() {}
}

/// One file of a dataset's data, as it was when it was last indexed.
package struct SourceFile: Sendable, Hashable, Codable {
  /// As the user gave it, absolute or relative to the home.
  package var path: String
  package var bytes: Int64
  /// Nanoseconds since 1970.
  package var modified: Int64
  /// Of the content, when it was taken.
  package var checksum: String?
  package var records: Int64?

  package init(
    path: String, bytes: Int64, modified: Int64, checksum: String? = nil, records: Int64? = nil
  ) {
    self.path = path
    self.bytes = bytes
    self.modified = modified
    self.checksum = checksum
    self.records = records
  }
}

/// One change, as the log shows it.
package struct HistoryEntry: Sendable, Hashable {
  package var number: Int64
  /// RFC 3339, UTC.
  package var at: String
  package var who: String
  package var action: Action
  package var dataset: String
  /// What changed, in words (`license=MIT tags+=web`).
  package var summary: String
  /// Changes made together carry the same batch number.
  package var batch: Int64?
  package var canUndo: Bool

  /// What was done.
  package enum Action: String, Sendable, CaseIterable {
    case add, set, replace, remove, restore, rename, purge, update, undo
  }
}

/// The descriptions that the program carries.
package struct BuiltInLayer: Sendable {
  /// Changes when any description changes.
  package var contentHash: String
  /// Reads the clusters; called only when the store holds another hash.
  package var clusters: @Sendable () throws -> [Cluster]

  package init(contentHash: String, clusters: @escaping @Sendable () throws -> [Cluster]) {
    self.contentHash = contentHash
    self.clusters = clusters
  }
}

/// One row of a bulk change.
package struct BulkRow: Sendable {
  /// The line or row in the file, for the verdict.
  package var place: String
  package var id: String
  package var action: Action
  /// Which of its values are read as other words than they were written in.
  package var notes: [DatasetProblem]

  /// What the row asks for.
  package enum Action: Sendable {
    case add(Dataset)
    /// Adds, or replaces the whole description.
    case put(Dataset)
    case edit([DatasetEdit])
    case remove
    case restore
  }

  package init(place: String, id: String, action: Action, notes: [DatasetProblem] = []) {
    self.place = place
    self.id = id
    self.action = action
    self.notes = notes
  }
}

/// What became of one row of a bulk change.
package struct BulkVerdict: Sendable {
  package var place: String
  package var id: String
  package var outcome: Outcome
  /// Why it failed.
  package var message: String?
  /// The same as data, when the store refused the change.
  package var failure: StoreError?
  /// What would differ afterwards, value by value; told of a dry run only.
  package var changes: [DatasetDiff.Change] = []
  /// What is probably not meant in an edit, and what it says of rights elsewhere than under `licenses`.
  package var warnings: [DatasetProblem] = []
  /// What it names that the catalogue does not hold, after all rows.
  package var dangling: [DatasetProblem] = []
  /// Which values are kept in other words than they were written in.
  package var notes: [DatasetProblem] = []
  /// What it names that was not there yet when the row was made.
  var references: [DatasetReference] = []

  /// What became of the row.
  package enum Outcome: String, Sendable {
    case added, changed, unchanged, removed, restored, failed
  }
}
