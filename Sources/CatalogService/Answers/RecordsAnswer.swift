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
  /// What a search remarks on in the condition that chose them.
  public var notices: [Notice] = []
}

extension RecordsAnswer: JSONAnswer {
  package var tree: JSON {
    var tree: [JSON.Member] = [
      .init("schema", .string("catalog.records/1")), .init("dataset", .string(dataset)),
      .init("total", .integer(total)), .init("records", .array(records.map(\.tree))),
    ]
    if !notices.isEmpty { tree.append(.init("notices", .notices(notices))) }
    return .object(tree)
  }
}
