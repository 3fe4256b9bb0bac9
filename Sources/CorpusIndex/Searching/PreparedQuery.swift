internal import Searching
internal import Segments

/// A parsed query bound to a searcher.
public struct PreparedQuery: Sendable {
  let prepared: PreparedSearch

  /// Ranked record references and scores; no snippets.
  ///
  /// - Returns: How many came back.
  public func run(limit: Int) throws -> Int {
    try IndexFailure.folding { try prepared.withEmptyCache.top(limit).count }
  }

  /// Ranked records with their scores.
  public func hits(limit: Int) throws -> [RankedRecord] {
    try IndexFailure.folding {
      let reader = RecordReader(prepared.searcher)
      return try prepared.top(limit).map { hit in
        RankedRecord(reference: try reader.reference(hit.part, hit.document), score: hit.score)
      }
    }
  }

  /// The exact number of matching records.
  public func count() throws -> UInt64 {
    try IndexFailure.folding { try prepared.withEmptyCache.count() }
  }
}
