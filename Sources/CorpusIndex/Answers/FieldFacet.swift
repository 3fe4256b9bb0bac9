/// The values of one field among the matches of a query.
public struct FieldFacet: Sendable, Hashable {
  /// The column, or the searcher's name for counts by corpus.
  public var field: String
  /// Most frequent first, records without a value last.
  public var values: [FacetCount]

  /// A facet from its parts.
  public init(field: String, values: [FacetCount]) {
    self.field = field
    self.values = values
  }
}
