/// Why a query or a condition cannot be read, and where.
package struct QueryProblem: Error, Equatable, Sendable {
  /// What is wrong, one sentence without a full stop.
  package var message: String
  /// Characters in front of the place, from 0; at most the length of the text.
  package var column: Int
  /// What could stand there.
  package var expected: String?
  /// What to write instead.
  package var suggestion: String?

  package init(
    message: String, column: Int, expected: String? = nil, suggestion: String? = nil
  ) {
    self.message = message
    self.column = column
    self.expected = expected
    self.suggestion = suggestion
  }
}
