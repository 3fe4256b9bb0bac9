package import Records

/// A value that a column is asked to have, and where it is written.
///
/// Only an index knows whether any record has it, so a parser notes it and a searcher looks.
package struct AskedValue: Equatable, Sendable {
  package var column: String
  package var literal: ColumnLiteral
  /// Which text it stands in.
  package var source: QueryProblem.Source
  /// That text.
  package var text: String
  /// Where in it, in UTF-8 bytes, with its quotes.
  package var place: Range<Int>
  /// It stands without quotes, so that a space ended it.
  package var isBare: Bool

  /// What is written from the value on, with what follows a bare one.
  package var written: String {
    isBare ? String(decoding: text.utf8.dropFirst(place.lowerBound), as: UTF8.self) : literal.text
  }

  /// The hint that no record has the value; `nearest` is one that records have, with how much of
  /// ``written`` means it, in UTF-8 bytes.
  package func absence(nearest: (value: String, length: Int)?) -> QueryProblem {
    var problem = QueryProblem(
      source, text, at: place, message: "no record has “\(literal.text)” in \(column)")
    problem.isAbsence = true
    guard let nearest else { return problem }
    if isBare { problem.place = place.lowerBound..<(place.lowerBound + nearest.length) }
    problem.suggestion = .meant(Self.spelled(nearest.value))
    return problem
  }

  /// A value as a query or condition writes it.
  private static func spelled(_ value: String) -> String {
    let isPlain = value.unicodeScalars.allSatisfy {
      $0.isLetterOrDigit || "-_.".unicodeScalars.contains($0)
    }
    return isPlain && !value.isEmpty ? value : ColumnCondition.quoted(value)
  }
}
