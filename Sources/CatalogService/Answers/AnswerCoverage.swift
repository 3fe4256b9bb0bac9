public import CorpusIndex

/// What an answer rests on; an answer never hides what it could not look at.
public struct AnswerCoverage: Sendable, Equatable {
  /// Datasets that should have been searched.
  public var datasets = 0
  /// Searched, although what was found may be out of date, and why.
  public var stale: [StaleDataset] = []
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

/// A dataset whose index was searched as its last commit left it, although there is more to read.
public struct StaleDataset: Sendable, Equatable {
  /// Its id.
  public var dataset: String
  /// Why.
  public var reason: Reason
  /// What helps.
  public var remedy: Remedy?

  /// Why an index is out of date.
  public enum Reason: String, Sendable, CaseIterable {
    /// The source has changed since it was indexed.
    case sourceHasChanged = "changed"
    /// A run was cut short, and nobody goes on with it.
    case runWasCutShort = "cut-short"
    /// A run is at work now.
    case runIsUnderWay = "under-way"
  }

  /// What is to be said of it.
  public var statement: String {
    switch reason {
    case .sourceHasChanged: "\(dataset) has changed since it was indexed"
    case .runWasCutShort: "a run of \(dataset) was cut short"
    case .runIsUnderWay: "a run of \(dataset) is under way"
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
