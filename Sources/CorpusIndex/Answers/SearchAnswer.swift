/// The answer to a search.
public struct SearchAnswer: Sendable, Equatable {
  /// Best first.
  public var hits: [Hit] = []
  /// Records that match.
  public var total: UInt64 = 0
  /// Whether the total is exact or a lower bound.
  public var totalIsExact = true
  /// What was searched, and what was not.
  public var coverage = Coverage()
  /// Values counted among all matches, in the order asked for.
  public var facets: [FieldFacet] = []
  /// Where the next page begins; `nil` behind the last.
  public var next: String?
  /// What else is to be said of the question.
  public var notices: [Notice] = []
  /// The query as understood and the plans chosen, on request.
  public var plan: [String]?
  /// Time taken, in seconds.
  public var seconds = 0.0

  /// Nothing was found, because nothing was searched.
  public init() {}
}
