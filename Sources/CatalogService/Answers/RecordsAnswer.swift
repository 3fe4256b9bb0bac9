public import CorpusIndex
package import JSONText

/// Some records of a dataset, whole.
public struct RecordsAnswer: Sendable {
  /// The dataset's id.
  public var dataset: String
  /// Records that the dataset has in all.
  public var total: UInt64
  /// The records chosen.
  public var records: [StoredRecord]
}

extension RecordsAnswer: JSONAnswer {
  package var tree: JSON {
    .keys([
      "schema": .string("catalog.records/1"), "dataset": .string(dataset),
      "total": .integer(total), "records": .array(records.map(\.tree)),
    ])
  }
}
