/// A corpus that could not be searched.
public struct CorpusFailure: Sendable, Equatable {
  /// Its name, as given to the searcher.
  public var corpus: String
  /// Why.
  public var failure: IndexFailure
}
