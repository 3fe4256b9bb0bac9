public import CorpusIndex

/// What an answer rests on; an answer never hides what it could not look at.
public struct AnswerCoverage: Sendable, Equatable {
  /// Datasets that should have been searched.
  public var datasets = 0
  /// Searched, although their source has changed since.
  public var stale: [String] = []
  /// Datasets that could not be opened.
  public var unopened: [DatasetFailure] = []
  /// What the engine searched of those that could.
  public var engine = Coverage()

  /// Takes over what the engine says of its search, beside the notes that stand here already.
  mutating func take(_ engine: Coverage) {
    let notes = self.engine.notes
    self.engine = engine
    self.engine.notes += notes
  }

  /// Everything that was not searched, and why.
  public var failures: [DatasetFailure] {
    unopened
      + engine.failed.map {
        DatasetFailure(
          dataset: $0.corpus, error: CatalogError(folding: $0.failure).about($0.corpus))
      }
  }
}

/// A dataset that could not be searched.
public struct DatasetFailure: Sendable, Equatable {
  /// Its id.
  public var dataset: String
  /// Why.
  public var error: CatalogError
}
