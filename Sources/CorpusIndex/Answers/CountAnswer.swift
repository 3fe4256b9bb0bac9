/// The answer to a count.
public struct CountAnswer: Sendable, Equatable {
  /// Records that match.
  public var records: UInt64 = 0
  /// Places where the term or phrase starts; `nil` for other queries.
  public var occurrences: UInt64?
  /// Values counted among all matches, in the order asked for.
  public var facets: [FieldFacet] = []
  /// What else is to be said of the question.
  public var notices: [Notice] = []
  /// What was searched, and what was not.
  public var coverage = Coverage()

  /// Nothing was counted, because nothing was searched.
  public init() {}
}
