internal import Datasets
internal import GRDB

/// What the listing index keeps of one description.
struct IndexedDescription: Sendable {
  var facts: DatasetFacts

  init(
    _ dataset: Dataset, layer: StoredDataset.Layer, isEdited: Bool, index: IndexState.State,
    isRemoved: Bool
  ) {
    facts = DatasetFacts(dataset, layer: layer, isEdited: isEdited, index: index)
  }
}

/// Changes of the listing index, gathered over one transaction.
struct IndexBatch {
  let db: Database

  init(_ db: Database) { self.db = db }

  mutating func add(_ number: Int64, _ description: IndexedDescription) throws {}
  mutating func remove(_ number: Int64, _ description: IndexedDescription) throws {}
  mutating func flush() throws {}
}

extension CatalogStore {
  static func reindex(
    _ row: DatasetRow, was: IndexState.State, now: IndexState.State, _ db: Database
  ) throws {}
}
