/// The values of one field among the matches of a query.
public struct FieldFacet: Sendable, Hashable {
  /// The column, or the searcher's name for counts by corpus.
  public var field: String
  /// Most frequent first, records without a value last.
  public var values: [FacetCount]
  /// Different values beyond those in ``values``, which are less frequent.
  public var more: UInt64

  /// A facet from its parts.
  public init(field: String, values: [FacetCount], more: UInt64 = 0) {
    self.field = field
    self.values = values
    self.more = more
  }
}
