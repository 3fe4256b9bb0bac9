internal import CatalogStore
internal import CorpusIndex
internal import Datasets

extension Catalog {
  /// Who changed what, newest first: descriptions as the store has them, deleted records as the
  /// indexes remember them.
  ///
  /// - Parameters:
  ///   - id: Only this dataset.
  ///   - limit: Entries at most.
  /// - Returns: The changes.
  /// - Throws: ``CatalogError`` `notFound` for a dataset that never was.
  public func log(_ id: String? = nil, limit: Int? = nil) throws -> HistoryAnswer {
    try steady { try readLog(id, limit: limit) }
  }

  private func readLog(_ id: String?, limit: Int?) throws -> HistoryAnswer {
    let changes = try CatalogError.folding {
      try store.log(id, limit: limit).map(HistoryAnswer.Entry.init)
    }
    var wanted = id
    if let id, let known = try meant(id) { wanted = known.id }
    var answer = HistoryAnswer(entries: [])
    var deletes: [HistoryAnswer.Entry] = []
    for dataset in try folderIDs() where wanted == nil || wanted == dataset {
      do {
        try Registration.refuseAnother(in: home.index(of: dataset))
        deletes += try corpus(dataset).deletes().reversed().flatMap {
          HistoryAnswer.Entry.entries(of: $0, in: dataset)
        }
      } catch {
        answer.failures.append(
          DatasetFailure(dataset: dataset, error: CatalogError(folding: error).about(dataset)))
      }
    }
    // Within a second they stay as their datasets have them, newest first.
    deletes = deletes.enumerated()
      .sorted { ($1.element.at, $0.offset) < ($0.element.at, $1.offset) }.map(\.element)
    answer.entries = Self.merged(changes, deletes)
    if let limit { answer.entries = Array(answer.entries.prefix(limit)) }
    return answer
  }

  /// Two lists by falling time as one; each keeps its order.
  private static func merged(
    _ left: [HistoryAnswer.Entry], _ right: [HistoryAnswer.Entry]
  ) -> [HistoryAnswer.Entry] {
    var merged: [HistoryAnswer.Entry] = []
    var rest = right[...]
    for entry in left {
      while let next = rest.first, next.at >= entry.at {
        merged.append(next)
        rest.removeFirst()
      }
      merged.append(entry)
    }
    return merged + rest
  }

  /// Takes one change back, when nothing newer stands on it.
  ///
  /// - Parameter number: The entry's number.
  /// - Returns: The dataset as it is now.
  /// - Throws: ``CatalogError`` `exists` when the dataset has changed since.
  public func undo(_ number: Int64) throws -> PageAnswer {
    let stored = try CatalogError.folding { try store.undo(number) }
    return try page(stored)
  }
}
