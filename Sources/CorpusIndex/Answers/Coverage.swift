/// What was searched.
public struct Coverage: Sendable, Equatable {
  /// Corpora asked for.
  public var corpora = 0
  /// Corpora searched.
  public var searched = 0
  /// Corpora that could not be searched, and why.
  public var failed: [CorpusFailure] = []
  /// Live records searched.
  public var documents: UInt64 = 0
  /// Anything that makes the answer less than exact.
  public var notes: [String] = []

  /// Nothing was searched.
  public init() {}
}
