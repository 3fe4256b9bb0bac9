package import QueryLanguage

/// Which text of a question cannot be read or answered, where in it, and what could stand there.
public struct QueryFault: Sendable, Hashable {
  /// The texts of a question.
  public enum Source: String, Sendable, CaseIterable, Codable {
    case query, condition, filter, sort, facet, cursor
  }

  /// Which of the texts is wrong.
  public var source: Source
  /// That text, as it was written.
  public var text: String
  /// The place in it, in UTF-8 bytes, half-open; empty where something is missing.
  public var range: Range<Int>
  /// What could stand there.
  public var expected: String?
  /// What to write instead, in words that follow the text.
  public var suggestion: String?

  /// A fault from its parts.
  public init(
    _ source: Source, _ text: String, at range: Range<Int>, expected: String? = nil,
    suggestion: String? = nil
  ) {
    self.source = source
    self.text = text
    self.range = range
    self.expected = expected
    self.suggestion = suggestion
  }

  /// Characters in front of the place, as carets count them.
  public var column: Int {
    String(decoding: text.utf8.prefix(max(0, range.lowerBound)), as: UTF8.self).count
  }
}

extension QueryFault {
  /// What a parser says, without its message.
  package init(_ problem: QueryProblem) {
    let source: Source =
      switch problem.source {
      case .query: .query
      case .condition: .condition
      case .filter: .filter
      case .sort: .sort
      case .facet: .facet
      case .cursor: .cursor
      }
    self.init(
      source, problem.text, at: problem.place, expected: problem.expected,
      suggestion: problem.suggestion?.description)
  }
}
