package import QueryLanguage

/// Something that an answer says beside its hits: a piece that means something else than it seems
/// to, a value that nothing has.
public struct Notice: Sendable, Hashable {
  /// One sentence without a full stop.
  public var message: String
  /// Which text of the question it is about, and where in it.
  public var query: QueryFault?

  /// A notice from its parts.
  public init(_ message: String, query: QueryFault? = nil) {
    self.message = message
    self.query = query
  }

  /// What a parser hints at.
  package init(_ hint: QueryProblem) { self.init(hint.message, query: QueryFault(hint)) }
}

extension Notice: CustomStringConvertible {
  /// The sentence with what to write instead.
  public var description: String { message + (query?.suggestion.map { " — \($0)" } ?? "") }
}
