/// The closed list of values that a column can have, with other spellings that people use.
package struct ColumnValues: Sendable, Equatable {
  /// The values, as the column keeps them.
  package var names: [String]
  /// Other spellings, in small letters, each with the value that it means.
  package var spellings: [String: String]

  package init(_ names: [String], spellings: [String: String] = [:]) {
    self.names = names
    self.spellings = spellings
  }

  /// The value that a text means, whatever its case; `nil` when it means none of the list.
  package func value(of text: String) -> String? {
    let key = text.lowercased()
    return names.first { $0.lowercased() == key } ?? spellings[key]
  }

  /// The value that a mistyped text most likely means.
  private func nearest(to text: String) -> String? {
    NearestName.nearest(to: text, among: names + spellings.keys.sorted()).flatMap(value)
  }

  /// The problem of a text that means none of the values.
  ///
  /// - Parameters:
  ///   - text: What was written as a value.
  ///   - column: The column's name.
  ///   - whole: The text in which it stands.
  ///   - source: What the text is.
  ///   - place: Where in it, in UTF-8 bytes; by default all of it.
  /// - Returns: The problem, with the values that there are and the one that was probably meant.
  package func problem(
    of text: String, in column: String, of whole: String, as source: QueryProblem.Source,
    at place: Range<Int>? = nil
  ) -> QueryProblem {
    var suggestion = nearest(to: text).map { QuerySuggestion.meant($0) }
    if text.lowercased() == "unknown", source != .filter {
      let asked = source == .query ? "NOT \(column):*" : "\(column) is unknown"
      suggestion = .write(asked, effect: "finds what has no \(column)")
    }
    return QueryProblem(
      source, whole, at: place ?? 0..<whole.utf8.count,
      message: "“\(text)” is no value of \(column)",
      expected: "one of \(names.joined(separator: ", "))", suggestion: suggestion)
  }
}
